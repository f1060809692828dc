package calendars

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"time"

	"escale/calendars/ical"
)

// readers is what python3-icalendar, which nobody here wrote, makes of objects:
// a JSON line each, texts in base64 since they may hold anything.
const readers = `
import sys, json, base64, icalendar
for line in sys.stdin:
    events, alarms = [], 0
    for c in icalendar.Calendar.from_ical(base64.b64decode(line)).walk():
        alarms += c.name == "VALARM"
        if c.name == "VEVENT":
            start = c.decoded("DTSTART")
            events.append({"start": start.timestamp(), **{n: base64.b64encode(str(c.get(n, "")).encode("utf-8", "surrogatepass")).decode()
                           for n in ("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "CLASS")}})
    print(json.dumps({"alarms": alarms, "events": events}))
`

// Whatever the texts hold, another reader finds one event, with the same texts
// and the same instant, and no alarm. (What python3-icalendar misreads is left to
// the fuzz test: a backslash before n, a comma or a semicolon.)
func TestOthersReadWhatIsWritten(t *testing.T) {
	evil := []string{
		"Escale · K7M2-P9", "", "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:y", "END:VCALENDAR\nBEGIN:VCALENDAR", "virgule, point-virgule; barre \\ fin\\",
		"guillemets \" et deux-points : ; = ,", "\ttabulation\t", strings.Repeat("é🙂", 60),
		strings.Repeat("a", 74) + "é" + strings.Repeat("b", 80), "\x00\x01\x1b[31m\x7f\u0085\u009f", "\xff\xfe pas d'UTF-8 \xc3", "a\u2028b\u2029c\vd\fe",
		"العربية 中文 עברית", "BEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM", " commence par une espace", strings.Repeat("\n", 30), "fin de ligne\r",
	}
	zones := []string{
		"", "Europe/Paris", "America/Martinique", "America/Guadeloupe", "America/Cayenne", "Indian/Reunion", "Indian/Mayotte",
		"America/Miquelon", "Pacific/Noumea", "Pacific/Tahiti", "America/St_Barthelemy", "America/Marigot",
	}
	type event struct {
		Start                                           float64
		UID, SUMMARY, DESCRIPTION, LOCATION, URL, CLASS string
	}
	var in bytes.Buffer
	var want []event
	for i, text := range evil {
		for _, at := range []time.Time{monday, time.Date(2027, 7, 1, 8, 30, 0, 0, time.UTC), time.Date(2028, 3, 26, 0, 30, 0, 0, time.UTC), time.Date(2027, 10, 31, 1, 30, 0, 0, time.UTC)} {
			e := session("b1", 1, at)
			e.Zone = zones[len(want)%len(zones)]
			e.Summary, e.Notes, e.Location = text, evil[(i+5)%len(evil)], evil[(i+11)%len(evil)]
			data, err := encodeEvent(e, false, monday)
			if err != nil {
				t.Fatal(err)
			}
			in.WriteString(base64.StdEncoding.EncodeToString(data) + "\n")
			want = append(want, event{
				float64(at.Unix()), e.UID, ical.Unescape(ical.Escape(e.Summary)), ical.Unescape(ical.Escape(description(e))), ical.Unescape(ical.Escape(e.Location)), e.URL, "PRIVATE",
			})
		}
	}
	cmd := exec.Command("/usr/bin/python3", "-c", readers)
	cmd.Stdin = &in
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v (Debian package python3-icalendar)", err)
	}
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	if len(lines) != len(want) {
		t.Fatalf("%d objects read, %d written", len(lines), len(want))
	}
	for i, line := range lines {
		var got struct {
			Alarms int
			Events []map[string]any
		}
		if err := json.Unmarshal(line, &got); err != nil {
			t.Fatal(err)
		}
		if got.Alarms != 0 || len(got.Events) != 1 {
			t.Errorf("%q: %d events, %d alarms", want[i].SUMMARY, len(got.Events), got.Alarms)
			continue
		}
		if got.Events[0]["start"] != want[i].Start {
			t.Errorf("%q: starts %v, want %v", want[i].SUMMARY, got.Events[0]["start"], want[i].Start)
		}
		for name, text := range map[string]string{
			"UID": want[i].UID, "SUMMARY": want[i].SUMMARY, "DESCRIPTION": want[i].DESCRIPTION,
			"LOCATION": want[i].LOCATION, "URL": want[i].URL, "CLASS": want[i].CLASS,
		} {
			read, err := base64.StdEncoding.DecodeString(got.Events[0][name].(string))
			if err != nil || string(read) != text {
				t.Errorf("%s: %q, want %q (%v)", name, read, text, err)
			}
		}
	}
}

// An address can't leave its field either.
func FuzzEventAddressStaysInItsField(f *testing.F) {
	f.Add("https://escale.example/presence/x?a=1,2;3#d")
	f.Add("x:\r\nEND:VEVENT")
	f.Add("mailto:\xff\u2028\u0085 \x00")
	f.Add("a:b\nX:1")
	f.Fuzz(func(t *testing.T, address string) {
		e := session("b1", 1, monday)
		e.URL = address
		data, err := encodeEvent(e, false, monday)
		if err != nil {
			t.Fatal(err)
		}
		event := readBack(t, data)
		if got := textOf(t, event, "SUMMARY"); got != e.Summary {
			t.Errorf("title %q", got)
		}
		s, err := ical.Reader{}.Read(data)
		if err != nil || len(s.Problems) > 0 || len(s.Events) != 1 {
			t.Fatalf("%v %v", err, s.Problems)
		}
	})
}
