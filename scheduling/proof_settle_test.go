package scheduling_test

import (
	"slices"
	"strings"
	"time"

	"escale/scheduling"
)

// settle lets everything come back and end well: calendars answer, what is due is
// done, staff's changes are looked at, alarms are answered.
func (s *side) settle() {
	s.replica = s.realm.replica(nil)
	for n := range 14 {
		for _, agenda := range s.agendas {
			s.calendars.change(agenda, func(c *calendar) { c.gone, c.part = false, false })
		}
		s.clock.pass(20 * time.Minute)
		if n > 3 { // a placing is given up after a day at most
			s.clock.pass(7 * time.Hour)
		}
		s.drain()
		for range 2 {
			for _, agenda := range s.agendas {
				s.observe(agenda)
			}
			s.clock.pass(3 * time.Minute)
		}
		s.answerAlarms()
		s.drain()
		if s.settled() {
			return
		}
	}
	for _, b := range s.bookings() {
		why := unsettled(b)
		if s.erasing(b) {
			why = "being erased"
		}
		if why != "" {
			s.ledger.found("never settled", "%s: %s: %+v", b.ID, why, b)
		}
	}
}

func (s *side) drain() {
	if err := s.replica.worker.Drain(s.t.Context()); err != nil {
		s.ledger.found("errors", "due work: %v", err)
	}
}

