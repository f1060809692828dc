package scheduling

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"escale/programme"
)

// terms are what a session in an agenda is held to: the catalogue's entries
// with every rule resolved.
type terms struct {
	offer       programme.Offer
	structure   programme.Structure
	agenda      programme.Agenda
	id          string // structure/agenda
	departement string
	commune     programme.Commune
	seats       int
	languages   []string // that parents are received in
	// What special hours say of the session: see terms.at.
	place, video string
	only         []string // modes; nil: the agenda's
	Rules
}

// terms looks an offer up in an agenda. ok is false when it is not offered
// there any more; what is known is filled in all the same.
func (d *Desk) terms(offer, agenda string) (t terms, ok bool) {
	p := d.c.Catalogue()
	structure, a, known := p.Agenda(agenda)
	o, offered := p.Offer(offer)
	if !known {
		t = terms{offer: o, id: agenda, seats: 1}
		t.structure.ID, _, _ = strings.Cut(agenda, "/")
		t.Duration, t.Zone = o.Duration, d.zone("")
		return t, false
	}
	t = d.termsAt(p, o, structure, a)
	return t, offered && slices.Contains(a.Offers, offer)
}

func (d *Desk) termsAt(p *programme.Programme, o programme.Offer, s programme.Structure, a programme.Agenda) terms {
	commune, _ := programme.Communes().ByCode(s.Commune)
	r := p.RulesFor(o, s, a)
	return terms{
		offer: o, structure: s, agenda: a, id: s.AgendaID(a),
		departement: commune.Departement, commune: commune, seats: max(a.Seats, 1),
		languages: s.LanguagesOf(a),
		Rules: Rules{
			Packed:   r.Policy == programme.PolicyPacked,
			Duration: cmp.Or(o.Duration, programme.DefaultDuration),
			Grid:     r.Grid, Buffer: r.Buffer, Notice: r.Notice, Horizon: r.Horizon, DailyCap: r.DailyCap,
			Zone:   d.zone(cmp.Or(s.Zone, programme.Zone(commune.Departement))),
			Period: o.Where[commune.Departement],
			Off: func(day programme.Date) bool {
				_, off := programme.DayOff(commune.Departement, day)
				return off || s.ClosedOn(a, day)
			},
		},
	}
}

// termsOf are the terms of a booking that exists, in its own zone.
func (d *Desk) termsOf(b Booking) terms {
	t, _ := d.terms(b.Offer, b.Agenda)
	if b.Zone != "" {
		t.Zone = d.zone(b.Zone)
	}
	return t
}

// modes of the session, or of the agenda; in person when nothing is said.
func (t terms) modes() []string {
	if t.only != nil {
		return t.only
	}
	if len(t.agenda.Modes) == 0 {
		return []string{programme.InPerson}
	}
	return t.agenda.Modes
}

// day is the civil day of an instant in the structure's zone.
func (t terms) day(at time.Time) programme.Date { return programme.DateOf(at.In(t.Zone)) }

// zones are loaded once: reading one takes longer than a search.
type zones struct {
	loaded    sync.Map
	offerings offerings
}

// zone loads a zone by IANA name; Europe/Paris if it is empty or unknown.
func (d *Desk) zone(name string) *time.Location {
	if loc, ok := d.zones.loaded.Load(name); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		if loc, err = time.LoadLocation(programme.Paris); err != nil {
			loc = time.UTC // unreachable: package programme carries the zones
		}
	}
	d.zones.loaded.Store(name, loc)
	return loc
}
