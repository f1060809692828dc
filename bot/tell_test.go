package bot_test

import (
	"encoding/json"
	"testing"
	"time"

	"escale/evaluation"
	"escale/scheduling"
)

// tell makes an event due and lets the replica handle it.
func (w *world) tell(r *replica, e scheduling.Event) {
	w.t.Helper()
	w.due(e)
	if n := w.runDue(r, "loop"); n != 1 {
		w.t.Fatalf("%d works due, want 1", n)
	}
	w.clocks.pass(time.Hour)
	if n := w.runDue(r, "loop"); n != 0 {
		w.t.Errorf("%d works left over", n)
	}
}

// due makes an event due now.
func (w *world) due(e scheduling.Event) {
	w.t.Helper()
	data, err := json.Marshal(e)
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = w.store.Apply(w.t.Context(), scheduling.Change{Command: "cause/" + e.ID + w.clocks.Machine().String(), Due: []scheduling.Due{{
		ID: e.ID, Kind: scheduling.DueTell, Subject: e.Booking,
		At: w.clocks.Programme(), Clock: scheduling.ProgrammeTime, Data: data,
	}}})
	if err != nil {
		w.t.Fatal(err)
	}
}

func TestAnEventIsToldOnlyWhileItIsTrue(t *testing.T) {
	now := newClocks().Programme()
	at := func(state scheduling.State, start time.Duration) scheduling.Booking {
		return scheduling.Booking{
			ID: "b", State: state, Placement: 2,
			Slot: scheduling.Slot{Interval: scheduling.Interval{Start: now.Add(start), End: now.Add(start + time.Hour)}},
		}
	}
	proposed := at(scheduling.Booked, time.Hour)
	proposed.Proposed = &scheduling.Interval{Start: now.Add(3 * time.Hour), End: now.Add(4 * time.Hour)}
	begun := at(scheduling.Booked, -2*time.Hour)
	begun.Proposed = &scheduling.Interval{Start: now, End: now.Add(time.Hour)}
	cases := []struct {
		name      string
		kind      string
		booking   scheduling.Booking
		placement int
		told      bool
	}{
		{"reminder", scheduling.TellReminder, at(scheduling.Booked, time.Hour), 2, true},
		{"reminder of an earlier placement", scheduling.TellReminder, at(scheduling.Booked, time.Hour), 1, false},
		{"reminder of a cancelled booking", scheduling.TellReminder, at(scheduling.Cancelled, time.Hour), 2, false},
		{"reminder not yet confirmed", scheduling.TellReminder, at(scheduling.Placing, time.Hour), 2, false},
		{"reminder of a session that began", scheduling.TellReminder, at(scheduling.Booked, 0), 2, false},
		{"questionnaire", scheduling.TellQuestionnaire, at(scheduling.PresumedHeld, -2*time.Hour), 2, true},
		{"questionnaire before the end", scheduling.TellQuestionnaire, at(scheduling.Booked, -time.Minute), 2, false},
		{"questionnaire of a cancelled booking", scheduling.TellQuestionnaire, at(scheduling.Cancelled, -2*time.Hour), 2, false},
		{"booked", scheduling.TellBooked, at(scheduling.Booked, time.Hour), 2, true},
		{"booked, cancelled meanwhile", scheduling.TellBooked, at(scheduling.Cancelled, time.Hour), 2, false},
		{"not moved", scheduling.TellNotMoved, at(scheduling.Booked, time.Hour), 2, true},
		{"not moved, moved since", scheduling.TellNotMoved, at(scheduling.Booked, time.Hour), 1, false},
		{"not moved, cancelled since", scheduling.TellNotMoved, at(scheduling.Cancelled, time.Hour), 2, false},
		{"not moved, but begun", scheduling.TellNotMoved, at(scheduling.Booked, 0), 2, false},
		{"released", scheduling.TellReleased, at(scheduling.Released, time.Hour), 2, true},
		{"moved by staff", scheduling.TellMovedByStaff, proposed, 2, true},
		{"moved by staff, but begun", scheduling.TellMovedByStaff, begun, 2, false},
		{"moved by staff and back", scheduling.TellMovedByStaff, at(scheduling.Booked, time.Hour), 2, false},
		{"deleted", scheduling.TellDeleted, at(scheduling.Cancelled, time.Hour), 2, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			r := w.replica("a", echo)
			w.say(r, "1", "bonjour")
			w.desk.set(c.booking)
			w.tell(r, scheduling.Event{ID: "e", Kind: c.kind, Conversation: w.conversation(r).ID, Booking: "b", Placement: c.placement})
			want := []string{"« bonjour »"}
			if c.told {
				want = append(want, c.kind)
			}
			w.wantSent(want...)
		})
	}
}

func TestAnEventIsToldOnce(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", echo)
	w.say(r, "1", "bonjour")
	w.desk.set(scheduling.Booking{ID: "b", State: scheduling.Released})
	e := scheduling.Event{ID: "e", Kind: scheduling.TellReleased, Conversation: w.conversation(r).ID, Booking: "b"}
	w.tell(r, e)
	w.tell(r, e)
	w.wantSent("« bonjour »", scheduling.TellReleased)
}

func TestAnEventForAConversationThatIsGoneIsDone(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", echo)
	w.desk.set(scheduling.Booking{ID: "b", State: scheduling.Released})
	w.tell(r, scheduling.Event{ID: "e", Kind: scheduling.TellReleased, Conversation: "gone", Booking: "b"})
	w.tell(r, scheduling.Event{ID: "f", Kind: scheduling.TellReleased, Conversation: "gone", Booking: "unknown"})
	w.wantSent()
}

func TestAQuestionnaireSentIsNotedOnTheFact(t *testing.T) {
	w := newWorld(t)
	r := w.replica("a", echo)
	w.say(r, "1", "bonjour")
	w.keepFact(evaluation.Fact{ID: "f", Month: "2026-11"})
	past := scheduling.Interval{Start: w.clocks.Programme().Add(-3 * time.Hour), End: w.clocks.Programme().Add(-2 * time.Hour)}
	w.desk.set(scheduling.Booking{ID: "b", State: scheduling.PresumedHeld, Fact: "f", Slot: scheduling.Slot{Interval: past}})
	w.tell(r, scheduling.Event{ID: "e", Kind: scheduling.TellQuestionnaire, Conversation: w.conversation(r).ID, Booking: "b"})
	if f := w.fact("f"); !f.Invited || f.Answered {
		t.Errorf("fact %+v, want invited", f)
	}
}
