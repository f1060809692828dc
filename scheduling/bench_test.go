package scheduling

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
)

// workload draws the calendars of the comparison with other schedulers: open
// Monday to Friday, 9–12 and 14–18 in Paris, 25 busy events a week, from
// 1 March 2027, over a clock change.
func workload(tb testing.TB, calendars, weeks int) []AgendaTime {
	tb.Helper()
	paris := zone(tb, "Europe/Paris")
	rng := rand.New(rand.NewPCG(2027, 3))
	all := make([]AgendaTime, calendars)
	for n := range all {
		for day := range weeks * 7 {
			at := func(hour, minute int) time.Time {
				return time.Date(2027, 3, 1+day, hour, minute, 0, 0, paris).UTC()
			}
			if day%7 > 4 {
				continue
			}
			all[n].Open = append(all[n].Open, Interval{at(9, 0), at(12, 0)}, Interval{at(14, 0), at(18, 0)})
			for range 5 {
				start := at(9+rng.IntN(9), 15*rng.IntN(4))
				all[n].Busy = append(all[n].Busy, Interval{start, start.Add(time.Duration(30+15*rng.IntN(3)) * time.Minute)})
			}
		}
		all[n].Busy = tidy(all[n].Busy)
	}
	return all
}

// sweep is what one would write without any of the rules but duration, grid or
// packing, buffer and notice: two sorted lists, one pass.
func sweep(t AgendaTime, packed bool, length, buffer time.Duration, first, last time.Time, into []Interval) []Interval {
	b := 0
	for _, open := range t.Open {
		at := open.Start
		for {
			end := at.Add(length)
			if end.After(open.End) || !at.Before(last) {
				break
			}
			for b < len(t.Busy) && !t.Busy[b].End.Add(buffer).After(at) {
				b++
			}
			if b < len(t.Busy) && t.Busy[b].Start.Before(end.Add(buffer)) {
				free := t.Busy[b].End.Add(buffer)
				if packed {
					at = free
				} else {
					for at.Before(free) {
						at = at.Add(length)
					}
				}
				continue
			}
			if !at.Before(first) {
				into = append(into, Interval{at, end})
			}
			if at = end; packed {
				at = end.Add(buffer)
			}
		}
	}
	return into
}

// BenchmarkSearch measures Free beside the plain sweep, in pairs, over the same
// parsed intervals. It fails if they don't find the same slots. "ratio" is the
// median of Free's time over the sweep's: at most 1.5 is the aim.
func BenchmarkSearch(b *testing.B) {
	paris := zone(b, "Europe/Paris")
	now := time.Date(2027, 2, 28, 23, 0, 0, 0, time.UTC)
	for _, calendars := range []int{1, 100} {
		for _, weeks := range []int{8, 52} {
			all := workload(b, calendars, weeks)
			window := Interval{now, now.AddDate(0, 0, 7*weeks)}
			for _, packed := range []bool{false, true} {
				name := map[bool]string{false: "grid", true: "packed"}[packed]
				b.Run(fmt.Sprintf("calendars=%d/weeks=%d/%s", calendars, weeks, name), func(b *testing.B) {
					r := Rules{Packed: packed, Duration: time.Hour, Buffer: 15 * time.Minute, Notice: 24 * time.Hour, Zone: paris}
					plain := func(into []Interval) []Interval {
						for _, t := range all {
							into = sweep(t, packed, r.Duration, r.Buffer, now.Add(r.Notice), window.End, into)
						}
						return into
					}
					free := func(into []Interval) []Interval {
						for _, t := range all {
							for slot := range Free(t, r, window, now, nil) {
								into = append(into, slot)
							}
						}
						return into
					}
					b.Run("bare", func(b *testing.B) { compare(b, plain, free) })
					// As in service: a rule looks at each day, though none is off here.
					b.Run("days", func(b *testing.B) {
						r.Off = func(programme.Date) bool { return false }
						compare(b, plain, free)
					})
				})
			}
		}
	}
}

// compare runs both in turn and reports the median of their ratio.
func compare(b *testing.B, plain, free func([]Interval) []Interval) {
	want, got := plain(nil), free(nil)
	if diff := cmp.Diff(want, got); diff != "" {
		b.Fatalf("not the same slots:\n%s", diff)
	}
	if len(want) == 0 {
		b.Fatal("no slots at all")
	}
	var ratios, took []float64
	for b.Loop() {
		start := time.Now()
		want = plain(want[:0])
		middle := time.Now()
		got = free(got[:0])
		end := time.Now()
		ratios = append(ratios, float64(end.Sub(middle))/float64(middle.Sub(start)))
		took = append(took, float64(end.Sub(middle).Nanoseconds()))
	}
	slices.Sort(ratios)
	slices.Sort(took)
	b.ReportMetric(ratios[len(ratios)/2], "ratio")
	b.ReportMetric(took[len(took)/2]/1e6, "free-ms")
	b.ReportMetric(float64(len(got)), "slots")
}
