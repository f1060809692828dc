package bot_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"escale/bot"
	"escale/scheduling"
)

// nudging is a world with a session at an hour of the next day, and a
// conversation that it belongs to.
func nudging(t *testing.T, d bot.Stepper, start time.Time) (*world, *replica, scheduling.Booking) {
	w := newWorld(t)
	r := w.replica("a", d)
	w.say(r, "1", "bonjour")
	b := scheduling.Booking{
		ID: "b", State: scheduling.Booked, Zone: "Europe/Paris",
		Slot: scheduling.Slot{Interval: scheduling.Interval{Start: start, End: start.Add(time.Hour)}},
	}
	w.desk.set(b)
	return w, r, b
}

func (w *world) about(r *replica, id, kind string, until time.Time) scheduling.Event {
	return scheduling.Event{ID: id, Kind: kind, Conversation: w.conversation(r).ID, Booking: "b", Until: until}
}

func (w *world) until(at time.Time) { w.clocks.pass(at.Sub(w.clocks.Machine())) }

func paris(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour-1, minute, 0, 0, time.UTC)
}

// After an outage the reminder that is nearest to the session goes out, and
// those before it don't; none once it has begun.
func TestAfterAnOutageOneReminderGoesOut(t *testing.T) {
	for name, c := range map[string]struct {
		back time.Time
		want []string
	}{
		"before the last":   {paris(24, 12, 0), []string{"« bonjour »", scheduling.TellConfirm}},
		"after the last":    {paris(24, 13, 30), []string{"« bonjour »", scheduling.TellReminder}},
		"once it has begun": {paris(24, 15, 0), []string{"« bonjour »"}},
	} {
		t.Run(name, func(t *testing.T) {
			w, r, b := nudging(t, echo, paris(24, 15, 0))
			w.due(w.about(r, "48h", scheduling.TellReminder, paris(23, 20, 0)))
			w.due(w.about(r, "confirm", scheduling.TellConfirm, paris(24, 13, 0)))
			last := w.about(r, "2h", scheduling.TellReminder, b.Start)
			if !c.back.Before(paris(24, 13, 0)) {
				w.due(last)
			}
			w.until(c.back)
			w.runDue(r, "loop")
			w.wantSent(c.want...)
			counts, err := w.store.Counts(t.Context(), bot.DroppedPrefix)
			if err != nil || counts[bot.DroppedPrefix+scheduling.TellReminder] == 0 {
				t.Errorf("dropped: %v, %v", counts, err)
			}
		})
	}
}

// What staff are doing to a session may move it: a reminder waits for that, and
// for a change that nobody settles not for ever.
func TestAReminderWaitsWhileStaffMoveTheSession(t *testing.T) {
	for name, settled := range map[string]bool{"settled": true, "left open": false} {
		t.Run(name, func(t *testing.T) {
			w, r, b := nudging(t, echo, paris(24, 15, 0))
			b.Unsettled = &scheduling.Unsettled{Noted: w.clocks.Programme()}
			w.desk.set(b)
			w.due(w.about(r, "r", scheduling.TellReminder, b.Start))
			for range 3 {
				w.runDue(r, "loop")
				w.wantSent("« bonjour »")
				w.clocks.pass(time.Minute)
			}
			if settled {
				b.Unsettled = nil
				w.desk.set(b)
			} else {
				w.clocks.pass(2 * time.Minute)
			}
			w.runDue(r, "loop")
			w.wantSent("« bonjour »", scheduling.TellReminder)
		})
	}
}

func TestAQuestionnaireIsSentLateButNotForEver(t *testing.T) {
	for days, sent := range map[int]bool{13: true, 15: false} {
		for _, kind := range []string{scheduling.TellQuestionnaire, scheduling.TellFollowUp} {
			w, r, b := nudging(t, echo, paris(23, 9, 0))
			b.State = scheduling.PresumedHeld
			w.desk.set(b)
			w.due(w.about(r, "q", kind, paris(23, 12, 0).AddDate(0, 0, 14)))
			w.until(paris(23, 12, 0).AddDate(0, 0, days))
			w.runDue(r, "loop")
			want := []string{"« bonjour »"}
			if sent {
				want = append(want, kind)
			}
			w.wantSent(want...)
		}
	}
}

// reminding answers words, and says events as a reminder that keeps quiet at
// night, and is worded otherwise from midnight on.
func reminding(ctx context.Context, c bot.Conversation, in bot.Input) (bot.Turn, error) {
	if in.Event == nil {
		return echo(ctx, c, in)
	}
	return bot.Turn{Conversation: c, Messages: []bot.Message{{
		Text: "demain", Class: scheduling.Reminder,
		Guard:  scheduling.Guard{Booking: "b", NotAfter: in.Event.Until},
		Timing: bot.Timing{Zone: "Europe/Paris", From: paris(24, 0, 0), Late: "mardi"},
	}}}, nil
}

// A channel that is back in the night is sent no reminder before the morning.
// What she writes meanwhile is answered at once.
func TestAReminderThatWasHeldUpLeavesByDay(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(w *world, b scheduling.Booking)
		want      []string
	}{
		"stands": {func(*world, scheduling.Booking) {}, []string{"« bonjour »", "« allô »", "mardi"}},
		"cancelled": {func(w *world, b scheduling.Booking) {
			b.State = scheduling.Cancelled
			w.desk.set(b)
		}, []string{"« bonjour »", "« allô »"}},
		"she left": {func(w *world, _ scheduling.Booking) {
			w.postbox.fail = func(bot.Message) error { return bot.ErrStopped }
			w.say(w.replica("c", script(reminding)), "3", "stop")
			w.postbox.fail = nil
		}, []string{"« bonjour »", "« allô »"}},
	} {
		t.Run(name, func(t *testing.T) {
			w, r, b := nudging(t, script(reminding), paris(24, 15, 0))
			down := true
			w.postbox.fail = func(bot.Message) error {
				if down {
					return errors.New("bad gateway")
				}
				return nil
			}
			w.until(paris(23, 20, 0))
			w.due(w.about(r, "r", scheduling.TellReminder, b.Start))
			w.runDue(r, "loop")
			w.wantSent("« bonjour »")
			w.until(paris(24, 3, 0))
			down = false
			w.pass(r)
			w.say(r, "2", "allô")
			w.wantSent("« bonjour »", "« allô »")
			c.meanwhile(w, b)
			w.until(paris(24, 7, 59))
			w.runDue(r, "loop")
			w.pass(r)
			w.wantSent("« bonjour »", "« allô »")
			for range 3 {
				w.clocks.pass(time.Minute)
				w.runDue(r, "loop")
				w.pass(r)
			}
			w.wantSent(c.want...)
		})
	}
}

// Two reminders that a channel held up are one when it is back.
func TestAChannelThatIsBackSendsOneReminder(t *testing.T) {
	w, r, b := nudging(t, script(reminding), paris(24, 15, 0))
	w.postbox.fail = func(bot.Message) error { return errors.New("bad gateway") }
	w.due(w.about(r, "r1", scheduling.TellReminder, paris(24, 13, 0)))
	w.runDue(r, "loop")
	w.until(paris(24, 13, 0))
	w.due(w.about(r, "r2", scheduling.TellReminder, b.Start))
	w.runDue(r, "loop")
	w.wantSent("« bonjour »")
	w.postbox.fail = nil
	w.until(paris(24, 13, 30))
	w.pass(r)
	w.wantSent("« bonjour »", "mardi")
}

// pass lets the deliverer try what waits.
func (w *world) pass(r *replica) {
	w.t.Helper()
	if err := r.deliver.Pass(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}
