package hosting

import (
	"bytes"
	"testing"
)

// FuzzCheck: no text stops the process, and what is accepted can be read again.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{
		"", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "X;A=B\n", "BEGIN:VCALENDAR\nX;A=\"b\"c:d\n", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" +
			"BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260301T000000Z\r\nDTSTART:20260330T080000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, ics []byte) {
		uid, err := check(ics)
		if err != nil {
			return
		}
		if _, err := parse(ics); err != nil || uid == "" {
			t.Errorf("accepted with UID %q, then: %v", uid, err)
		}
	})
}

// FuzzQuestion: what passes the depth check can be unmarshalled or refused.
func FuzzQuestion(f *testing.F) {
	f.Add([]byte(`<propfind xmlns="DAV:"><prop><getetag/><x:y xmlns:x="&quot;&lt;"/></prop></propfind>`))
	f.Add([]byte(`<sync-collection xmlns="DAV:"><limit><nresults>99999999999999</nresults></limit></sync-collection>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if shallowXML(body) != nil {
			return
		}
		q, err := readQuestion(body)
		if err != nil {
			return
		}
		m := newMultistatus()
		m.resource("/x", q, (&Server{}).ofObject("u", object{Name: "x"}))
		if err := shallowXML([]byte(m.String() + "</D:multistatus>")); err != nil {
			t.Errorf("%q is answered with what is not XML: %v\n%s", bytes.TrimSpace(body), err, m.String())
		}
	})
}
