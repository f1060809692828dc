package caldav

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"escale/deploy/servertest"
)

const (
	first  = "SUMMARY:premier"
	second = "SUMMARY:second"
	nine   = "DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z"
)

var writingRows = []row{
	{"PUT If-None-Match:* of something new", func(s *site) string {
		href, text := s.event(s.NewCalendar(), "a")
		a := s.Write(href, text, "If-None-Match", "*")
		return written(s, href, a)
	}},
	{"PUT If-None-Match:* over an object", func(s *site) string {
		cal := s.NewCalendar()
		href, _ := s.fill(cal, "a", nine, first)
		_, text := s.event(cal, "a", nine, second)
		a := s.Write(href, text, "If-None-Match", "*")
		return coded(a.Status) + overwritten(s, href)
	}},
	{"PUT If-Match of the version there", func(s *site) string {
		cal := s.NewCalendar()
		href, etag := s.fill(cal, "a", nine, first)
		_, text := s.event(cal, "a", nine, second)
		return written(s, href, s.Write(href, text, "If-Match", etag))
	}},
	{"PUT with a stale If-Match", func(s *site) string {
		cal := s.NewCalendar()
		href, etag := s.fill(cal, "a", nine, "SUMMARY:avant")
		s.fill(cal, "a", nine, first)
		_, text := s.event(cal, "a", nine, second)
		a := s.Write(href, text, "If-Match", etag)
		return coded(a.Status) + overwritten(s, href)
	}},
	{"PUT If-Match where nothing is", func(s *site) string {
		href, text := s.event(s.NewCalendar(), "a")
		a := s.Write(href, text, "If-Match", `"123"`)
		return coded(a.Status) + there(s, href)
	}},
	{"PUT If-Match:* where nothing is", func(s *site) string {
		href, text := s.event(s.NewCalendar(), "a")
		a := s.Write(href, text, "If-Match", "*")
		return coded(a.Status) + there(s, href)
	}},
	{"ETag changes with every write", func(s *site) string {
		cal := s.NewCalendar()
		_, one := s.fill(cal, "a", nine, first)
		_, two := s.fill(cal, "a", nine, second)
		return yes(one != two)
	}},
	{"ETag after the same text again", func(s *site) string {
		cal := s.NewCalendar()
		_, one := s.fill(cal, "a", nine, first)
		_, two := s.fill(cal, "a", nine, first)
		return map[bool]string{true: "the same", false: "another"}[one == two]
	}},
	{"DELETE with a stale If-Match", func(s *site) string {
		cal := s.NewCalendar()
		href, etag := s.fill(cal, "a", nine, first)
		s.fill(cal, "a", nine, second)
		a := s.Raw(http.MethodDelete, href, "", "If-Match", etag)
		return coded(a.Status) + there(s, href)
	}},
	{"DELETE of the version there; again", func(s *site) string {
		href, etag := s.fill(s.NewCalendar(), "a")
		once := s.Raw(http.MethodDelete, href, "", "If-Match", etag)
		again := s.Raw(http.MethodDelete, href, "")
		return coded(once.Status) + "; " + coded(again.Status)
	}},
	{"PUT again where an object was deleted", func(s *site) string {
		href, text := s.event(s.NewCalendar(), "a")
		s.Write(href, text)
		s.Raw(http.MethodDelete, href, "")
		return coded(s.Write(href, text, "If-None-Match", "*").Status) + there(s, href)
	}},
	{"the same UID at another address", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "a")
		_, text := s.event(cal, "a")
		a := s.Write(cal+"b.ics", text, "If-None-Match", "*")
		return coded(a.Status) + there(s, cal+"b.ics")
	}},
	{"the same UID in another calendar", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "a")
		_, text := s.event(cal, "a")
		other := s.NewCalendar()
		a := s.Write(other+"a.ics", text, "If-None-Match", "*")
		return coded(a.Status) + there(s, other+"a.ics")
	}},
	{"another UID over an object", func(s *site) string {
		cal := s.NewCalendar()
		href, _ := s.fill(cal, "a", nine, first)
		_, text := s.event(cal, "b", nine, second)
		a := s.Write(href, text)
		return coded(a.Status) + overwritten(s, href)
	}},
	{"what it changes in an event", changesInEvent},
	{"an address with é ( & ' @ +", func(s *site) string {
		cal := s.NewCalendar()
		_, text := s.event(cal, "a")
		href := cal + "%C3%A9%20(1)%20&'@+.ics"
		a := s.Write(href, text)
		m, _ := s.props(cal, "1", `<getetag/>`)
		for _, r := range m.Responses {
			if !sameCollection(r.path(), cal) {
				said := "listed as written"
				if r.Hrefs[0] != href {
					said = "listed as " + strings.TrimPrefix(r.Hrefs[0], cal)
				}
				return fmt.Sprintf("%s, %s, GET %s", coded(a.Status), said, coded(s.Raw(http.MethodGet, r.Hrefs[0], "").Status))
			}
		}
		return coded(a.Status) + ", not listed"
	}},
	{"an address with %2F", func(s *site) string {
		cal := s.NewCalendar()
		_, text := s.event(cal, "a")
		href := cal + "a%2Fb.ics"
		return coded(s.Write(href, text).Status) + there(s, href)
	}},
	{"a VTODO in a calendar of events", func(s *site) string {
		href := s.NewCalendar() + "a.ics"
		return coded(s.Write(href, todo(s.UID("a"))).Status) + there(s, href)
	}},
	{"a VAVAILABILITY object, where the calendar takes all", func(s *site) string {
		href := s.anything() + "a.ics"
		return coded(s.Write(href, availability(s.UID("a"))).Status) + there(s, href)
	}},
	{"text that is no calendar", func(s *site) string {
		href := s.NewCalendar() + "a.ics"
		return coded(s.Write(href, "<html>").Status) + there(s, href)
	}},
	{"an event without DTSTAMP", func(s *site) string {
		href, text := s.event(s.NewCalendar(), "a")
		return coded(s.Write(href, strings.Replace(text, "DTSTAMP:20260101T000000Z\r\n", "", 1)).Status) + there(s, href)
	}},
	{"an event without an end", func(s *site) string {
		href, text := s.event(s.NewCalendar(), "a", "DTSTART:20261123T090000Z")
		return coded(s.Write(href, text).Status) + there(s, href)
	}},
	{"COPY to another calendar", func(s *site) string { return transfer(s, "COPY") }},
	{"MOVE to another calendar", func(s *site) string { return transfer(s, "MOVE") }},
}

