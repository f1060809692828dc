package programme

import (
	"fmt"
	"time"
)

// kinds of structures: the coordinators' figures are read by kind.
var kinds = []string{
	"centre-social", "evs", "laep", "maison-1000-jours", "maison-des-familles", "paej", "eaje", "caf", "autre",
}

// structure checks what a structure's file says.
func (v verifier) structure(s *Structure) {
	v.id("id", s.ID, plainID, map[string]string{})
	if s.Name == "" {
		v.fault("name", "is missing")
	}
	v.one("kind", s.Kind, "a kind of structure", kinds...)
	departement := v.place(s)
	if s.Address == "" {
		v.fault("address", "is missing")
	}
	v.forAll("only_for")
	if len(s.Access) > 0 {
		v.localText("access", s.Access)
	}
	v.phone("phone", s.Phone)
	v.email("email", s.Email)
	v.rules("rules", s.Rules)
	v.tongues("languages", s.Languages)
	v.closed("closed", s.Closed)
	v.account(s.CalDAV)
	if len(s.Agendas) == 0 {
		v.warn("agendas", "is empty: nothing can be booked here")
	}
	taken := map[string]string{}
	for i := range s.Agendas {
		at := fmt.Sprintf("agendas[%d]", i)
		v.agenda(at, &s.Agendas[i], departement, taken)
		v.reached(at, s, s.Agendas[i])
		v.read(at, s, s.Agendas[i])
		v.together(at, s, s.Agendas[i])
	}
	v.shared(s.Agendas)
}

// place checks where the structure stands, and returns its département.
func (v verifier) place(s *Structure) string {
	if _, err := time.LoadLocation(s.Zone); err != nil || s.Zone == "Local" {
		v.fault("zone", "%q is not a time zone: want for example Europe/Paris", s.Zone)
	}
	c, ok := Communes().ByCode(s.Commune)
	switch {
	case s.Commune == "":
		v.fault("commune", "is missing: want its Insee code, e.g. 38185")
	case !ok:
		v.fault("commune", "%q is not a commune: want its Insee code, not its postcode", s.Commune)
	case !v.takesPart(c.Departement):
		v.fault("commune", "%s is in département %s, which does not take part", c.Name, c.Departement)
	}
	return c.Departement
}

func (v verifier) account(c CalDAV) {
	v.link("caldav.url", c.URL)
	switch {
	case c == CalDAV{}:
	case c.URL == "":
		v.fault("caldav.url", "is missing")
	case c.PasswordFile != "" && c.PasswordEnv != "":
		v.fault("caldav.password_env", "want password_file or password_env, not both")
	case c.Username != "" && c.PasswordFile == "" && c.PasswordEnv == "":
		v.fault("caldav.username", "has no password: want password_file or password_env")
	}
}

func (v verifier) agenda(at string, a *Agenda, departement string, taken map[string]string) {
	v.id(at+".id", a.ID, plainID, taken)
	if a.Professional == "" {
		v.fault(at+".professional", "is missing")
	}
	v.localText(at+".trade", a.Trade)
	v.forAll(at + ".only_for")
	v.known(at+".modes", a.Modes, "a mode: want in-person, video or phone", func(m string) bool {
		return m == InPerson || m == Video || m == Phone
	})
	v.tongues(at+".languages", a.Languages)
	v.rules(at+".rules", a.Rules)
	v.hours(at+".hours", a.Hours)
	v.closed(at+".closed", a.Closed)
	v.offered(at, a, departement)
}

// reached checks that a parent at a distance is told how to reach the agenda.
func (v verifier) reached(at string, s *Structure, a Agenda) {
	v.phone(at+".phone", a.Phone)
	v.secureLink(at+".video", a.Video)
	for i, mode := range a.Modes {
		at := fmt.Sprintf("%s.modes[%d]", at, i)
		switch {
		case mode == Phone && s.PhoneOf(a) == "":
			v.fault(at, "parents need a number to call: want phone, in the agenda or in the structure")
		case mode == Video && a.Video == "":
			v.fault(at, "parents need a link to open: want video: https://… in the agenda")
		}
	}
}

// offered checks what the agenda offers. Without a recognised qualification it
// offers nothing (instruction It 2023-131).
func (v verifier) offered(at string, a *Agenda, departement string) {
	v.known(at+".offers", a.Offers, "an offer", func(id string) bool { _, ok := v.p.Offer(id); return ok })
	for i, id := range a.Offers {
		o, ok := v.p.Offer(id)
		if ok && o.HandedOver() {
			v.fault(fmt.Sprintf("%s.offers[%d]", at, i), "%q is handed over to others: nothing of it can be booked here", id)
			continue
		}
		if _, open := o.Where[departement]; ok && !open {
			v.warn(fmt.Sprintf("%s.offers[%d]", at, i), "%q is not offered in département %s", id, departement)
		}
	}
	switch {
	case len(a.Offers) == 0:
		v.fault(at+".offers", "is empty: want what can be booked in this agenda")
	case a.Qualified == "":
		v.warn(at+".qualification", "is missing: this agenda is not offered until a recognised diploma or training is named")
		a.Offers = nil
	}
}
