package evaluation

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestNoHiddenDemandCanBeFound asks for both tables by every filter, and gives
// all that is shown to the attacker at once.
func TestNoHiddenDemandCanBeFound(t *testing.T) {
	for seed := range uint64(40) {
		counters, atoms, counts := someDemand(rand.New(rand.NewPCG(seed, 11)))
		if len(atoms) == 0 {
			continue
		}
		d := NewDemand(counters, 5)
		spy, hidden, learnt := &attacker{}, map[string]Filter{}, map[string]bool{}
		for _, f := range everyDemandFilter() {
			for g, c := range demandCells(d, f) {
				in := within(atoms, g)
				key, sum := fmt.Sprint(in), 0
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
					spy.learn(in, sum-ones(in))
				case !c.Shown && (sum < 5 || g.From == g.To):
					hidden[key] = g
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

// someDemand invents counters, and the same as the finest cells: the offer stands
// in Structure, the part of the day in Offer.
func someDemand(r *rand.Rand) (counters map[string]int64, atoms []Fact, counts []int) {
	counters = map[string]int64{}
	most := 1 + r.IntN(14)
	for _, departement := range []string{"33", "38"}[:1+r.IntN(2)] {
		for _, offer := range []string{"ai", "ccf"}[:1+r.IntN(2)] {
			for _, part := range []string{"morning", AnyPart}[:1+r.IntN(2)] {
				for m := range 1 + r.IntN(3) {
					f := Fact{Departement: departement, Structure: offer, Offer: part, Month: fmt.Sprintf("2026-%02d", 8+m)}
					if n := r.IntN(most + 1); n > 0 {
						counters["unmet/"+f.Month+"/"+departement+"/"+offer+"/"+part] = int64(n)
						atoms, counts = append(atoms, f), append(counts, n)
					}
				}
			}
		}
	}
	return counters, atoms, counts
}

func everyDemandFilter() []Filter {
	var all []Filter
	months := []string{"", "2026-08", "2026-09", "2026-10"}
	for _, departement := range []string{"", "33", "38"} {
		for _, offer := range []string{"", "ai", "ccf"} {
			for _, from := range months {
				for _, to := range months {
					if to == "" || from <= to {
						all = append(all, Filter{Departement: departement, Offer: offer, From: from, To: to})
					}
				}
			}
		}
	}
	return all
}

// demandCells lists every figure of both tables with the filter, over the atoms,
// that describes exactly what it counts.
func demandCells(d *Demand, f Filter) map[Filter]Cell {
	all := map[Filter]Cell{}
	departement := ""
	put := func(row Row, part, month string, c Cell) {
		g := Filter{From: f.From, To: f.To, Offer: part}
		switch row.Level {
		case Departement:
			departement, g.Departement = row.ID, row.ID
		case OneOffer:
			g.Departement, g.Structure = departement, row.ID
		}
		if row.Under != "" {
			g.Departement = row.Under
		}
		if month != "" {
			g.From, g.To = month, month
		}
		all[g] = c
	}
	parts := d.ByPart(f)
	for _, row := range parts.Rows {
		for i, c := range row.Cells {
			put(row, parts.Columns[i], "", c)
		}
	}
	months := d.ByMonth(f)
	departement = ""
	for _, row := range months.Rows {
		for i, c := range row.Cells {
			put(row, "", months.Columns[i], c)
		}
	}
	return all
}

func TestDemandSaysWhereAndWhen(t *testing.T) {
	d := NewDemand(map[string]int64{
		"unmet/2026-10/38/ai/morning": 12, "unmet/2026-10/38/ai/any": 9, "unmet/2026-10/38/ccf/any": 20,
		"unmet/2026-11/38/ai/morning": -1, // met, after it was changed in another month
		"unmet/2026-10/33/ai/any":     2,
		"unmet/october/38/ai/any":     7, "step/2026-10/38/no-slot": 7, // not demand
	}, 5)
	table := d.ByPart(Filter{Departement: "38"})
	want := []struct {
		id    string
		level Level
		all   int
	}{{"38", Departement, 41}, {"ai", OneOffer, 21}, {"ccf", OneOffer, 20}}
	if len(table.Rows) != len(want) {
		t.Fatalf("rows %+v", table.Rows)
	}
	for i, w := range want {
		r := table.Rows[i]
		if r.ID != w.id || r.Level != w.level || r.Cells[0].Shown && r.Cells[0].N != w.all {
			t.Errorf("row %+v, want %+v", r, w)
		}
	}
	for _, row := range d.ByPart(Filter{}).Rows {
		if row.ID == "33" && row.Cells[0].Shown {
			t.Errorf("two demands of a département are shown: %+v", row)
		}
	}
	if s := NewDialogue(map[string]int64{"step/2026-10/38/no-slot": 50}, 5).Funnel(nil, Filter{}); len(s) != 0 {
		t.Errorf("the dialogue tells as well what demand may hide: %+v", s)
	}
}

func TestPartsOfADayComeInItsOrder(t *testing.T) {
	counters := map[string]int64{}
	for _, part := range []string{"evening", AnyPart, "morning", "afternoon"} {
		counters["unmet/2026-10/38/talk/"+part] = int64(20 + len(part))
	}
	table := NewDemand(counters, 5).ByPart(Filter{})
	if want := []string{"", "morning", "afternoon", "evening", AnyPart}; !slices.Equal(table.Columns, want) {
		t.Fatalf("columns %q, want %q", table.Columns, want)
	}
	for i, want := range []int{106, 27, 29, 27, 23} {
		if got := table.Rows[0].Cells[i].N; got != want {
			t.Errorf("column %q counts %d, want %d", table.Columns[i], got, want)
		}
	}
}
