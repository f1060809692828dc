package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestABrokenFileLeavesTheProgrammeInForce(t *testing.T) {
	t.Parallel()
	s := newService(t).serve()
	const lille, libourne = "programme/structures/maison-des-familles-lille.yaml", "programme/structures/laep-libourne.yaml"
	goodLille, goodLibourne := s.read(lille), s.read(libourne)
	s.file(lille, strings.Replace(goodLille, "agendas:", "agenda:", 1))
	s.file(libourne, strings.Replace(goodLibourne, "commune: \"33243\"", "commune: \"99999\"", 1))
	s.process.until("the log names file, line and column", func() bool {
		log := s.process.output()
		return strings.Contains(log, "maison-des-familles-lille.yaml:13:1") && strings.Contains(log, "laep-libourne.yaml:5:")
	})
	if slot := s.firstSlot("33000"); !strings.Contains(slot, "Paej du Pont-Imaginaire") {
		t.Errorf("with a broken file, Bordeaux offers %q", slot)
	}
	s.checkFinds("maison-des-familles-lille.yaml:13:1", "laep-libourne.yaml:5:")

	s.file(lille, goodLille)
	s.file(libourne, goodLibourne)
	const bordeaux = "programme/structures/paej-bordeaux.yaml"
	s.file(bordeaux, strings.Replace(s.read(bordeaux), "Paej du Pont-Imaginaire", "Paej du Quai-Imaginaire", 1))
	wait(t, "the repaired programme is in force", func() bool {
		return strings.Contains(s.firstSlot("33000"), "Paej du Quai-Imaginaire")
	})
}

func TestCalendarsInTroubleAreNamedAndTheOthersGoOn(t *testing.T) {
	t.Parallel()
	s := newService(t).serve()
	file := filepath.Join("structures", "centre-social-des-tilleuls.yaml")

	s.file("radicale.password", "un-autre-mot-inventé\n")
	wait(t, "the refused password is noticed", func() bool { return s.silent() == 2 })
	s.checkFinds(file, "password-refused")
	if slot := s.firstSlot("33000"); !strings.Contains(slot, "Paej du Pont-Imaginaire") {
		t.Errorf("with a refused password elsewhere, Bordeaux offers %q", slot)
	}
	s.file("radicale.password", staffPassword+"\n")
	wait(t, "the right password is used", func() bool { return s.silent() == 0 })

	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<!doctype html><title>Bienvenue</title><p>Identifiez-vous.")
	}))
	t.Cleanup(page.Close)
	s.tilleuls(page.URL+"/", "radicale.password")
	wait(t, "a page instead of a calendar is noticed", func() bool { return s.silent() == 2 })
	s.checkFinds(file, "not-a-calendar")
	if slot := s.firstSlot("38000"); slot != "" {
		t.Errorf("without calendars, the structure offers %q", slot)
	}
	lead := httptest.NewServer(http.RedirectHandler("https://ailleurs.exemple.invalid/", http.StatusFound))
	t.Cleanup(lead.Close)
	s.tilleuls(lead.URL+"/", "radicale.password")
	s.checkFinds(file, "elsewhere", "https://ailleurs.exemple.invalid", "ne confie pas votre mot de passe")
	s.tilleuls(s.radicale.URL(), "radicale.password")
	wait(t, "the calendars are back", func() bool { return s.silent() == 0 })

	s.radicale.rubbish("Agenda")
	s.checkFinds(file, "Agenda", "backwards", "nowhere")
	noon := midday(0)
	s.radicale.staff("add", "Agenda", "Dentiste", stamp(noon), stamp(noon.Add(time.Hour)))
	wait(t, "what comes after the rubbish is read", func() bool { return strings.Contains(s.firstSlot("38000"), " 13\u00a0h") })
	if log := s.process.output(); strings.Contains(log, "Secret de famille") {
		t.Errorf("the log shows somebody's title:\n%s", log)
	}
}

func TestAServerThatNeverAnswersHoldsUpNobody(t *testing.T) {
	t.Parallel()
	deaf, err := net.Listen("tcp", "127.0.0.1:0") // connections are made, and wait
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { deaf.Close() })
	s := newService(t)
	s.tilleuls("http://"+deaf.Addr().String()+"/", "radicale.password")
	s.serve()
	if n := s.silent(); n != 2 {
		t.Errorf("%d calendars are said to be silent, want 2", n)
	}
	if slot := s.firstSlot("33000"); !strings.Contains(slot, "Pont-Imaginaire") {
		t.Errorf("Bordeaux offers %q", slot)
	}
	if slot := s.firstSlot("38000"); slot != "" {
		t.Errorf("a structure whose calendar was never read offers %q", slot)
	}
}

// rubbish puts what Radicale takes, and no calendar should hold, into one.
func (r *radicale) rubbish(calendar string) {
	r.t.Helper()
	at := midday(200).Format("20060102T150405Z")
	for uid, lines := range map[string]string{
		"backwards": "DTSTART:" + at + "\r\nDTEND:20200101T000000Z",
		"nowhere":   "DTSTART;TZID=Nulle/Part:20200101T100000\r\nDTEND;TZID=Nulle/Part:20200101T110000",
		"seconds":   "DTSTART:" + at + "\r\nDURATION:PT1S\r\nRRULE:FREQ=SECONDLY",
	} {
		r.Put(staffUser+"/"+strings.ToLower(calendar)+"/"+uid+".ics", "UID:"+uid, "SUMMARY:Secret de famille", lines)
	}
}

func TestAnAddressForRemindersIsNotReadable(t *testing.T) {
	t.Parallel()
	const address = "amina.inventee@courriel.example"
	s := newService(t).serve()
	mum := s.parent()
	mum.book("38000")
	s.hears(mum, said("say.booked"))
	mum.tap(said("tap.email"))
	mum.say(address)
	s.hears(mum, said("say.email-kept"))
	mum.sees(address)
	s.radicale.staff("list", "Agenda") // time for what follows the turn
	for _, word := range []string{address, "amina.inventee"} {
		if log := s.process.output(); strings.Contains(log, word) {
			t.Errorf("the log holds the address:\n%s", log)
		}
		s.unreadable(word)
	}
	s.process.kill()
	s.unreadable("amina.inventee")
}

// unreadable fails if a file of the data folder holds a word.
func (s *service) unreadable(word string) {
	s.t.Helper()
	n := 0
	err := filepath.WalkDir(filepath.Join(s.dir, "data"), func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		if strings.Contains(string(b), word) {
			s.t.Errorf("%s holds %q", filepath.Base(name), word)
		}
		n += len(b)
		return err
	})
	if err != nil || n == 0 {
		s.t.Errorf("looked through %d bytes: %v", n, err)
	}
}
