package scheduling_test

import (
	"context"
	"testing"

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
