//go:build linux

package scheduling

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"escale/programme"
)

// Workload draws the calendars of the comparison with other schedulers: open
// Monday to Friday, 9–12 and 14–18 in Paris, 25 busy events a week, from
// 1 March 2027, over a clock change.
func Workload(tb testing.TB, calendars, weeks int) []AgendaTime {
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

// sweep is what one would write for just these calendars: sorted lists, one
// pass, every window within one day, the grid as long as a session, and each
// day's rules looked at once.
func sweep(t AgendaTime, r Rules, window Interval, now time.Time, into []Interval) []Interval {
	first := now.Add(r.Notice)
	var today programme.Date
	shut, b := false, 0
	for _, open := range t.Open {
		if r.Off != nil {
			if date := programme.DateOf(open.Start.In(r.Zone)); date != today {
				today, shut = date, !r.Period.Includes(date) || r.Off(date)
			}
			if shut {
				continue
			}
		}
		at := open.Start
		for {
			end := at.Add(r.Duration)
			if end.After(open.End) || !at.Before(window.End) {
				break
			}
			behind := at.Add(-r.Buffer)
			for b < len(t.Busy) && !t.Busy[b].End.After(behind) {
				b++
			}
			if b < len(t.Busy) && t.Busy[b].Start.Before(end.Add(r.Buffer)) {
				free := t.Busy[b].End.Add(r.Buffer)
				if r.Packed {
					at = free
				} else {
					for at.Before(free) {
						at = at.Add(r.Duration)
					}
				}
				continue
			}
			if !at.Before(first) {
				into = append(into, Interval{at, end})
			}
			if at = end; r.Packed {
				at = end.Add(r.Buffer)
			}
		}
	}
	return into
}

// BenchmarkSearch measures Free beside the plain sweep over the same parsed
// intervals, and fails if they don't find the same slots. "ratio" is Free's CPU
// time over the sweep's, the median of interleaved pairs: at most 1.5 is the aim.
func BenchmarkSearch(b *testing.B) {
	now := time.Date(2027, 2, 28, 23, 0, 0, 0, time.UTC)
	bare := Rules{Duration: time.Hour, Buffer: 15 * time.Minute, Notice: 24 * time.Hour, Zone: zone(b, "Europe/Paris")}
	days := bare // as in service
	days.Period.From = programme.Date{Year: 2027, Month: 3, Day: 3}
	days.Off = func(d programme.Date) bool { _, off := programme.DayOff("38", d); return off }
	for _, calendars := range []int{1, 100} {
		for _, weeks := range []int{8, 52} {
			all := Workload(b, calendars, weeks)
			window := Interval{now, now.AddDate(0, 0, 7*weeks)}
			for n, r := range []Rules{bare, days, packed(bare), packed(days)} {
				name := []string{"grid/bare", "grid/days", "packed/bare", "packed/days"}[n]
				b.Run(fmt.Sprintf("calendars=%d/weeks=%d/%s", calendars, weeks, name), func(b *testing.B) {
					compare(b, 100/calendars, func(slots []Interval) []Interval {
						for _, t := range all {
							slots = sweep(t, r, window, now, slots)
						}
						return slots
					}, func(slots []Interval) []Interval {
						for _, t := range all {
							for slot := range Free(t, r, window, now, nil) {
								slots = append(slots, slot)
							}
						}
						return slots
					})
				})
			}
		}
	}
}

// SweepAll returns the plain sweep over all calendars, with the rules of the days
// of the Isère; it tells how many slots there are.
func SweepAll(all []AgendaTime, duration, buffer time.Duration, packs bool, now time.Time, weeks int) func() int {
	paris, err := time.LoadLocation(programme.Paris)
	if err != nil {
		panic(err)
	}
	r := Rules{
		Packed: packs, Duration: duration, Buffer: buffer, Notice: 24 * time.Hour, Zone: paris,
		Off: func(d programme.Date) bool { _, off := programme.DayOff("38", d); return off },
	}
	window := Interval{now, now.AddDate(0, 0, 7*weeks)}
	var slots []Interval
	return func() int {
		slots = slots[:0]
		for _, t := range all {
			slots = sweep(t, r, window, now, slots)
		}
		return len(slots)
	}
}

// FirstOfSweep is a calendar's first slot.
func FirstOfSweep(t AgendaTime, duration, buffer time.Duration, from time.Time) Interval {
	r := Rules{Duration: duration, Buffer: buffer}
	return sweep(t, r, Interval{from, from.AddDate(1, 0, 0)}, from, nil)[0]
}

func packed(r Rules) Rules {
	r.Packed = true
	return r
}

// compare runs both in turn, each as often as makes its time worth measuring.
func compare(b *testing.B, times int, plain, free func([]Interval) []Interval) {
	want, got := plain(nil), free(nil)
	if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
		b.Fatalf("%d slots, not the same:\n%s", len(want), diff)
	}
	var ratios, took []float64
	for b.Loop() {
		sweeping := CPU(b, func() {
			for range times {
				want = plain(want[:0])
			}
		})
		searching := CPU(b, func() {
			for range times {
				got = free(got[:0])
			}
		})
		ratios = append(ratios, float64(searching)/float64(sweeping))
		took = append(took, searching.Seconds()*1e6/float64(times))
	}
	b.ReportMetric(Median(ratios), "ratio")
	b.ReportMetric(Median(took), "free-µs")
	b.ReportMetric(float64(len(got)), "slots")
}

// CPU measures the processor time of do, which stays on one thread: what else
// the machine does meanwhile doesn't count.
func CPU(tb testing.TB, do func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	clock := func() time.Duration {
		var t unix.Timespec
		if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
			tb.Fatal(err)
		}
		return time.Duration(t.Nano())
	}
	begin := clock()
	do()
	return clock() - begin
}

// Median sorts all.
func Median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}
