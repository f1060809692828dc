//go:build linux

package scheduling_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// BenchmarkSearchPage measures the first page that a parent in Grenoble sees, as
// the bot asks for it, over agendas of the workload in four communes of the Isère,
// each with a session booked in a real store, by agendas and weeks. All figures
// are medians of the CPU time on one thread:
//
//   - µs/page is the page alone, the store's answers being at hand;
//   - µs/stored is the same with the read of SQLite;
//   - µs/cold is the page when every calendar has just changed;
//   - ratio is µs/page over a plain sweep of the same calendars in the same run:
//     one pass over the sorted intervals of each agenda, which lists all slots.
func BenchmarkSearchPage(b *testing.B) {
	for _, agendas := range []int{10, 100, 1000, 3000} {
		for _, weeks := range []int{1, 8, 26, 52} {
			b.Run(fmt.Sprintf("agendas=%d/weeks=%d", agendas, weeks), func(b *testing.B) {
				many(b, agendas, weeks, programme.PolicyGrid).measure(b, scheduling.Search{Brief: true})
			})
		}
	}
}

// BenchmarkSearchPages measures other pages over a thousand agendas and eight
// weeks: packed slots, all that filters may offer, a day, an evening, a page far
// down.
func BenchmarkSearchPages(b *testing.B) {
	w := many(b, 1000, 8, programme.PolicyGrid)
	later := scheduling.Cursor{Start: monday.AddDate(0, 0, 30).Add(2 * time.Hour), Near: programme.SameDepartement, Agenda: "z"}
	for name, q := range map[string]scheduling.Search{
		"filters": {}, "day": {Brief: true, Day: monday.AddDate(0, 0, 22)}, "afternoon": {Brief: true, Part: scheduling.Afternoon},
		"near": {Brief: true, Within: programme.SameEPCI}, "far-down": {Brief: true, After: later}, "unverified": {Brief: true},
	} {
		q.Verified = name != "unverified"
		b.Run(name, func(b *testing.B) { w.measure(b, q) })
	}
	packed := many(b, 1000, 8, programme.PolicyPacked)
	b.Run("packed", func(b *testing.B) { packed.measure(b, scheduling.Search{Brief: true}) })
}

// crowd is a world of many agendas.
type crowd struct {
	*world
	agendas *copied
	weeks   int
	plain   func() int
}

// many is a world of places with an agenda each.
func many(b *testing.B, n, weeks int, policy string) *crowd {
	agendas := &copied{times: map[string]*scheduling.AgendaTime{}}
	var list []scheduling.AgendaTime
	w := newWorld(b, func(w *world) {
		w.offers[0].Rules = programme.Rules{
			Policy: policy, Buffer: 15 * time.Minute, Notice: 24 * time.Hour, Horizon: time.Duration(weeks) * 7 * 24 * time.Hour,
		}
		lea := w.places[0].Agendas[:1]
		w.places = nil
		list = scheduling.Workload(b, n, weeks)
		for n := range list {
			commune := []string{"38185", "38421", "38563", "38544"}[n%4]
			s := programme.Structure{ID: fmt.Sprint("lieu-", n), Name: fmt.Sprint("Lieu ", n), Commune: commune, Agendas: lea}
			w.places = append(w.places, s)
			agendas.times[s.AgendaID(lea[0])] = &list[n]
		}
	})
	agendas.calendars = w.calendars
	w.config.Calendars = agendas
	p := &programme.Programme{Offers: w.offers, Structures: w.places} // one, as a catalogue has it
	w.config.Catalogue = func() *programme.Programme { return p }
	w.restart()
	ch := scheduling.Change{Command: "sessions"}
	for i, s := range w.places {
		slot := scheduling.FirstOfSweep(list[i], w.offers[0].Duration, 15*time.Minute, monday.Add(24*time.Hour))
		ch.Claims = append(ch.Claims, scheduling.Claim{
			Owner: "booking/" + s.ID, Resource: "agenda/" + s.AgendaID(s.Agendas[0]), Interval: slot, Pad: 15 * time.Minute, Capacity: 1,
		})
		if len(ch.Claims)%4 > 0 { // a quarter is booked
			ch.Claims = ch.Claims[:len(ch.Claims)-1]
			ch.Claims = append(ch.Claims, scheduling.Claim{Owner: "booking/" + s.ID, Resource: "agenda/past", Interval: slot, Capacity: 1 << 30})
		}
	}
	if _, err := w.store.Apply(b.Context(), ch); err != nil {
		b.Fatal(err)
	}
	sweep := scheduling.SweepAll(list, time.Hour, 15*time.Minute, policy == programme.PolicyPacked, monday, weeks)
	return &crowd{world: w, agendas: agendas, weeks: weeks, plain: sweep}
}

