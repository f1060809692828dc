package scheduling_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
	"escale/store/sqlite"
)

// Between two pages others book and cancel, in the agenda where the page ended and
// in others, calendars change, and that agenda leaves the catalogue: no slot comes
// up twice, none goes back, and what stays free all along is shown.
func TestPagesStayWhileOthersBook(t *testing.T) {
	now := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	store, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "escale.db"), Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	pages, left := 0, 0
	for seed := range 12 {
		r := newRegion(t, store, uint64(1000+seed))
		p, l := r.leaf()
		pages, left = pages+p, left+l
	}
	if pages < 60 || left < 5 {
		t.Errorf("only %d pages, and %d agendas that left, prove nothing", pages, left)
	}
}

// leaf goes from page to page while things happen.
func (r *region) leaf() (pages, left int) {
	q := scheduling.Search{Offer: "seul", Commune: "38185", Limit: 3, Brief: true, Verified: true}
	free := r.free(q)
	shown := map[string]bool{}
	var last spot
	for pages = range 40 {
		page := r.search(q)
		for _, s := range page.Slots {
			here := spot{start: s.Start, near: r.nearness(s), agenda: s.Agenda}
			if shown[here.String()] || !last.start.IsZero() && order(here, last) <= 0 {
				r.tb.Errorf("%s: page %d shows %v after %v", r.name, pages, here, last)
			}
			shown[here.String()], last = true, here
		}
		if page.Next == (scheduling.Cursor{}) {
			last.start = last.start.AddDate(1, 0, 0) // everything
			break
		}
		q.After = page.Next
		if r.happen(page.Next) {
			left++
		}
		still := r.free(q)
		free = slices.DeleteFunc(free, func(s spot) bool { return !slices.Contains(still, s) })
	}
	for _, s := range free {
		if order(s, last) <= 0 && !shown[s.String()] {
			r.tb.Errorf("%s: %v was free all along and never shown", r.name, s)
		}
	}
	return pages, left
}

// free is everything there is now, on whatever page.
func (r *region) free(q scheduling.Search) []spot {
	q.After = scheduling.Cursor{}
	return r.plain(q).slots(q)
}

func (r *region) nearness(s scheduling.Slot) int {
	home, _ := programme.Communes().ByCode("38185")
	for _, c := range []string{"38185", "38421", "38563", "38544", "38053"} {
		there, _ := programme.Communes().ByCode(c)
		if r.communes[s.Structure] == c {
			return programme.Nearness(home, there)
		}
	}
	return programme.Elsewhere
}

// happen lets something happen after a page; left says that its last agenda left
// the catalogue.
func (r *region) happen(at scheduling.Cursor) (left bool) {
	s := draw(r.rng, r.programme.Structures...)
	a := draw(r.rng, s.Agendas...)
	switch r.rng.IntN(7) {
	case 0, 1:
		r.book(s, a, 3)
	case 2: // where the page ended, its last slot among others
		i := scheduling.Interval{Start: at.Start, End: at.Start.Add(45 * time.Minute)}
		r.apply(scheduling.Change{Claims: []scheduling.Claim{{Owner: fmt.Sprint("booking/", r.name, "-", at.Start.Unix()), Resource: "agenda/" + at.Agenda, Interval: i, Capacity: 1 << 30}}})
	case 3: // some cancel
		r.apply(scheduling.Change{Release: []string{"hold/moi", fmt.Sprint("booking/", r.name, r.rng.IntN(r.changes)), fmt.Sprint("booking/", r.name, r.rng.IntN(r.changes))}})
	case 4:
		r.now = r.now.Add(time.Minute)
	case 5:
		if len(r.times) < 4 {
			break
		}
		p := *r.programme
		p.Structures = slices.Clone(p.Structures)
		for n := range p.Structures {
			s := &p.Structures[n]
			s.Agendas = slices.DeleteFunc(slices.Clone(s.Agendas), func(a programme.Agenda) bool { return s.AgendaID(a) == at.Agenda })
		}
		p.Structures = slices.DeleteFunc(p.Structures, func(s programme.Structure) bool { return len(s.Agendas) == 0 })
		r.programme, left = &p, true
		delete(r.times, at.Agenda)
	}
	return left
}
