package hosting_test

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"strings"
	"testing"

	goical "github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"
)

// told is a weekly series in Paris over the clock change, with one occurrence
// moved, one cancelled, and another title from the 13th on.
const told = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Escale//tests//FR
BEGIN:VTIMEZONE
TZID:Chez nous
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:s
DTSTAMP:20260301T000000Z
DTSTART;TZID=Chez nous:20260323T090000
DTEND;TZID=Chez nous:20260323T100000
RRULE:FREQ=WEEKLY;COUNT=6
SUMMARY:Accueil
END:VEVENT
BEGIN:VEVENT
UID:s
DTSTAMP:20260301T000000Z
RECURRENCE-ID;TZID=Chez nous:20260330T090000
DTSTART;TZID=Chez nous:20260331T140000
DTEND;TZID=Chez nous:20260331T150000
SUMMARY:Accueil déplacé
END:VEVENT
BEGIN:VEVENT
UID:s
DTSTAMP:20260301T000000Z
RECURRENCE-ID;TZID=Chez nous:20260406T090000
DTSTART;TZID=Chez nous:20260406T090000
DTEND;TZID=Chez nous:20260406T100000
STATUS:CANCELLED
SUMMARY:Accueil annulé
END:VEVENT
BEGIN:VEVENT
UID:s
DTSTAMP:20260301T000000Z
RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Chez nous:20260413T090000
DTSTART;TZID=Chez nous:20260413T090000
DTEND;TZID=Chez nous:20260413T100000
SUMMARY:Accueil de printemps
END:VEVENT
END:VCALENDAR
`

// events reads the calendar-data of the only object of an answer.
func (s *site) events(r reply) (all []string) {
	s.t.Helper()
	var m struct {
		Data string `xml:"response>propstat>prop>calendar-data"`
	}
	s.gets(http.StatusMultiStatus, r)
	if err := xml.Unmarshal([]byte(r.body), &m); err != nil {
		s.t.Fatal(err)
	}
	cal, err := goical.NewDecoder(bytes.NewReader([]byte(m.Data))).Decode()
	if err != nil {
		s.t.Fatalf("%v: %q", err, m.Data)
	}
	for _, e := range cal.Events() {
		var words []string
		for _, name := range []string{"RECURRENCE-ID", "DTSTART", "DTEND", "RRULE", "SUMMARY"} {
			if p := e.Props.Get(name); p != nil {
				words = append(words, p.Value)
			}
		}
		all = append(all, strings.Join(words, " "))
	}
	return all
}

func asking(how, path string) string {
	return strings.Replace(multiget(path), "<C:calendar-data/>", "<C:calendar-data>"+how+"</C:calendar-data>", 1)
}

func TestSeriesAreLaidOutOnRequest(t *testing.T) {
	s := open(t)
	s.gets(http.StatusCreated, s.asks("PUT", home+"s.ics", strings.ReplaceAll(told, "\n", "\r\n")))
	got := s.events(s.asks("REPORT", home, asking(`<C:expand start="20260328T000000Z" end="20260421T000000Z"/>`, home+"s.ics")))
	want := []string{
		"20260330T070000Z 20260331T120000Z 20260331T130000Z Accueil déplacé",
		"20260413T070000Z 20260413T070000Z 20260413T080000Z Accueil de printemps",
		"20260420T070000Z 20260420T070000Z 20260420T080000Z Accueil de printemps",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("expanded (-want +got):\n%s", d)
	}
	got = s.events(s.asks("REPORT", home, asking(`<C:limit-recurrence-set start="20260406T000000Z" end="20260407T000000Z"/>`, home+"s.ics")))
	want = []string{
		"20260323T090000 20260323T100000 FREQ=WEEKLY;COUNT=6 Accueil", "20260406T090000 20260406T090000 20260406T100000 Accueil annulé",
		"20260413T090000 20260413T090000 20260413T100000 Accueil de printemps",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("limited (-want +got):\n%s", d)
	}
	s.between(s.gets(http.StatusForbidden, s.asks("REPORT", home, asking(`<C:expand start="20260328T000000Z"/>`, home+"s.ics"))), "valid-filter")
}

func TestWholeDaysAreLaidOutAsDays(t *testing.T) {
	s := open(t)
	ics := strings.NewReplacer("DTSTART:", "DTSTART;VALUE=DATE:", "DTEND:", "DTEND;VALUE=DATE:").
		Replace(string(event("d", "20260328", "20260329", "RRULE:FREQ=DAILY;COUNT=3", "DESCRIPTION:"+strings.Repeat("é", 200))))
	s.gets(http.StatusCreated, s.asks("PUT", home+"d.ics", ics))
	r := s.asks("REPORT", home, asking(`<C:expand start="20260329T120000Z" end="20260401T000000Z"/>`, home+"d.ics"))
	want := []string{"20260329 20260329 20260330 Escale", "20260330 20260330 20260331 Escale"}
	if d := cmp.Diff(want, s.events(r)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for line := range strings.SplitSeq(r.body, "&#xA;") {
		if !strings.Contains(line, "<") && len(line) > 75+len("&#xD;") {
			t.Errorf("a line of %d octets: %s", len(line), line)
		}
	}
}

func TestFreeBusyTellsTimesAlone(t *testing.T) {
	s := open(t)
	for name, more := range map[string][]string{
		"weekly.ics": {"RRULE:FREQ=WEEKLY;COUNT=2"}, "free.ics": {"TRANSP:TRANSPARENT"},
		"maybe.ics": {"STATUS:TENTATIVE"}, "off.ics": {"STATUS:CANCELLED"},
	} {
		if err := s.Put(t.Context(), "maison/ouvert", name, event(name, "20260330T083000Z", "20260330T100000Z", more...)); err != nil {
			t.Fatal(err)
		}
	}
	asked := func(attributes string) string {
		return `<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav"><C:time-range ` + attributes + `/></C:free-busy-query>`
	}
	r := s.gets(http.StatusOK, s.asks("REPORT", home, asked(`start="20260330T060000Z" end="20260406T090000Z"`)))
	var lines []string
	for line := range strings.SplitSeq(r.body, "\r\n") {
		if strings.HasPrefix(line, "FREEBUSY") || strings.Contains(line, "SUMMARY") {
			lines = append(lines, line)
		}
	}
	want := []string{
		"FREEBUSY;FBTYPE=BUSY:20260330T080000Z/20260330T100000Z", "FREEBUSY;FBTYPE=BUSY:20260406T083000Z/20260406T090000Z",
		"FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260330T083000Z/20260330T100000Z",
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	s.gets(http.StatusForbidden, s.asks("REPORT", home, asked(`start="20260330T060000Z"`)))
	s.gets(http.StatusForbidden, s.asks("REPORT", "/caldav/maison/calendars/", asked(`start="20260330T060000Z" end="20260406T090000Z"`)))
}