// written says how a successful write was acknowledged: the version that the
// answer names, and what GET says next.
func written(s *site, href string, a servertest.Answer) string {
	told := a.Header.Get("ETag")
	g := s.Raw(http.MethodGet, href, "")
	said := coded(a.Status)
	switch etag := g.Header.Get("ETag"); {
	case g.Status != http.StatusOK:
		return said + ", not at its address"
	case told == "":
		said += ", no ETag"
	case told == etag:
		said += ", its ETag"
	default:
		said += ", another ETag than GET's"
	}
	return said
}

func overwritten(s *site, href string) string {
	a := s.Raw(http.MethodGet, href, "")
	switch {
	case strings.Contains(a.Body, first):
		return ", kept"
	case strings.Contains(a.Body, second):
		return ", overwritten"
	}
	return ", lost"
}

func there(s *site, href string) string {
	if s.Raw(http.MethodGet, href, "").Status == http.StatusOK {
		return ", there"
	}
	return ", not there"
}

func todo(uid string) string {
	return strings.NewReplacer("VEVENT", "VTODO").Replace(servertest.Event("UID:"+uid, "SUMMARY:à faire", "DUE:20261123T090000Z"))
}

func availability(uid string) string {
	return strings.Join([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//staff//staff//FR", "BEGIN:VAVAILABILITY", "UID:" + uid, "DTSTAMP:20260101T000000Z",
		"DTSTART:20261101T000000Z", "DTEND:20261201T000000Z", "BEGIN:AVAILABLE", "UID:" + uid + "-1", "DTSTAMP:20260101T000000Z",
		"DTSTART:20261123T090000Z", "DTEND:20261123T110000Z", "END:AVAILABLE", "END:VAVAILABILITY", "END:VCALENDAR", "",
	}, "\r\n")
}

// changesInEvent names the properties that are not as they were written.
func changesInEvent(s *site) string {
	href, text := s.event(s.NewCalendar(), "a",
		"DTSTART;TZID=Europe/Paris:20261123T090000", "DTEND;TZID=Europe/Paris:20261123T100000", "SUMMARY:Été\\, 50 % — fin",
		"LAST-MODIFIED:20260102T000000Z", "CREATED:20260102T000000Z", "SEQUENCE:3", "CLASS:PRIVATE", "TRANSP:TRANSPARENT",
		"CATEGORIES:Escale,Aline", "URL:https://escale.example/x", "X-ESCALE:1", "X-MICROSOFT-CDO-BUSYSTATUS:FREE")
	text = strings.Replace(text, "BEGIN:VEVENT", strings.Join([]string{
		"BEGIN:VTIMEZONE", "TZID:Europe/Paris", "BEGIN:STANDARD", "DTSTART:19961027T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
		"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD", "END:VTIMEZONE", "BEGIN:VEVENT",
	}, "\r\n"), 1)
	s.Write(href, text)
	before, after := lineSet(text), lineSet(s.Raw(http.MethodGet, href, "").Body)
	return cmp.Or(strings.Join(append(without("takes out or rewrites", before, after), without("adds", after, before)...), "; "), "nothing")
}

// lineSet holds the content lines of a text, unfolded.
func lineSet(text string) map[string]bool {
	set := map[string]bool{}
	text = strings.NewReplacer("\r\n ", "", "\n ", "").Replace(text)
	for line := range strings.Lines(text) {
		set[strings.TrimSpace(line)] = true
	}
	return set
}

func without(what string, these, those map[string]bool) []string {
	var names []string
	for line := range these {
		if !those[line] {
			names = append(names, line[:strings.IndexAny(line+":", ":;")])
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	return []string{what + " " + strings.Join(slices.Compact(names), ", ")}
}

func transfer(s *site, method string) string {
	from, _ := s.fill(s.NewCalendar(), "a")
	to := s.NewCalendar() + "a.ics"
	base := strings.TrimSuffix(s.URL(), "/")
	if i := strings.Index(base, "://"); i >= 0 {
		if j := strings.Index(base[i+3:], "/"); j >= 0 {
			base = base[:i+3+j]
		}
	}
	a := s.Raw(method, from, "", "Destination", base+to, "Overwrite", "F")
	return coded(a.Status) + there(s, to)
}
