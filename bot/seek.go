package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"escale/bot/when"
	"escale/programme"
	"escale/scheduling"
)

// hearTime takes what is said of a day, an hour or a way to meet as a filter of
// the list of slots: at the list, or at the summary of one of them, unless that can
// be had there. Before, a day or an hour is noted.
func (t *turn) hearTime(ctx context.Context, words string) (bool, error) {
	if t.onTheWay() {
		return t.hearEarly(ctx, words)
	}
	atSummary := t.c.Step == stepSummary && t.notes().View == ""
	if t.c.Step != stepSlots && !atSummary || len(words) > longestTime {
		return false, nil
	}
	mode, words := t.hearMode(words)
	w, rest, ok := t.hearWhen(words, aside)
	if all := t.guesses(rest); ok && len(all) > 0 && all[0].score >= sure && !aboutTime[all[0].id] {
		return t.obey(ctx, all[0].id) // "cancel my appointment of Tuesday"
	}
	if !ok && (mode == "" || !t.isAll(words)) {
		return false, nil
	}
	if chosen := t.notes().Wanted.Slot; atSummary && !ok && chosen != nil && allows(*chosen, mode) {
		return takeSummary(ctx, t, reply{value: "mode-" + mode}) // of this very slot
	}
	if atSummary && !t.backToSlots() {
		return false, nil
	}
	wanted := &t.notes().Wanted
	if mode != "" {
		wanted.Mode, wanted.After = mode, scheduling.Cursor{}
	}
	if !ok {
		t.leads(t.sought(w))
		return true, askSlots(ctx, t)
	}
	t.notes().Early = Early{w, wanted.Mode}
	return true, t.seek(ctx, w)
}

// aboutTime are the wishes that go with a time: the list is what they want.
var aboutTime = map[string]bool{"prendre": true, "plus": true, "start": true, "merci": true}

// longestTime is how much may be typed to say a time, in bytes.
const longestTime = 200

// aside is how many words may stand beside a time that are no part of it: more
// of them tell a story.
const aside = 2

// hearWhen reads a time in the parent's language, else in French or English, if
// the words say so little else.
func (t *turn) hearWhen(words string, besides int) (w when.Heard, rest string, ok bool) {
	for _, g := range t.timesHere() {
		if w, rest, ok := g.Hear(words, t.now.In(t.zone())); ok && len(strings.Fields(g.Besides(rest))) <= besides {
			return w, g.Besides(rest), true
		}
	}
	return when.Heard{}, "", false
}

// isAll: the words say no more, and refuse nothing.
func (t *turn) isAll(words string) bool {
	for _, g := range t.timesHere() {
		if g.IsAll(words) {
			return true
		}
	}
	return false
}

// hearMode finds a way to meet among words, and returns the others.
func (t *turn) hearMode(words string) (mode, rest string) {
	said := " " + plain(words) + " "
	for _, m := range []string{programme.Video, programme.Phone, programme.InPerson} {
		for _, name := range []string{t.mode(m), t.shortModes([]string{m})} {
			if name = " " + plain(name) + " "; strings.Contains(said, name) {
				return m, strings.Replace(said, name, " ", 1)
			}
		}
	}
	return "", words
}

// backToSlots gives back the slot of the summary.
func (t *turn) backToSlots() bool {
	if n := len(t.c.Trail); n == 0 || t.c.Trail[n-1].Step != stepSlots {
		return false
	}
	t.stepBack()
	return true
}

// seek lists the slots at that time or, when there are none, those nearest to it,
// and says which.
func (t *turn) seek(ctx context.Context, w when.Heard) error {
	wanted := &t.notes().Wanted
	t.notes().View = ""
	wanted.narrowTo(w)
	page, err := t.search(ctx)
	if err != nil {
		return err
	}
	if len(page.Slots) > 0 {
		t.leads(t.sought(w))
		return askSlots(ctx, t)
	}
	before := *wanted
	for _, relaxed := range before.relaxed() {
		*wanted = relaxed
		s, err := t.nearest(ctx, w.Target(t.now, t.zone()))
		if err != nil {
			return err
		}
		if s != nil {
			wanted.around(*s, w, t.zone())
			t.leads(t.say.T("say.nearest-slot", "What", t.timeSaid(w, wanted.Mode), "When", t.when(t.session(*s, ""))))
			return askSlots(ctx, t)
		}
	}
	*wanted = before
	wanted.narrowTo(when.Heard{}) // no other time would help
	return askSlots(ctx, t)
}

// sought says what the list is of.
func (t *turn) sought(w when.Heard) string {
	if what := t.timeSaid(w, t.notes().Wanted.Mode); what != "" {
		return t.say.T("say.sought", "What", what)
	}
	return t.say.T("say.soonest")
}