// measure compares a page with the plain sweep.
func (c *crowd) measure(b *testing.B, q scheduling.Search) {
	recall := &recalling{Store: c.store}
	c.config.Store = recall
	c.restart()
	q.Offer, q.Commune = "accompagnement", "38185"
	ask := func() scheduling.Page {
		page, err := c.desk.Search(b.Context(), q)
		if err != nil {
			b.Fatal(err)
		}
		return page
	}
	if page := ask(); len(page.Slots) != 5 || len(page.Places) < 2 || len(page.Days) < 1 {
		b.Fatalf("not a whole page: %+v", page)
	}
	recall.reads, recall.asked = 0, 0
	ask()
	reads, asked := recall.reads, recall.asked
	var alone, stored, cold, ratio, allocs []float64
	micro := func(d time.Duration) float64 { return d.Seconds() * 1e6 }
	for b.Loop() {
		sweeping := scheduling.CPU(b, func() { c.plain() })
		recall.answers = map[string][][]scheduling.Claim{}
		stored = append(stored, micro(scheduling.CPU(b, func() { ask() })))
		ask()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		took := scheduling.CPU(b, func() { ask() })
		runtime.ReadMemStats(&after)
		alone, allocs = append(alone, micro(took)), append(allocs, float64(after.Mallocs-before.Mallocs))
		ratio = append(ratio, took.Seconds()/sweeping.Seconds())
		c.agendas.renew()
		cold = append(cold, micro(scheduling.CPU(b, func() { ask() })))
		recall.answers = nil
	}
	b.ReportMetric(scheduling.Median(alone), "µs/page")
	b.ReportMetric(scheduling.Median(stored), "µs/stored")
	b.ReportMetric(scheduling.Median(cold), "µs/cold")
	b.ReportMetric(scheduling.Median(ratio), "ratio")
	b.ReportMetric(scheduling.Median(allocs), "allocs/page")
	b.ReportMetric(float64(reads), "reads")
	b.ReportMetric(float64(asked), "asked")
	b.ReportMetric(0, "ns/op") // the sum of all of it says nothing
}

// recalling is a store that may answer a second time what it answered once.
type recalling struct {
	scheduling.Store
	reads, asked int
	answers      map[string][][]scheduling.Claim // nil: nothing is recalled
}

func (r *recalling) Claims(ctx context.Context, asked []scheduling.Ask, now time.Time) ([][]scheduling.Claim, error) {
	r.reads, r.asked = r.reads+1, r.asked+len(asked)
	if r.answers == nil {
		return r.Store.Claims(ctx, asked, now)
	}
	key := asked[0].Resource + asked[0].Window.Start.String()
	known, ok := r.answers[key]
	if ok && len(known) == len(asked) {
		return known, nil
	}
	all, err := r.Store.Claims(ctx, asked, now)
	r.answers[key] = all
	return all, err
}

// copied are calendars read before, as the mirror in service has them.
type copied struct {
	*calendars
	times map[string]*scheduling.AgendaTime
}

func (c *copied) Time(agenda string) (*scheduling.AgendaTime, bool) {
	t, ok := c.times[agenda]
	return t, ok
}

// renew makes every calendar another, that says the same.
func (c *copied) renew() {
	for id, t := range c.times {
		again := *t
		c.times[id] = &again
	}
}
