package programme

import (
	"cmp"
	"time"
)

// setDefaults fills what programme.yaml leaves out. The rules of time are not
// among it: see RulesFor.
func (p *Programme) setDefaults() {
	if len(p.Languages) == 0 {
		p.Languages = []string{"fr"}
	}
	p.Thresholds.Inside = cmp.Or(p.Thresholds.Inside, 5)
	p.Thresholds.Published = cmp.Or(p.Thresholds.Published, 11)
	p.setContactDefaults()
	for i := range p.Offers {
		p.Offers[i].setDefaults()
	}
}

func (o *Offer) setDefaults() {
	if o.HandedOver() {
		return // there is no session
	}
	o.Duration = cmp.Or(o.Duration, DefaultDuration)
	if o.Quota.Sessions > 0 {
		o.Quota.Per = cmp.Or(o.Quota.Per, PerCivilYear)
	}
	if o.Reminders == nil { // an empty list means: none
		o.Reminders = []time.Duration{48 * time.Hour, 2 * time.Hour}
	}
	if o.FollowUp.Questionnaire != "" {
		o.FollowUp.After = cmp.Or(o.FollowUp.After, DefaultFollowUp)
	}
}

func (s *Structure) setDefaults() {
	if s.Zone == "" {
		s.Zone = Zone(s.Departement())
	}
	for i := range s.Agendas {
		a := &s.Agendas[i]
		a.Seats = cmp.Or(a.Seats, 1)
		if len(a.Modes) == 0 {
			a.Modes = []string{InPerson}
		}
	}
}
