package scheduling_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
	"escale/scheduling"
)

func (w *world) search(q scheduling.Search) scheduling.Page {
	w.t.Helper()
	q.Offer = "accompagnement"
	if q.Commune == "" {
		q.Commune = "38185"
	}
	page, err := w.desk.Search(w.t.Context(), q)
	if err != nil {
		w.t.Fatal(err)
	}
	return page
}

// list writes a page as "03-01 10:00 centre/lea".
func (w *world) list(p scheduling.Page) []string {
	var all []string
	for _, s := range p.Slots {
		all = append(all, w.local(s.Start)+" "+s.Agenda)
	}
	return all
}

func TestSearch(t *testing.T) {
	w := newWorld(t)
	page := w.search(scheduling.Search{})
	want := []string{"03-01 10:00 centre/lea", "03-01 10:00 centre/tom", "03-01 10:00 laep/zoe", "03-01 11:00 centre/lea", "03-01 11:00 centre/tom"}
	if diff := cmp.Diff(want, w.list(page)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"centre", "laep"}, page.Places); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{programme.InPerson, programme.Video}, page.Modes); diff != "" {
		t.Error(diff)
	}
	var days []string
	for _, d := range page.Days {
		days = append(days, w.local(d))
	}
	wantDays := []string{"03-01 00:00", "03-02 00:00", "03-03 00:00", "03-04 00:00", "03-05 00:00", "03-08 00:00", "03-09 00:00", "03-10 00:00"}
	if diff := cmp.Diff(wantDays, days); diff != "" {
		t.Error(diff)
	}
	// From Voreppe, the place there comes first among equals.
	if got := w.list(w.search(scheduling.Search{Commune: "38544", Limit: 1})); got[0] != "03-01 10:00 laep/zoe" {
		t.Errorf("from elsewhere: %v", got)
	}
	if got := w.search(scheduling.Search{Commune: "33063"}); len(got.Slots) != 0 || len(got.Places) != 0 {
		t.Errorf("in another département: %+v", got)
	}
}

func TestSearchFilters(t *testing.T) {
	w := newWorld(t, func(w *world) { w.places[1].Agendas[0].Modes = []string{programme.Phone} })
	if got := w.list(w.search(scheduling.Search{Structure: "laep", Limit: 1})); got[0] != "03-01 10:00 laep/zoe" {
		t.Errorf("one place: %v", got)
	}
	page := w.search(scheduling.Search{Mode: programme.Phone, Limit: 2})
	if diff := cmp.Diff([]string{"03-01 10:00 laep/zoe", "03-01 11:00 laep/zoe"}, w.list(page)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{programme.InPerson, programme.Video, programme.Phone}, page.Modes); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"centre", "laep"}, w.search(scheduling.Search{Structure: "laep"}).Places); diff != "" {
		t.Error(diff)
	}
	day := w.slot(lea, "03-03 23:30").Start // any instant of the day in Paris
	page = w.search(scheduling.Search{Day: day, Structure: "centre", Limit: 50})
	if n := len(page.Slots); n != 14 || !page.Next.Start.IsZero() {
		t.Errorf("%d slots on one day: %v", n, w.list(page))
	}
	if len(page.Days) < 2 {
		t.Errorf("other days are not proposed: %v", page.Days)
	}
	if got := w.search(scheduling.Search{Day: w.slot(lea, "03-07 10:00").Start}); len(got.Slots) != 0 {
		t.Errorf("on a Sunday: %v", w.list(got))
	}
}

func TestSearchLeavesOutWhatIsTaken(t *testing.T) {
	w := newWorld(t)
	w.book("ana", w.slot(lea, "03-01 10:00"))
	w.do(w.command(scheduling.DoHold, "bob", w.slot(tom, "03-01 10:00")), scheduling.OK)
	w.busy(zoe, "03-01 09:30")
	page := w.search(scheduling.Search{Limit: 1})
	if got := w.list(page); got[0] != "03-01 11:00 centre/lea" {
		t.Errorf("offered %v", got)
	}
	// Her own hold does not hide its slot.
	if got := w.list(w.search(scheduling.Search{Limit: 1, Holder: "conversation-bob"})); got[0] != "03-01 10:00 centre/tom" {
		t.Errorf("offered %v", got)
	}
	w.calendars.change(lea, func(c *calendar) { c.gone = true })
	if got := w.list(w.search(scheduling.Search{Limit: 1})); got[0] != "03-01 11:00 centre/tom" {
		t.Errorf("offered %v", got)
	}
}

// A place without anything left is not proposed as a filter.
func TestPlacesHaveSlots(t *testing.T) {
	w := newWorld(t)
	w.calendars.change(zoe, func(c *calendar) { c.open = c.open[:1] })
	for n, at := range []string{"10:00", "11:00"} {
		w.book(fmt.Sprint("p", n), w.slot(zoe, "03-01 "+at))
	}
	if diff := cmp.Diff([]string{"centre"}, w.search(scheduling.Search{}).Places); diff != "" {
		t.Error(diff)
	}
}

// Pages show every slot once, whatever others book between them.
func TestPagesAreStable(t *testing.T) {
	w := newWorld(t)
	whole := w.list(w.search(scheduling.Search{Limit: 60}))
	seen := map[string]bool{}
	taken := map[string]bool{}
	var after scheduling.Cursor
	for n := 0; len(seen)+len(taken) < 60; n++ {
		page := w.search(scheduling.Search{After: after, Limit: 4})
		for _, s := range w.list(page) {
			if seen[s] {
				t.Fatalf("%s is shown twice", s)
			}
			seen[s] = true
		}
		if page.Next.Start.IsZero() {
			t.Fatal("the pages end")
		}
		after = page.Next
		// Somebody takes the last slot shown, and one that is yet to come.
		last := page.Slots[len(page.Slots)-1]
		w.book(fmt.Sprint("a", n), last)
		next := w.search(scheduling.Search{After: after, Limit: 3}).Slots[2]
		w.book(fmt.Sprint("b", n), next)
		taken[w.local(next.Start)+" "+next.Agenda] = true
	}
	for _, s := range whole[:50] {
		if !seen[s] && !taken[s] {
			t.Errorf("%s was never shown", s)
		}
	}
}

func TestPeriodOfTheDepartement(t *testing.T) {
	w := newWorld(t, func(w *world) {
		until, err := programme.ParseDate("2027-03-01")
		if err != nil {
			w.t.Fatal(err)
		}
		w.offers[0].Where["38"] = programme.Period{Until: until}
	})
	page := w.search(scheduling.Search{Limit: 100, Structure: "laep"})
	if n := len(page.Slots); n != 6 {
		t.Errorf("%d slots until the first of March: %v", n, w.list(page))
	}
	w.do(w.command(scheduling.DoBook, "ana", w.slot(zoe, "03-02 10:00")), scheduling.Closed)
}
