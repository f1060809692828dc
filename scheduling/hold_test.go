package scheduling_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

func TestHold(t *testing.T) {
	w := newWorld(t)
	ten, eleven := w.slot(lea, "03-10 10:00"), w.slot(lea, "03-10 11:00")
	out := w.do(w.command(scheduling.DoHold, "ana", ten), scheduling.OK)
	if left := out.Until.Sub(w.clock.Machine()); left > 10*time.Minute || left < 9*time.Minute {
		t.Errorf("held for %v", left)
	}
	w.do(w.command(scheduling.DoHold, "bob", ten), scheduling.Taken)
	w.do(w.command(scheduling.DoBook, "bob", ten), scheduling.Taken)
	w.do(w.command(scheduling.DoHold, "ana", eleven), scheduling.OK) // one at a time
	w.do(w.command(scheduling.DoHold, "bob", ten), scheduling.OK)
	w.clock.pass(6 * time.Minute)
	w.do(w.command(scheduling.DoHold, "ana", eleven), scheduling.OK) // renewed
	w.clock.pass(6 * time.Minute)
	w.do(w.command(scheduling.DoHold, "eve", eleven), scheduling.Taken)
	w.do(w.command(scheduling.DoHold, "eve", ten), scheduling.OK) // bob's has expired
	w.do(w.command(scheduling.DoRelease, "ana", eleven), scheduling.OK)
	w.do(w.command(scheduling.DoBook, "bob", eleven), scheduling.OK)
	w.do(w.command(scheduling.DoBook, "eve", ten), scheduling.OK)
	// A hold that is refused leaves the earlier one.
	w.do(w.command(scheduling.DoHold, "ana", w.slot(lea, "03-11 10:00")), scheduling.OK)
	w.do(w.command(scheduling.DoHold, "ana", ten), scheduling.Taken)
	w.do(w.command(scheduling.DoBook, "joe", w.slot(lea, "03-11 10:00")), scheduling.Taken)
	w.sound()
}

// A hold softens the notice: reading the summary does not lose the slot.
func TestHoldAtTheEdgeOfTheNotice(t *testing.T) {
	w := newWorld(t)
	slot := w.slot(lea, "03-01 10:00") // in two hours, which is the notice
	w.do(w.command(scheduling.DoHold, "ana", slot), scheduling.OK)
	w.clock.pass(5 * time.Minute)
	w.do(w.command(scheduling.DoHold, "bob", slot), scheduling.TooLate)
	w.do(w.command(scheduling.DoBook, "ana", slot), scheduling.OK)
}

