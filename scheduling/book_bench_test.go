package scheduling_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// BenchmarkBook measures whole bookings per second on SQLite: a slot is held,
// booked, written to a calendar in memory and read back, by parents who each have
// a family of their own.
func BenchmarkBook(b *testing.B) {
	for _, parents := range []int{1, 32} {
		b.Run(fmt.Sprintf("parents=%d", parents), func(b *testing.B) {
			const agendas, each = 64, 8
			w := newWorld(b, func(w *world) { w.places = manyPlaces(agendas) })
			open := openHours(b)
			var n atomic.Int64
			begin, booked := time.Now(), 0
			for b.Loop() {
				var all sync.WaitGroup
				for range parents {
					all.Go(func() {
						for range each {
							w.holdAndBook(b, int(n.Add(1)), agendas, open)
						}
					})
				}
				all.Wait()
				booked += parents * each
			}
			b.ReportMetric(float64(booked)/time.Since(begin).Seconds(), "bookings/s")
		})
	}
}

func manyPlaces(n int) (all []programme.Structure) {
	for i := range n {
		all = append(all, programme.Structure{
			ID: fmt.Sprint("place", i), Name: "Centre social des Tilleuls", Kind: "centre-social", Commune: "38185", Address: "1 place des Tilleuls",
			Agendas: []programme.Agenda{{ID: "a", Offers: []string{"accompagnement"}, Modes: []string{programme.InPerson}}},
		})
	}
	return all
}

// holdAndBook takes the n-th hour of the n-th agenda, round and round.
func (w *world) holdAndBook(b *testing.B, n, agendas int, open []scheduling.Interval) {
	place, at := n%agendas, n/agendas
	block := open[10+at/3]
	slot := scheduling.Slot{
		Offer: "accompagnement", Structure: fmt.Sprint("place", place), Agenda: fmt.Sprintf("place%d/a", place), Modes: []string{programme.InPerson},
		Interval: scheduling.Interval{Start: block.Start.Add(time.Duration(at%3) * time.Hour)},
	}
	slot.End = slot.Start.Add(time.Hour)
	for _, kind := range []string{scheduling.DoHold, scheduling.DoBook} {
		out, err := w.desk.Do(b.Context(), w.command(kind, fmt.Sprint("p", n), slot))
		if err != nil || out.Code != scheduling.OK {
			b.Errorf("%s: %s, %v", kind, out.Code, err)
		}
	}
}
