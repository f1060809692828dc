package ical

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// bombs are files written to cost more than their size. Each is repeated up to
// that many bytes between head and tail.
var bombs = map[string]struct{ head, body, tail string }{
	"commas":               {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20270301T090000Z\nCATEGORIES:", ",", "\nEND:VEVENT\nEND:VCALENDAR\n"},
	"dates in one line":    {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20270301T090000Z\nRDATE:", "20270301T090000Z,", "\nEND:VEVENT\nEND:VCALENDAR\n"},
	"one line":             {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:", "x", "\nEND:VEVENT\nEND:VCALENDAR\n"},
	"one folded line":      {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:", "x\n ", "\nEND:VEVENT\nEND:VCALENDAR\n"},
	"no line end":          {"BEGIN:VCALENDAR\n", "x", ""},
	"nested":               {"", "BEGIN:VCALENDAR\n", ""},
	"nested events":        {"BEGIN:VCALENDAR\n", "BEGIN:VEVENT\n", "END:VCALENDAR\n"},
	"ends":                 {"BEGIN:VCALENDAR\n", "END:VEVENT\n", "END:VCALENDAR\n"},
	"RDATEs":               {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270301T090000Z\n", "RDATE:20270302T090000Z\n", "END:VEVENT\nEND:VCALENDAR\n"},
	"EXDATEs":              {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270301T090000Z\nRRULE:FREQ=DAILY\n", "EXDATE;VALUE=DATE:20270302\n", "END:VEVENT\nEND:VCALENDAR\n"},
	"rules":                {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270301T090000Z\n", "RRULE:FREQ=DAILY\n", "END:VEVENT\nEND:VCALENDAR\n"},
	"parts of a rule":      {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:19000301T090000Z\nRRULE:FREQ=YEARLY;BYDAY=", "1MO,-2TU,", "1WE\nEND:VEVENT\nEND:VCALENDAR\n"},
	"categories":           {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270301T090000Z\n", "CATEGORIES:a,b,c\n", "END:VEVENT\nEND:VCALENDAR\n"},
	"short events":         {"BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nDTSTART:20270301\nEND:VEVENT\n", "END:VCALENDAR\n"},
	"no events":            {"BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nEND:VEVENT\n", "END:VCALENDAR\n"},
	"colonless lines":      {"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "x\n", "END:VEVENT\nEND:VCALENDAR\n"},
	"endless series":       {"BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nDTSTART:00010101T000000Z\nRRULE:FREQ=SECONDLY;COUNT=1000000000\nEND:VEVENT\n", "END:VCALENDAR\n"},
	"rare series":          {"BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nDTSTART:00010101T000000Z\nRRULE:FREQ=YEARLY;INTERVAL=100000;COUNT=1000000000\nEND:VEVENT\n", "END:VCALENDAR\n"},
	"series that never is": {"BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nDTSTART:00010101T000000Z\nRRULE:FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30\nEND:VEVENT\n", "END:VCALENDAR\n"},
	"calendars": {
		"", "BEGIN:VCALENDAR\nBEGIN:X\nBEGIN:VEVENT\nDTSTART;TZID=X:20270301T090000\nEND:VEVENT\nEND:VCALENDAR\n", "",
	},
	"zones": {
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=X:20270301T090000\nEND:VEVENT\n",
		"BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:00010101T000000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\nRRULE:FREQ=SECONDLY\nEND:STANDARD\nEND:VTIMEZONE\n",
		"END:VCALENDAR\n",
	},
	"observances": {
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=X:20270301T090000\nEND:VEVENT\nBEGIN:VTIMEZONE\nTZID:X\n", "BEGIN:STANDARD\n",
		"END:VTIMEZONE\nEND:VCALENDAR\n",
	},
	"versions":  {"BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nUID:a\nDTSTART:%d\nEND:VEVENT\n", "END:VCALENDAR\n"},
	"overrides": {"BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:%d\nDTSTART:20270301\nEND:VEVENT\n", "END:VCALENDAR\n"},
	"futures":   {"BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID;RANGE=THISANDFUTURE:%d\nDTSTART:20270301\nEND:VEVENT\n", "END:VCALENDAR\n"},
}

// bombText makes the file; where the body has a %d stands another day each time.
func bombText(head, body, tail string, size int) []byte {
	var b strings.Builder
	b.WriteString(head)
	day := time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC)
	for b.Len()+len(body)+len(tail)+8 < size {
		if strings.Contains(body, "%d") {
			day = day.AddDate(0, 0, 1)
			fmt.Fprintf(&b, body, 10000*day.Year()+100*int(day.Month())+day.Day())
		} else {
			b.WriteString(body)
		}
	}
	return []byte(b.String() + tail)
}

// Reading costs memory in proportion to the text, whatever it says, and work up
// to the budget. What reading would do beyond that would not end in the time that
// a test has.
func TestReadingBombs(t *testing.T) {
	from := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	for name, bomb := range bombs {
		t.Run(name, func(t *testing.T) {
			text := bombText(bomb.head, bomb.body, bomb.tail, 4<<20)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			found, problems, err := Expand(text, from, from.AddDate(0, 2, 0), nil)
			runtime.ReadMemStats(&after)
			times := float64(after.TotalAlloc-before.TotalAlloc) / float64(len(text))
			t.Logf("%.1f bytes allocated for each byte, %d occurrences, %d problems, %v", times, len(found), len(problems), err)
			if times > 50 {
				t.Errorf("%.0f bytes allocated for each byte", times)
			}
			if err != nil && !errors.Is(err, ErrTooLarge) && !errors.Is(err, ErrNotCalendar) {
				t.Error(err)
			}
			if len(problems) > maxProblems {
				t.Errorf("%d problems", len(problems))
			}
		})
	}
}
