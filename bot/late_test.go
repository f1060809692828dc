package bot_test

import (
	"testing"
	"time"

	"escale/scheduling"
)

// Work that is hours late, as after an outage, still leaves the night alone: a
// reminder always, what staff changed unless the session would begin first.
func TestWhatIsLateWaitsForTheDay(t *testing.T) {
	paris := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour-1, 0, 0, 0, time.UTC) }
	never := paris(25, 0)
	for _, c := range []struct {
		name, kind string
		state      scheduling.State
		start      time.Time
		told       time.Time // in the night of the 24th, 3:00, or that morning
	}{
		{"reminder", scheduling.TellReminder, scheduling.Booked, paris(24, 11), paris(24, 8)},
		{"reminder of a session at dawn", scheduling.TellReminder, scheduling.Booked, paris(24, 7), never},
		{"confirmation", scheduling.TellConfirm, scheduling.Booked, paris(24, 11), paris(24, 8)},
		{"changed, of a session at dawn", scheduling.TellChangedByStaff, scheduling.Booked, paris(24, 7), paris(24, 3)},
		{"follow-up", scheduling.TellFollowUp, scheduling.PresumedHeld, paris(23, 15), paris(24, 8)},
		{"questionnaire", scheduling.TellQuestionnaire, scheduling.PresumedHeld, paris(23, 15), paris(24, 8)},
		{"deleted", scheduling.TellDeleted, scheduling.Cancelled, paris(25, 11), paris(24, 8)},
		{"what she waits for", scheduling.TellBooked, scheduling.Booked, paris(25, 11), paris(24, 3)},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			r := w.replica("a", echo)
			w.say(r, "1", "bonjour")
			w.desk.set(scheduling.Booking{
				ID: "b", State: c.state, Zone: "Europe/Paris",
				Slot: scheduling.Slot{Interval: scheduling.Interval{Start: c.start, End: c.start.Add(time.Hour)}},
			})
			w.due(scheduling.Event{ID: "e", Kind: c.kind, Conversation: w.conversation(r).ID, Booking: "b"})
			w.clocks.pass(paris(24, 3).Sub(w.clocks.Machine()))
			for !w.clocks.Machine().After(paris(24, 9)) {
				w.runDue(r, "loop")
				want := []string{"« bonjour »"}
				if !w.clocks.Machine().Before(c.told) {
					want = append(want, c.kind)
				}
				w.wantSent(want...)
				w.clocks.pass(time.Hour)
			}
		})
	}
}
