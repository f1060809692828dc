//go:build linux

package calendars

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"hash"
	"hash/fnv"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"escale/calendars/caldav"
	"escale/calendars/ical"
	"escale/deploy/servertest"
	"escale/scheduling"
)

// BenchmarkReading measures what the mirror does with the text of a hundred
// calendars, from bytes to the sorted intervals of a window, beside libical in C
// doing the same in a process of its own. "ratio" is our processor time, that
// of the garbage collector included, over libical's: the median of rounds in
// turn. It fails unless both find the same intervals.
func BenchmarkReading(b *testing.B) {
	for _, oneFile := range []bool{true, false} {
		name := "objects"
		if oneFile {
			name = "files"
		}
		c := drawCorpus(b, 100, oneFile)
		pack := filepath.Join(b.TempDir(), "pack")
		if err := os.WriteFile(pack, c.pack(), 0o600); err != nil {
			b.Fatal(err)
		}
		for _, weeks := range []int{8, 52} {
			from := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
			to := from.AddDate(0, 0, 7*weeks)
			b.Run(fmt.Sprintf("%s/weeks=%d", name, weeks), func(b *testing.B) {
				timed := servertest.LibicalReading(b, pack, from, to, false)
				counted := servertest.LibicalReading(b, pack, from, to, true).Round(b)
				compareReading(b, c, from, to, timed, counted)
			})
		}
	}
}

func compareReading(b *testing.B, c corpus, from, to time.Time, libical *servertest.Reading, counted servertest.Read) {
	ours := c.measure(from, to)
	if ours.Intervals != counted.Intervals || ours.Sum != counted.Sum || ours.Intervals == 0 {
		b.Fatalf("not the same: we find %d intervals (%x), libical %d (%x)", ours.Intervals, ours.Sum, counted.Intervals, counted.Sum)
	}
	var cpu, wall, took, theirs []float64
	for b.Loop() {
		for range 5 {
			them, us := libical.Round(b), c.timed(b, from, to)
			cpu = append(cpu, us.CPU.Seconds()/them.CPU.Seconds())
			wall = append(wall, us.Wall.Seconds()/them.Wall.Seconds())
			took = append(took, us.CPU.Seconds()*1e3)
			theirs = append(theirs, them.CPU.Seconds()*1e3)
		}
	}
	for unit, value := range map[string]float64{
		"ns/op":        0, // says nothing here
		"ratio":        median(cpu),
		"wall-ratio":   median(wall),
		"ours-ms":      median(took),
		"libical-ms":   median(theirs),
		"allocs-ratio": float64(ours.Allocations) / float64(counted.Allocations),
		"alloc-ratio":  float64(ours.Allocated) / float64(counted.Allocated),
		"peak-ratio":   float64(ours.Most) / float64(counted.Most),
		"ours-allocs":  float64(ours.Allocations),
		"ours-MB":      float64(ours.Allocated) / 1e6,
		"peak-MB":      float64(ours.Most) / 1e6,
		"intervals":    float64(ours.Intervals),
		"text-MB":      float64(c.bytes()) / 1e6,
	} {
		b.ReportMetric(value, unit)
	}
}

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

// read goes once through the corpus as the mirror does, and calls each with the
// intervals of a list.
func (c corpus) read(from, to time.Time, each func([]scheduling.Interval)) {
	zones := ical.NewZones()
	var list []scheduling.Interval
	for _, objects := range c.lists {
		list = list[:0]
		work := ical.NewBudget(ical.FileWork)
		for _, text := range objects {
			k := keep(caldav.Object{Data: text}, ical.Reader{Zone: parisZone, Zones: zones}, "exemple")
			for _, s := range k.expand(from, to, work, "") {
				if !s.transparent {
					list = append(list, scheduling.Interval{Start: s.start, End: s.end})
				}
			}
		}
		slices.SortFunc(list, func(a, b scheduling.Interval) int {
			return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End))
		})
		each(list)
	}
}

// timed measures one round by the clocks.
func (c corpus) timed(b *testing.B, from, to time.Time) servertest.Read {
	runtime.GC() // what came before is not this round's
	cpu, wall := processTime(b), time.Now()
	c.read(from, to, func([]scheduling.Interval) {})
	return servertest.Read{CPU: processTime(b) - cpu, Wall: time.Since(wall)}
}

// processTime is the processor time of all threads.
func processTime(b *testing.B) time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t); err != nil {
		b.Fatal(err)
	}
	return time.Duration(t.Nano())
}

// measure does one round and looks at the results and the memory. What is held
// at once is what the reading of one list allocates, as if nothing were collected.
func (c corpus) measure(from, to time.Time) servertest.Read {
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	var r servertest.Read
	last := before.TotalAlloc
	sum := fnv.New64a()
	c.read(from, to, func(list []scheduling.Interval) {
		r.Intervals += len(list)
		for _, i := range list {
			sumInto(sum, i)
		}
		runtime.ReadMemStats(&now)
		r.Most = max(r.Most, now.TotalAlloc-last)
		last = now.TotalAlloc
	})
	r.Sum, r.Allocations, r.Allocated = sum.Sum64(), now.Mallocs-before.Mallocs, now.TotalAlloc-before.TotalAlloc
	return r
}

func sumInto(sum hash.Hash64, i scheduling.Interval) {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:8], uint64(i.Start.Unix()))
	binary.LittleEndian.PutUint64(b[8:], uint64(i.End.Unix()))
	_, _ = sum.Write(b[:])
}
