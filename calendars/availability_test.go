package calendars

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/calendars/caldav"
	"escale/calendars/ical"
	"escale/deploy/servertest"
	"escale/scheduling"
)

// laid is what an agenda makes of calendars given as text.
type laid struct {
	*agenda
	zone *time.Location
}

func agendaOver(t *testing.T, src AgendaSource) *laid {
	t.Helper()
	zone := ical.LoadZone(src.Zone)
	if zone == nil {
		t.Fatalf("zone %q", src.Zone)
	}
	return &laid{&agenda{AgendaSource: src, zone: zone, words: offerWords(src.Offers)}, zone}
}

// reads adds a calendar of one object; role is open, busy or mixed.
func (l *laid) reads(role, object string) *laid {
	c := &copied{zone: l.zone, zones: ical.NewZones(), installation: "test.example", log: slog.New(slog.DiscardHandler), objects: map[string]*kept{}}
	c.words = map[string]wording{"open": ofWhoever, "mixed": ofTagged}[role]
	c.objects["a.ics"] = c.parse(caldav.Object{Ref: caldav.Ref{Href: "a.ics"}, Data: []byte(object)}, c.reader())
	l.uses = append(l.uses, use{copied: c, name: fmt.Sprint(len(l.uses)), open: role != "busy", busy: role != "open"})
	return l
}

// between is what is said of some days, in the agenda's zone.
func (l *laid) between(from, to string) (scheduling.AgendaTime, []ical.Problem) {
	day := func(s string) time.Time {
		d, err := time.ParseInLocation(time.DateOnly, s, l.zone)
		if err != nil {
			panic(err)
		}
		return d.UTC()
	}
	t := l.over(day(from), day(to))
	var problems []ical.Problem
	for _, u := range l.uses {
		problems = append(problems, u.objects["a.ics"].problems...)
	}
	return t.AgendaTime, problems
}

func (l *laid) says(list []scheduling.Interval) []string {
	var out []string
	for _, i := range list {
		s, e := i.Start.In(l.zone), i.End.In(l.zone)
		out = append(out, s.Format("01-02 15:04")+"-"+e.Format("15:04"))
	}
	return out
}

// wrapped puts components, given as lines, in a calendar.
func wrapped(lines string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//staff//staff//EN\r\n" + strings.ReplaceAll(strings.TrimSpace(lines), "\n", "\r\n") + "\r\nEND:VCALENDAR\r\n"
}

// The examples of RFC 7953, section 3.1 and 5: week days from nine to five; then
// within bounds, and shorter on Fridays.
const (
	always = `BEGIN:VAVAILABILITY
ORGANIZER:mailto:bernard@example.com
UID:0428C7D2-688E-4D2E-AC52-CD112E2469DF
DTSTAMP:20111005T133225Z
BEGIN:AVAILABLE
UID:34EDA59B-6BB1-4E94-A66C-64999089C0AF
SUMMARY:Monday to Friday from 9:00 to 17:00
DTSTART;TZID=America/Montreal:20111002T090000
DTEND;TZID=America/Montreal:20111002T170000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
END:AVAILABLE
END:VAVAILABILITY
`
	bounded = `BEGIN:VAVAILABILITY
ORGANIZER:mailto:bernard@example.com
UID:84D0F948-7FC6-4C1D-BBF3-BA9827B424B5
DTSTAMP:20111005T133225Z
DTSTART;TZID=America/Montreal:20111002T000000
DTEND;TZID=America/Montreal:20111202T000000
BEGIN:AVAILABLE
UID:7B33093A-7F98-4EED-B381-A5652530F04D
SUMMARY:Monday to Thursday from 9:00 to 17:00
DTSTART;TZID=America/Montreal:20111002T090000
DTEND;TZID=America/Montreal:20111002T170000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH
LOCATION:Main Office
END:AVAILABLE
BEGIN:AVAILABLE
UID:DF39DC9E-D8C3-492F-9101-0434E8FC1896
SUMMARY:Friday from 9:00 to 12:00
DTSTART;TZID=America/Montreal:20111006T090000
DTEND;TZID=America/Montreal:20111006T120000
RRULE:FREQ=WEEKLY
END:AVAILABLE
END:VAVAILABILITY
`
	// A week elsewhere, which counts more.
	denver = `BEGIN:VAVAILABILITY
ORGANIZER:mailto:bernard@example.com
UID:BE082249-7BDD-4FE0-BDBA-DE6598C32FC9
DTSTAMP:20111005T133225Z
PRIORITY:1
DTSTART;TZID=America/Montreal:20111023T030000
DURATION:P1W
BEGIN:AVAILABLE
UID:54602321-CEDB-4620-9099-757583263981
SUMMARY:Monday to Friday from 9:00 to 17:00
DTSTART;TZID=America/Denver:20111024T090000
DTEND;TZID=America/Denver:20111024T170000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU
LOCATION:Denver
END:AVAILABLE
END:VAVAILABILITY
`
)