// answerAlarms is the structure's word: they were deleted, or they were not.
func (s *side) answerAlarms() {
	alarms, err := s.onlooker.Alarms(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, a := range alarms {
		if a.Kind != scheduling.AlarmVanished {
			continue
		}
		answer := pick(s.rng, s.replica.desk.Believe, s.replica.desk.Keep)
		if err := answer(s.t.Context(), a.Agenda); err != nil {
			s.ledger.found("errors", "alarm: %v", err)
		}
	}
}

func (s *side) settled() bool {
	alarms, err := s.onlooker.Alarms(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, a := range alarms {
		if a.Kind == scheduling.AlarmVanished {
			return false
		}
	}
	return !slices.ContainsFunc(s.bookings(), func(b scheduling.Booking) bool { return unsettled(b) != "" || s.erasing(b) })
}

// unsettled says what is still under way about a booking.
func unsettled(b scheduling.Booking) string {
	switch {
	case b.State == scheduling.Placing:
		return "being placed"
	case len(b.Gone) > 0:
		return "to be taken out"
	case b.Earlier != nil:
		return "on the move"
	case b.Unsettled != nil && b.State.Live():
		return "under staff's hands"
	}
	return ""
}

// inStep checks what must be true once all has settled: calendars, due work and
// what was told agree with the rows.
func (s *side) inStep() {
	s.eraseEnded()
	s.sound()
	all := s.bookings()
	s.shownOnce(all)
	s.reminded(all)
	s.toldOnce()
	dead, err := s.store.Dead(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, d := range dead {
		if d.Kind == scheduling.DueUnname { // a calendar refused: that is the operator's to see
			continue
		}
		s.ledger.found("errors", "dead letter: %s: %s", d.ID, d.LastError)
	}
}

// shownOnce: every session ahead is in its calendar once, where it stands, and
// nothing that nobody wants is. What staff put elsewhere while it was still being
// written, or when it was over, is a copy of theirs; what they moved into the past
// stands in the row all the same.
func (s *side) shownOnce(all []scheduling.Booking) {
	now := s.clock.Programme()
	shown, past := map[string]int{}, map[string]bool{}
	for _, agenda := range s.agendas {
		s.calendars.change(agenda, func(c *calendar) {
			for uid, ev := range c.ours {
				past[uid] = past[uid] || !ev.Start.After(now)
				if ev.End.After(now) {
					shown[uid+" "+agenda+" "+ev.Start.Format(time.DateTime)]++
				}
				if b, _, _ := scheduling.BookingOf(uid, installation); s.ledger.staff[place{b, ev.Interval}] > 0 {
					shown[uid+" "+agenda+" "+ev.Start.Format(time.DateTime)] = -1
				}
			}
		})
	}
	for _, b := range all {
		uid := scheduling.EventUID(installation, b.ID, b.Placement)
		where := uid + " " + b.Agenda + " " + b.Stands().Start.Format(time.DateTime)
		ahead := b.Stands().Start.After(now)
		switch {
		case b.State == scheduling.Booked && ahead && shown[where] == 0 && !past[uid]:
			s.ledger.found("calendar", "%s is not shown where it stands: %+v", where, b)
		case b.State != scheduling.Cancelled && b.State != scheduling.Released, b.By == "staff":
			delete(shown, where)
		}
		for line := range shown {
			if slices.ContainsFunc(b.Left, func(left int) bool {
				return strings.HasPrefix(line, scheduling.EventUID(installation, b.ID, left)+" ")
			}) {
				delete(shown, line)
			}
		}
	}
	for line, n := range shown {
		if n > 0 {
			id, _, _ := strings.Cut(strings.TrimPrefix(line, "escale."), ".")
			i := slices.IndexFunc(all, func(b scheduling.Booking) bool { return b.ID == id })
			s.ledger.found("calendar", "%s is left over: %+v", line, all[max(i, 0)])
		}
	}
}

// reminded: what is due for a live booking is there once, and nothing is for
// another.
func (s *side) reminded(all []scheduling.Booking) {
	now := s.clock.Programme()
	far := now.AddDate(5, 0, 0)
	due, err := s.store.ClaimDue(s.t.Context(), "onlooker", far, far, time.Nanosecond, 100000)
	if err != nil {
		s.t.Fatal(err)
	}
	have := map[string]int{}
	for _, d := range due {
		if strings.HasPrefix(d.ID, "tell/remind") {
			d.Kind = "reminder"
		}
		have[d.Kind+" "+d.Subject+" "+d.At.UTC().Format(time.DateTime)]++
	}
	for _, b := range all {
		for _, line := range s.planned(b, now) {
			if have[line]--; have[line] < 0 {
				s.ledger.found("reminders", "%s is not due: %+v", line, b)
			}
		}
	}
	for line, n := range have {
		if n > 0 && (strings.HasPrefix(line, "reminder ") || strings.HasPrefix(line, "past ") && !s.wasHeld(line, all)) {
			s.ledger.found("reminders", "%s is due %d times too often", line, n)
		}
	}
}

// wasHeld reports whether work is that of a session that took place: its row is
// looked at again a week later.
func (s *side) wasHeld(line string, all []scheduling.Booking) bool {
	return slices.ContainsFunc(all, func(b scheduling.Booking) bool {
		return strings.Contains(line, b.ID) && b.State != scheduling.Cancelled && b.State != scheduling.Released
	})
}

// planned is what must be due ahead for a booking: a reminder two days before, at
// the same hour, and one two hours before, in the evening where that is at night;
// and its end.
func (s *side) planned(b scheduling.Booking, now time.Time) []string {
	if !b.State.Live() {
		return nil
	}
	loc, err := time.LoadLocation(b.Zone)
	if err != nil {
		s.t.Fatal(err)
	}
	line := func(kind string, at time.Time) string {
		return kind + " " + b.ID + " " + at.UTC().Format(time.DateTime)
	}
	all := []string{line("past", b.Stands().End), line("past", b.Stands().End.Add(7*24*time.Hour))}
	if b.Conversation == "" { // nobody can be reminded
		return all
	}
	start := b.Stands().Start.In(loc)
	for _, at := range []time.Time{start.AddDate(0, 0, -2), start.Add(-2 * time.Hour)} {
		if h := at.Hour(); h < 8 {
			at = time.Date(at.Year(), at.Month(), at.Day()-1, 20, 0, 0, 0, loc)
		} else if h >= 21 {
			at = time.Date(at.Year(), at.Month(), at.Day(), 20, 0, 0, 0, loc)
		}
		if l := line("reminder", at); at.After(now) && !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	return all
}

// toldOnce: she hears everything once, and nothing of a session that is off.
func (s *side) toldOnce() {
	for _, prefix := range []string{"told/", "late/"} {
		told, err := s.store.Counts(s.t.Context(), prefix)
		if err != nil {
			s.t.Fatal(err)
		}
		for what, n := range told {
			if n > 1 || prefix == "late/" {
				s.ledger.found("told", "%s %d times", what, n)
			}
		}
	}
}

// repeated gives the last commands again: each returns its first outcome.
func (s *side) repeated(n int) {
	given := s.ledger.given
	for _, c := range given[max(0, len(given)-n):] {
		s.give(c)
	}
}
