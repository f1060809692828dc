package programme

import (
	"maps"
	"slices"
)

// Spent stands in Answers for a consumed answer that was given: the question is
// not asked again, and the answer is nowhere.
const Spent = "-"

// Assessment is what the answers so far lead to.
type Assessment struct {
	// Next is the question to ask now; "" when nothing more is needed.
	Next string
	// Eligible are the offers not refused so far, in the programme's order; final
	// once Next is "" and the département is known.
	Eligible []string
	// Candidates are what to hand in with the next answers: all that was handed
	// in but the silent refusals, whose cause is not kept anywhere. Never nil.
	Candidates []string
	// Not are the offers refused, and where to go instead. A reason that may be
	// told is told of every offer, candidate or not: its absence would hint at a
	// silent one.
	Not []Refusal
}

// Refusal says why an offer is not proposed.
type Refusal struct {
	Offer  string
	Text   Text
	Relays []Relay // those that serve the département
	// Silent refusals are left out of whatever the parent sees.
	Silent bool
}

// Assess goes from answers to offers. The département may be "" while it is not
// known; the day is the parent's today. Nil candidates are all offers.
//
// A consumed answer (Question.Consumed) is in a for one call only. The caller
// then keeps Assessment.Candidates and Answers.Kept, and hands both in from then
// on; to begin anew, it drops both. Without the candidates a Spent answer is
// taken for the worst: what depends on it is refused silently.
func (p *Programme) Assess(a Answers, departement string, day Date, candidates []string) Assessment {
	s := sitting{p: p, departement: departement, day: day, narrowed: candidates != nil}
	s.values = p.understood(a)
	s.values[departementName] = departement
	result := Assessment{Candidates: []string{}}
	for _, o := range p.Offers {
		open := candidates == nil || slices.Contains(candidates, o.ID)
		told, silent := s.judge(o)
		if open && silent == nil {
			result.Candidates = append(result.Candidates, o.ID)
		}
		switch {
		case told != nil:
			result.Not = append(result.Not, s.refusal(o, told))
		case open && silent != nil:
			result.Not = append(result.Not, s.refusal(o, silent))
		case open:
			result.Eligible = append(result.Eligible, o.ID)
		}
	}
	result.Next = s.next(result.Eligible)
	return result
}

// Kept returns the answers that may be remembered: Spent in place of each
// consumed one.
func (p *Programme) Kept(a Answers) Answers {
	kept := maps.Clone(a)
	for _, q := range p.Questions {
		if _, answered := kept[q.ID]; answered && q.Consumed {
			kept[q.ID] = Spent
		}
	}
	return kept
}

// sitting is one assessment under way.
type sitting struct {
	p           *Programme
	departement string
	day         Date
	narrowed    bool
	values      map[string]any // what conditions see; nothing where unanswered
}

// understood drops what is no answer to a question of the programme any more,
// so that it is asked again.
func (p *Programme) understood(a Answers) map[string]any {
	values := map[string]any{}
	for _, q := range p.Questions {
		answer := a[q.ID]
		known := slices.ContainsFunc(q.Choices, func(c Answer) bool { return c.ID == answer })
		if known || q.Consumed && answer == Spent {
			values[q.ID] = answer
		}
	}
	return values
}

// judge finds what already rules the offer out: the first reason that may be
// told, and the first that may not.
func (s *sitting) judge(o Offer) (told, silent *Otherwise) {
	if s.departement != "" && !o.OpenIn(s.departement, s.day) {
		told = &o.Elsewhere
	}
	for i := range o.Conditions {
		c := &o.Conditions[i]
		switch {
		case !s.fails(o, c):
		case c.Otherwise.Silent && silent == nil:
			silent = &c.Otherwise
		case !c.Otherwise.Silent && told == nil:
			told = &c.Otherwise
		}
	}
	return told, silent
}

func (s *sitting) refusal(o Offer, why *Otherwise) Refusal {
	relays := s.p.RelaysIn(s.departement, why.Relays)
	return Refusal{Offer: o.ID, Text: why.Text, Relays: relays, Silent: why.Silent}
}

// fails reports whether the condition can be judged by now, and does not hold.
func (s *sitting) fails(o Offer, c *Condition) bool {
	r := c.rule
	if r == nil { // a programme that Load did not make
		var err error
		if r, err = s.p.vocabularyOf(o).compile(c.When); err != nil {
			return true
		}
	}
	for _, name := range r.mentions {
		switch s.values[name] {
		case nil, "":
			return false
		case Spent:
			return !s.narrowed
		}
	}
	return !r.holds(s.values)
}

// next is the first question, in the programme's order, that an offer still
// open needs.
func (s *sitting) next(open []string) string {
	for _, q := range s.p.Questions {
		if _, answered := s.values[q.ID]; answered {
			continue
		}
		for _, id := range open {
			if o, _ := s.p.Offer(id); slices.Contains(o.Asks, q.ID) {
				return q.ID
			}
		}
	}
	return ""
}
