package scheduling_test

import (
	"context"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// between runs something after a slot was found free and before the groups of its
// agenda are read.
type between struct {
	scheduling.Store
	do func()
}

func (s *between) Get(ctx context.Context, k scheduling.Key) (scheduling.Record, error) {
	if do := s.do; k.Kind == "group" && do != nil {
		s.do = nil
		do()
	}
	return s.Store.Get(ctx, k)
}

const (
	circle = "centre/cercle"
	song   = "centre/chant"
)

// groups is a world with two circles and a colleague, all in one room.
func groups(t *testing.T, adapt ...func(*world)) (*world, *between) {
	late := &between{}
	w := newWorld(t, append(adapt, func(w *world) {
		short := w.offers[0]
		short.ID, short.Duration = "court", 30*time.Minute
		w.offers = append(w.offers, short)
		centre := &w.places[0]
		centre.Agendas[1].Room = "salle"
		for _, id := range []string{"cercle", "chant"} {
			centre.Agendas = append(centre.Agendas, programme.Agenda{
				ID: id, Offers: []string{"accompagnement", "court"}, Seats: 3, Room: "salle",
				Modes: []string{programme.InPerson, programme.Video}, Rules: centre.Agendas[0].Rules,
			})
		}
		late.Store = w.store
		w.config.Store = late
	})...)
	return w, late
}

// Whoever finds a time free among group sessions, and is overtaken by somebody
// who finds the same, hears that it is taken: were it a session to join or one to
// begin, a hold or a booking.
func TestGroupSessionsThatBeginAtTheSameMoment(t *testing.T) {
	capped := func(w *world) { w.places[0].Agendas[0].Rules.DailyCap = 1 }
	short := func(w *world, at string) scheduling.Slot {
		s := w.slot(circle, at)
		s.Offer, s.End = "court", s.Start.Add(30*time.Minute)
		return s
	}
	book := func(w *world, who string, s scheduling.Slot) {
		w.do(w.command(scheduling.DoBook, who, s), scheduling.OK)
	}
	for name, c := range map[string]struct {
		adapt func(*world)
		given func(*world) // what stands already
		asked func(*world) scheduling.Command
		rival func(*world)
		want  string
	}{
		"half an hour apart": {
			asked: func(w *world) scheduling.Command {
				return w.command(scheduling.DoBook, "ana", w.slot(circle, "03-10 10:30"))
			},
			rival: func(w *world) { book(w, "bob", w.slot(circle, "03-10 10:00")) },
			want:  scheduling.Taken,
		},
		"half an hour apart, both held": {
			asked: func(w *world) scheduling.Command {
				return w.command(scheduling.DoHold, "ana", w.slot(circle, "03-10 10:30"))
			},
			rival: func(w *world) {
				w.do(w.command(scheduling.DoHold, "bob", w.slot(circle, "03-10 10:00")), scheduling.OK)
			},
			want: scheduling.Taken,
		},
		"half an hour apart, one by a move": {
			given: func(w *world) { book(w, "ana", w.slot(circle, "03-10 14:00")) },
			asked: func(w *world) scheduling.Command {
				return w.about(scheduling.DoMove, w.of("ana"), w.slot(circle, "03-10 10:30"))
			},
			rival: func(w *world) { book(w, "bob", w.slot(circle, "03-10 10:00")) },
			want:  scheduling.Taken,
		},
		"together, of other lengths": {
			asked: func(w *world) scheduling.Command {
				return w.command(scheduling.DoBook, "ana", short(w, "03-10 10:00"))
			},
			rival: func(w *world) { book(w, "bob", w.slot(circle, "03-10 10:00")) },
			want:  scheduling.Taken,
		},
		"together": {
			asked: func(w *world) scheduling.Command {
				return w.command(scheduling.DoBook, "ana", w.slot(circle, "03-10 10:00"))
			},
			rival: func(w *world) { book(w, "bob", w.slot(circle, "03-10 10:00")) },
			want:  scheduling.OK,
		},
		"one after another": {
			asked: func(w *world) scheduling.Command {
				return w.command(scheduling.DoBook, "ana", w.slot(circle, "03-10 11:00"))
			},
			rival: func(w *world) { book(w, "bob", w.slot(circle, "03-10 10:00")) },
			want:  scheduling.OK,
		},
		"beyond the day's cap": {
			adapt: capped,
			asked: func(w *world) scheduling.Command {
				return w.command(scheduling.DoBook, "ana", w.slot(circle, "03-10 14:00"))
			},
			rival: func(w *world) { book(w, "bob", w.slot(circle, "03-10 10:00")) },
			want:  scheduling.Taken,
		},
		"in one that staff put another beside": {
			given: func(w *world) {
				book(w, "bob", w.slot(circle, "03-10 10:00"))
				book(w, "eva", w.slot(circle, "03-10 15:00"))
			},
			asked: func(w *world) scheduling.Command {
				return w.command(scheduling.DoBook, "ana", w.slot(circle, "03-10 10:00"))
			},
			rival: func(w *world) {
				w.drag(w.of("eva"), "03-10 10:30")
				w.observe(circle)
			},
			want: scheduling.Taken,
		},
		"in the room, beside the group that she leaves": {
			given: func(w *world) {
				book(w, "ana", w.slot(circle, "03-10 10:00"))
				book(w, "bob", w.slot(circle, "03-10 10:00"))
			},
			asked: func(w *world) scheduling.Command {
				return w.about(scheduling.DoMove, w.of("ana"), w.slot(tom, "03-10 14:00"))
			},
			rival: func(w *world) { book(w, "eva", w.slot(circle, "03-10 14:00")) },
			want:  scheduling.Taken,
		},
		"in the room, from one group to another": {
			given: func(w *world) {
				book(w, "ana", w.slot(circle, "03-10 10:00"))
				book(w, "bob", w.slot(circle, "03-10 10:00"))
			},
			asked: func(w *world) scheduling.Command {
				return w.about(scheduling.DoMove, w.of("ana"), w.slot(song, "03-10 14:00"))
			},
			rival: func(w *world) { book(w, "eva", w.slot(circle, "03-10 14:00")) },
			want:  scheduling.Taken,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var adapt []func(*world)
			if c.adapt != nil {
				adapt = append(adapt, c.adapt)
			}
			w, late := groups(t, adapt...)
			if c.given != nil {
				c.given(w)
				w.clock.pass(time.Minute)
			}
			command := c.asked(w)
			late.do = func() { c.rival(w) }
			w.do(command, c.want)
			if late.do != nil {
				t.Error("nobody was faster")
			}
		})
	}
}

