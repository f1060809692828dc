package programme

import (
	"fmt"
	"slices"
)

// conditions checks and compiles those of an offer.
func (v verifier) conditions(at string, o *Offer) {
	words := v.p.vocabularyOf(*o)
	guarded := false
	for i := range o.Conditions {
		c := &o.Conditions[i]
		at := fmt.Sprintf("%s.conditions[%d]", at, i)
		v.otherwise(at+".otherwise", c.Otherwise)
		r, err := words.compile(c.When)
		if err != nil {
			v.fault(at+".when", "%v", err)
			continue
		}
		c.rule = r
		v.consumed(at, c)
		guarded = guarded || c.Otherwise.Silent
	}
	if o.Couple && !guarded {
		v.fault(at+".couple", "a joint session needs a silent condition on a question whose answer is consumed: "+
			"who is not safe at home must never be offered one")
	}
}

// consumed keeps an answer that is not stored from showing in what is told.
func (v verifier) consumed(at string, c *Condition) {
	is := func(id string) bool { q, _ := v.p.Question(id); return q.Consumed }
	asksConsumed := slices.ContainsFunc(c.rule.mentions, is)
	switch {
	case asksConsumed && len(c.rule.mentions) > 1:
		v.fault(at+".when", "the answer to %s is consumed: want no other question in the same condition", orList(c.rule.mentions))
	case asksConsumed && !c.Otherwise.Silent:
		v.fault(at+".otherwise", "the answer to %s is consumed: want silent: true, a reason would tell it", c.rule.mentions[0])
	case !asksConsumed && c.Otherwise.Silent:
		v.fault(at+".otherwise.silent", "only a condition on a consumed answer can be silent")
	}
}

func (v verifier) otherwise(at string, o Otherwise) {
	if !o.Silent {
		v.text(at+".text", o.Text)
	}
	v.known(at+".relays", o.Relays, "a relay", v.isRelay)
}
