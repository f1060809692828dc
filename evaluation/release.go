package evaluation

import (
	"cmp"
	"maps"
	"slices"
)

// Settings of disclosure control.
type Settings struct {
	// Threshold is k: default 5, inside the house; 11 in what is published.
	Threshold int
	// Large is how many must be of one opinion before "all" or "none" is said;
	// default 11.
	Large int
	// Month is the present one, programme time: 2026-11.
	Month string
}

// Release is everything that may be shown of the facts and answers, decided
// once and for everybody: a Filter only selects from it, so that comparing two
// filters finds nothing that is not shown. It is immutable and safe for
// concurrent use; whoever holds it must not show what its methods hide.
type Release struct {
	settings Settings
	cube     *cube
	facts    []Fact
	items    []Item // of all questionnaires, each id once
	scores   map[string]*score
	honoured *score
	delay    *score
	response *score
	entered  *score // nil: staff entered no session themselves
	span     [2]string
}

// score is one item's batches and how many answers there are by now.
type score struct {
	batches []batch
	now     map[group]int
}

// group is the finest that answers are counted by.
type group struct{ departement, structure, offer, month string }

func (g group) within(f Filter) bool {
	return f.in(g.month) && (f.Offer == "" || g.offer == f.Offer) &&
		(f.Departement == "" || g.departement == f.Departement) &&
		(f.Structure == "" || g.structure == f.Structure)
}

// Sizes where the programme says none (facts: 5 inside the house, 11 published).
const (
	defaultThreshold = 5
	defaultLarge     = 11
)

// States of a fact that mean something here; scheduling.State has them all.
const (
	stateReleased     = "released"
	stateAttended     = "attended"
	statePresumedHeld = "presumed-held"
	stateMissed       = "missed"
)

// NewRelease decides what may be shown. The order of facts and answers does not
// matter. Items with one id in several questionnaires are read as the first.
func NewRelease(facts []Fact, answers []Answer, questionnaires []*Questionnaire, s Settings) *Release {
	s.Threshold, s.Large = cmp.Or(s.Threshold, defaultThreshold), cmp.Or(s.Large, defaultLarge)
	r := &Release{settings: s, cube: countBookings(facts), facts: facts, items: itemsOf(questionnaires), scores: map[string]*score{}}
	r.cube.suppress(s.Threshold)
	for _, it := range r.items {
		r.scores[it.ID] = s.score(observe(answers, it))
	}
	r.honoured = s.score(outcomes(facts))
	r.delay = s.score(delays(facts))
	r.response = s.score(responses(facts))
	if entered := entries(facts); entered != nil {
		r.entered = s.score(entered)
	}
	r.span = span(facts, answers)
	return r
}

func (s Settings) score(all []observation) *score {
	sc := &score{batches: s.batches(all, s.Month), now: map[group]int{}}
	for _, o := range all {
		sc.now[group{o.departement, o.structure, o.offer, o.month}]++
	}
	return sc
}

func itemsOf(questionnaires []*Questionnaire) []Item {
	var all []Item
	for _, q := range questionnaires {
		for _, it := range q.Items {
			if !slices.ContainsFunc(all, func(e Item) bool { return e.ID == it.ID }) {
				all = append(all, it)
			}
		}
	}
	return all
}

// Items lists the items of all questionnaires, in order.
func (r *Release) Items() []Item { return r.items }

// Span returns the first and last month there is anything of; empty if nothing.
func (r *Release) Span() (first, last string) { return r.span[0], r.span[1] }

// Threshold is k.
func (r *Release) Threshold() int { return r.settings.Threshold }

func span(facts []Fact, answers []Answer) [2]string {
	set := map[string]bool{}
	for _, f := range facts {
		set[f.Month] = true
	}
	for _, a := range answers {
		set[a.Month] = true
	}
	all := sortedKeys(set)
	if len(all) == 0 {
		return [2]string{}
	}
	return [2]string{all[0], all[len(all)-1]}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Large is how many must be of one opinion before "all" or "none" is said.
func (r *Release) Large() int { return r.settings.Large }
