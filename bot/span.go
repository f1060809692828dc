package bot

import (
	"context"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// Span is a filter of the list of slots that words set: days and hours of them,
// in the parent's zone. The zero Span filters nothing.
type Span struct {
	From string `json:"from,omitempty"` // first day, 2026-11-24
	To   string `json:"to,omitempty"`   // last day
	// Earliest and Latest are minutes after midnight between which a slot begins.
	Earliest int `json:"earliest,omitempty"`
	Latest   int `json:"latest,omitempty"` // 0: no matter
}

// holds reports whether a slot that begins at an instant, in the parent's zone, is
// within the hours and the days.
func (s Span) holds(start time.Time) bool {
	day, minutes := programme.DateOf(start).String(), 60*start.Hour()+start.Minute()
	return (s.From == "" || day >= s.From) && (s.To == "" || day <= s.To) &&
		minutes >= s.Earliest && (s.Latest == 0 || minutes <= s.Latest)
}

// over reports whether everything from that instant on is past the last day.
func (s Span) over(start time.Time) bool {
	return s.To != "" && programme.DateOf(start).String() > s.To
}

// begins is the place in the list of slots just before the first day.
func (s Span) begins(zone *time.Location) scheduling.Cursor {
	first, err := programme.ParseDate(s.From)
	if err != nil {
		return scheduling.Cursor{}
	}
	return scheduling.Cursor{Start: first.In(zone).Add(-time.Minute)}
}

const (
	// mostPages bounds the pages read to find what fits hours and days.
	mostPages = 40
	// enough slots on screen, where they are picked from several pages.
	enough = 3
)

// search lists the next slots that the filters leave. The desk knows nothing of
// hours and of last days: what does not fit is left out here, and the list goes on
// until a few do.
func (t *turn) search(ctx context.Context) (scheduling.Page, error) {
	span, zone := t.notes().Wanted.Span, t.zone()
	q := t.wantedSlots()
	page, err := t.Desk.Search(ctx, q)
	if err != nil || span == (Span{}) {
		return page, err
	}
	next, found := page, []scheduling.Slot(nil)
	for range mostPages {
		for _, s := range next.Slots {
			if span.holds(s.Start.In(zone)) {
				found = append(found, s)
			}
			if span.over(s.Start.In(zone)) {
				next.Next = scheduling.Cursor{}
			}
		}
		if len(found) >= enough || next.Next == (scheduling.Cursor{}) {
			break
		}
		q.After, q.Brief = next.Next, true
		if next, err = t.Desk.Search(ctx, q); err != nil {
			return page, err
		}
	}
	page.Slots, page.Next = found, next.Next
	return page, nil
}
