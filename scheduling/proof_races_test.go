package scheduling_test

import (
	"fmt"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// race is two who act at the same time. Each is stopped at every one of its calls
// to the store and to calendars, while the other does all that it does.
type race struct {
	quota      int // sessions a year; 0: as many as they like
	before     func(*stage)
	one, other func(*side)
	after      func(*testing.T, *stage) // beside what must always be true
}

// TestRaces goes through some of the ways in which two who act at once may meet,
// on both stores; TestEveryRace goes through all.
func TestRaces(t *testing.T) { meet(t, 8) }

// meet stops the one who is stopped at every nth call.
func meet(t *testing.T, nth int) {
	for store, open := range stores(t) {
		for name, c := range races() {
			t.Run(store+"/"+name, func(t *testing.T) {
				met := 0
				for _, way := range []func(race) (stopped, other func(*side)){
					func(c race) (stopped, other func(*side)) { return c.one, c.other },
					func(c race) (stopped, other func(*side)) { return c.other, c.one },
				} {
					stopped, other := way(c)
					for call := 1 + len(name)%2; ; call += nth {
						if !c.run(t, open, call, stopped, other) {
							break
						}
						met++
					}
				}
				if met < 2 {
					t.Errorf("they meet in %d ways only: it proves little", met)
				}
			})
		}
	}
}

// run stops the one at a call, and reports whether there was that call.
func (c race) run(t *testing.T, open opener, call int, stopped, other func(*side)) (met bool) {
	t.Helper()
	st := newStage(t, open, programme.Quota{Sessions: c.quota, Per: programme.PerCivilYear})
	if c.before != nil {
		c.before(st)
	}
	a, b := st.newSide(), st.newSide()
	a.replica.fuse.meanwhile = func() {
		met = true
		other(b)
	}
	a.replica.fuse.set(call, false)
	stopped(a)
	if !met {
		return false
	}
	st.sound()
	st.calm.settle()
	if c.after != nil {
		c.after(t, st)
	}
	st.calm.settle()
	st.calm.inStep()
	st.report(t, uint64(call))
	return true
}

func races() map[string]race {
	lone := func(n int) func(*testing.T, *stage) {
		return func(t *testing.T, st *stage) {
			if live := st.live(); len(live) != n {
				t.Errorf("%d sessions stand, want %d", len(live), n)
			}
		}
	}
	linked := func(st *stage) {
		st.calm.books("ana", st.at("lea", 0, 9))
		st.calm.links("ben", st.calm.code("ana"))
	}
	all := map[string]race{
		"a linked parent books while the other ends it": {
			quota: 1, before: linked, after: lone(1), // what both used stays with both
			one:   func(s *side) { s.books("ben", stageOf(s).at("tom", 1, 10)) },
			other: func(s *side) { s.parts("ana") },
		},
		"both of two who are linked book the last one": {
			quota: 2, before: linked, after: lone(2),
			one:   func(s *side) { s.books("ana", stageOf(s).at("lea", 1, 10)) },
			other: func(s *side) { s.books("ben", stageOf(s).at("tom", 2, 10)) },
		},
		"one books while the other links": {
			quota: 2, before: func(st *stage) { st.calm.books("ana", st.at("lea", 0, 9)); st.calm.code("ben") },
			one:   func(s *side) { s.books("ana", stageOf(s).at("lea", 1, 10)) },
			other: func(s *side) { s.links("ana", s.ledger.codes[0]) },
		},
		"one moves while the other ends it": {
			quota: 2, before: linked, after: lone(1),
			one:   func(s *side) { s.moves("ana", stageOf(s).at("lea", 1, 10)) },
			other: func(s *side) { s.parts("ben") },
		},
		"one gives back while the other ends it": {
			quota: 1, before: linked, after: lone(0),
			one:   func(s *side) { s.cancels("ana") },
			other: func(s *side) { s.parts("ben") },
		},
		"two agendas share a room": {
			after: lone(1),
			one:   func(s *side) { s.books("ana", stageOf(s).at("lea", 0, 9)) },
			other: func(s *side) { s.books("ben", stageOf(s).at("tom", 0, 9)) },
		},
		"a hold ends as it is booked": {
			before: func(st *stage) {
				st.calm.asks(scheduling.DoHold, "ana", st.at("lea", 0, 9))
				st.clock.pass(10*time.Minute - time.Second)
			},
			after: lone(1),
			one:   func(s *side) { s.books("ana", stageOf(s).at("lea", 0, 9)) },
			other: func(s *side) {
				s.clock.pass(time.Second)
				s.books("ben", stageOf(s).at("lea", 0, 9))
			},
		},
		"a hold ends as another takes it": {
			before: func(st *stage) {
				st.calm.asks(scheduling.DoHold, "ana", st.at("lea", 0, 9))
				st.clock.pass(10*time.Minute - time.Second)
			},
			after: lone(1),
			one:   func(s *side) { s.books("ana", stageOf(s).at("lea", 0, 9)) },
			other: func(s *side) {
				s.clock.pass(time.Second)
				s.asks(scheduling.DoHold, "ben", stageOf(s).at("lea", 0, 9))
				s.books("ben", stageOf(s).at("lea", 0, 9))
			},
		},
		"a link with who is being erased": {
			before: func(st *stage) { st.calm.books("ana", st.at("lea", 0, 9)); st.calm.code("ana") },
			one:    func(s *side) { s.forgets("ana", true) },
			other:  func(s *side) { s.links("ben", s.ledger.codes[0]) },
			after:  func(_ *testing.T, st *stage) { st.deletes() },
		},
		"both who share are erased": {
			before: linked,
			one:    func(s *side) { s.forgets("ana", true) },
			other:  func(s *side) { s.forgets("ben", true) },
			after: func(t *testing.T, st *stage) {
				if left := st.keptFamilies(); len(left) > 0 {
					t.Errorf("left: %v", left)
				}
				st.deletes()
			},
		},
		"one is erased while the other ends it": {
			before: linked,
			one:    func(s *side) { s.forgets("ana", true) },
			other:  func(s *side) { s.parts("ben") },
			after:  func(_ *testing.T, st *stage) { st.deletes() },
		},
		"a notice goes out to who is being erased": {
			before: func(st *stage) {
				st.calm.books("ben", st.at("lea", 0, 9))
				st.calm.wishes("ana", "solo")
				st.calm.wishes("cleo", "solo")
				st.calm.cancels("ben")
			},
			one:   func(s *side) { s.work() },
			other: func(s *side) { s.forgets("ana", false) },
			after: func(t *testing.T, st *stage) { st.waiting(t, 1) },
		},
		"staff delete while she is erased": {
			before: func(st *stage) {
				st.calm.books("ana", st.at("lea", 0, 9))
				st.empties("centre/lea")
				st.calm.observe("centre/lea")
				st.clock.pass(3 * time.Minute)
			},
			one:   func(s *side) { s.observe("centre/lea") },
			other: func(s *side) { s.forgets("ana", true) },
		},
	}
	for _, keep := range []bool{true, false} {
		erases := func(s *side) { s.forgets("ana", keep) }
		name := func(what string) string { return fmt.Sprintf("%s, keep %v", what, keep) }
		all[name("she books while she is erased")] = race{one: func(s *side) { s.books("ana", stageOf(s).at("lea", 0, 9)) }, other: erases}
		all[name("she moves while she is erased")] = race{
			before: linked, other: erases,
			one:   func(s *side) { s.moves("ana", stageOf(s).at("tom", 1, 10)) },
			after: func(_ *testing.T, st *stage) { st.deletes() },
		}
		all[name("she cancels while she is erased")] = race{before: linked, other: erases, one: func(s *side) { s.cancels("ana") }}
		all[name("she is reminded while she is erased")] = race{
			before: func(st *stage) {
				st.calm.books("ana", st.at("lea", 3, 10))
				st.clock.pass(50 * time.Hour)
			},
			one: func(s *side) { s.work() }, other: erases,
		}
	}
	return all
}

// stageOf is the stage on which somebody acts.
func stageOf(s *side) *stage { return &stage{realm: s.realm} }

// deletes has staff delete whatever is in the calendars, and say that they meant it.
func (st *stage) deletes() {
	for _, agenda := range st.agendas {
		st.empties(agenda)
		for range 2 {
			st.calm.observe(agenda)
			st.clock.pass(3 * time.Minute)
		}
	}
	st.calm.drain()
	for _, b := range st.live() {
		st.ledger.found("never settled", "%s was deleted by staff, and stands: %+v", b.ID, b)
	}
}

func (st *stage) empties(agenda string) {
	st.calendars.change(agenda, func(c *calendar) {
		for uid := range c.ours {
			b, _, _ := scheduling.BookingOf(uid, installation)
			st.ledger.touched[b] = true
		}
		clear(c.ours)
	})
}

// waiting: so many wishes wait, and what is held is held for one of them.
func (st *stage) waiting(t *testing.T, want int) {
	t.Helper()
	wishes, err := st.store.List(t.Context(), scheduling.Query{Kind: "wish"})
	if err != nil || len(wishes) != want {
		t.Errorf("%d wishes, want %d; %v", len(wishes), want, err)
	}
	there := map[string]bool{}
	for _, w := range wishes {
		there["wish/"+w.ID] = true
	}
	for _, c := range st.claims() {
		if len(c.Owner) > 5 && c.Owner[:5] == "wish/" && !there[c.Owner] {
			t.Errorf("%s is held for nobody: %+v", c.Resource, c)
		}
	}
}