func TestAvailability(t *testing.T) {
	for _, c := range []struct {
		name, text, from, to string
		open                 []string
		special              []string
	}{
		{
			"without bounds", always, "2011-10-06", "2011-10-11",
			[]string{"10-06 09:00-17:00", "10-07 09:00-17:00", "10-10 09:00-17:00"},
			nil,
		},
		{
			"within bounds", bounded, "2011-11-29", "2011-12-10", nil,
			[]string{"11-29 09:00-17:00 Main Office", "11-30 09:00-17:00 Main Office", "12-01 09:00-17:00 Main Office"},
		},
		{
			"a higher priority in the middle of a lower", always + denver, "2011-10-20", "2011-11-01",
			[]string{"10-20 09:00-17:00", "10-21 09:00-17:00", "10-31 09:00-17:00"},
			[]string{"10-24 11:00-19:00 Denver", "10-25 11:00-19:00 Denver"},
		},
		{
			"the order in the file does not count", denver + always, "2011-10-20", "2011-11-01",
			[]string{"10-20 09:00-17:00", "10-21 09:00-17:00", "10-31 09:00-17:00"},
			[]string{"10-24 11:00-19:00 Denver", "10-25 11:00-19:00 Denver"},
		},
		{
			"priority 0 is lower than 9", strings.Replace(always, "UID:0428", "PRIORITY:0\nUID:0428", 1) + strings.Replace(denver, "PRIORITY:1", "PRIORITY:9", 1),
			"2011-10-24", "2011-10-25", nil,
			[]string{"10-24 11:00-19:00 Denver"},
		},
		{
			"priority 1 is higher than 2", strings.Replace(always, "UID:0428", "PRIORITY:2\nUID:0428", 1) + denver,
			"2011-10-24", "2011-10-25", nil,
			[]string{"10-24 11:00-19:00 Denver"},
		},
		{
			"two of the same priority add up", bounded + always, "2011-10-07", "2011-10-08",
			[]string{"10-07 09:00-17:00"},
			nil,
		},
		{
			"what is not within the bounds is not open, and is cut at them",
			"BEGIN:VAVAILABILITY\nUID:a\nDTSTART:20111010T100000Z\nDTEND:20111011T100000Z\nBEGIN:AVAILABLE\nUID:b\nDTSTART:20111009T080000Z\nDURATION:PT4H\nRRULE:FREQ=DAILY\nEND:AVAILABLE\nEND:VAVAILABILITY",
			"2011-10-08", "2011-10-14",
			[]string{"10-10 06:00-08:00", "10-11 04:00-06:00"},
			nil,
		},
		{
			"until an end alone",
			"BEGIN:VAVAILABILITY\nUID:a\nDTEND;TZID=America/Montreal:20111011T000000\nBEGIN:AVAILABLE\nUID:b\nDTSTART:20110101T130000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY\nEND:AVAILABLE\nEND:VAVAILABILITY",
			"2011-10-09", "2011-10-14",
			[]string{"10-09 09:00-10:00", "10-10 09:00-10:00"},
			nil,
		},
		{
			"RDATE, EXDATE and an hour moved",
			"BEGIN:VAVAILABILITY\nUID:a\nBEGIN:AVAILABLE\nUID:b\nDTSTART:20111010T130000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4\nRDATE:20111010T180000Z\nEXDATE:20111011T130000Z\nEND:AVAILABLE\n" +
				"BEGIN:AVAILABLE\nUID:b\nRECURRENCE-ID:20111012T130000Z\nDTSTART:20111012T150000Z\nDURATION:PT2H\nEND:AVAILABLE\nEND:VAVAILABILITY",
			"2011-10-09", "2011-10-15",
			[]string{"10-10 09:00-10:00", "10-10 14:00-15:00", "10-12 11:00-13:00", "10-13 09:00-10:00"},
			nil,
		},
		{
			"nothing available at all", "BEGIN:VAVAILABILITY\nUID:a\nEND:VAVAILABILITY", "2011-10-09", "2011-10-15", nil, nil,
		},
		{
			"the zone that the file brings",
			"BEGIN:VAVAILABILITY\nUID:a\nBEGIN:AVAILABLE\nUID:b\nDTSTART;TZID=Here:20111010T130000\nDURATION:PT1H\nEND:AVAILABLE\nEND:VAVAILABILITY\n" +
				"BEGIN:VTIMEZONE\nTZID:Here\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE",
			"2011-10-10", "2011-10-11",
			[]string{"10-10 08:00-09:00"},
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := agendaOver(t, AgendaSource{Zone: "America/Montreal"}).reads("open", wrapped(c.text))
			got, problems := l.between(c.from, c.to)
			if len(problems) > 0 || len(got.Busy) > 0 {
				t.Errorf("problems %v, busy %v", problems, got.Busy)
			}
			if diff := cmp.Diff(c.open, l.says(got.Open)); diff != "" {
				t.Errorf("open: %s", diff)
			}
			if diff := cmp.Diff(c.special, l.saysSpecial(got.Special)); diff != "" {
				t.Errorf("special: %s", diff)
			}
		})
	}
}

