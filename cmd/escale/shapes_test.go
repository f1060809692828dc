package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// published is a calendar as Outlook or Google publish it.
func published(t *testing.T) (*httptest.Server, *atomic.Pointer[string]) {
	var text atomic.Pointer[string]
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/secret/anne.ics" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/calendar")
		fmt.Fprint(w, *text.Load())
	}))
	t.Cleanup(server.Close)
	return server, &text
}

func feedOf(events ...string) *string {
	s := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN\r\n" + strings.Join(events, "") + "END:VCALENDAR\r\n"
	return &s
}

func feedEvent(uid string, from time.Time, d time.Duration, more ...string) string {
	const utc = "20060102T150405Z"
	return strings.Join(append([]string{
		"BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20260101T000000Z",
		"DTSTART:" + from.UTC().Format(utc), "DTEND:" + from.Add(d).UTC().Format(utc),
	}, append(more, "END:VEVENT", "")...), "\r\n")
}

// reshape replaces the account and the agenda's calendars in the structure's
// file.
func (s *service) reshape(account, calendars string) {
	s.t.Helper()
	const file = "programme/structures/centre-social-des-tilleuls.yaml"
	text := s.read(file)
	i, j := strings.Index(text, "caldav:\n"), strings.Index(text, "agendas:\n")
	if account != "" {
		account += "\n"
	} else {
		account = text[i:j]
	}
	text = text[:i] + strings.TrimLeft(account, "\n") + text[j:]
	text, _, _ = strings.Cut(text, "    open: [Escale]\n")
	s.file(file, text+calendars)
}

// A structure that has nothing but a published calendar gives its address in a
// file: what is tagged there is offered, no sooner than two days ahead, and a
// booking lives with Escale.
func TestAStructureWithAFeedAlone(t *testing.T) {
	t.Parallel()
	server, text := published(t)
	host := strings.TrimPrefix(server.URL, "http://")
	s := newService(t, "private_feeds: "+host)
	var open []string
	for day := range 6 {
		open = append(open, feedEvent(fmt.Sprint("o", day), midday(day), 2*time.Hour, "SUMMARY:Permanence", "CATEGORIES:Escale"))
	}
	text.Store(feedOf(append(open, feedEvent("b", midday(4), time.Hour, "SUMMARY:Réunion inventée"))...))
	address := s.file("anne.ics-address", server.URL+"/secret/anne.ics\n")
	s.reshape("\n", "    feeds:\n      - {address_file: "+address+", open: true, busy: true}\n")

	first := s.slots("centre-social-des-tilleuls")
	if len(first) == 0 {
		t.Fatalf("nothing is offered: %+v", execute(t, "", "check", "-config", s.config))
	}
	for _, slot := range first {
		start, err := time.Parse(time.RFC3339, slot.Start)
		if err != nil || time.Until(start) < 47*time.Hour || start.Equal(midday(4)) {
			t.Errorf("offered %v: %v", slot, err)
		}
	}
	c := s.chat(t)
	c.tap(c.text("bonjour"), "Mon rôle de parent")
	c.tap(c.text("38000"), "De 0 à 5 ans")
	if booked := c.tap(c.tap(c.text("oui"), ".slots.s-"), said("tap.confirm")); !says(booked, said("say.booked")) {
		t.Fatalf("confirming is answered by %+v", booked)
	}
	if after := s.slots("centre-social-des-tilleuls"); len(after) != len(first)-1 {
		t.Errorf("%d slots were offered, %d after one was booked", len(first), len(after))
	}
}

// A feed's address that is missing, open to all or not public is said with the
// file and the agenda, and never repeated.
func TestCheckNamesAFeedThatCanNotBeRead(t *testing.T) {
	t.Parallel()
	server, text := published(t)
	text.Store(feedOf())
	s := newService(t)
	address := s.file("anne.ics-address", "\n")
	s.reshape("\n", "    feeds:\n      - {address_file: "+address+", open: true}\n")
	s.file("escale.yaml", strings.Replace(s.read("escale.yaml"), "smtp_host: 127.0.0.1\n", "", 1))
	for _, c := range []struct{ address, want string }{
		{server.URL + "/secret/anne.ics", "not-public"},
		{"http://outlook.example/secret/anne.ics", "not-public"},
		{"", "feeds[0].address_file: "},
	} {
		s.file("anne.ics-address", c.address+"\n")
		got := execute(t, "", "check", "-config", s.config)
		if c.address != "" && !strings.Contains(got.out, "no smtp_host") {
			t.Errorf("nothing is said of the mail server: %s", got.out)
		}
		if got.code != 1 || !strings.Contains(got.out, "structures/centre-social-des-tilleuls.yaml: agenda tilleul: ") ||
			!strings.Contains(got.out, c.want) || strings.Contains(got.out+got.err, "/secret/") {
			t.Errorf("%q: check ends with %d:\n%s%s", c.address, got.code, got.out, got.err)
		}
	}
}