// timeSaid puts what was understood, and a way to meet if any, in words, so that a
// mistake shows.
func (t *turn) timeSaid(w when.Heard, mode string) string {
	var parts []string
	day := func(d programme.Date) string { return t.say.Day(d.In(t.zone()), t.zone()) }
	switch {
	case w.From.IsZero() && w.To.IsZero():
	case w.From == w.To:
		parts = append(parts, day(w.From))
	case w.To.IsZero():
		parts = append(parts, t.say.T("when.from", "Day", day(w.From)))
	case w.From.IsZero():
		parts = append(parts, t.say.T("when.until", "Day", day(w.To)))
	default:
		parts = append(parts, t.say.T("when.between", "From", day(w.From), "To", day(w.To)))
	}
	if w.Part != "" {
		parts = append(parts, t.say.T("wish."+string(w.Part)))
	}
	parts = append(parts, t.hoursSaid(w)...)
	if mode != "" {
		parts = append(parts, t.mode(mode))
	}
	return t.say.Series(parts)
}

func (t *turn) hoursSaid(w when.Heard) []string {
	clock := func(minutes int) string {
		return t.say.Clock(time.Date(2000, 1, 1, minutes/60, minutes%60, 0, 0, time.UTC))
	}
	switch {
	case w.Earliest == 0 && w.Latest == 0:
		return nil
	case w.Earliest == w.Latest:
		return []string{t.say.T("when.at", "Clock", clock(w.Earliest))}
	case w.Latest == 0:
		return []string{t.say.T("when.from-clock", "Clock", clock(w.Earliest))}
	case w.Earliest == 0:
		return []string{t.say.T("when.until-clock", "Clock", clock(w.Latest))}
	}
	return []string{t.say.T("when.clocks", "From", clock(w.Earliest), "To", clock(w.Latest))}
}

// nearest is the slot nearest to an instant, of those that the filters leave; nil
// when they leave none.
func (t *turn) nearest(ctx context.Context, target time.Time) (*scheduling.Slot, error) {
	var found *scheduling.Slot
	q := t.wantedSlots()
	q.Limit, q.Brief = 50, true
	for range mostPages {
		page, err := t.Desk.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, s := range page.Slots {
			if !t.notes().Wanted.Span.holds(s.Start.In(t.zone())) {
				continue
			}
			if found == nil || apart(s.Start, target) < apart(found.Start, target) {
				found = &s
			}
			if s.Start.After(target) {
				return found, nil
			}
		}
		if q.After = page.Next; q.After == (scheduling.Cursor{}) {
			break
		}
	}
	return found, nil
}

func apart(a, b time.Time) time.Duration { return max(a.Sub(b), b.Sub(a)) }

// narrowTo sets the filters of time anew.
func (w *Wanted) narrowTo(at when.Heard) {
	w.Day, w.Part, w.After = "", at.Part, scheduling.Cursor{}
	w.Span = Span{From: at.From.String(), To: at.To.String(), Earliest: at.Earliest, Latest: at.Latest}
}

// relaxed are the same filters with less of time: on the same days at a part of the
// day close by, or at any hour; then at the same hours on any day; then at any time.
func (w Wanted) relaxed() []Wanted {
	var all []Wanted
	for _, part := range closeBy(w.Part) {
		r := w
		r.Part, r.Span.Earliest, r.Span.Latest = part, 0, 0
		all = append(all, r)
	}
	sameDays, sameHours, any := w, w, w
	sameDays.Part, sameDays.Span.Earliest, sameDays.Span.Latest = "", 0, 0
	sameHours.Span.From, sameHours.Span.To = "", ""
	any.Part, any.Span = "", Span{}
	all = append(all, sameDays, sameHours, any)
	return slices.DeleteFunc(all, func(r Wanted) bool { return r.Part == w.Part && r.Span == w.Span })
}

// closeBy are the other parts of the day, the nearest first.
func closeBy(part scheduling.Part) []scheduling.Part {
	switch part {
	case scheduling.Morning:
		return []scheduling.Part{scheduling.Afternoon, scheduling.Evening}
	case scheduling.Afternoon:
		return []scheduling.Part{scheduling.Evening, scheduling.Morning}
	case scheduling.Evening:
		return []scheduling.Part{scheduling.Afternoon, scheduling.Morning}
	}
	return nil
}

// around begins the list near a slot, so that it is among the first.
func (w *Wanted) around(s scheduling.Slot, at when.Heard, zone *time.Location) {
	if w.Span.From == "" && w.Span.To == "" && !(at.From.IsZero() && at.To.IsZero()) {
		w.Span.From = programme.DateOf(s.Start.In(zone)).String()
	}
	if w.Part == "" && w.Span.Earliest+w.Span.Latest == 0 && at.Earliest+at.Latest > 0 {
		w.Part = scheduling.PartOf(s.Start.In(zone))
	}
}
