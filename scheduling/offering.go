package scheduling

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"escale/programme"
)

// offerings are what searches need of the catalogue and what does not depend on
// the hour, worked out once for each programme in force.
type offerings struct {
	mu  sync.Mutex
	of  *programme.Programme
	all map[offeringKey]*offering
}

type offeringKey struct{ offer, departement string }

// offering is an offer in a département.
type offering struct {
	sources []*source // the agendas that have it, in order of id

	mu    sync.Mutex
	ranks map[string][]uint8 // by a parent's commune: how near each source is
}

// source is an agenda that slots of an offer come from.
type source struct {
	terms
	begins [1 + 3][1 + 3]atomic.Pointer[beginning] // by mode and part of the day
}

// offering finds an offer in a département; without agendas where there is none.
func (d *Desk) offering(offer, departement string) *offering {
	p := d.c.Catalogue()
	c := &d.zones.offerings
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of != p {
		c.of, c.all = p, map[offeringKey]*offering{}
	}
	key := offeringKey{offer, departement}
	if c.all[key] == nil {
		c.all[key] = d.survey(p, key)
	}
	return c.all[key]
}

// survey goes through the catalogue for one offering.
func (d *Desk) survey(p *programme.Programme, key offeringKey) *offering {
	o := &offering{ranks: map[string][]uint8{}}
	offer, ok := p.Offer(key.offer)
	if _, here := offer.Where[key.departement]; !ok || !here {
		return o
	}
	for _, s := range p.Structures {
		for _, a := range s.Agendas {
			if !slices.Contains(a.Offers, offer.ID) {
				continue
			}
			if t := d.termsAt(p, offer, s, a); t.departement == key.departement {
				t.Horizon = cmp.Or(t.Horizon, programme.DefaultHorizon)
				o.sources = append(o.sources, &source{terms: t})
			}
		}
	}
	slices.SortFunc(o.sources, func(a, b *source) int { return strings.Compare(a.id, b.id) })
	return o
}

// near tells how near each source is to a commune (programme.Nearness).
func (o *offering) near(home programme.Commune) []uint8 {
	o.mu.Lock()
	defer o.mu.Unlock()
	if ranks, known := o.ranks[home.Code]; known {
		return ranks
	}
	ranks := make([]uint8, len(o.sources))
	for i, s := range o.sources {
		ranks[i] = uint8(programme.Nearness(home, s.commune))
	}
	o.ranks[home.Code] = ranks
	return ranks
}