// What staff write on an open hour reaches the parent: where she is awaited, by
// which way, and for what. A word that means nothing is told by check.
func TestOpenHoursSayWhereAndHow(t *testing.T) {
	t.Parallel()
	s := newService(t)
	calendar := s.radicale.MakeCalendar("Lieux")
	hours := func(uid string, day int, more ...string) {
		from := midday(day)
		s.radicale.Put(calendar+uid+".ics", append([]string{
			"UID:" + uid, "DTSTART:" + from.Format("20060102T150405Z"), "DTEND:" + from.Add(time.Hour).Format("20060102T150405Z"),
		}, more...)...)
	}
	s.reshape("", "    open: [Lieux]\n    busy: [Agenda]\n")
	hours("a", 3, "LOCATION:Antenne des Roses-Imaginaires\\, 3 rue Inventée")
	hours("b", 4, "CATEGORIES:Téléphone,Important")
	hours("c", 5, "CATEGORIES:conseil-conjugal")
	slots := s.slots("centre-social-des-tilleuls")
	if len(slots) != 2 || slots[0].Place != "Antenne des Roses-Imaginaires, 3 rue Inventée" || strings.Join(slots[1].Modes, ",") != "phone" {
		t.Errorf("offered: %+v", slots)
	}
	if c := execute(t, "", "check", "-config", s.config); c.code != 0 || !strings.Contains(c.out, "n’ont pas d’effet : « important »") {
		t.Errorf("check ends with %d: %s", c.code, c.out)
	}
	c := s.chat(t)
	c.tap(c.text("bonjour"), "Mon rôle de parent")
	c.tap(c.text("38000"), "De 0 à 5 ans")
	list := c.text("oui")
	booked := c.tap(c.tap(list, ".slots.s-"), said("tap.confirm"))
	if !says(booked, "Antenne des Roses-Imaginaires, 3 rue Inventée") {
		t.Errorf("confirming is answered by %+v", booked)
	}
	there := s.radicale.staff("list", "Agenda")
	if len(there) != 1 || !strings.Contains(strings.Join(there[0].Names, " "), "LOCATION") {
		t.Errorf("in the structure's calendar: %+v", there)
	}
}

// Two professionals share their calendars by tag. Each is offered at her own
// hours, and a session of one doesn't take the other's.
func TestTwoProfessionalsShareTheirCalendars(t *testing.T) {
	t.Parallel()
	s := newService(t)
	calendar := s.radicale.MakeCalendar("Partagé")
	for uid, words := range map[string]string{"a": "CATEGORIES:tilleul", "b": "SUMMARY:Permanence #noisette", "c": "CATEGORIES:Noisette,Tilleul"} {
		from := midday(3 + strings.Index("abc", uid))
		s.radicale.Put(calendar+uid+".ics", "UID:"+uid, "DTSTART:"+from.Format("20060102T150405Z"), "DTEND:"+from.Add(time.Hour).Format("20060102T150405Z"), words)
	}
	s.reshape("", `    tag: tilleul
    open: [Partagé]
    busy: [Agenda]
  - id: noisette
    professional: M. Modèle-Noisette
    trade: {fr: Conseiller, en: Adviser, fr-falc: Il aide}
    qualification: Diplôme d’État
    offers: [accompagnement]
    tag: noisette
    open: [Partagé]
    busy: [Agenda]
`)
	offered := func() string {
		var all []string
		for _, slot := range s.slots("centre-social-des-tilleuls") {
			start, err := time.Parse(time.RFC3339, slot.Start)
			if err != nil {
				t.Fatal(err)
			}
			_, agenda, _ := strings.Cut(slot.Agenda, "/")
			for day := range 9 {
				if start.Equal(midday(day)) {
					all = append(all, fmt.Sprint(day, agenda))
				}
			}
		}
		return strings.Join(all, " ")
	}
	if got := offered(); got != "3tilleul 4noisette 5noisette 5tilleul" {
		t.Errorf("offered: %s", got)
	}
	c := s.chat(t)
	c.tap(c.text("bonjour"), "Mon rôle de parent")
	c.tap(c.text("38000"), "De 0 à 5 ans")
	list := c.text("oui")
	if booked := c.tap(c.tap(list, "Noisette"), said("tap.confirm")); !says(booked, "Modèle-Noisette") {
		t.Fatalf("confirming is answered by %+v", booked)
	}
	if there := s.radicale.staff("list", "Agenda"); len(there) != 1 {
		t.Errorf("%d events in the shared calendar", len(there))
	}
	if got := offered(); got != "3tilleul 4noisette 5tilleul" {
		t.Errorf("offered after M. Modèle-Noisette was booked: %s", got)
	}
}
