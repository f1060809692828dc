package evaluation

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
)

// someAnswers invents answers from July to November 2026.
func someAnswers(r *rand.Rand, n int) []Answer {
	places := []Answer{{Departement: "33", Structure: "a"}, {Departement: "33", Structure: "b"}, {Departement: "38", Structure: "c"}, {Departement: "38", Structure: "d"}}
	var all []Answer
	for range n {
		a := places[min(r.IntN(6), 3)]
		a.ID = fmt.Sprint(r.Uint64())
		a.Offer = []string{"ai", "ai", "ccf"}[r.IntN(3)]
		a.Month = fmt.Sprintf("2026-%02d", 7+r.IntN(5))
		a.Arrived = a.Month
		clear := "clear"
		if r.IntN(6) == 0 {
			clear = "no"
		}
		a.Items = map[string]string{"took-place": "yes", "clear": clear, "confidence": strconv.Itoa(r.IntN(11))}
		all = append(all, a)
	}
	return all
}

// TestScoresSubtractToWholeBatches subtracts every filter from every other that
// contains it: what remains is nobody, or at least k.
func TestScoresSubtractToWholeBatches(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{8, 30, 90, 400} {
		release := NewRelease(nil, someAnswers(r, n), []*Questionnaire{parsed(t)}, Settings{Month: "2026-12"})
		filters := everyFilter()
		for i, f := range filters {
			for _, g := range filters[i+1:] {
				a, b := release.scores["clear"].measure(f), release.scores["clear"].measure(g)
				if d := a.used - b.used; contains(f, g) && d != 0 && d < 5 {
					t.Fatalf("%d answers: %+v less %+v leaves %d", n, f, g, d)
				}
			}
		}
	}
}

func contains(f, g Filter) bool {
	wider := func(a, b string) bool { return a == "" || a == b }
	return wider(f.Offer, g.Offer) && wider(f.Departement, g.Departement) && wider(f.Structure, g.Structure) &&
		f.From <= g.From && (f.To == "" || g.To != "" && f.To >= g.To)
}

// TestEveryAnswerIsInOneBatch: sums of batches are what all scores are made of,
// so that disjoint batches of k are what makes them safe.
func TestEveryAnswerIsInOneBatch(t *testing.T) {
	answers := someAnswers(rand.New(rand.NewPCG(4, 4)), 333)
	q := parsed(t)
	s := Settings{Threshold: 5, Large: 11, Month: "2026-12"}
	for _, it := range q.Items {
		all := observe(answers, it)
		in := 0
		for _, b := range s.batches(all, s.Month) {
			in += b.n
			if b.n < 5 || b.n < 11 && b.unanimous(it.judged()) {
				t.Errorf("%s: batch of %d, %d favourable", it.ID, b.n, b.k)
			}
		}
		if in > len(all) || len(all)-in > 60 {
			t.Errorf("%s: %d of %d answers are in batches", it.ID, in, len(all))
		}
	}
}

// TestVersionsSubtractToWholeBatches lets answers arrive one by one and watches
// every score: one that moves has moved by a whole batch.
func TestVersionsSubtractToWholeBatches(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	q := []*Questionnaire{parsed(t)}
	var so []Answer
	type seen struct{ used, k int }
	last := map[Filter]seen{}
	for month := range 6 {
		now := fmt.Sprintf("2026-%02d", 7+month)
		for range 25 {
			a := someAnswers(r, 1)[0]
			a.Arrived = now
			a.Month = min(a.Month, now)
			so = append(so, a)
			release := NewRelease(nil, so, q, Settings{Month: now})
			for _, f := range []Filter{{}, {Departement: "33"}, {Structure: "c"}, {Structure: "d", Offer: "ai"}, {To: "2026-09"}} {
				m := release.scores["clear"].measure(f)
				d, dk := m.used-last[f].used, m.k-last[f].k
				if d == 0 && dk != 0 || d != 0 && d < 5 {
					t.Fatalf("%s %+v: %d more answers, %d more favourable", now, f, d, dk)
				}
				last[f] = seen{m.used, m.k}
			}
		}
	}
	if last[Filter{}].used < 50 {
		t.Errorf("only %d answers were ever used", last[Filter{}].used)
	}
}

func TestNobodyIsToldThatAFewAllAgree(t *testing.T) {
	answers := make([]Answer, 10)
	for i := range answers {
		answers[i] = Answer{ID: strconv.Itoa(i), Departement: "38", Structure: "c", Offer: "ai", Month: "2026-08", Items: map[string]string{"clear": "clear"}}
	}
	q := []*Questionnaire{parsed(t)}
	row := func(n int) Cell {
		more := append([]Answer{}, answers...)
		for i := len(answers); i < n; i++ {
			a := answers[0]
			a.ID = strconv.Itoa(i)
			more = append(more, a)
		}
		return NewRelease(nil, more[:n], q, Settings{Month: "2026-09"}).Item("clear", Filter{}).Rows[1].Cells[0]
	}
	for n, want := range map[int]Cell{
		0:  {Kind: Share, Why: None},
		4:  {Kind: Share, Why: Few, N: 4},
		10: {Kind: Share, Why: Waiting, N: 10},
	} {
		if got := row(n); got != want {
			t.Errorf("%d answers: %+v, want %+v", n, got, want)
		}
	}
	if got := row(11); !got.Shown || got.K != 11 || got.Used != 11 {
		t.Errorf("11 answers: %+v", got)
	}
}

func TestWhatIsTooFewIsRolledUpALevel(t *testing.T) {
	var answers []Answer
	for i, s := range []string{"c", "c", "c", "d", "d", "d"} {
		v := "clear"
		if i == 2 {
			v = "no"
		}
		answers = append(answers, Answer{ID: strconv.Itoa(i), Departement: "38", Structure: s, Offer: "ai", Month: "2026-08", Items: map[string]string{"clear": v}})
	}
	table := NewRelease(nil, answers, []*Questionnaire{parsed(t)}, Settings{Month: "2026-10"}).ByPlace(Filter{})
	for _, row := range table.Rows {
		c := row.Cells[1]
		if hidden := row.Level == OneStructure; c.Shown == hidden || hidden && (c.Why != Few || c.N != 3) || !hidden && (c.K+1 != c.Used || c.Used < 5) {
			t.Errorf("%s %s: %+v", row.Level, row.ID, c)
		}
	}
}

func BenchmarkTablesOf100000Answers(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	answers := someAnswers(r, 100_000)
	for i := range answers {
		answers[i].Structure = fmt.Sprintf("%s-%d", answers[i].Departement, r.IntN(30))
	}
	facts := make([]Fact, len(answers))
	for i, a := range answers {
		facts[i] = Fact{ID: a.ID, Month: a.Month, Departement: a.Departement, Structure: a.Structure, Offer: a.Offer, State: "attended", Invited: true, Answered: true}
	}
	q := []*Questionnaire{parsed(b)}
	b.Run("release", func(b *testing.B) {
		for b.Loop() {
			NewRelease(facts, answers, q, Settings{Month: "2026-12"})
		}
	})
	release := NewRelease(facts, answers, q, Settings{Month: "2026-12"})
	b.Run("tables", func(b *testing.B) {
		for b.Loop() {
			release.BookingsByOffer(Filter{})
			release.BookingsByMonth(Filter{})
			release.ByPlace(Filter{})
			release.Sessions(Filter{})
			for _, it := range q[0].Items {
				release.Item(it.ID, Filter{Departement: "38"})
			}
		}
	})
}
