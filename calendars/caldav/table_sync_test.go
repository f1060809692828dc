package caldav

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

var syncRows = []row{
	{"sync of an empty calendar", func(s *site) string {
		cal := s.NewCalendar()
		m, a := s.syncFrom(cal, "")
		return told(a.Status, m, cal)
	}},
	{"first sync", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "a")
		s.fill(cal, "b")
		m, a := s.syncFrom(cal, "")
		said := told(a.Status, m, cal)
		if m.Token != "" && len(m.objects()) == 0 {
			said += "; no data"
		}
		return said
	}},
	{"nothing changed", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "a")
		m, a := s.syncFrom(cal, s.token(cal))
		return told(a.Status, m, cal)
	}},
	{"one made, one changed, one deleted", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "kept")
		s.fill(cal, "changed", nine, first)
		gone, _ := s.fill(cal, "gone")
		token := s.token(cal)
		s.nextSecond()
		s.fill(cal, "changed", nine, second)
		s.fill(cal, "made")
		s.Raw(http.MethodDelete, gone, "")
		m, a := s.syncFrom(cal, token)
		return told(a.Status, m, cal)
	}},
	{"made and deleted since", func(s *site) string {
		cal := s.NewCalendar()
		token := s.token(cal)
		s.nextSecond()
		href, _ := s.fill(cal, "a")
		s.Raw(http.MethodDelete, href, "")
		m, a := s.syncFrom(cal, token)
		return told(a.Status, m, cal)
	}},
	{"a change in the second that gave the token", func(s *site) string {
		cal := s.NewCalendar()
		told := 0
		for try := range 30 {
			href, one := s.event(cal, fmt.Sprint("m", try), nine, first)
			_, two := s.event(cal, fmt.Sprint("m", try), nine, second)
			began := time.Now().Unix()
			s.Write(href, one)
			token := s.token(cal)
			s.Write(href, two)
			if time.Now().Unix() != began {
				s.nextSecond()
				continue
			}
			m, a := s.syncFrom(cal, token)
			switch {
			case a.Status != http.StatusMultiStatus:
				return coded(a.Status)
			case !slices.Contains(names(m, cal), fmt.Sprint("m", try)):
				return "missed"
			}
			if told++; told == 4 {
				return "told"
			}
		}
		return "no second was long enough"
	}},
	{"a VTODO, where the calendar takes it", func(s *site) string {
		cal := s.anything()
		put := s.Write(cal+"task.ics", todo(s.UID("task")))
		m, a := s.syncFrom(cal, "")
		return coded(put.Status) + "; " + told(a.Status, m, cal)
	}},
	{"a token that is none", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "a")
		m, a := s.syncFrom(cal, "http://invented.example/1")
		return told(a.Status, m, cal)
	}},
	{"a token of its own form that is none", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "a")
		m, a := s.syncFrom(cal, strings.Map(turned, s.token(cal)))
		return told(a.Status, m, cal)
	}},
	{"calendar deleted; made again; the old token", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "a")
		token := s.token(cal)
		gone := s.Raw(http.MethodDelete, cal, "")
		again := s.Raw("MKCALENDAR", cal, `<c:mkcalendar xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><set><prop><displayname>Bis</displayname></prop></set></c:mkcalendar>`,
			"Content-Type", reportType)
		m, a := s.syncFrom(cal, token)
		return coded(gone.Status) + "; " + coded(again.Status) + "; " + told(a.Status, m, cal)
	}},
	{"sync of a calendar that is gone", func(s *site) string {
		cal := s.NewCalendar()
		token := s.token(cal)
		s.Raw(http.MethodDelete, cal, "")
		_, a := s.syncFrom(cal, token)
		return coded(a.Status)
	}},
	{"a limit of one", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "a")
		s.fill(cal, "b")
		m, a := s.ask("REPORT", cal, "0", `<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level>`+
			`<limit><nresults>1</nresults></limit><prop><getetag/></prop></sync-collection>`)
		if a.Status != http.StatusMultiStatus {
			return coded(a.Status)
		}
		said := fmt.Sprint(len(names(m, cal)))
		if slices.ContainsFunc(m.Responses, func(r response) bool {
			return sameCollection(r.path(), cal) && r.status() == http.StatusInsufficientStorage
		}) {
			return said + ", and says that it was cut"
		}
		return said
	}},
	{"ctag; token move with every PUT and DELETE", func(s *site) string {
		cal := s.NewCalendar()
		ctag, token := true, true
		before := s.state(cal)
		look := func() {
			now := s.state(cal)
			ctag, token = ctag && now.CTag != before.CTag, token && now.Token != before.Token
			before = now
		}
		for i := range 4 { // of those, two fall into one second
			href, _ := s.fill(cal, fmt.Sprint("m", i))
			look()
			s.Raw(http.MethodDelete, href, "")
			look()
		}
		return yes(ctag) + "; " + yes(token)
	}},
	{"token after the calendar is as it was", func(s *site) string {
		cal := s.NewCalendar()
		before := s.token(cal)
		href, _ := s.fill(cal, "a")
		s.Raw(http.MethodDelete, href, "")
		switch after := s.token(cal); after {
		case "":
			return "none"
		case before:
			return "the old one"
		}
		return "another"
	}},
}

// nextSecond waits until the second is over: the tokens of some servers count
// seconds.
func (s *site) nextSecond() {
	now := time.Now().Unix()
	waitFor(s.t, "the next second", func() bool { return time.Now().Unix() > now })
}

func (s *site) state(cal string) Calendar {
	m, _ := s.props(cal, "0", calendarProps)
	for _, r := range m.Responses {
		p := r.found()
		return Calendar{CTag: p.CTag, Token: p.Token}
	}
	return Calendar{}
}

// told writes what a sync answered.
func told(code int, m multistatus, cal string) string {
	if code != http.StatusMultiStatus {
		return coded(code)
	}
	list := names(m, cal)
	slices.Sort(list)
	said := cmp.Or(strings.Join(list, ", "), "nothing")
	if m.Token == "" {
		said += "; no token"
	}
	return said
}

// turned makes other digits of digits: a token that looks right.
func turned(r rune) rune {
	if '0' <= r && r <= '9' {
		return '9' - (r - '0')
	}
	return r
}
