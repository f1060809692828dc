//go:build linux

package scheduling_test

import (
	"fmt"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// BenchmarkSearchPage measures the first page that a parent in Grenoble sees,
// with its filters, over the hundred agendas of the workload; each has a session
// booked in a real store. "µs/page" is the median of the CPU time.
func BenchmarkSearchPage(b *testing.B) {
	for _, weeks := range []int{8, 52} {
		for _, policy := range []string{programme.PolicyGrid, programme.PolicyPacked} {
			b.Run(fmt.Sprintf("agendas=100/weeks=%d/%s", weeks, policy), func(b *testing.B) {
				w := hundred(b, weeks, policy)
				var took []float64
				for b.Loop() {
					var page scheduling.Page
					took = append(took, scheduling.CPU(b, func() { page = w.search(scheduling.Search{}) }).Seconds()*1e6)
					if len(page.Slots) != 5 || len(page.Places) != 8 || len(page.Days) != 8 {
						b.Fatalf("not a whole page: %+v", page)
					}
				}
				b.ReportMetric(scheduling.Median(took), "µs/page")
			})
		}
	}
}

// hundred is a world of a hundred places with an agenda each, in four communes
// of the Isère.
func hundred(b *testing.B, weeks int, policy string) *world {
	agendas := &copied{times: map[string]*scheduling.AgendaTime{}}
	w := newWorld(b, func(w *world) {
		w.offers[0].Rules = programme.Rules{
			Policy: policy, Buffer: 15 * time.Minute, Notice: 24 * time.Hour, Horizon: time.Duration(weeks) * 7 * 24 * time.Hour,
		}
		lea := w.places[0].Agendas[:1]
		w.places = nil
		for n, t := range scheduling.Workload(b, 100, weeks) {
			commune := []string{"38185", "38421", "38563", "38544"}[n%4]
			s := programme.Structure{ID: fmt.Sprint("lieu-", n), Name: fmt.Sprint("Lieu ", n), Commune: commune, Agendas: lea}
			w.places = append(w.places, s)
			agendas.times[s.AgendaID(lea[0])] = &t
		}
	})
	agendas.calendars = w.calendars
	w.config.Calendars = agendas
	w.restart()
	for _, s := range w.places {
		w.book(s.ID, w.search(scheduling.Search{Structure: s.ID}).Slots[0])
	}
	return w
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
