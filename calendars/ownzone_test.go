package calendars

import (
	"cmp"
	"html"
	"net/http"
	"strings"
	"testing"

	"escale/calendars/ical"
	"escale/deploy/servertest"
)

// inMartinique reads the calendars of a source from there.
func inMartinique(s AgendaSource) AgendaSource {
	s.Zone = "America/Martinique"
	return s
}

// floatingFeed is a feed whose times are nobody's, unless the calendar has a zone.
func floatingFeed(zone string) string {
	return strings.Replace(feedText(
		feedEvent("a", "20261123T090000"), feedEvent("b", "20261124T130000Z"), feedEvent("c", "20261125T090000"),
	), "X-WR-CALNAME:Agenda\r\n", zone, 1)
}

func TestAFeedSaysItsZone(t *testing.T) {
	o := startFeed(t)
	source := inMartinique(o.source())
	source.Hours = nil
	config := MirrorConfig{PrivateFeeds: []string{o.address()}, CacheDir: t.TempDir()}
	m := newTestMirror(t, config, source)
	for _, c := range []struct {
		zone string
		want []string // hours of Paris
	}{
		{"", []string{"23 14:00-15:00", "24 14:00-15:00", "25 14:00-15:00"}},
		{"X-WR-TIMEZONE:Europe/Paris\r\n", []string{"23 09:00-10:00", "24 14:00-15:00", "25 09:00-10:00"}},
		{"X-WR-TIMEZONE:indian/reunion\r\n", []string{"23 06:00-07:00", "24 14:00-15:00", "25 06:00-07:00"}},
		{"X-WR-TIMEZONE:Etc/UTC\r\n", []string{"23 14:00-15:00", "24 14:00-15:00", "25 14:00-15:00"}},
		{"X-WR-TIMEZONE:Europe/\r\n Paris\r\n", []string{"23 09:00-10:00", "24 14:00-15:00", "25 09:00-10:00"}},
	} {
		o.set(func(o *feedServer) { o.text = floatingFeed(c.zone) })
		m.due()
		m.mustSync(t, aline)
		expectWeek(t, m, aline, nil, c.want)
		m = newTestMirror(t, config, source) // from the disk
		m.mustSync(t, aline)
		expectWeek(t, m, aline, nil, c.want)
	}
}

// sayZone writes a calendar's zone as its owner's program does. It reports
// whether the server keeps it.
func (s *site) sayZone(cal, name, offset string) bool {
	s.Raw("PROPPATCH", cal, `<?xml version="1.0" encoding="utf-8"?><propertyupdate xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><set><prop>`+
		`<c:calendar-timezone>`+html.EscapeString(zoneText(name, offset))+`</c:calendar-timezone></prop></set></propertyupdate>`,
		"Content-Type", "application/xml; charset=utf-8")
	told, err := s.client.Calendar(s.t.Context(), cal)
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.Contains(told.Zone, "TZID:"+name)
}

// zoneText is a calendar of one zone, always at an offset, such as -0400.
func zoneText(name, offset string) string {
	return strings.Join([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//t//t//FR", "BEGIN:VTIMEZONE", "TZID:" + name, "BEGIN:STANDARD", "DTSTART:19700101T000000",
		"TZOFFSETFROM:" + offset, "TZOFFSETTO:" + offset, "END:STANDARD", "END:VTIMEZONE", "END:VCALENDAR", "",
	}, "\r\n")
}

// The calendar's own zone counts more than what an object says, and all is read
// anew when it changes. Xandikos and SOGo don't let it be said, and SOGo writes
// floating times in a zone of its own.
func TestServersSayACalendarsZone(t *testing.T) {
	onEveryServer(t, func(s *site) {
		cal := s.MakeCalendar("Rendez-vous")
		text := servertest.Event("UID:a", "DTSTART:20261123T090000", "DTEND:20261123T100000")
		s.Write(cal+"a.ics", strings.Replace(text, "VERSION:2.0", "VERSION:2.0\r\nX-WR-TIMEZONE:Asia/Tokyo", 1))
		config := MirrorConfig{CacheDir: t.TempDir()}
		source := inMartinique(AgendaSource{ID: aline, URL: s.URL(), Username: s.User, Password: s.Password, Busy: []string{"Rendez-vous"}})
		m := newTestMirror(s.t, config, source)
		m.mustSync(s.t, aline)
		said := map[string]string{"SOGo": "23 10:00-11:00"}[s.name]
		expectWeek(s.t, m, aline, nil, []string{cmp.Or(said, "23 01:00-02:00")})
		for _, step := range []struct{ name, offset, want string }{
			{"Europe/Paris", "+0100", "23 09:00-10:00"},
			{"Chez nous", "-0100", "23 11:00-12:00"},
			{"UTC", "+0000", "23 01:00-02:00"},
		} {
			if kept := s.sayZone(cal, step.name, step.offset); kept != (s.name != "Xandikos" && s.name != "SOGo") {
				s.t.Fatalf("keeps the zone of a calendar: %v", kept)
			} else if !kept {
				continue
			}
			for _, c := range m.copies {
				c.relist = 0
			}
			m.mustSync(s.t, aline)
			expectWeek(s.t, m, aline, nil, []string{step.want})
			m = newTestMirror(s.t, config, source)
			m.mustSync(s.t, aline)
			expectWeek(s.t, m, aline, nil, []string{step.want})
		}
	})
}

// What servers may say of a calendar's zone.
func TestTheZoneOfACalendar(t *testing.T) {
	known, invented := zoneText("Europe/Paris", "+0100"), zoneText("Chez nous", "-0100")
	for _, c := range []struct{ id, text, want string }{
		{"", "", ""},
		{"Indian/Reunion", "", "Indian/Reunion"},
		{"indian/reunion", known, "Indian/Reunion"},
		{"", known, "Europe/Paris"},
		{"", "\n" + strings.ReplaceAll(known, "\r\n", "\n"), "Europe/Paris"},
		{"", invented, "Chez nous"},
		{"", strings.Replace(known, "END:VCALENDAR\r\n", invented, 1), ""},
		{"Nulle/Part", "", ""},
		{"", "BEGIN:VCALENDAR\nEND:VCALENDAR", ""},
		{"Etc/UTC", "", ""},
		{"", zoneText("GMT", "+0000"), ""},
	} {
		client := oddServer(t, func(w http.ResponseWriter, _ *http.Request) {
			servertest.Multistatus(w, "/cal/", `<resourcetype><c:calendar/></resourcetype><c:calendar-timezone-id>`+c.id+`</c:calendar-timezone-id>`+
				`<c:calendar-timezone>`+c.text+`</c:calendar-timezone>`)
		})
		cal, err := client.Calendar(t.Context(), "/cal/")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if zone := ical.NewZones().OfCalendar(cal.Zone); zone != nil {
			got = zone.String()
		}
		if got != c.want {
			t.Errorf("%q, %q: %s, want %s", c.id, c.text, got, c.want)
		}
	}
}
