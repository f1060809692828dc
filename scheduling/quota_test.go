package scheduling

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"escale/programme"
)

func days(t testing.TB, s string) []programme.Date {
	t.Helper()
	var all []programme.Date
	for f := range strings.FieldsSeq(s) {
		d, err := programme.ParseDate(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	return all
}

func TestQuota(t *testing.T) {
	civil := programme.Quota{Sessions: 3, Per: programme.PerCivilYear}
	rolling := programme.Quota{Sessions: 3, Per: programme.PerRollingYear}
	one := programme.Quota{Sessions: 1, Per: programme.PerRollingYear}
	for _, c := range []struct {
		name string
		q    programme.Quota
		had  string
		day  string
		ok   bool
		next string // when refused
		nth  int    // when not
	}{
		{"no quota", programme.Quota{}, "2027-01-01 2027-01-02 2027-01-03", "2027-01-04", true, "", 4},
		{"first", civil, "", "2027-03-01", true, "", 1},
		{"third", civil, "2027-01-01 2027-12-31", "2027-03-01", true, "", 3},
		{"fourth", civil, "2027-01-01 2027-03-01 2027-12-31", "2027-06-01", false, "2028-01-01", 0},
		{"last year's don't count", civil, "2026-12-29 2026-12-30 2026-12-31", "2027-01-01", true, "", 1},
		{"next year is full too", civil, "2027-01-01 2027-02-01 2027-03-01 2028-01-01 2028-02-01 2028-03-01", "2027-04-01", false, "2029-01-01", 0},
		{"rolling, within", rolling, "2026-04-01 2026-08-01 2026-12-01", "2027-03-01", false, "2027-04-01", 0},
		{"rolling, twelve months on", rolling, "2026-04-01 2026-08-01 2026-12-01", "2027-04-01", true, "", 3},
		{"rolling, forward too", rolling, "2027-05-01 2027-08-01 2027-12-01", "2027-02-01", false, "2028-05-01", 0},
		{"rolling, in between", rolling, "2026-12-01 2027-02-01 2027-11-30 2027-12-15", "2027-06-01", false, "2028-02-01", 0},
		{"29 February", one, "2028-02-29", "2029-02-28", false, "2029-03-01", 0},
		{"29 February, a year on", one, "2028-02-29", "2029-03-01", true, "", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			had, day := days(t, c.had), days(t, c.day)[0]
			if ok := allows(c.q, had, day); ok != c.ok {
				t.Fatalf("allowed: %v", ok)
			}
			if !c.ok {
				if next := nextAllowed(c.q, had, day).String(); next != c.next {
					t.Errorf("next %s, want %s", next, c.next)
				}
				return
			}
			if n := ordinal(c.q, had, day); n != c.nth {
				t.Errorf("session %d, want %d", n, c.nth)
			}
		})
	}
}

// Whatever order the days are asked for in, no twelve months hold more than the
// quota, and the next day proposed is one that is allowed.
func TestRollingQuotaHolds(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	start := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	for range 200 {
		q := programme.Quota{Sessions: 1 + rng.IntN(4), Per: programme.PerRollingYear}
		var had []programme.Date
		for range 30 {
			day := programme.DateOf(start.AddDate(0, 0, rng.IntN(1500)))
			if allows(q, had, day) {
				had = append(had, day)
			} else if next := nextAllowed(q, had, day); !allows(q, had, next) || next.Compare(day) <= 0 {
				t.Fatalf("quota %d, had %v: %v refused, %v proposed", q.Sessions, had, day, next)
			}
		}
		slices.SortFunc(had, programme.Date.Compare)
		for i, first := range had {
			within := 0
			for _, d := range had[i:] {
				if d.In(time.UTC).Before(first.In(time.UTC).AddDate(1, 0, 0)) {
					within++
				}
			}
			if within > q.Sessions {
				t.Fatalf("%d sessions in the year from %v, quota %d", within, first, q.Sessions)
			}
		}
	}
}

func TestDeadline(t *testing.T) {
	now := time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct{ ahead, want time.Duration }{
		{30 * 24 * time.Hour, 24 * time.Hour},
		{24 * time.Hour, 12 * time.Hour},
		{3 * time.Hour, time.Hour},
		{2 * time.Hour, time.Hour},
		{time.Hour, 30 * time.Minute},
	} {
		if got := deadline(now, now.Add(c.ahead)).Sub(now); got != c.want {
			t.Errorf("session in %v: given up after %v, want %v", c.ahead, got, c.want)
		}
	}
}

func TestFamilyForgets(t *testing.T) {
	old := family{Uses: []use{
		{Booking: "a", Offer: "x", Day: "2023-12-31"},
		{Booking: "b", Offer: "x", Day: "2026-03-01"},
		{Booking: "c", Offer: "y", Day: "2027-01-01"},
	}}
	day := days(t, "2027-03-01")[0]
	got := old.with(use{Booking: "d", Offer: "x"}, day, true)
	if len(got.Uses) != 3 || len(got.days("x", "")) != 2 || len(got.days("x", "d")) != 1 {
		t.Errorf("uses %v", got.Uses)
	}
	if got = got.with(use{Booking: "d", Offer: "x"}, day, false); len(got.Uses) != 2 {
		t.Errorf("uses %v", got.Uses)
	}
}
