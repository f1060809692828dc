package evaluation

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// someBookings invents a programme: few bookings a cell, so that most cells
// are small.
func someBookings(r *rand.Rand) []Fact {
	var facts []Fact
	structures := []Fact{{Departement: "33", Structure: "a"}, {Departement: "33", Structure: "b"}, {Departement: "38", Structure: "c"}, {Departement: "38", Structure: "d"}}
	most := 1 + r.IntN(14)
	for _, f := range structures[:1+r.IntN(4)] {
		for _, f.Offer = range []string{"ai", "ccf"}[:1+r.IntN(2)] {
			for m := range 1 + r.IntN(3) {
				f.Month = fmt.Sprintf("2026-%02d", 8+m)
				for range r.IntN(most + 1) {
					f.ID = fmt.Sprint(r.Uint64())
					facts = append(facts, f)
				}
			}
		}
	}
	return facts
}

// atom numbers the finest cells: structure, offer, month.
func atomsOf(facts []Fact) (names []Fact, counts []int) {
	at := map[Fact]int{}
	for _, f := range facts {
		f.ID = ""
		i, ok := at[f]
		if !ok {
			i = len(names)
			at[f], names, counts = i, append(names, f), append(counts, 0)
		}
		counts[i]++
	}
	return names, counts
}

func within(atoms []Fact, f Filter) []float64 {
	in := make([]float64, len(atoms))
	for i, a := range atoms {
		if (group{a.Departement, a.Structure, a.Offer, a.Month}).within(f) {
			in[i] = 1
		}
	}
	return in
}

// everyFilter lists all that a national user can ask for.
func everyFilter() []Filter {
	var all []Filter
	months := []string{"", "2026-08", "2026-09", "2026-10"}
	places := []Filter{{}, {Departement: "33"}, {Departement: "38"}, {Structure: "a"}, {Structure: "b"}, {Structure: "c"}, {Structure: "d"}}
	for _, f := range places {
		for _, f.Offer = range []string{"", "ai", "ccf"} {
			for _, f.From = range months {
				for _, f.To = range months {
					if f.To == "" || f.From <= f.To {
						all = append(all, f)
					}
				}
			}
		}
	}
	return all
}

// cells lists every figure of both tables of bookings with the filter that
// describes exactly what it counts.
func cells(r *Release, f Filter) map[Filter]Cell {
	all := map[Filter]Cell{}
	put := func(row Row, g Filter, c Cell) {
		switch row.Level {
		case Departement:
			g.Departement = row.ID
		case OneStructure:
			g.Structure = row.ID
		}
		all[g] = c
	}
	byOffer, byMonth := r.BookingsByOffer(f), r.BookingsByMonth(f)
	for _, row := range byOffer.Rows {
		for i, c := range row.Cells {
			g := f
			if byOffer.Columns[i] != "" {
				g.Offer = byOffer.Columns[i]
			}
			put(row, g, c)
		}
	}
	for _, row := range byMonth.Rows {
		for i, c := range row.Cells {
			g := f
			if m := byMonth.Columns[i]; m != "" {
				g.From, g.To = m, m
			}
			put(row, g, c)
		}
	}
	return all
}

// TestNoHiddenCountCanBeFound asks for everything that can be asked, by every
// filter, and gives it all to the attacker at once: subtracting two filters is
// the least that it tries.
func TestNoHiddenCountCanBeFound(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 5))
		facts := someBookings(r)
		if len(facts) == 0 {
			continue
		}
		release := NewRelease(facts, nil, nil, Settings{Threshold: 5})
		atoms, counts := atomsOf(facts)
		spy, hidden := &attacker{}, map[string]Filter{} // hidden cells by what they count
		learnt := map[string]bool{}
		for _, f := range everyFilter() {
			for g, c := range cells(release, f) {
				in := within(atoms, g)
				key := fmt.Sprint(in)
				sum := 0
				for i, n := range counts {
					sum += int(in[i]) * n
				}
				switch {
				case c.Shown && c.N != sum:
					t.Fatalf("seed %d: %+v shows %d, there are %d", seed, g, c.N, sum)
				case c.Shown && sum > 0 && sum < 5:
					t.Fatalf("seed %d: %+v shows %d", seed, g, sum)
				case c.Shown && !learnt[key]:
					learnt[key] = true
					spy.learn(in, sum-ones(in)) // hidden cells are 1 at least
				case !c.Shown && (sum < 5 || g.From == g.To):
					hidden[key] = g // a hidden sum of some months may be found if it is large
				}
			}
		}
		for key, g := range hidden {
			if width := spy.width(within(atoms, g), t); width < 5-1e-6 && !learnt[key] {
				t.Errorf("seed %d: %+v is bounded within %v", seed, g, width)
			}
		}
	}
}

