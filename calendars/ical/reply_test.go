package ical

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func ics(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n") + "\r\n") }

func TestReadReplies(t *testing.T) {
	start := time.Date(2027, 3, 10, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		object []byte
		want   []Reply
	}{
		"Outlook declines": {
			ics("BEGIN:VCALENDAR", "METHOD:REPLY", "PRODID:Microsoft Exchange Server 2010", "VERSION:2.0",
				"BEGIN:VTIMEZONE", "TZID:Romance Standard Time", "BEGIN:STANDARD", "DTSTART:16010101T030000",
				"TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD", "END:VTIMEZONE",
				"BEGIN:VEVENT", `ATTENDEE;PARTSTAT=DECLINED;CN="Accueil; Lilas: Imaginaires":mailto:accueil@lilas`, " .example",
				"COMMENT;LANGUAGE=fr-FR:\\n", "UID:escale.ABC.1@essai.invalid", "SUMMARY;LANGUAGE=fr-FR:Refusé : Escale",
				"DTSTART;TZID=Romance Standard Time:20270310T100000", "DTEND;TZID=Romance Standard Time:20270310T110000",
				"SEQUENCE:2", "BEGIN:VALARM", "UID:other", "SEQUENCE:9", "END:VALARM", "END:VEVENT", "END:VCALENDAR"),
			[]Reply{{"escale.ABC.1@essai.invalid", "accueil@lilas.example", true, 2, start}},
		},
		"Google accepts": {
			ics("BEGIN:VCALENDAR", "PRODID:-//Google Inc//Google Calendar 70.9054//EN", "VERSION:2.0", "CALSCALE:GREGORIAN",
				"METHOD:REPLY", "BEGIN:VEVENT", "DTSTART:20270310T090000Z", "UID:a",
				"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;X-NUM-GUESTS=0:MAILTO:a@b.example",
				"END:VEVENT", "END:VCALENDAR"),
			[]Reply{{UID: "a", Attendee: "a@b.example", Start: start}},
		},
		"a zone that nobody knows says no time": {
			ics("BEGIN:VCALENDAR", "METHOD:reply", "BEGIN:VEVENT", "DTSTART;TZID=Ici:20270310T100000", "UID:a",
				"ATTENDEE;partstat=declined:mailto:a@b.example", "END:VEVENT", "END:VCALENDAR"),
			[]Reply{{UID: "a", Attendee: "a@b.example", Declined: true}},
		},
		"two answers, and one of nobody": {
			ics("BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VEVENT", "UID:a", "ATTENDEE;PARTSTAT=DECLINED:mailto:a@b.example", "END:VEVENT",
				"BEGIN:VEVENT", "UID:nobody", "END:VEVENT",
				"BEGIN:VEVENT", "UID:b", "SEQUENCE:many", "ATTENDEE:mailto:a@b.example", "END:VEVENT", "END:VCALENDAR"),
			[]Reply{{UID: "a", Attendee: "a@b.example", Declined: true}, {UID: "b", Attendee: "a@b.example"}},
		},
	} {
		got, err := ReadReplies(c.object)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestWhatIsNoReply(t *testing.T) {
	for name, object := range map[string][]byte{
		"an invitation": ics("BEGIN:VCALENDAR", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:a",
			"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:a@b.example", "END:VEVENT", "END:VCALENDAR"),
		"nothing":           nil,
		"a web page":        []byte("<!doctype html>"),
		"no event":          ics("BEGIN:VCALENDAR", "METHOD:REPLY", "END:VCALENDAR"),
		"an answer cut off": ics("BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VEVENT", "UID:a", "ATTENDEE:mailto:a@b.example"),
	} {
		if got, err := ReadReplies(object); !errors.Is(err, ErrNotReply) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func FuzzReadReplies(f *testing.F) {
	f.Add([]byte("BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:a\nATTENDEE;PARTSTAT=DECLINED;X=\"a:b:mailto:a@b\nDTSTART;TZID=/x/Europe/Paris:20270101T000000\nEND:VEVENT"))
	f.Add([]byte("METHOD:REPLY\nBEGIN:VEVENT\nATTENDEE;=;:\nBEGIN:\nEND:\nEND:VEVENT"))
	f.Fuzz(func(t *testing.T, data []byte) {
		replies, err := ReadReplies(data)
		if (err == nil) != (len(replies) > 0) {
			t.Fatalf("%d replies, %v", len(replies), err)
		}
		for _, r := range replies {
			if r.UID == "" || r.Attendee == "" || strings.ContainsAny(r.UID+r.Attendee, "\r\n") {
				t.Errorf("read %+v", r)
			}
		}
	})
}
