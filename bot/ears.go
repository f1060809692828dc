package bot

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"escale/programme"
)

// meaning is something that words may stand for: a choice, and the stems of ways
// to say it.
type meaning struct {
	id   string
	ways [][]string
	has  map[string]bool // every stem of the ways
	// weighty: words must say just this; a "not" that no way of saying it has makes
	// it another thing.
	weighty bool
	story   bool // it may be said among other things
	// further are ways to say what would be asked next of who means this.
	further [][]string
}

// ear compares words with what they may mean, by stems. It knows one language.
type ear struct {
	language string
	meanings []meaning
	weight   map[string]float64 // of a stem: the rarer among meanings, the heavier
	// elsewhere are stems of what else is asked just now: words that have them are
	// less likely to mean anything here.
	elsewhere map[string]float64
	common
}

func newEar(language string, meanings []meaning, c common) *ear {
	e := &ear{language: language, meanings: meanings, weight: map[string]float64{}, common: c}
	in := map[string]int{}
	for i, m := range meanings {
		meanings[i].has = setOf(m.ways)
		for stem := range meanings[i].has {
			in[stem]++
		}
	}
	for _, m := range meanings {
		for stem := range setOf(m.further) {
			in[stem] = max(in[stem], 1)
		}
	}
	for stem, n := range in {
		e.weight[stem] = math.Log(1 + float64(len(meanings))/float64(n))
		if e.isLight(stem) {
			e.weight[stem] *= lightness
		}
	}
	return e
}

// beside is the ear while another one listens, too.
func (e *ear) beside(other *ear) *ear {
	both := *e
	both.elsewhere = other.weight
	return &both
}

func setOf(ways [][]string) map[string]bool {
	set := map[string]bool{}
	for _, stem := range slices.Concat(ways...) {
		set[stem] = true
	}
	return set
}

// guess is a meaning and how well words fit it, from 0 to 1.
type guess struct {
	id    string
	score float64
}

// guesses are the meanings that words may have, the likeliest first.
func (e *ear) guesses(words string) []guess {
	said := stems(e.language, words)
	if len(said) == 0 || len(said) > longestHeard {
		return nil
	}
	var all []guess
	for _, m := range e.meanings {
		best := max(e.closest(said, m.ways, m), lesser*e.closest(said, m.further, m))
		if !m.weighty {
			best = max(best, e.kinship(said, m))
		} else if !e.isJust(said, m) {
			best = 0
		}
		if best > 0 {
			all = append(all, guess{m.id, best})
		}
	}
	slices.SortStableFunc(all, func(a, b guess) int { return cmp.Compare(b.score, a.score) })
	return all
}

// closest is how well the words fit the way to say a thing that is nearest to them.
func (e *ear) closest(said []string, ways [][]string, m meaning) float64 {
	best := 0.0
	for _, way := range ways {
		if !m.weighty || e.negated(said) == e.negated(way) {
			best = max(best, e.likeness(said, way))
		}
	}
	if m.story {
		best = max(best, e.inStory(said, ways))
	}
	return best
}

// longestHeard is how many words may still be a wish or a question: more tell a
// story, which a person should hear.
const longestHeard = 30

const (
	missing   = 0.7  // what a way of saying it has and the words have not
	extra     = 0.3  // what the words say besides
	unheard   = 1.2  // weight of a word that no meaning has
	astray    = 2.5  // and how many times that, of one that something else asked has
	lightness = 0.15 // what is left of the weight of words that any sentence may have
	kindred   = 0.75 // the words are of a meaning, but said in no known way
	lesser    = 0.9  // what would be asked next says it less than what says just this
	opposed   = 0.6  // one says "not", and the other does not
)

// heft is the weight of a stem, known or not.
func (e *ear) heft(stem string) float64 {
	if w, known := e.weight[stem]; known {
		return w
	}
	if e.isLight(stem) {
		return unheard * lightness
	}
	if e.elsewhere[stem] > 0 {
		return unheard * astray
	}
	return unheard
}

// likeness is 1 for the same stems, and 0 when none is shared. Words that any
// sentence may have count for something only where they say it all.
func (e *ear) likeness(said, way []string) float64 {
	var shared, of, besides float64
	taken, heavy, all := make([]bool, len(said)), false, true
	for _, stem := range way {
		of += e.weight[stem]
		if i, similarity := e.nearestStem(said, taken, stem); i >= 0 {
			taken[i] = true
			shared += similarity * e.weight[stem]
			heavy = heavy || !e.isLight(stem)
		}
	}
	for i, stem := range said {
		if !taken[i] {
			besides += e.heft(stem)
			all = all && e.isLight(stem)
		}
	}
	if shared == 0 || !heavy && (!all || shared < of) {
		return 0
	}
	score := shared / (shared + missing*(of-shared) + extra*besides)
	if e.negated(said) != e.negated(way) {
		score *= opposed
	}
	return score
}

// isJust: the words say nothing that the meaning has not.
func (e *ear) isJust(said []string, m meaning) bool {
	return !slices.ContainsFunc(said, func(stem string) bool {
		return !e.isLight(stem) && !m.has[stem] && !slices.ContainsFunc(slices.Concat(m.ways...), func(s string) bool { return misspelt(s, stem) })
	})
}

// kinship is how much of what is said belongs to a meaning, whatever the order and
// the way.
func (e *ear) kinship(said []string, m meaning) float64 {
	var of, shared float64
	for _, stem := range said {
		if e.isLight(stem) {
			continue
		}
		of += e.heft(stem)
		if m.has[stem] {
			shared += e.heft(stem)
		}
	}
	if shared == 0 {
		return 0
	}
	score := kindred * shared / of
	if e.negated(said) && !slices.ContainsFunc(m.ways, e.negated) {
		score *= opposed
	}
	return score
}

// nearestStem finds a stem among those not taken, as it is or misspelt. A word that
// is known is not another one misspelt.
func (e *ear) nearestStem(said []string, taken []bool, stem string) (int, float64) {
	for i, s := range said {
		if !taken[i] && s == stem {
			return i, 1
		}
	}
	for i, s := range said {
		if _, known := e.weight[s]; !known && !e.isLight(s) && !taken[i] && misspelt(s, stem) {
			return i, 0.8
		}
	}
	return -1, 0
}

// ears are made once a programme and language.
type ears struct {
	mu sync.Mutex
	of *programme.Programme
	in map[string]*ear // guarded by mu, as of is
}

func (e *ears) get(p *programme.Programme, tag string, make func() *ear) *ear {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.of != p {
		e.of, e.in = p, map[string]*ear{}
	}
	if e.in[tag] == nil {
		e.in[tag] = make()
	}
	return e.in[tag]
}
