package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"escale/deploy/servertest"
)

// What was booked after the backup stands in the structure's calendar alone: the
// restored service keeps away from it, says so, and keeps what it knows.
func TestARestoredServiceKeepsAwayFromWhatItForgot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	identity, backups := filepath.Join(dir, "identity"), filepath.Join(dir, "backups")
	if err := os.Mkdir(backups, 0o700); err != nil {
		t.Fatal(err)
	}
	recipients, _, _ := strings.Cut(execute(t, "", "backup", "-new-identity", identity).out, "\n")
	s := newService(t, recipients).serve()
	before := s.parent()
	before.book("38000")
	before.sees("C’est réservé")
	if e := execute(t, "", "backup", "-config", s.config, "-to", backups, "-identity", identity); e.code != 0 {
		t.Fatalf("beside the service, backup says %q", e.err)
	}
	after := s.parent()
	after.book("38000")
	after.sees("C’est réservé")
	s.process.until("both are in the calendar", func() bool { return len(s.radicale.staff("list", "Agenda")) == 2 })

	s.process.kill()
	if err := os.RemoveAll(filepath.Join(s.dir, "data")); err != nil {
		t.Fatal(err)
	}
	made := files(t, backups)
	made = slices.DeleteFunc(made, func(name string) bool { return !strings.HasSuffix(name, backupSuffix) })
	if len(made) != 1 {
		t.Fatalf("backups: %v", made)
	}
	if e := execute(t, "", "restore", "-config", s.config, "-identity", identity, filepath.Join(backups, made[0])); e.code != 0 {
		t.Fatalf("restore says %q", e.err)
	}
	s.serve()
	before.open("/")
	before.tap("Mes rendez-vous")
	if n := strings.Count(before.last(), "Référence"); n != 1 {
		t.Errorf("who booked before has %d appointments: %s", n, before.last())
	}
	taken := s.radicale.staff("list", "Agenda")
	offered := s.slots("centre-social-des-tilleuls")
	for _, event := range taken {
		if slices.ContainsFunc(offered, func(o jsonSlot) bool { return o.Start == stamp(event.Start) }) {
			t.Errorf("%s is offered again", event.Start)
		}
	}
	if len(offered) == 0 || len(taken) != 2 {
		t.Errorf("%d slots are offered, %d events are there", len(offered), len(taken))
	}
	c := execute(t, "", "check", "-config", s.config)
	if want := "agenda tilleul: Escale ne connaît pas 1 rendez-vous de cet agenda"; c.code != 0 || !strings.Contains(c.out, want) || !strings.Contains(c.out, "gardez ces rendez-vous") {
		t.Errorf("check ends with %d and does not say %q:\n%s", c.code, want, c.out)
	}
	s.process.until("the structure reads of it", func() bool {
		s.mail.mu.Lock()
		defer s.mail.mu.Unlock()
		return slices.ContainsFunc(s.mail.letters, func(l servertest.Letter) bool {
			return slices.ContainsFunc(l.Parts, func(p servertest.Part) bool {
				return strings.Contains(p.Content, "Escale ne connaît pas un rendez-vous à venir")
			})
		})
	})
	next := s.parent()
	next.book("38000")
	next.sees("C’est réservé")
	s.process.until("the next one is in the calendar", func() bool { return len(s.radicale.staff("list", "Agenda")) == 3 })
	starts := map[string]bool{}
	for _, event := range s.radicale.staff("list", "Agenda") {
		starts[stamp(event.Start)] = true
	}
	if len(starts) != 3 {
		t.Errorf("three sessions at %d times", len(starts))
	}
}
