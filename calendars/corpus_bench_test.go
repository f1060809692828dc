package calendars

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"escale/calendars/ical"
)

// corpus is a year of calendars as structures have them: lists of objects, each
// the text that a server gives for one. Of every two lists the first holds open
// hours, Monday to Friday 9–12 and 14–18 in Paris, the second 25 appointments a
// week, of which 15 come from series with days left out and moved.
type corpus struct {
	lists [][][]byte
}

// drawCorpus draws the calendars of the year from 1 March 2027: each object by
// itself, as CalDAV has it, or all objects of a list in one file, as a feed.
func drawCorpus(tb testing.TB, calendars int, oneFile bool) corpus {
	tb.Helper()
	d := drawer{Rand: rand.New(rand.NewPCG(2027, 5)), first: time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)}
	var c corpus
	for range calendars {
		for _, list := range [][][]string{d.open(), d.appointments()} {
			if oneFile {
				var all []string
				for _, o := range list {
					all = append(all, o...)
				}
				list = [][]string{all}
			}
			var objects [][]byte
			for _, events := range list {
				objects = append(objects, calendarOf(events))
			}
			c.lists = append(c.lists, objects)
		}
	}
	return c
}

// pack writes the corpus as servertest.LibicalReading takes it.
func (c corpus) pack() []byte {
	var b bytes.Buffer
	for _, list := range c.lists {
		b.WriteString("list\n")
		for _, text := range list {
			fmt.Fprintf(&b, "object %d\n%s\x00", len(text), text)
		}
	}
	return b.Bytes()
}

func (c corpus) bytes() (n int) {
	for _, list := range c.lists {
		for _, text := range list {
			n += len(text)
		}
	}
	return n
}

// drawer draws events, each as the text of a VEVENT. Objects are lists of them:
// a series and the occurrences that replace some of its own.
type drawer struct {
	*rand.Rand
	first time.Time // a Monday
	n     int       // events drawn
}

func (d *drawer) uid() string {
	d.n++
	return fmt.Sprintf("%08x-%04x-4%03x-9%03x-%012x", d.Uint32(), d.IntN(1<<16), d.IntN(1<<12), d.IntN(1<<12), d.n)
}

// writer is a program that writes calendars.
type writer int

const (
	nextcloud writer = iota
	outlook
	apple
	groupware // names zones as it likes
)

// at writes a property with a time of Paris as that program does.
func (w writer) at(name string, wall time.Time) string {
	switch w {
	case outlook:
		return name + ";TZID=Romance Standard Time:" + wall.Format(clockFormat)
	case groupware:
		return name + ";TZID=Chez nous:" + wall.Format(clockFormat)
	case apple:
		return name + ":" + ical.InstantOf(wall, parisZone).UTC().Format(clockFormat) + "Z"
	}
	return name + ";TZID=Europe/Paris:" + wall.Format(clockFormat)
}

var parisZone, _ = time.LoadLocation("Europe/Paris")

const clockFormat = "20060102T150405"

// appointment is what one VEVENT says.
type appointment struct {
	writer
	uid        string
	start, end time.Time // wall clocks
	more       []string  // further lines
}

func (d *drawer) event(a appointment) string {
	lines := []string{
		"BEGIN:VEVENT", "CREATED:20270105T083012Z", "DTSTAMP:20270211T101502Z", "LAST-MODIFIED:20270211T101502Z",
		"SEQUENCE:" + fmt.Sprint(d.IntN(4)), "UID:" + a.uid, a.at("DTSTART", a.start), a.at("DTEND", a.end),
	}
	lines = append(lines, a.more...)
	lines = append(lines, d.prose(a.writer)...)
	lines = append(lines, "END:VEVENT")
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(foldLine(l))
	}
	return b.String()
}

// foldLine folds at 75 bytes (RFC 5545, 3.1).
func foldLine(l string) string {
	var b strings.Builder
	for len(l) > 73 {
		cut := 73
		for l[cut]&0xC0 == 0x80 {
			cut--
		}
		b.WriteString(l[:cut] + "\r\n ")
		l = l[cut:]
	}
	return b.String() + l + "\r\n"
}

// prose is what scheduling does not read: title, text, people, alarms and what
// the programs note for themselves.
func (d *drawer) prose(w writer) []string {
	text := strings.Repeat("Préparer la salle du premier étage\\, prévenir l'accueil\\n", 2+d.IntN(5))
	lines := []string{"SUMMARY:Rendez-vous avec l'équipe " + fmt.Sprint(d.IntN(40)), "LOCATION:12 rue des Essais\\, 38000 Grenoble"}
	lines = append(lines, "DESCRIPTION:"+text, "ORGANIZER;CN=Alix Exemple:mailto:alix.exemple@invalid.example")
	for n := range d.IntN(4) {
		lines = append(lines, fmt.Sprintf("ATTENDEE;CN=Personne Exemple %d;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:personne%d@invalid.example", n, n))
	}
	switch w {
	case outlook:
		lines = append(lines, "X-MICROSOFT-CDO-APPT-SEQUENCE:0", "X-MICROSOFT-CDO-OWNERAPPTID:2119876543", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
			"X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY", "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE", "X-MICROSOFT-CDO-IMPORTANCE:1", "X-MICROSOFT-CDO-INSTTYPE:0",
			"X-MICROSOFT-DISALLOW-COUNTER:FALSE", "X-ALT-DESC;FMTTYPE=text/html:<html><body><p>"+strings.ReplaceAll(text, "\\n", "</p><p>")+"</p></body></html>")
	case apple:
		lines = append(lines, "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC")
	}
	return append(lines, "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Rappel", "TRIGGER:-PT15M", "X-WR-ALARMUID:"+d.uid(), "END:VALARM")
}