func TestUnverifiedCaps(t *testing.T) {
	t.Run("an agenda's day", func(t *testing.T) {
		w := newWorld(t, func(w *world) { w.config.UnverifiedPerDay = 3 })
		for n, at := range []string{"09:00", "10:00", "11:00"} {
			w.book(fmt.Sprint("p", n), w.slot(lea, "03-10 "+at))
		}
		c := w.command(scheduling.DoBook, "eve", w.slot(lea, "03-10 14:00"))
		w.do(c, scheduling.Taken) // by others: it is no fault of hers
		w.do(w.command(scheduling.DoHold, "eve", w.slot(lea, "03-10 14:00")), scheduling.Taken)
		if w.offersDay("03-10", false) || !w.offersDay("03-10", true) || !w.offersDay("03-11", false) {
			t.Error("a day full of unverified bookings is offered to an unverified parent, or another is not")
		}
		w.do(w.command(scheduling.DoBook, "eve", w.slot(lea, "03-10 10:00")), scheduling.Taken)
		w.do(w.command(scheduling.DoBook, "joe", w.slot(tom, "03-10 14:00")), scheduling.OK)
		w.do(w.command(scheduling.DoBook, "kim", w.slot(lea, "03-11 14:00")), scheduling.OK)
		v := w.command(scheduling.DoBook, "eve", w.slot(lea, "03-10 14:00"))
		v.Verified = true
		w.do(v, scheduling.OK)
		all, err := w.desk.Bookings(t.Context(), "conversation-p0")
		if err != nil {
			t.Fatal(err)
		}
		w.do(w.about(scheduling.DoCancel, all[0], scheduling.Slot{}), scheduling.OK)
		w.book("lou", w.slot(lea, "03-10 15:00"))
	})
	t.Run("an origin", func(t *testing.T) {
		w := newWorld(t, func(w *world) { w.config.PerOrigin = 2 })
		from := func(who, at string) scheduling.Command {
			c := w.command(scheduling.DoBook, who, w.slot(lea, at))
			c.Origin = "there"
			return c
		}
		w.do(from("ana", "03-10 10:00"), scheduling.OK)
		w.do(from("bob", "03-11 10:00"), scheduling.OK)
		w.do(from("eve", "03-12 10:00"), scheduling.TooMany)
		w.clock.pass(24 * time.Hour)
		w.do(from("eve", "03-12 10:00"), scheduling.OK)
	})
	t.Run("a race", func(t *testing.T) {
		w := newWorld(t, func(w *world) { w.config.UnverifiedPerDay = 3 })
		var all sync.WaitGroup
		var mu sync.Mutex
		count := map[string]int{}
		for n := range 21 {
			all.Go(func() {
				hour := []string{"09:00", "10:00", "11:00", "14:00", "15:00", "16:00", "17:00"}[n%7]
				out, err := w.desk.Do(t.Context(), w.command(scheduling.DoBook, fmt.Sprint("p", n), w.slot(lea, "03-10 "+hour)))
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				count[out.Code]++
			})
		}
		all.Wait()
		if count[scheduling.OK] != 3 {
			t.Errorf("outcomes %v", count)
		}
	})
}

