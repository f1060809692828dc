package scheduling_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/scheduling"
)

// before runs something just before a command is written: what was read for it
// may be out of date by then.
type before struct {
	scheduling.Store
	command string
	do      func()
}

func (s *before) Apply(ctx context.Context, c scheduling.Change) (scheduling.Result, error) {
	if do := s.do; c.Command == s.command && do != nil {
		s.do = nil
		do()
	}
	return s.Store.Apply(ctx, c)
}

// A session that staff gave to a colleague, or to another hour, opens to its
// parent that time only: whatever else she asks for goes to who was first.
func TestWhatStaffGaveIsAllThatIsGiven(t *testing.T) {
	for name, staff := range map[string]func(*world, scheduling.Booking){
		"another hour": func(w *world, b scheduling.Booking) {
			w.edit(b, at(w, "03-11 15:00"))
			w.observe(lea)
		},
		"a colleague, just now": func(w *world, b scheduling.Booking) {
			w.carry(b, lea, tom)
			w.glance(lea)
		},
	} {
		t.Run(name, func(t *testing.T) {
			var late *before
			w := newWorld(t, func(w *world) {
				late = &before{Store: w.store}
				w.config.Store = late
			})
			b := w.book("ana", w.slot(lea, "03-10 10:00"))
			staff(w, b)
			slot := w.slot(tom, "03-11 15:00")
			move := w.about(scheduling.DoMove, b, slot)
			late.command = move.ID
			late.do = func() { w.do(w.command(scheduling.DoBook, "eva", slot), scheduling.OK) }
			w.do(move, scheduling.Taken)
			w.sound()
		})
	}
}

// A session that staff take to a colleague and to another hour at once leaves the
// hour agreed on to nobody: others have it with the colleague, or may. Written
// anew after its calendar was emptied, it stands where staff had it.
func TestTheHourLeftBehind(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	eva := w.book("eva", w.slot(tom, "03-10 10:00"))
	w.edit(b, at(w, "03-10 11:00"))
	w.carry(b, lea, tom)
	w.observe(lea)
	if got := w.stands(b.ID); got != "booked tom 03-10 10:00 → 03-10 11:00" {
		t.Fatal(got)
	}
	w.sound()
	w.do(w.about(scheduling.DoCancel, eva, scheduling.Slot{}), scheduling.OK)
	w.drain()
	bob := w.book("bob", w.slot(tom, "03-10 10:00"))
	w.erase(w.row(b.ID))
	w.erase(bob)
	w.observe(tom)
	w.drain()
	if err := w.desk.Keep(t.Context(), tom); err != nil {
		t.Fatal(err)
	}
	w.clock.pass(time.Minute)
	w.drain()
	if diff := cmp.Diff([]string{"03-10 10:00", "03-10 11:00"}, w.shown(tom)); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
	w.do(w.about(scheduling.DoAccept, b, scheduling.Slot{}), scheduling.OK)
	if got := w.stands(b.ID); got != "booked tom 03-10 11:00" {
		t.Error(got)
	}
	w.sound()
}
