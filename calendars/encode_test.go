package calendars

import (
	"bytes"
	"context"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"

	"escale/scheduling"
)

// readBack decodes an object with a library that we did not write, and checks
// the shape of its lines.
func readBack(t *testing.T, data []byte) *ical.Component {
	t.Helper()
	for line := range bytes.SplitSeq(bytes.TrimSuffix(data, []byte("\r\n")), []byte("\r\n")) {
		if len(line) > 75 || bytes.ContainsAny(line, "\r\n") {
			t.Errorf("line of %d octets: %q", len(line), line)
		}
	}
	cal, err := ical.NewDecoder(bytes.NewReader(data)).Decode()
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	var event *ical.Component
	for _, c := range cal.Children {
		if c.Name == ical.CompEvent {
			if event != nil {
				t.Fatalf("two events\n%s", data)
			}
			event = c
		}
	}
	if event == nil {
		t.Fatalf("no event\n%s", data)
	}
	return event
}

func textOf(t *testing.T, c *ical.Component, name string) string {
	t.Helper()
	p := c.Props.Get(name)
	if p == nil {
		return ""
	}
	s, err := p.Text()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}

func FuzzEventTextStaysInItsField(f *testing.F) {
	f.Add("Escale", "une ligne\nune autre", "1, rue de l'Exemple; Grenoble")
	f.Add("x\r\nEND:VEVENT\r\nBEGIN:VEVENT", `\n\,\;\\`, "fin\\")
	f.Add("\xff\xfe é \u2028 \x00 \x1b[31m", strings.Repeat("é", 200), "\tx\r")
	f.Fuzz(func(t *testing.T, summary, notes, place string) {
		e := session("b1", 1, monday)
		e.Summary, e.Notes, e.Location = summary, notes, place
		notes = description(e)
		data, err := encodeEvent(e, false, monday)
		if err != nil {
			t.Fatal(err)
		}
		event := readBack(t, data)
		for name, want := range map[string]string{"SUMMARY": summary, "DESCRIPTION": notes, "LOCATION": place} {
			if got := textOf(t, event, name); got != unescape(escape(want)) {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		s, err := scan(data, time.UTC, newZoneSet())
		if err != nil || len(s.problems) > 0 || len(s.events) != 1 {
			t.Fatalf("%v %v", err, s.problems)
		}
		if got := s.events[0].seen("", "", "", monday).Hash; got != wantedHash(e) {
			t.Error("the fingerprint changes on the way")
		}
	})
}

// What is written keeps plain text as it is.
func TestEscapeKeepsPlainText(t *testing.T) {
	for _, s := range []string{"Séance 2/3 · accueil, écoute; \\o/", "deux\nlignes", "tab\tulation", "français, العربية, 中文 🙂"} {
		if got := unescape(escape(s)); got != s {
			t.Errorf("%q came back as %q", s, got)
		}
	}
}

// The written VTIMEZONE, read on its own, gives the offsets of the zone itself
// around the event.
func TestWrittenZones(t *testing.T) {
	for _, name := range []string{
		"Europe/Paris", "America/Martinique", "America/Guadeloupe", "America/Cayenne", "Indian/Reunion", "Indian/Mayotte",
		"America/Miquelon", "Pacific/Noumea", "Europe/Dublin", "Africa/Casablanca", "Australia/Lord_Howe", "America/Nuuk",
	} {
		t.Run(name, func(t *testing.T) { zoneRoundTrip(t, name) })
	}
}

func zoneRoundTrip(t *testing.T, name string) {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	var w encoder
	w.raw("BEGIN", "VCALENDAR")
	w.zone(zone, monday)
	// A name that nobody knows, so that only the file can tell.
	text := strings.ReplaceAll(w.String(), "TZID:"+name, "TZID:X")
	read := findOwnZones([]byte(text+"END:VCALENDAR\r\n"), newZoneSet()).find(1, "X")
	if read == nil {
		t.Fatalf("no zone\n%s", text)
	}
	for at := monday.AddDate(0, -7, 0); at.Before(monday.AddDate(2, 0, 0)); at = at.Add(30 * time.Minute) {
		_, want := at.In(zone).Zone()
		if _, got := at.In(read).Zone(); got != want {
			t.Fatalf("at %s: offset %d, want %d\n%s", at, got, want, text)
		}
	}
}

func TestParentFileRings(t *testing.T) {
	e := session("b1", 1, monday)
	data, err := ParentFile(func() time.Time { return monday })(e, []time.Duration{48 * time.Hour, 90 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	event := readBack(t, data)
	var triggers []string
	for _, alarm := range event.Children {
		triggers = append(triggers, alarm.Props.Get("TRIGGER").Value)
	}
	if diff := cmp.Diff([]string{"-PT48H", "-PT1H30M"}, triggers); diff != "" {
		t.Error(diff)
	}
	if start, err := event.Props.DateTime("DTSTART", nil); err != nil || !start.Equal(e.Start) {
		t.Errorf("starts %s, %v", start, err)
	}
	e.End = e.Start
	if _, err := ParentFile(time.Now)(e, nil); err == nil {
		t.Error("an event without length was written")
	}
}

// postbox keeps what was sent.
type postbox []Letter

func (p *postbox) Send(_ context.Context, l Letter) error {
	*p = append(*p, l)
	return nil
}

func TestInviterTellsEachChange(t *testing.T) {
	var box postbox
	inviter := Inviter{Post: &box, Organizer: mail.Address{Name: "Escale", Address: "escale@test.example"}, Now: func() time.Time { return monday }}
	to := mail.Address{Name: `Centre "Imaginaire"; social`, Address: "accueil@structure.example"}
	e := session("b1", 1, monday)
	for range 2 {
		if err := inviter.Invite(t.Context(), e, to); err != nil {
			t.Fatal(err)
		}
		e.Sequence++
	}
	e.Absent = true
	if err := inviter.Invite(t.Context(), e, to); err != nil {
		t.Fatal(err)
	}
	type told struct{ Method, Subject, Sequence, Status string }
	var got []told
	for _, l := range box {
		event := readBack(t, l.Calendar)
		if !bytes.Contains(l.Calendar, []byte("METHOD:"+l.Method+"\r\n")) || textOf(t, event, "UID") != e.UID {
			t.Errorf("method or UID not in\n%s", l.Calendar)
		}
		if a := event.Props.Get("ATTENDEE"); a.Value != "mailto:accueil@structure.example" || a.Params.Get("CN") != "Centre Imaginaire; social" {
			t.Errorf("attendee %+v", a)
		}
		got = append(got, told{l.Method, l.Subject, event.Props.Get("SEQUENCE").Value, event.Props.Get("STATUS").Value})
	}
	day := "\u00a0: lundi 23 novembre 2026, de 10\u00a0h à 11\u00a0h"
	want := []told{
		{"REQUEST", "Nouveau rendez-vous" + day, "0", "CONFIRMED"},
		{"REQUEST", "Rendez-vous modifié" + day, "1", "CONFIRMED"},
		{"CANCEL", "Rendez-vous annulé" + day, "2", "CANCELLED"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestInvitationRefusesOtherMethods(t *testing.T) {
	_, err := Invitation(session("b1", 1, monday), "REPLY\r\nX:1", true, mail.Address{}, nil, monday)
	if err == nil {
		t.Error("a forged method was written")
	}
	var e scheduling.CalendarEvent
	if _, err := Invitation(e, Request, true, mail.Address{}, nil, monday); err == nil {
		t.Error("an empty event was written")
	}
}
