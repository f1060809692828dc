package scheduling_test

import (
	"fmt"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// seats gives the group another number of them, as when its file is changed.
func (st *stage) seats(n int) {
	p := *st.programme
	place := p.Structures[0]
	place.Agendas = append([]programme.Agenda(nil), place.Agendas...)
	place.Agendas[2].Seats = n
	p.Structures = []programme.Structure{place}
	st.programme = &p
}

// TestSeatsChangeWhilePeopleHold: a group becomes smaller, or larger, at any moment
// while somebody books whose seat is held. Whoever asks is given no more than there
// are, and once nobody comes, nothing is taken. Where fewer seats are left than are
// held, nobody has one before the holds are over.
func TestSeatsChangeWhilePeopleHold(t *testing.T) {
	for store, open := range stores(t) {
		for _, c := range []struct{ from, to, least, most int }{
			{3, 1, 1, 1}, {3, 2, 2, 2}, {2, 3, 3, 3}, {1, 3, 1, 3},
		} {
			t.Run(fmt.Sprintf("%s/%d to %d", store, c.from, c.to), func(t *testing.T) {
				for call := 1; ; call++ {
					st := newStage(t, open, programme.Quota{})
					st.seats(c.from)
					slot := st.at("cercle", 0, 9)
					for n, who := range []string{"ana", "ben", "cleo"} {
						if out := st.calm.asks(scheduling.DoHold, who, slot); n < c.from && out.Code != scheduling.OK {
							t.Fatalf("%s holds: %s", who, out.Code)
						}
					}
					met, a := false, st.newSide()
					a.replica.fuse.meanwhile = func() {
						met = true
						st.seats(c.to)
					}
					a.replica.fuse.set(call, false)
					out := a.books("ana", slot)
					if !met {
						if call < 5 {
							t.Errorf("only %d calls: it proves little", call)
						}
						return
					}
					if out.Code != scheduling.OK && c.to >= c.from {
						t.Errorf("call %d: ana, who held it, hears %s", call, out.Code)
					}
					for _, who := range []string{"ben", "cleo"} {
						st.calm.books(who, slot)
					}
					st.clock.pass(11 * time.Minute) // holds are over
					for _, who := range []string{"ana", "ben", "cleo"} {
						if n, err := st.onlooker.Bookings(t.Context(), "c/"+who); err != nil || len(n) == 0 {
							st.calm.books(who, slot)
						}
					}
					if n := len(st.live()); n < c.least || n > c.most {
						t.Errorf("call %d: %d come, want %d to %d", call, n, c.least, c.most)
					}
					for _, b := range st.live() { // and nothing stays behind
						st.calm.cancels(b.Parent)
					}
					st.calm.settle()
					if left := st.claims(); len(left) > 0 {
						t.Errorf("call %d: left over: %+v", call, left)
					}
				}
			})
		}
	}
}