// offersDay reports whether a search finds a slot of lea's on a day.
func (w *world) offersDay(day string, verified bool) bool {
	w.t.Helper()
	at := w.slot(lea, day+" 14:00")
	page, err := w.desk.Search(w.t.Context(), scheduling.Search{
		Offer: "accompagnement", Commune: "38185", Day: at.Start, Limit: 50, Verified: verified,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return slices.ContainsFunc(page.Slots, func(s scheduling.Slot) bool { return s.Agenda == lea })
}

func TestDailyCap(t *testing.T) {
	w := newWorld(t, func(w *world) { w.places[0].Rules.DailyCap = 2 })
	w.book("ana", w.slot(lea, "03-10 09:00"))
	b := w.book("bob", w.slot(lea, "03-10 11:00"))
	w.do(w.command(scheduling.DoBook, "eve", w.slot(lea, "03-10 15:00")), scheduling.Taken)
	w.do(w.about(scheduling.DoMove, b, w.slot(lea, "03-10 16:00")), scheduling.OK) // the same day
	w.do(w.command(scheduling.DoBook, "eve", w.slot(lea, "03-10 15:00")), scheduling.Taken)
	w.do(w.about(scheduling.DoMove, b, w.slot(lea, "03-11 16:00")), scheduling.OK)
	w.book("eve", w.slot(lea, "03-10 15:00"))

	var all sync.WaitGroup
	var mu sync.Mutex
	ok := 0
	for n := range 7 {
		all.Go(func() {
			hour := []string{"09:00", "10:00", "11:00", "14:00", "15:00", "16:00", "17:00"}[n]
			out, err := w.desk.Do(t.Context(), w.command(scheduling.DoBook, fmt.Sprint("p", n), w.slot(tom, "03-12 "+hour)))
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			if out.Code == scheduling.OK {
				ok++
			}
		})
	}
	all.Wait()
	if ok != 2 {
		t.Errorf("%d sessions on a day that takes two", ok)
	}
}

func TestSharedRoom(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.places[0].Agendas[0].Room, w.places[0].Agendas[1].Room = "salon", "salon"
	})
	w.book("ana", w.slot(lea, "03-10 10:00"))
	w.do(w.command(scheduling.DoBook, "bob", w.slot(tom, "03-10 10:00")), scheduling.Taken)
	w.book("bob", w.slot(tom, "03-10 11:00"))
	page, err := w.desk.Search(t.Context(), scheduling.Search{
		Offer: "accompagnement", Commune: "38185", Structure: "centre", Day: w.slot(lea, "03-10 12:00").Start, Limit: 20,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range page.Slots {
		if at := w.local(s.Start); at == "03-10 10:00" || at == "03-10 11:00" {
			t.Errorf("%s is offered in %s while the room is taken", at, s.Agenda)
		}
	}
}

func TestGroupSession(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.places[0].Agendas[0].Seats = 3
		w.offers[0].Rules.Grid = 30 * time.Minute
	})
	ten, half := w.slot(lea, "03-10 10:00"), w.slot(lea, "03-10 10:30")
	// A hold that is given up opens no session for good.
	w.do(w.command(scheduling.DoHold, "ana", half), scheduling.OK)
	w.do(w.command(scheduling.DoBook, "bob", ten), scheduling.Taken)
	w.do(w.command(scheduling.DoHold, "ana", ten), scheduling.OK)
	var all sync.WaitGroup
	var mu sync.Mutex
	count := map[string]int{}
	for n := range 12 {
		all.Go(func() {
			slot := ten
			if n%3 == 2 {
				slot = half
			}
			out, err := w.desk.Do(t.Context(), w.command(scheduling.DoBook, fmt.Sprint("p", n), slot))
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			count[out.Code]++
		})
	}
	all.Wait()
	if count[scheduling.OK] != 2 || count[scheduling.Taken] != 10 {
		t.Errorf("outcomes %v", count)
	}
	w.do(w.command(scheduling.DoBook, "ana", ten), scheduling.OK)
	records, err := w.store.List(t.Context(), scheduling.Query{Kind: "booking", Tag: "state:booked"})
	if err != nil || len(records) != 3 {
		t.Fatalf("%d booked, %v", len(records), err)
	}
	for _, r := range records {
		b := w.row(r.ID)
		if !b.Start.Equal(ten.Start) {
			t.Errorf("a session at %s beside that at ten", w.local(b.Start))
		}
		w.do(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.OK)
	}
	w.do(w.command(scheduling.DoBook, "eve", half), scheduling.OK) // nobody is left at ten
	w.do(w.command(scheduling.DoBook, "joe", half), scheduling.OK)
	page, err := w.desk.Search(t.Context(), scheduling.Search{
		Offer: "accompagnement", Commune: "38185", Structure: "centre", Mode: programme.InPerson,
		Day: ten.Start, Limit: 50,
	})
	if err != nil {
		t.Fatal(err)
	}
	starts := map[string]bool{}
	for _, s := range page.Slots {
		if s.Agenda == lea {
			starts[w.local(s.Start)] = true
		}
	}
	if !starts["03-10 10:30"] || starts["03-10 10:00"] || starts["03-10 11:00"] || !starts["03-10 09:30"] {
		t.Errorf("offered %v", starts)
	}
}

// A day with all the sessions it may have still has the seats of these.
func TestGroupOnAFullDay(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.places[0].Agendas[0].Seats = 2
		w.places[0].Agendas[0].Rules.DailyCap = 1
	})
	ten := w.slot(lea, "03-10 10:00")
	w.book("ana", ten)
	w.do(w.command(scheduling.DoBook, "bob", w.slot(lea, "03-10 14:00")), scheduling.Taken)
	q := scheduling.Search{Offer: "accompagnement", Commune: "38185", Structure: "centre", Day: ten.Start, Limit: 50}
	offered := func() (all []string) {
		page, err := w.desk.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Slots {
			if s.Agenda == lea {
				all = append(all, w.local(s.Start))
			}
		}
		return all
	}
	if got := offered(); !slices.Equal(got, []string{"03-10 10:00"}) {
		t.Errorf("offered %v", got)
	}
	w.book("bob", ten)
	w.do(w.command(scheduling.DoBook, "eve", ten), scheduling.Taken)
	if got := offered(); len(got) != 0 {
		t.Errorf("offered %v", got)
	}
}
