package bot

import (
	"strconv"
	"time"

	"escale/scheduling"
)

// asksIn reports whether a nudge is the question whether she will still come: it
// stands in for one that an outage kept from her.
func (t *turn) asksIn(e scheduling.Event, b scheduling.Booking) bool {
	placed := b.ID + "/" + strconv.Itoa(b.Placement)
	asks := e.Asks || e.Kind == scheduling.TellConfirm || e.AfterConfirm && t.notes().Asked != placed
	if asks {
		t.notes().Asked = placed
	}
	return asks
}

// nudge reminds her of a session, or asks whether she will still come. It names
// neither offer nor place: others may read over her shoulder.
func (t *turn) nudge(e scheduling.Event, b scheduling.Booking) {
	s := t.session(b.Slot, b.Mode)
	asks := t.asksIn(e, b)
	words, from, late := t.soon(s)
	m := Message{
		Text:    t.nudged(asks, words),
		Subject: t.say.T("subject.reminder"),
		Class:   scheduling.Reminder,
		Guard:   scheduling.Guard{Booking: b.ID, Placement: b.Placement, NotAfter: b.Start},
	}
	if !e.Until.IsZero() && e.Until.Before(b.Start) {
		m.Guard.NotAfter = e.Until.Add(-time.Second) // the next one says it all
	}
	if late != "" {
		m.Timing.From, m.Timing.Late = from, t.nudged(asks, late)
	}
	m.Mail = t.linkFor(m)
	choices := []Choice{about(b.ID, doCannot, t.say.T("tap.cannot")), about(b.ID, doShow, t.say.T("tap.details"))}
	if asks {
		m.Subject = t.say.T("subject.confirm")
		choices = []Choice{
			about(b.ID, doComing, t.say.T("tap.coming")),
			about(b.ID, doMove, t.say.T("tap.other-slot")),
			about(b.ID, doCancel, t.say.T("tap.cancel-it")),
		}
	}
	t.beside(m, false, choices...)
}

func (t *turn) nudged(asks bool, when string) string {
	if asks {
		return t.say.T("told.confirm", "When", when)
	}
	return t.say.T("told.reminder", "When", when)
}

// soon says when a session is, as somebody would who speaks now: "tomorrow", or
// "in two hours". From an instant on that is no longer so, and late is said.
func (t *turn) soon(s session) (words string, from time.Time, late string) {
	now, when := t.now.In(s.zone), t.when(s)
	switch midnight := startOfDay(s.Start, s.zone); {
	case now.Before(midnight.AddDate(0, 0, -1)):
		return t.say.T("say.when-on", "When", when), time.Time{}, ""
	case now.Before(midnight):
		return t.say.T("say.when-tomorrow", "When", when), midnight.UTC(), t.say.T("say.when-on", "When", when)
	}
	today := t.say.T("say.when-today", "Clock", t.clock(s))
	const half = 30 * time.Minute
	hours := int((s.Start.Sub(now) + half) / time.Hour)
	if hours < 1 || hours > 4 {
		return today, time.Time{}, ""
	}
	return t.say.N("say.when-in-hours", hours, "Today", today), t.now.Add(half), today
}

func startOfDay(at time.Time, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}
