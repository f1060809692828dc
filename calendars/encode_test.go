package calendars

import (
	"bytes"
	"context"
	"net/mail"
	"strings"
	"testing"
	"time"

	goical "github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"

	"escale/calendars/ical"
	"escale/scheduling"
)

// readBack decodes an object with a library that we did not write, and checks
// the shape of its lines.
func readBack(t *testing.T, data []byte) *goical.Component {
	t.Helper()
	for line := range bytes.SplitSeq(bytes.TrimSuffix(data, []byte("\r\n")), []byte("\r\n")) {
		if len(line) > 75 || bytes.ContainsAny(line, "\r\n") {
			t.Errorf("line of %d octets: %q", len(line), line)
		}
	}
	cal, err := goical.NewDecoder(bytes.NewReader(data)).Decode()
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	var event *goical.Component
	for _, c := range cal.Children {
		if c.Name == goical.CompEvent {
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

func textOf(t *testing.T, c *goical.Component, name string) string {
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
			if got := textOf(t, event, name); got != ical.Unescape(ical.Escape(want)) {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		s, err := ical.Reader{}.Read(data)
		if err != nil || len(s.Problems) > 0 || len(s.Events) != 1 {
			t.Fatalf("%v %v", err, s.Problems)
		}
		if got := seen(s.Events[0], "", "", "", monday).Hash; got != wantedHash(e) {
			t.Error("the fingerprint changes on the way")
		}
	})
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

// What only the account's own people may read is left out where others do.
func TestPrivateNotesStayPrivate(t *testing.T) {
	e := session("b1", 1, monday)
	e.Private = "Prénom donné : Inventée"
	for _, shared := range []bool{false, true} {
		data, err := encodeEvent(e, shared, monday)
		if err != nil {
			t.Fatal(err)
		}
		s, err := ical.Reader{}.Read(data)
		if err != nil || len(s.Events) != 1 {
			t.Fatal(err)
		}
		notes := textOf(t, readBack(t, data), "DESCRIPTION")
		if private := strings.Contains(string(data), "CLASS:PRIVATE"); private == shared || strings.Contains(notes, e.Private) == shared || !strings.HasPrefix(notes, e.Notes) {
			t.Errorf("shared %v: private %v, %q", shared, private, notes)
		}
	}
}
