package main

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// coordinator signs in to the results and returns her browser.
func (s *service) coordinator() *parent {
	s.t.Helper()
	c := newParent(s.t, s.process.base)
	resp, err := c.http.PostForm(s.process.base+"/connexion", url.Values{"nom": {"caf38"}, "mot-de-passe": {coordinatorPassword}})
	c.read(resp, err)
	return c
}

const coordinatorPassword = "encore-un-mot-inventé"

func coordinatorUser(t *testing.T) string {
	t.Helper()
	c := execute(t, coordinatorPassword+"\n", "password")
	return "users:\n  - {name: caf38, scope: \"departement:38\", password_hash: \"" + strings.TrimSpace(c.out) + "\"}"
}

// firstSlot is the label of the first slot that a newcomer is offered near a
// postcode; "" when there is none.
func (s *service) firstSlot(postcode string) string {
	s.t.Helper()
	p := s.parent()
	p.toSlots(postcode)
	if found := p.buttons(".slots.s-"); len(found) > 0 {
		return textOf(found[0])
	}
	return ""
}

func TestACalendarThatGoesAwayCancelsNothing(t *testing.T) {
	t.Parallel()
	s := newService(t, coordinatorUser(t)).serve()
	noon := midday(0)
	if !s.offered(noon) {
		t.Fatal("noon is not offered though it is open")
	}
	s.radicale.staff("add", "Agenda", "Dentiste", stamp(noon), stamp(noon.Add(time.Hour)))
	wait(t, "noon is no longer offered in the chat", func() bool {
		return strings.Contains(s.firstSlot("38000"), " 13\u00a0h")
	})
	if s.offered(noon) {
		t.Error("`escale slots` still offers noon")
	}

	mum := s.parent()
	mum.book("38000")
	s.hears(mum, said("say.booked"))
	s.radicale.Stop()
	wait(t, "/healthz counts the silent calendars", func() bool { return s.silent() == 2 })
	s.coordinator().sees("ne répond pas")
	s.checkFinds("centre-social-des-tilleuls.yaml", "unreachable")
	if slot := s.firstSlot("33000"); !strings.Contains(slot, "Pont-Imaginaire") {
		t.Errorf("Bordeaux offers %q", slot)
	}

	dad := s.parent()
	dad.book("38000")
	s.hears(dad, said("say.pending"))
	mum.tap(said("tap.appointments"))
	mum.sees("Référence")
	s.radicale.Start()
	s.hears(dad, said("told.booked"))
	if there := s.radicale.staff("list", "Agenda"); len(there) != 3 {
		t.Errorf("%d events in the calendar, want the dentist and two sessions", len(there))
	}
	wait(t, "no calendar is silent any more", func() bool { return s.silent() == 0 })
	if c := execute(t, "", "check", "-config", s.config); c.code != 0 {
		t.Errorf("check after the calendar came back: %d\n%s", c.code, c.out)
	}

	s.radicale.staff("remove", "Agenda")
	wait(t, "/healthz counts the calendar that is gone", func() bool { return s.silent() == 1 })
	s.checkFinds("centre-social-des-tilleuls.yaml", "missing")
	wait(t, "without its calendar, the structure offers nothing", func() bool { return s.firstSlot("38000") == "" })
	s.radicale.staff("make", "Agenda")
	s.process.until("an empty calendar raises the alarm", func() bool {
		return strings.Contains(s.process.output(), "none is cancelled")
	})
	for _, p := range []*parent{mum, dad} {
		p.say("/rdv")
		p.sees(said("tap.cancel-it"))
		if strings.Contains(p.text(), said("told.deleted")) {
			t.Error("a booking was cancelled because the calendar was gone")
		}
	}
	caf := s.coordinator()
	caf.sees("Rien n’a été annulé")
	caf.tap("bien supprimés")
	for _, p := range []*parent{mum, dad} {
		s.hears(p, said("told.deleted"))
	}
}

// offered reports whether `escale slots`, beside the service, lists an hour at
// the structure.
func (s *service) offered(at time.Time) bool {
	s.t.Helper()
	for _, slot := range s.slots("centre-social-des-tilleuls") {
		if slot.Start == stamp(at) {
			return true
		}
	}
	return false
}

// checkFinds runs `escale check`, which has to find fault and to name it.
func (s *service) checkFinds(want ...string) {
	s.t.Helper()
	c := execute(s.t, "", "check", "-config", s.config)
	for _, w := range want {
		if c.code != 1 || !strings.Contains(c.out, w) {
			s.t.Errorf("check ends with %d and does not say %q:\n%s%s", c.code, w, c.out, c.err)
		}
	}
}
