package danger

import "slices"

// gap is how many other words may stand between two words of a phrase.
const gap = 2

// near is how far from its first word those of a phrase without order may stand.
const near = 6

// tongue is the words of one language.
type tongue struct {
	lexicon   *lexicon
	phrases   map[int][]phrase // by the id of their first element
	negation  int
	trailing  int // what denies from behind too: "il me frappe pas"
	insisting int
}

// phrase is a sequence of elements; one of harmless use has no kind.
type phrase struct {
	kind     string
	elements []element
	denies   bool // a negation is part of it
	anyOrder bool // its words stand near the first, before or after it
}

// reading is what each token may be in one language.
type reading struct {
	tokens []token
	ids    [][]int
}

// read looks every token up; false when none is of any use in this language.
func (t *tongue) read(tokens []token) (reading, bool) {
	r := reading{tokens: tokens, ids: make([][]int, len(tokens))}
	begins := false
	for i, token := range tokens {
		r.ids[i] = t.lexicon.of(token, nil)
		begins = begins || slices.ContainsFunc(r.ids[i], func(id int) bool { return t.phrases[id] != nil })
	}
	return r, begins
}

func (r reading) is(i, id int) bool { return i >= 0 && i < len(r.ids) && slices.Contains(r.ids[i], id) }

// spare marks the tokens of harmless uses.
func (t *tongue) spare(r reading, safe []bool) {
	t.each(r, func(p phrase, at []int) {
		if p.kind == "" {
			for _, i := range at {
				safe[i] = true
			}
		}
	})
}

// match is a phrase found, and where its words are.
type match struct {
	kind string
	at   []int
}

// find returns the phrases that stand there and are neither harmless nor denied.
func (t *tongue) find(r reading, safe []bool) []match {
	var found []match
	t.each(r, func(p phrase, at []int) {
		harmless := slices.ContainsFunc(at, func(i int) bool { return safe[i] })
		denied := t.denied
		if p.anyOrder {
			denied = t.deniedApart
		}
		if p.kind != "" && !harmless && (p.denies || !denied(r, at)) {
			found = append(found, match{p.kind, at})
		}
	})
	return found
}

// within reports whether a match is only a part of a longer one: "peur de lui" in
// "peur de lui faire du mal".
func (m match) within(longer match) bool {
	return len(m.at) < len(longer.at) && !slices.ContainsFunc(m.at, func(i int) bool { return !slices.Contains(longer.at, i) })
}

// denied reports whether a negation stands in the phrase or next to it in the
// same clause, and nothing before it turns it round. Where a language denies in
// front of the verb, what follows belongs to what is said next: "me pega no sé qué
// hacer".
func (t *tongue) denied(r reading, at []int) bool {
	first, last := at[0], at[len(at)-1]
	for i := max(0, first-4); i < first; i++ {
		if r.is(i, t.insisting) && r.tokens[i].sentence == r.tokens[first].sentence {
			return false
		}
	}
	for i := first - 1; i <= last+1; i++ {
		negation := t.negation
		if i > last {
			negation = t.trailing
		}
		if r.is(i, negation) && r.tokens[i].clause == r.tokens[min(max(i, first), last)].clause {
			return true
		}
	}
	return false
}

// deniedApart reports whether a negation stands next to the first word of a phrase
// without order, or right before another; what else lies between says nothing
// about it.
func (t *tongue) deniedApart(r reading, at []int) bool {
	return t.denied(r, at[:1]) || slices.ContainsFunc(at[1:], func(i int) bool {
		return r.is(i-1, t.negation) && r.tokens[i-1].clause == r.tokens[i].clause
	})
}

// each calls do with every phrase that stands in the text, and where its words
// are.
func (t *tongue) each(r reading, do func(p phrase, at []int)) {
	for i, ids := range r.ids {
		for _, id := range ids {
			for _, p := range t.phrases[id] {
				find := r.follow
				if p.anyOrder {
					find = r.around
				}
				if at, ok := find(p.elements, []int{i}); ok {
					do(p, at)
				}
			}
		}
	}
}

// follow finds the rest of a phrase after the words at hand.
func (r reading) follow(elements []element, at []int) ([]int, bool) {
	if len(at) == len(elements) {
		return at, true
	}
	next, last := elements[len(at)], at[len(at)-1]
	reach := last + 1 + gap
	if next.adjacent {
		reach = last + 1
	}
	for i := last + 1; i <= min(reach, len(r.tokens)-1) && r.tokens[i].sentence == r.tokens[last].sentence; i++ {
		if r.is(i, next.id) {
			if all, ok := r.follow(elements, append(slices.Clone(at), i)); ok {
				return all, true
			}
		}
	}
	return nil, false
}

// around finds the rest of a phrase without order near the word at hand.
func (r reading) around(elements []element, at []int) ([]int, bool) {
	for _, e := range elements[1:] {
		i := r.nearest(e.id, at)
		if i < 0 {
			return nil, false
		}
		at = append(at, i)
	}
	return at, true
}

// nearest is where an element stands near the first of the words at hand, and is
// none of them; -1 when it does not.
func (r reading) nearest(id int, at []int) int {
	for far := 1; far <= near; far++ {
		for _, i := range [2]int{at[0] - far, at[0] + far} {
			if r.is(i, id) && r.tokens[i].sentence == r.tokens[at[0]].sentence && !slices.Contains(at, i) {
				return i
			}
		}
	}
	return -1
}
