package main

import (
	"strings"
	"testing"

	"escale/deploy/servertest"
)

func TestTheServiceOnRedis(t *testing.T) {
	t.Parallel()
	r := servertest.NewRedis(t)
	s := newService(t, "store: redis://"+r.Address, coordinatorUser(t))
	s.serve()
	const tilleuls = "centre-social-des-tilleuls"
	before := s.slots(tilleuls)
	p := s.parent()
	p.book("38000")
	s.hears(p, said("say.booked"))
	if after := s.slots(tilleuls); len(after) == 0 || len(before) == 0 || after[0].Start == before[0].Start {
		t.Errorf("the command line still offers the session that was booked: %v, before %v", after, before)
	}
	if c := execute(t, "", "check", "-config", s.config); c.code != 0 {
		t.Errorf("check beside the service: %d\n%s%s", c.code, c.out, c.err)
	}
	waits := s.parent()
	waits.tap("Mon rôle de parent")
	waits.say("38000")
	waits.asksToBeCalled(herNumber)
	calls := s.coordinator()
	calls.open("/rappels")
	calls.send(calls.buttons("pris")[0])
	s.crash()
	r.Stop()
	r.Start()
	s.hears(p, said("say.booked"))
	p.say("/rdv")
	s.hears(p, said("say.appointment"))
	s.isCalled(waits)
}

// isCalled has the coordinator who sees to the only request call the parent.
func (s *service) isCalled(waits *parent) {
	s.t.Helper()
	here := s.coordinator()
	here.open("/rappels")
	here.sees(unbroken(herNumber))
	here.sees(herName)
	if taken := here.buttons("pris"); len(taken) > 0 {
		s.t.Error("nobody sees to the request any more")
	}
	here.send(here.buttons("fait")[0])
	here.sees("l’appel est fait")
	if strings.Contains(here.text(), unbroken(herNumber)) {
		s.t.Error("the number is still shown after the call")
	}
	s.hears(waits, "L’équipe a noté que l’appel est fait")
}

func TestAServiceOnARedisThatForgets(t *testing.T) {
	t.Parallel()
	r := servertest.NewRedis(t, "appendfsync", "everysec")
	s := newService(t, "store: redis://"+r.Address)
	c := execute(t, "", "serve", "-config", s.config)
	if c.code == 0 || !strings.Contains(c.err, "appendfsync") || !strings.Contains(c.err, "everysec") {
		t.Errorf("started on a Redis that may lose a second: %d, %q", c.code, c.err)
	}
	if keys := r.Do("DBSIZE"); keys != "0" {
		t.Errorf("%s keys were written to it", keys)
	}
}
