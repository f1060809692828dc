package programme

import "slices"

// HandOver makes an offer one that others give: Escale books nothing, says who
// receives her and how to reach them, and counts it. Such an offer has no agenda,
// and none of what a session needs (duration, quota, rules, reminders…). Where it
// says no départements, it is offered everywhere, also where nothing else is.
type HandOver struct {
	// Relays receive her: the first is the one to turn to first.
	Relays []string `yaml:"relays"`
	// Say is what she may say when she calls, in the first person.
	Say Text `yaml:"say"`
}

// HandedOver reports whether others give the offer.
func (o Offer) HandedOver() bool { return len(o.HandOver.Relays) > 0 }

// Receivers are those that a parent of the département is handed over to.
func (p *Programme) Receivers(o Offer, departement string) []Relay {
	return p.RelaysIn(departement, o.HandOver.Relays)
}

// Guarded reports whether the relay stands behind a joint offer: who is not safe
// at home must not be sent there, so that nothing but this offer may name it.
func (p *Programme) Guarded(relay string) bool {
	return slices.ContainsFunc(p.Offers, func(o Offer) bool {
		return o.Couple && slices.Contains(o.HandOver.Relays, relay)
	})
}
