package scheduling_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/evaluation"
	"escale/scheduling"
)

// facts lists those of a route.
func (w *world) facts(route string) []evaluation.Fact {
	w.t.Helper()
	records, err := w.store.List(w.t.Context(), scheduling.Query{Kind: "fact"})
	if err != nil {
		w.t.Fatal(err)
	}
	var all []evaluation.Fact
	for _, r := range records {
		var f evaluation.Fact
		if err := json.Unmarshal(r.Data, &f); err != nil {
			w.t.Fatal(err)
		}
		if f.Route == route {
			f.ID = ""
			all = append(all, f)
		}
	}
	return all
}

func (w *world) enter(agenda string, list ...scheduling.Entered) {
	w.calendars.change(agenda, func(c *calendar) { c.entered = list })
}

// A session that staff tagged counts once, when it is over, as what it then is.
func TestEnteredSessionsCount(t *testing.T) {
	w := newWorld(t)
	at := func(key, when string) scheduling.Entered {
		return scheduling.Entered{Key: key, Interval: w.slot(lea, when).Interval}
	}
	first, other := at("a", "03-02 10:00"), at("b", "03-02 14:00")
	long := at("c", "03-02 09:00")
	long.End = long.Start.Add(8 * time.Hour)
	w.enter(lea, first, other, long)
	w.glance(lea)
	if n := len(w.facts(evaluation.RouteEntered)); n != 0 {
		t.Fatalf("%d counted before they were held", n)
	}
	w.enter(lea, first, long) // the other was untagged in time
	w.pass(2 * 24 * time.Hour)
	w.glance(lea)
	w.glance(lea)
	w.restart()
	w.enter(tom, first) // a colleague reads the same calendar
	w.glance(tom)
	want := []evaluation.Fact{{
		Month: "2027-03", Departement: "38", Structure: "centre", Kind: "centre-social", Offer: "accompagnement",
		Mode: "in-person", Route: evaluation.RouteEntered, Session: "1", State: string(scheduling.PresumedHeld), Language: "fr",
	}}
	if diff := cmp.Diff(want, w.facts(evaluation.RouteEntered)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	first.Mark = scheduling.Missed
	w.enter(lea, first)
	w.glance(lea)
	want[0].State = string(scheduling.Missed)
	if diff := cmp.Diff(want, w.facts(evaluation.RouteEntered)); diff != "" {
		t.Errorf("marked (-want +got)\n%s", diff)
	}
	w.enter(lea) // what was counted stays
	w.glance(lea)
	if n := len(w.facts(evaluation.RouteEntered)); n != 1 {
		t.Errorf("%d counted", n)
	}
}

// Tags name the offer, if the agenda has it.
func TestEnteredSessionsOffer(t *testing.T) {
	w := newWorld(t, func(w *world) {
		second := w.offers[0]
		second.ID = "couple"
		w.offers = append(w.offers, second)
		w.places[0].Agendas[0].Offers = []string{"accompagnement", "couple"}
	})
	e := scheduling.Entered{Key: "a", Interval: w.slot(lea, "03-02 10:00").Interval, Offers: []string{"mediation", "couple"}}
	w.enter(lea, e)
	w.pass(2 * 24 * time.Hour)
	w.glance(lea)
	if all := w.facts(evaluation.RouteEntered); len(all) != 1 || all[0].Offer != "couple" {
		t.Errorf("facts %+v", all)
	}
}

// No number of tags makes a day longer than it is.
func TestEnteredSessionsAreBounded(t *testing.T) {
	w := newWorld(t)
	var all []scheduling.Entered
	for n := range 40 {
		i := w.slot(lea, "03-02 09:00").Interval
		i.Start, i.End = i.Start.Add(time.Duration(n)*10*time.Minute), i.Start.Add(time.Duration(n)*10*time.Minute+time.Hour)
		all = append(all, scheduling.Entered{Key: fmt.Sprint(n), Interval: i})
	}
	w.pass(2 * 24 * time.Hour)
	for range 3 {
		w.enter(lea, all...)
		w.glance(lea)
		slices.Reverse(all)
		all = all[1:]
	}
	if n := len(w.facts(evaluation.RouteEntered)); n != 12 {
		t.Errorf("%d counted, want 12", n)
	}
}