func (l *laid) saysSpecial(list []scheduling.OpenHours) []string {
	var out []string
	for _, h := range list {
		words := []string{l.says([]scheduling.Interval{h.Interval})[0]}
		for _, w := range []string{h.Place, h.Video, strings.Join(h.Modes, ","), strings.Join(h.Offers, ",")} {
			if w != "" {
				words = append(words, w)
			}
		}
		out = append(out, strings.Join(words, " "))
	}
	return out
}

// What an availability closes is closed to hours from elsewhere; in a calendar of
// appointments it opens nothing, and its gaps are not called busy.
func TestAvailabilityClosesOtherHours(t *testing.T) {
	src := AgendaSource{Zone: "America/Montreal", Hours: []Hours{{From: "08:00", To: "12:00"}}}
	l := agendaOver(t, src).reads("busy", wrapped(always))
	got, _ := l.between("2011-10-07", "2011-10-10")
	if diff := cmp.Diff([]string{"10-07 09:00-12:00"}, l.says(got.Open)); diff != "" || len(got.Busy) > 0 {
		t.Errorf("busy %v, open: %s", got.Busy, diff)
	}
}

// Availabilities of somebody else who shares the calendar say nothing.
func TestAvailabilityByTag(t *testing.T) {
	tagged := func(tag string) string { return strings.Replace(always, "SUMMARY:", "CATEGORIES:"+tag+"\nSUMMARY:", 1) }
	own := strings.Replace(always, "UID:0428", "CATEGORIES:Anne\nUID:0428", 1)
	for _, c := range []struct {
		name, text string
		open       []string
	}{
		{"hours of hers", tagged("Anne"), []string{"10-07 09:00-17:00"}},
		{"hours of another's", tagged("Basile"), nil},
		{"an availability of hers", own, []string{"10-07 09:00-17:00"}},
		{"an availability of another's", strings.Replace(own, "Anne", "Basile", 1), []string{"10-07 18:00-19:00"}},
	} {
		src := AgendaSource{Zone: "America/Montreal", Tag: "anne", Hours: []Hours{{From: "18:00", To: "19:00"}}}
		l := agendaOver(t, src).reads("open", wrapped(c.text))
		l.others = []string{"basile"}
		got, _ := l.between("2011-10-07", "2011-10-08")
		if diff := cmp.Diff(c.open, l.says(got.Open)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// What can't be read is reported on its line, and the rest counts.
func TestAvailabilityThatCanNotBeRead(t *testing.T) {
	broken := strings.Replace(bounded, "DTSTART;TZID=America/Montreal:20111002T000000", "DTSTART:soon", 1)
	half := strings.Replace(always, "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "RRULE:FREQ=SOMETIMES", 1)
	fine := strings.Replace(always, "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "RRULE:FREQ=SECONDLY", 1)
	for _, c := range []struct {
		name, text, want string
		open             int
	}{
		{"bounds", broken + always, "a.ics: line 4: availability left out: its bounds can't be read", 2},
		{"a rule", half, "a.ics: line 13 (34EDA59B-6BB1-4E94-A66C-64999089C0AF): rule part FREQ=SOMETIMES", 0},
		{"too fine a rule", fine, "series too long or too fine to follow", 0},
		{"too large", always + strings.Repeat("X-PAD:"+strings.Repeat("x", 1000)+"\n", 1100), "a.ics: line 1: availability left out: it is too large", 0},
		{"too many", strings.Repeat(always, 51), "availability left out: it is too large", 2},
	} {
		l := agendaOver(t, AgendaSource{Zone: "America/Montreal"}).reads("open", wrapped(c.text))
		got, problems := l.between("2011-10-06", "2011-10-08")
		if len(problems) != 1 || !strings.Contains(problems[0].String(), c.want) {
			t.Errorf("%s: %v", c.name, problems)
		}
		if len(got.Open) != c.open {
			t.Errorf("%s: open %v", c.name, got.Open)
		}
	}
}

func FuzzAvailability(f *testing.F) {
	for _, text := range []string{always, bounded, denver, "BEGIN:AVAILABLE\nEND:AVAILABLE", strings.Repeat("BEGIN:VAVAILABILITY\n", 40)} {
		f.Add(wrapped(text))
	}
	zones := ical.NewZones()
	from := time.Date(2011, 10, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		list, _ := presences([]byte(text), ical.Reader{Zone: time.UTC, Zones: zones})
		for _, a := range list {
			l, err := a.lay(from, from.AddDate(0, 1, 0))
			for _, h := range l.hours {
				if err == nil && (h.start.Before(l.span.Start) || h.end.After(l.span.End) || !h.start.Before(h.end)) {
					t.Errorf("hours %v out of %v", h, l.span)
				}
			}
		}
	})
}

// An object is read like any other where the server takes it.
func TestAvailabilityAsAnObject(t *testing.T) {
	r := startRadicale(t)
	opens := r.make("Escale")
	r.make("Rendez-vous")
	text := wrapped("BEGIN:VAVAILABILITY\nUID:v\nDTSTAMP:20260101T000000Z\nBEGIN:AVAILABLE\nUID:w\nDTSTAMP:20260101T000000Z\nDTSTART;TZID=Europe/Paris:20260907T140000\nDTEND;TZID=Europe/Paris:20260907T170000\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE\nEND:AVAILABLE\nEND:VAVAILABILITY")
	if status := r.Request("PUT", opens+"v.ics", text); status/100 != 2 {
		t.Fatalf("put: %d", status)
	}
	cache := t.TempDir()
	m := newTestMirror(t, MirrorConfig{CacheDir: cache}, r.source())
	m.mustSync(t, aline)
	open := []string{"23 14:00-17:00", "25 14:00-17:00"}
	expectWeek(t, m, aline, open, nil)
	m = newTestMirror(t, MirrorConfig{CacheDir: cache}, r.source()) // read back from the disk
	m.mustSync(t, aline)
	expectWeek(t, m, aline, open, nil)
}

// The account's own availability, as Apple's calendar sets it on Cyrus.
func TestAvailabilityOfTheAccount(t *testing.T) {
	s := servertest.NewCyrus(t, testUser, testPassword)
	s.MakeCalendar("Rendez-vous")
	src := AgendaSource{
		ID: aline, Zone: "Europe/Paris", URL: s.URL(), Username: testUser, Password: testPassword,
		Busy: []string{"Rendez-vous"}, Availability: true,
	}
	m := newTestMirror(t, MirrorConfig{}, src)
	m.mustSync(t, aline)
	expectWeek(t, m, aline, nil, nil) // none was set
	c, err := caldav.NewClient(caldav.Config{URL: s.URL(), Username: testUser, Password: testPassword})
	if err != nil {
		t.Fatal(err)
	}
	_, inbox, err := c.Availability(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	set := func(to string) {
		t.Helper()
		text := wrapped("BEGIN:VAVAILABILITY\nUID:v\nDTSTAMP:20260101T000000Z\nBEGIN:AVAILABLE\nUID:w\nDTSTAMP:20260101T000000Z\nDTSTART:20260907T120000Z\nDTEND:20260907T" + to + "0000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO\nEND:AVAILABLE\nEND:VAVAILABILITY")
		a := s.Do("PROPPATCH", inbox, `<propertyupdate xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><set><prop><c:calendar-availability>`+text+`</c:calendar-availability></prop></set></propertyupdate>`, "Content-Type", "application/xml")
		if a.Status != 207 || !strings.Contains(a.Body, "200 OK") {
			t.Fatalf("set the availability: %d %s", a.Status, a.Body)
		}
	}
	set("15")
	m.mustSync(t, aline)
	expectWeek(t, m, aline, []string{"23 13:00-16:00"}, nil)
	set("14")
	m.mustSync(t, aline)
	expectWeek(t, m, aline, []string{"23 13:00-15:00"}, nil)
}
