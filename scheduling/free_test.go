package scheduling

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// between reads "2027-03-28 09:00 - 12:00" in loc.
func between(t testing.TB, s string, loc *time.Location) Interval {
	t.Helper()
	start, err := time.ParseInLocation("2006-01-02 15:04", s[:16], loc)
	if err != nil {
		t.Fatal(err)
	}
	end, err := time.ParseInLocation("2006-01-02 15:04", s[:11]+s[19:], loc)
	if err != nil {
		t.Fatal(err)
	}
	return Interval{start.UTC(), end.UTC()}
}

func TestFree(t *testing.T) {
	hour := Rules{Duration: time.Hour}
	grid15 := Rules{Duration: time.Hour, Buffer: 15 * time.Minute}
	packed := Rules{Packed: true, Duration: time.Hour, Buffer: 15 * time.Minute}
	christmas := func(d programme.Date) bool {
		_, off := programme.DayOff("38", d)
		return off
	}
	for _, c := range []struct {
		name       string
		zone       string
		rules      Rules
		open, busy []string
		now        string // UTC; default long before
		held       map[programme.Date]int
		want       []string // local starts
	}{
		{
			"a grid from the window's start", "Europe/Paris", hour,
			[]string{"2027-03-01 09:30 - 12:00"},
			nil, "", nil,
			[]string{"03-01 09:30", "03-01 10:30"},
		},
		{
			"the grid goes on after something busy", "Europe/Paris", hour,
			[]string{"2027-03-01 09:00 - 13:00"},
			[]string{"2027-03-01 09:50 - 10:10"},
			"", nil,
			[]string{"03-01 11:00", "03-01 12:00"},
		},
		{
			"a gap smaller than the buffer is no gap", "Europe/Paris", grid15,
			[]string{"2027-03-01 09:00 - 13:00"},
			[]string{"2027-03-01 10:10 - 10:46"},
			"", nil,
			[]string{"03-01 12:00"},
		},
		{
			"a gap as large as the buffer is one", "Europe/Paris", grid15,
			[]string{"2027-03-01 09:00 - 13:00"},
			[]string{"2027-03-01 10:15 - 10:45"},
			"", nil,
			[]string{"03-01 09:00", "03-01 11:00", "03-01 12:00"},
		},
		{
			"packed starts where the gap does", "Europe/Paris", packed,
			[]string{"2027-03-01 09:00 - 13:00"},
			[]string{"2027-03-01 09:00 - 10:30"},
			"", nil,
			[]string{"03-01 10:45", "03-01 12:00"},
		},
		{
			"packed slots do not slide as time passes", "Europe/Paris", packed,
			[]string{"2027-03-01 09:00 - 13:00"},
			nil, "2027-03-01T08:07:00Z", nil,
			[]string{"03-01 10:15", "03-01 11:30"},
		},
		{
			"a finer grid", "Europe/Paris",
			Rules{Duration: time.Hour, Grid: 30 * time.Minute},
			[]string{"2027-03-01 09:00 - 10:30"},
			nil, "", nil,
			[]string{"03-01 09:00", "03-01 09:30"},
		},
		{
			"notice is counted in hours", "Europe/Paris",
			Rules{Duration: time.Hour, Notice: 24 * time.Hour},
			[]string{"2027-03-02 09:00 - 12:00"},
			nil, "2027-03-01T08:30:00Z", nil,
			[]string{"03-02 10:00", "03-02 11:00"},
		},
		{
			"the horizon too", "Europe/Paris",
			Rules{Duration: time.Hour, Horizon: 25 * time.Hour},
			[]string{"2027-03-02 09:00 - 12:00"},
			nil, "2027-03-01T08:30:00Z", nil,
			[]string{"03-02 09:00", "03-02 10:00"},
		},
		{
			"a step past the horizon leaves the next window to be looked at", "Europe/Paris",
			Rules{Duration: time.Hour, Grid: 10 * time.Hour, Horizon: 25 * time.Hour},
			[]string{"2027-03-02 09:00 - 10:00", "2027-03-02 10:15 - 11:15"},
			nil, "2027-03-01T08:30:00Z", nil,
			[]string{"03-02 09:00", "03-02 10:15"},
		},
		{
			"a window that began in the past", "Europe/Paris", hour,
			[]string{"2027-03-01 09:00 - 12:00"},
			nil, "2027-03-01T09:01:00Z", nil,
			[]string{"03-01 11:00"},
		},
		{
			"unsorted, overlapping and empty intervals", "Europe/Paris", hour,
			[]string{"2027-03-01 11:00 - 13:00", "2027-03-01 09:00 - 11:30", "2027-03-01 15:00 - 15:00"},
			[]string{"2027-03-01 12:00 - 12:30", "2027-03-01 09:15 - 09:30", "2027-03-01 09:00 - 09:20"},
			"", nil,
			[]string{"03-01 10:00", "03-01 11:00"},
		},
		{
			"a daily cap", "Europe/Paris",
			Rules{Duration: time.Hour, DailyCap: 2},
			[]string{"2027-03-01 09:00 - 11:00", "2027-03-02 09:00 - 11:00"},
			nil, "",
			map[programme.Date]int{{Year: 2027, Month: 3, Day: 1}: 2, {Year: 2027, Month: 3, Day: 2}: 1},
			[]string{"03-02 09:00", "03-02 10:00"},
		},
		{
			"public holidays", "Europe/Paris",
			Rules{Duration: time.Hour, Off: christmas},
			[]string{"2026-12-24 09:00 - 10:00", "2026-12-25 09:00 - 10:00", "2026-12-26 09:00 - 10:00"},
			nil, "", nil,
			[]string{"12-24 09:00", "12-26 09:00"},
		},
		{
			"the offer's period, both days included", "Europe/Paris",
			Rules{Duration: time.Hour, Period: programme.Period{
				From: programme.Date{Year: 2027, Month: 3, Day: 2}, Until: programme.Date{Year: 2027, Month: 3, Day: 3},
			}},
			[]string{"2027-03-01 23:00 - 23:59", "2027-03-02 00:00 - 01:00", "2027-03-03 23:00 - 23:59", "2027-03-03 22:00 - 23:00", "2027-03-04 00:00 - 01:00"},
			nil, "", nil,
			[]string{"03-02 00:00", "03-03 22:00"},
		},
		{
			"the spring change shortens the night", "Europe/Paris", hour,
			[]string{"2027-03-28 01:00 - 05:00"},
			nil, "", nil,
			[]string{"03-28 01:00", "03-28 03:00", "03-28 04:00"},
		},
		{
			"the autumn change lengthens it", "Europe/Paris", hour,
			[]string{"2027-10-31 01:00 - 04:00"},
			nil, "", nil,
			[]string{"10-31 01:00", "10-31 02:00", "10-31 02:00", "10-31 03:00"},
		},
		{
			"the hours stay the same on the wall", "Europe/Paris", hour,
			[]string{"2027-03-27 09:00 - 10:00", "2027-03-28 09:00 - 10:00", "2027-10-30 09:00 - 10:00", "2027-10-31 09:00 - 10:00"},
			nil, "", nil,
			[]string{"03-27 09:00", "03-28 09:00", "10-30 09:00", "10-31 09:00"},
		},
		{
			"the cap of a day of 25 hours", "Europe/Paris",
			Rules{Duration: time.Hour, DailyCap: 1},
			[]string{"2027-10-31 00:00 - 02:00", "2027-10-31 22:00 - 23:59"},
			nil, "",
			map[programme.Date]int{{Year: 2027, Month: 10, Day: 31}: 1},
			nil,
		},
		{
			"the evening in Martinique is the day before in UTC's eyes", "America/Martinique",
			Rules{Duration: time.Hour, DailyCap: 1},
			[]string{"2027-03-01 20:30 - 21:30", "2027-03-02 08:00 - 09:00"},
			nil, "",
			map[programme.Date]int{{Year: 2027, Month: 3, Day: 1}: 1},
			[]string{"03-02 08:00"},
		},
		{
			"abolition day in La Réunion begins there at midnight", "Indian/Reunion",
			Rules{Duration: time.Hour, Off: func(d programme.Date) bool {
				_, off := programme.DayOff("974", d)
				return off
			}},
			[]string{"2027-12-20 00:00 - 01:00", "2027-12-20 09:00 - 10:00", "2027-12-19 23:00 - 23:59", "2027-12-21 00:00 - 01:00"},
			nil, "", nil,
			[]string{"12-21 00:00"},
		},
		{
			"abolition day in Mayotte", "Indian/Mayotte",
			Rules{Duration: time.Hour, Off: func(d programme.Date) bool {
				_, off := programme.DayOff("976", d)
				return off
			}},
			[]string{"2027-04-27 01:00 - 02:00", "2027-04-28 01:00 - 02:00"},
			nil, "", nil,
			[]string{"04-28 01:00"},
		},
		{
			"no duration, no slot", "Europe/Paris",
			Rules{},
			[]string{"2027-03-01 09:00 - 12:00"},
			nil, "", nil, nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			loc := zone(t, c.zone)
			c.rules.Zone = loc
			var at AgendaTime
			for _, s := range c.open {
				at.Open = append(at.Open, between(t, s, loc))
			}
			for _, s := range c.busy {
				at.Busy = append(at.Busy, between(t, s, loc))
			}
			now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			if c.now != "" {
				now, _ = time.Parse(time.RFC3339, c.now)
			}
			window := Interval{now, now.AddDate(3, 0, 0)}
			var got []string
			for slot := range Free(at, c.rules, window, now, c.held) {
				if slot.End.Sub(slot.Start) != time.Hour {
					t.Errorf("slot %v lasts %v", slot, slot.End.Sub(slot.Start))
				}
				got = append(got, slot.Start.In(loc).Format("01-02 15:04"))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// oracle finds the slots minute by minute, knowing nothing of the sweep.
func oracle(t AgendaTime, r Rules, window Interval, now time.Time, held map[programme.Date]int) []Interval {
	origin := now.Add(-72 * time.Hour).Truncate(time.Minute)
	const minutes = 12 * 24 * 60
	var open, busy [minutes]bool
	paint := func(on *[minutes]bool, all []Interval, more time.Duration) {
		for _, i := range all {
			if !i.Start.Before(i.End) {
				continue
			}
			for m := int(i.Start.Add(-more).Sub(origin) / time.Minute); m < int(i.End.Add(more).Sub(origin)/time.Minute); m++ {
				if m >= 0 && m < minutes {
					on[m] = true
				}
			}
		}
	}
	paint(&open, t.Open, 0)
	paint(&busy, t.Busy, r.Buffer)
	length, step := int(r.Duration/time.Minute), int(r.Grid/time.Minute)
	if step == 0 {
		step = length
	}
	if r.Packed {
		step = int((r.Duration + r.Buffer) / time.Minute)
		for m := range open {
			open[m] = open[m] && !busy[m]
		}
	}
	var found []Interval
	for m := range minutes {
		if !open[m] || m > 0 && open[m-1] {
			continue
		}
		for s := m; s+length <= minutes; s += step {
			free := true
			for k := s; k < s+length; k++ {
				free = free && open[k] && !busy[k]
			}
			if !slices.Contains(open[m:s+length], false) && free {
				start := origin.Add(time.Duration(s) * time.Minute)
				found = append(found, Interval{start, start.Add(r.Duration)})
			}
		}
	}
	found = slices.DeleteFunc(found, func(i Interval) bool {
		day := programme.DateOf(i.Start.In(r.Zone))
		return i.Start.Before(window.Start) || !i.Start.Before(window.End) ||
			i.Start.Before(now.Add(r.Notice)) ||
			r.Horizon > 0 && !i.Start.Before(now.Add(r.Horizon)) ||
			!r.Period.Includes(day) || r.Off != nil && r.Off(day) ||
			r.DailyCap > 0 && held[day] >= r.DailyCap
	})
	return slices.Concat(found, nil) // nil when there is none, as Collect says it
}

// randomCase draws an agenda of a few days around a clock change.
func randomCase(rng *rand.Rand, loc *time.Location) (AgendaTime, Rules, Interval, time.Time, map[programme.Date]int) {
	days := []time.Time{
		time.Date(2027, 3, 27, 0, 0, 0, 0, loc), time.Date(2027, 10, 30, 0, 0, 0, 0, loc), time.Date(2027, 12, 31, 0, 0, 0, 0, loc),
	}
	now := days[rng.IntN(len(days))].Add(time.Duration(rng.IntN(1440)) * time.Minute).UTC()
	draw := func(n, longest int) (all []Interval) {
		for range rng.IntN(n) {
			start := now.Add(time.Duration(rng.IntN(5*1440)-1440) * time.Minute)
			all = append(all, Interval{start, start.Add(time.Duration(rng.IntN(longest)) * time.Minute)})
		}
		return all
	}
	minutes := func(n int) time.Duration { return time.Duration(rng.IntN(n)) * time.Minute }
	r := Rules{
		Packed: rng.IntN(2) == 0, Duration: minutes(90) + time.Minute, Buffer: minutes(30), Notice: minutes(2000),
		Zone: loc, DailyCap: rng.IntN(3),
	}
	if rng.IntN(2) == 0 {
		r.Grid = minutes(600) + time.Minute
	}
	if rng.IntN(2) == 0 {
		r.Horizon = minutes(5000)
	}
	today := programme.DateOf(now.In(loc))
	if rng.IntN(3) == 0 {
		r.Off = func(d programme.Date) bool { return d.Day%2 == 0 }
	}
	if rng.IntN(3) == 0 {
		r.Period.Until = programme.DateOf(now.In(loc).AddDate(0, 0, 2))
	}
	from := now.Add(minutes(3000) - 24*time.Hour)
	return AgendaTime{Open: draw(12, 400), Busy: draw(20, 200)}, r, Interval{from, from.Add(minutes(6000))}, now,
		map[programme.Date]int{today: rng.IntN(3)}
}

func TestFreeAgainstOracle(t *testing.T) {
	// In Beirut clocks change at midnight: a day begins at one, or comes back.
	for _, name := range []string{"Europe/Paris", "America/Martinique", "Indian/Reunion", "Indian/Mayotte", "Asia/Beirut"} {
		loc := zone(t, name)
		rng := rand.New(rand.NewPCG(1, 2))
		found := 0
		for n := range 400 {
			at, r, window, now, held := randomCase(rng, loc)
			got := slices.Collect(Free(at, r, window, now, held))
			want := oracle(at, r, window, now, held)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s, case %d, rules %+v:\n%s", name, n, r, diff)
			}
			found += len(got)
		}
		if found < 1000 {
			t.Errorf("%s: only %d slots in all cases: the test proves little", name, found)
		}
	}
}

func FuzzFree(f *testing.F) {
	f.Add(uint64(1), uint64(2), false)
	f.Add(uint64(7), uint64(9), true)
	loc := zone(f, "Europe/Paris")
	f.Fuzz(func(t *testing.T, a, b uint64, packed bool) {
		at, r, window, now, held := randomCase(rand.New(rand.NewPCG(a, b)), loc)
		r.Packed = packed
		got := slices.Collect(Free(at, r, window, now, held))
		if diff := cmp.Diff(oracle(at, r, window, now, held), got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestFreeComputesOnlyWhatIsTaken(t *testing.T) {
	loc := zone(t, "Europe/Paris")
	asked := 0
	r := Rules{Duration: time.Hour, Zone: loc, Off: func(programme.Date) bool { asked++; return false }}
	var at AgendaTime
	for d := range 365 {
		start := time.Date(2027, 1, 1+d, 9, 0, 0, 0, loc)
		at.Open = append(at.Open, Interval{start, start.Add(3 * time.Hour)})
	}
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, loc)
	for range Free(at, r, Interval{now, now.AddDate(2, 0, 0)}, now, nil) {
		break
	}
	if asked != 1 {
		t.Errorf("looked at %d days for one slot", asked)
	}
}

func TestQuietTime(t *testing.T) {
	for _, c := range []struct{ zone, at, want, daytime string }{
		{"Europe/Paris", "2027-03-01T12:00", "2027-03-01T12:00", "2027-03-01T12:00"},
		{"Europe/Paris", "2027-03-01T20:59", "2027-03-01T20:59", "2027-03-01T20:59"},
		{"Europe/Paris", "2027-03-01T21:00", "2027-03-01T20:00", "2027-03-02T08:00"},
		{"Europe/Paris", "2027-03-02T07:59", "2027-03-01T20:00", "2027-03-02T08:00"},
		{"Europe/Paris", "2027-03-02T08:00", "2027-03-02T08:00", "2027-03-02T08:00"},
		{"Europe/Paris", "2027-03-28T03:30", "2027-03-27T20:00", "2027-03-28T08:00"},
		{"Europe/Paris", "2027-10-31T02:30", "2027-10-30T20:00", "2027-10-31T08:00"},
		{"America/Martinique", "2027-01-01T06:00", "2026-12-31T20:00", "2027-01-01T08:00"},
		{"Indian/Reunion", "2028-03-01T02:00", "2028-02-29T20:00", "2028-03-01T08:00"},
	} {
		loc := zone(t, c.zone)
		read := func(s string) time.Time {
			at, err := time.ParseInLocation("2006-01-02T15:04", s, loc)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		if got := quietTime(read(c.at), loc); !got.Equal(read(c.want)) || got.After(read(c.at)) {
			t.Errorf("%s %s: goes out %v", c.zone, c.at, got.In(loc))
		}
		if got := NextDaytime(read(c.at), loc, time.Time{}); !got.Equal(read(c.daytime)) {
			t.Errorf("%s %s: waits until %v", c.zone, c.at, got.In(loc))
		}
	}
	loc := zone(t, "Europe/Paris")
	night := time.Date(2027, 3, 1, 23, 0, 0, 0, loc)
	if got := NextDaytime(night, loc, night.Add(8*time.Hour)); !got.Equal(night) {
		t.Errorf("a change of a session at seven waits until %v", got)
	}
}
