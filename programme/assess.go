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
	// silent one. What is for others (Offer.For) is not among them.
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
	s.understand(a)
	result := Assessment{Candidates: []string{}}
	var eligible []*Offer
	for i := range p.Offers {
		o := &p.Offers[i]
		open := candidates == nil || slices.Contains(candidates, o.ID)
		v := s.judge(o)
		if open && (v.others || v.silent == nil) {
			result.Candidates = append(result.Candidates, o.ID)
		}
		switch {
		case v.others:
		case v.told != nil:
			result.Not = append(result.Not, s.refusal(o, v.told))
		case open && v.silent != nil:
			result.Not = append(result.Not, s.refusal(o, v.silent))
		case open:
			result.Eligible = append(result.Eligible, o.ID)
			eligible = append(eligible, o)
		}
	}
	result.Next = s.next(eligible)
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
	values      map[string]string // what conditions see; nothing where unanswered
}

// understand takes the answers that are some to questions of the programme that
// are put to her; what is none any more is asked again. A question that is not for
// her is answered by "".
func (s *sitting) understand(a Answers) {
	s.values = map[string]string{}
	if s.departement != "" {
		s.values[departementName] = s.departement
	}
	for i := range s.p.Questions {
		q := &s.p.Questions[i]
		put := s.isPut(q)
		answer := a[q.ID]
		switch {
		case put == fails:
			s.values[q.ID] = ""
		case put == holds && (q.has(answer) || q.Consumed && answer == Spent):
			s.values[q.ID] = answer
		}
	}
}

func (q *Question) has(answer string) bool {
	return slices.ContainsFunc(q.Choices, func(c Answer) bool { return c.ID == answer })
}

// isPut reports whether the question is for her, once that is known.
func (s *sitting) isPut(q *Question) truth {
	if q.When == "" {
		return holds
	}
	r := q.put
	if r == nil { // a programme that Load did not make
		var err error
		if r, err = s.p.vocabularyBefore(q.ID).compile(q.When); err != nil {
			return fails
		}
	}
	return s.decide(r)
}

// verdict is what rules an offer out by now.
type verdict struct {
	others bool       // it is for others
	told   *Otherwise // the first reason that may be told
	silent *Otherwise // the first that may not
}

func (s *sitting) judge(o *Offer) (v verdict) {
	if o.For != "" && s.rules(o, o.For, o.aim) == fails {
		v.others = true
		return v
	}
	if s.departement != "" && !o.OpenIn(s.departement, s.day) {
		v.told = &o.Elsewhere
	}
	for i := range o.Conditions {
		c := &o.Conditions[i]
		switch {
		case s.rules(o, c.When, c.rule) != fails:
		case c.Otherwise.Silent && v.silent == nil:
			v.silent = &c.Otherwise
		case !c.Otherwise.Silent && v.told == nil:
			v.told = &c.Otherwise
		}
	}
	return v
}

func (s *sitting) refusal(o *Offer, why *Otherwise) Refusal {
	relays := s.p.RelaysIn(s.departement, why.Relays)
	return Refusal{Offer: o.ID, Text: why.Text, Relays: relays, Silent: why.Silent}
}

// rules decides one of the offer's conditions. What can't be read is refused.
func (s *sitting) rules(o *Offer, when string, r *rule) truth {
	if r == nil { // a programme that Load did not make
		var err error
		if r, err = s.p.vocabularyOf(*o).compile(when); err != nil {
			return fails
		}
	}
	return s.decide(r)
}

// decide judges a condition. One on an answer that was consumed is as the
// candidates have it.
func (s *sitting) decide(r *rule) truth {
	for _, name := range r.mentions {
		if s.values[name] == Spent {
			return truthOf(s.narrowed)
		}
	}
	return judge(r.tree, s.values)
}

// next is the first question, in the programme's order, that an offer still
// open needs.
func (s *sitting) next(open []*Offer) string {
	for i := range s.p.Questions {
		q := &s.p.Questions[i]
		if _, answered := s.values[q.ID]; answered {
			continue
		}
		if slices.ContainsFunc(open, func(o *Offer) bool { return slices.Contains(o.Asks, q.ID) }) {
			return q.ID
		}
	}
	return ""
}

// Puts reports whether the question is put to who answered so: false, too, while
// that is not known.
func (p *Programme) Puts(q Question, a Answers) bool {
	s := sitting{p: p}
	s.understand(a)
	return s.isPut(&q) == holds
}