// of is the booking of a parent.
func (w *world) of(parent string) scheduling.Booking {
	w.t.Helper()
	all, err := w.desk.Bookings(w.t.Context(), "conversation-"+parent)
	if err != nil || len(all) != 1 {
		w.t.Fatalf("%s has %v, %v", parent, all, err)
	}
	return all[0]
}

// A parent who is alone in a group session may have it half an hour later: what
// is in the way is her own. Where others come too, it stands.
func TestMovingAGroupSessionALittle(t *testing.T) {
	for name, want := range map[string]string{"alone": scheduling.OK, "with another": scheduling.Taken} {
		t.Run(name, func(t *testing.T) {
			w, _ := groups(t)
			b := w.book("ana", w.slot(circle, "03-10 10:00"))
			if want == scheduling.Taken {
				w.book("bob", b.Slot)
			}
			later := w.slot(circle, "03-10 10:30")
			w.do(w.command(scheduling.DoHold, "ana", later), want)
			w.do(w.about(scheduling.DoMove, b, later), want)
		})
	}
}

// Staff drag a shorter session to the start of another: when it leaves, all of the
// other's time stays claimed.
func TestAShorterSessionLeavesALongerOne(t *testing.T) {
	w, _ := groups(t)
	ten := w.slot(circle, "03-10 10:00")
	w.book("bob", ten)
	short := w.slot(circle, "03-10 15:00")
	short.Offer, short.End = "court", short.Start.Add(30*time.Minute)
	eva := w.book("eva", short)
	w.clock.pass(time.Minute)
	w.calendars.change(circle, func(c *calendar) {
		uid := scheduling.EventUID("essai.invalid", eva.ID, eva.Placement)
		ev := c.ours[uid]
		ev.Interval = scheduling.Interval{Start: ten.Start, End: ten.Start.Add(30 * time.Minute)}
		c.ours[uid] = ev
	})
	w.observe(circle)
	w.do(w.about(scheduling.DoCancel, eva, scheduling.Slot{}), scheduling.OK)
	claims, err := w.store.Claims(t.Context(), []scheduling.Ask{{Resource: "agenda/" + circle, Window: ten.Interval}}, w.clock.Machine())
	if err != nil || len(claims[0]) != 1 || claims[0][0].Interval != ten.Interval {
		t.Errorf("claimed: %+v, %v", claims, err)
	}
}
