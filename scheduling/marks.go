package scheduling

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"escale/evaluation"
)

// marks reports whether an event says something new of how its session went.
// Nobody was absent from a session that has not begun: neither where the booking
// stands nor where the event does. What it said before is not said again: it may
// have been put right in another way since.
func (d *Desk) marks(b Booking, ev SeenEvent) bool {
	now := d.c.Clocks.Programme()
	said := ev.Mark == Attended || ev.Mark == Missed
	begun := !now.Before(b.Stands().Start) && !now.Before(ev.Start)
	return said && begun && ev.Mark != b.Marked && !ev.Cancelled && b.State != Cancelled && b.State != Released
}

// markedByStaff notes how a session went. Staff may change their mind.
func (d *Desk) markedByStaff(ctx context.Context, looked Booking, mark State) error {
	return d.retry(ctx, looked, func(b Booking) error {
		is := b
		is.State, is.By, is.Marked, is.Unsettled = mark, "staff", mark, nil
		_, err := d.marked(ctx, transition{was: b, is: is})
		return err
	})
}

// askAfterAll plans a questionnaire whose hour went by while the parent counted
// as absent.
func (d *Desk) askAfterAll(ctx context.Context, b Booking) ([]Due, error) {
	t, now := d.termsOf(b), d.c.Clocks.Programme()
	at := NextDaytime(b.Stands().End.Add(afterSession), t.Zone, time.Time{})
	if t.offer.Questionnaire == "" || at.After(now) {
		return nil, nil // none, or still planned
	}
	r, err := d.c.Store.Get(ctx, Key{Kind: "fact", ID: b.Fact})
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("fact: %w", err)
	}
	var f evaluation.Fact
	if err := json.Unmarshal(r.Data, &f); err != nil || f.Invited {
		return nil, err
	}
	return []Due{tell(b, Event{Kind: TellQuestionnaire}, "ask/"+b.ID+"/after-all", NextDaytime(now, t.Zone, time.Time{}))}, nil
}