func ones(in []float64) int {
	n := 0
	for _, x := range in {
		n += int(x)
	}
	return n
}

func (a *attacker) width(what []float64, t *testing.T) float64 {
	t.Helper()
	if len(a.rows) == 0 {
		return math.Inf(1)
	}
	minus := make([]float64, len(what))
	for i, x := range what {
		minus[i] = -x
	}
	return a.most(what) + a.most(minus)
}

func TestTheAuditFindsWhatIsLeftOpen(t *testing.T) {
	var facts []Fact
	for structure, n := range map[string]int{"a": 3, "b": 9} {
		for range n {
			facts = append(facts, Fact{Departement: "38", Structure: structure, Offer: "ai", Month: "2026-10"})
		}
	}
	c := countBookings(facts)
	for i, n := range c.n { // primary suppression alone
		c.hidden[i] = n > 0 && n < 5
	}
	found := c.audit(c.networks(), c.allHidden(), 5)
	if len(found) == 0 || found[0].low != 3 || found[0].high != 3 {
		t.Errorf("the total less the other gives 3, but the audit found %v", found)
	}
	c.suppress(5)
	if found := c.audit(c.networks(), c.allHidden(), 5); len(found) > 0 {
		t.Errorf("after suppression: %v", found)
	}
}

func TestSuppressionPassesItsAudit(t *testing.T) {
	for seed := range uint64(200) {
		c := countBookings(someBookings(rand.New(rand.NewPCG(seed, 7))))
		c.suppress(5)
		if found := c.audit(c.networks(), c.allHidden(), 5); len(found) > 0 {
			t.Errorf("seed %d: %v", seed, found)
		}
	}
}

func TestTheOrderOfRecordsDoesNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	facts, answers := someBookings(r), someAnswers(r, 200)
	q := []*Questionnaire{parsed(t)}
	s := Settings{Month: "2026-12"}
	a := NewRelease(facts, answers, q, s)
	facts, answers = slices.Clone(facts), slices.Clone(answers)
	r.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
	r.Shuffle(len(answers), func(i, j int) { answers[i], answers[j] = answers[j], answers[i] })
	b := NewRelease(facts, answers, q, s)
	for _, f := range everyFilter() {
		for _, diff := range []string{
			cmp.Diff(a.BookingsByMonth(f), b.BookingsByMonth(f)),
			cmp.Diff(a.ByPlace(f), b.ByPlace(f)),
			cmp.Diff(a.Item("clear", f), b.Item("clear", f)),
		} {
			if diff != "" {
				t.Fatalf("%+v: %s", f, diff)
			}
		}
	}
}

// BenchmarkSuppression: ten départements of five structures with three offers,
// two years, few bookings a cell.
func BenchmarkSuppression(b *testing.B) {
	r := rand.New(rand.NewPCG(38, 59))
	counts := map[group]int{}
	for d := range 10 {
		for s := range 5 {
			for m := range 24 {
				for o := range 3 {
					counts[group{fmt.Sprint(d), fmt.Sprint(d, "-", s), fmt.Sprint(o), fmt.Sprintf("%d-%02d", 2025+m/12, 1+m%12)}] = r.IntN(9)
				}
			}
		}
	}
	for b.Loop() {
		newCube(counts).suppress(5)
	}
}
