package bot

import (
	"maps"
	"math"
	"slices"

	"escale/programme"
)

const (
	told = 0.9 // a way to say it stands whole in what she tells
	hint = 0.5 // one word of it does; two such words make it likely
)

// inStory is how surely a meaning is among other things that are told: one of the
// ways to say it stands in a passage of the words, or single words that say it do.
func (e *ear) inStory(said []string, ways [][]string) float64 {
	best, single := 0.0, map[string]bool{}
	for _, way := range ways {
		heavy := e.heavy(way)
		first, last, ok := e.passage(said, heavy)
		if !ok || e.negated(said[max(0, first-2):min(len(said), last+3)]) != e.negated(way) {
			continue
		}
		if len(heavy) == 1 {
			single[heavy[0]] = true
			continue
		}
		best = max(best, told*e.fullness(said[first:last+1], heavy))
	}
	return max(best, min(told, 1-math.Pow(hint, float64(len(single)))))
}

// heavy are the stems that not any sentence may have.
func (e *ear) heavy(way []string) []string {
	var stems []string
	for _, stem := range way {
		if !e.isLight(stem) {
			stems = append(stems, stem)
		}
	}
	return stems
}

// passage finds all the stems, and between which two of the words they stand.
func (e *ear) passage(said, stems []string) (first, last int, ok bool) {
	first, last = len(said), -1
	taken := make([]bool, len(said))
	for _, stem := range stems {
		i, _ := e.nearestStem(said, taken, stem)
		if i < 0 {
			return 0, 0, false
		}
		taken[i] = true
		first, last = min(first, i), max(last, i)
	}
	return first, last, last >= 0
}

// fullness is how little else the passage says.
func (e *ear) fullness(passage, stems []string) float64 {
	var shared, all float64
	for _, stem := range stems {
		shared += e.heft(stem)
	}
	for _, stem := range passage {
		all += e.heft(stem)
	}
	return shared / (shared + extra*max(0, all-shared))
}

// furtherWords are the ways to say what is asked only of who answers so: they say
// the answer, too.
func (t *turn) furtherWords(q programme.Question, a programme.Answer, before programme.Answers) []string {
	after := maps.Clone(before)
	if after == nil {
		after = programme.Answers{}
	}
	after[q.ID] = a.ID
	var all []string
	for _, next := range t.p.Questions {
		if next.When == "" || next.Consumed || t.p.Puts(next, before) || !t.p.Puts(next, after) {
			continue
		}
		for _, c := range next.Choices {
			all = slices.Concat(all, t.waysOf(c), t.furtherWords(next, c, after))
		}
	}
	return all
}

// waysOf are the ways to say an answer, of which its label is one unless it is just
// a yes or a no.
func (t *turn) waysOf(a programme.Answer) []string {
	label := t.text(a.Label)
	if _, says := t.vocabulary.replies[t.say.Tag()].answer(plain(label)); says {
		return heardIn(t.say.Tag(), a.Heard)
	}
	return append([]string{label}, heardIn(t.say.Tag(), a.Heard)...)
}