// open are the open hours: two series without the days off, a morning of which
// was moved to the afternoon.
func (d *drawer) open() [][]string {
	var list [][]string
	for _, hours := range [][2]int{{9, 12}, {14, 18}} {
		a := d.appointment(nextcloud, 0, hours[0], 0, time.Duration(hours[1]-hours[0])*time.Hour)
		a.more = append(a.more, "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
		for _, off := range []int{28, 66, 72, 77, 135, 244, 255} {
			a.more = append(a.more, a.at("EXDATE", a.start.AddDate(0, 0, off)))
		}
		list = append(list, []string{d.event(a), d.event(a.moved(7*(1+d.IntN(8)), time.Hour))})
	}
	return list
}

func (d *drawer) appointment(w writer, day, hour, minute int, length time.Duration) appointment {
	start := d.first.AddDate(0, 0, day).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	return appointment{writer: w, uid: d.uid(), start: start, end: start.Add(length)}
}

// moved is the event that replaces the occurrence of so many days later.
func (a appointment) moved(days int, by time.Duration) appointment {
	at := a.start.AddDate(0, 0, days)
	m := a
	m.start, m.end = at.Add(by), at.Add(by).Add(a.end.Sub(a.start))
	m.more = []string{a.at("RECURRENCE-ID", at)}
	return m
}

// appointments are a year's: 15 series, and 10 single ones a week.
func (d *drawer) appointments() [][]string {
	var list [][]string
	for n := range 15 {
		list = append(list, d.series(n))
	}
	for day := range 52 * 7 {
		if day%7 > 4 {
			continue
		}
		for range 2 {
			list = append(list, d.single(day))
		}
	}
	return list
}

func (d *drawer) series(n int) []string {
	w := writer(n % 2) // in UTC a series would move with the clocks
	a := d.appointment(w, n%5, 9+d.IntN(9), 15*d.IntN(4), time.Duration(30+15*d.IntN(3))*time.Minute)
	rules := [...]string{
		"FREQ=WEEKLY;UNTIL=20280228T225959Z", "FREQ=WEEKLY;COUNT=52", "FREQ=WEEKLY;INTERVAL=1;WKST=MO",
		"FREQ=WEEKLY;BYDAY=" + strings.ToUpper(a.start.Weekday().String()[:2]), "FREQ=DAILY;INTERVAL=7",
	}
	a.more = append(a.more, "RRULE:"+rules[n%len(rules)])
	for week := range 4 {
		a.more = append(a.more, a.at("EXDATE", a.start.AddDate(0, 0, 7*(2+12*week+d.IntN(4)))))
	}
	events := []string{""}
	for week := range 3 {
		m := a.moved(7*(7+14*week+d.IntN(4)), time.Duration(d.IntN(5)-2)*time.Hour)
		if week == 2 {
			m.more = append(m.more, "STATUS:CANCELLED")
		}
		events = append(events, d.event(m))
	}
	events[0] = d.event(a)
	return events
}

func (d *drawer) single(day int) []string {
	a := d.appointment(writer(d.IntN(4)), day, 9+d.IntN(9), 15*d.IntN(4), time.Duration(30+15*d.IntN(3))*time.Minute)
	transp := "TRANSP:OPAQUE"
	if d.IntN(20) == 0 {
		transp = "TRANSP:TRANSPARENT"
	}
	a.more = append(a.more, transp, "STATUS:CONFIRMED", "CLASS:PUBLIC")
	return []string{d.event(a)}
}

// calendarOf wraps events, with the zones that they name.
func calendarOf(events []string) []byte {
	var b bytes.Buffer
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Exemple//FR\r\nCALSCALE:GREGORIAN\r\n")
	text := strings.Join(events, "")
	for _, zone := range [...]struct{ name, component string }{
		{"Europe/Paris", parisComponent},
		{"Romance Standard Time", romanceComponent},
		{"Chez nous", strings.ReplaceAll(romanceComponent, "Romance Standard Time", "Chez nous")},
	} {
		if strings.Contains(text, "TZID="+zone.name) {
			b.WriteString(strings.ReplaceAll(zone.component, "\n", "\r\n"))
		}
	}
	b.WriteString(text)
	b.WriteString("END:VCALENDAR\r\n")
	return b.Bytes()
}

const parisComponent = `BEGIN:VTIMEZONE
TZID:Europe/Paris
X-LIC-LOCATION:Europe/Paris
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
`

const romanceComponent = `BEGIN:VTIMEZONE
TZID:Romance Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
`
