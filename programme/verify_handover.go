package programme

import (
	"fmt"
	"slices"
)

// ofSessions are the fields that speak of a session, which Escale books.
var ofSessions = []string{
	"duration", "quota", "rules", "reminders", "confirm", "questionnaire", "before", "follow_up",
}

// handOver checks an offer that others give.
func (v verifier) handOver(at string, o *Offer) {
	field := at + ".hand_over"
	v.known(field+".relays", o.HandOver.Relays, "a relay", v.isRelay)
	v.optionalText(field+".say", o.HandOver.Say)
	if !o.HandedOver() {
		if v.given(field) {
			v.fault(field, "names nobody: want relays, those who receive her")
		}
		return
	}
	for _, name := range ofSessions {
		if v.given(at + "." + name) {
			v.fault(at+"."+name, "is about sessions, and this offer is handed over: want either")
		}
	}
}

// guardedRelays keeps what stands behind a joint offer from being named where
// nobody asked whether she is safe.
func (v verifier) guardedRelays() {
	for i, o := range v.p.Offers {
		at := fmt.Sprintf("offers[%d]", i)
		v.unguarded(at+".elsewhere", o.Elsewhere.Relays)
		for j, c := range o.Conditions {
			v.unguarded(fmt.Sprintf("%s.conditions[%d].otherwise", at, j), c.Otherwise.Relays)
		}
		if !o.Couple {
			v.unguarded(at+".hand_over", o.HandOver.Relays)
		}
	}
}

func (v verifier) unguarded(at string, relays []string) {
	for i, id := range relays {
		if v.p.Guarded(id) {
			v.fault(fmt.Sprintf("%s.relays[%d]", at, i),
				"%q is where a joint offer leads: named here, who is not safe at home would be sent there too", id)
		}
	}
}

// asks checks the questions of an offer: one that is put to some needs those that
// say to whom.
func (v verifier) asks(field string, o *Offer) {
	v.known(field, o.Asks, "a question", func(id string) bool { _, ok := v.p.Question(id); return ok })
	for i, id := range o.Asks {
		q, _ := v.p.Question(id)
		if q.put == nil {
			continue
		}
		for _, needed := range q.put.mentions {
			if needed != departementName && !slices.Contains(o.Asks, needed) {
				v.fault(fmt.Sprintf("%s[%d]", field, i), "%q is put depending on %q: want that among them too", id, needed)
			}
		}
	}
}

// aim checks and compiles who an offer is for.
func (v verifier) aim(at string, o *Offer) {
	if o.For == "" {
		return
	}
	r, err := v.p.vocabularyOf(*o).compile(o.For)
	if err != nil {
		v.fault(at+".for", "%v", err)
		return
	}
	for _, id := range r.mentions {
		if q, _ := v.p.Question(id); q.Consumed {
			v.fault(at+".for", "the answer to %s is consumed: want a silent condition", id)
			return
		}
	}
	o.aim = r
}

// put checks and compiles to whom a question is put.
func (v verifier) put(at string, q *Question) {
	if q.When == "" {
		return
	}
	r, err := v.p.vocabularyBefore(q.ID).compile(q.When)
	if err != nil {
		v.fault(at+".when", "%v", err)
		return
	}
	q.put = r
}

func (v verifier) isRelay(id string) bool { _, ok := v.p.Relay(id); return ok }
