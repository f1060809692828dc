package caldav

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
)

var findingRows = []row{
	{"/.well-known/caldav", func(s *site) string {
		_, a := s.props("/.well-known/caldav", "0", `<current-user-principal/>`)
		if to, err := url.Parse(a.Header.Get("Location")); err == nil && to.Path != "" {
			return fmt.Sprintf("%d to %s", a.Status, to.Path)
		}
		return coded(a.Status)
	}},
	{"principal at /", func(s *site) string { return principal(s, "/") }},
	{"principal at the address told", func(s *site) string {
		told, err := url.Parse(s.URL())
		if err != nil {
			return err.Error()
		}
		return principal(s, told.Path)
	}},
	{"a wrong password", func(s *site) string {
		wrong := *s.Server
		wrong.Password = "autre"
		a, err := wrong.Try("PROPFIND", s.Home, "", "Depth", "0")
		if err != nil {
			return "no answer"
		}
		return coded(a.Status)
	}},
	{"MKCALENDAR; without a body; twice", func(s *site) string {
		nth := s.Next()
		cal := fmt.Sprintf("%smade%d/", s.Home, nth)
		body := `<c:mkcalendar xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><set><prop><displayname>Fait</displayname></prop></set></c:mkcalendar>`
		_, full := s.ask("MKCALENDAR", cal, "", body)
		_, twice := s.ask("MKCALENDAR", cal, "", body)
		empty := s.Raw("MKCALENDAR", strings.TrimSuffix(cal, "/")+"b/", "")
		return fmt.Sprintf("%s; %s; %s", coded(full.Status), coded(empty.Status), coded(twice.Status))
	}},
	{"a calendar tells", func(s *site) string {
		m, _ := s.props(s.NewCalendar(), "0", calendarProps)
		var told []string
		for _, r := range m.Responses {
			p := r.found()
			for name, has := range map[string]bool{
				"name": p.Name != "", "ctag": p.CTag != "", "token": p.Token != "", "components": len(p.Components) > 0,
			} {
				if has {
					told = append(told, name)
				}
			}
		}
		slices.Sort(told)
		return strings.Join(told, ", ")
	}},
	{"DAV header names", func(s *site) string {
		a := s.Raw(http.MethodOptions, s.Home, "")
		var has []string
		for class := range strings.SplitSeq(strings.Join(a.Header.Values("DAV"), ","), ",") {
			if class = strings.TrimSpace(class); slices.Contains([]string{"calendar-access", "calendar-auto-schedule", "calendar-availability", "extended-mkcol"}, class) {
				has = append(has, class)
			}
		}
		slices.Sort(has)
		return cmp.Or(strings.Join(slices.Compact(has), ", "), "none of these")
	}},
	{"PROPFIND of a calendar without its last slash", func(s *site) string {
		cal := strings.TrimSuffix(s.NewCalendar(), "/")
		m, a := s.props(cal, "0", `<displayname/>`)
		if len(m.Responses) > 0 && m.Responses[0].path() == cal+"/" {
			return coded(a.Status) + ", about the one with"
		}
		return coded(a.Status)
	}},
	{"PROPFIND of a calendar that is not there", func(s *site) string {
		_, a := s.props(s.Home+"nowhere/", "0", calendarProps)
		return coded(a.Status)
	}},
	{"a connection is kept for the next request", func(s *site) string {
		reused := false
		trace := &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) { reused = i.Reused }}
		for range 2 {
			if _, err := s.client.Calendar(httptrace.WithClientTrace(s.t.Context(), trace), s.Home); TroubleOf(err) == Unreachable {
				return "broken"
			}
		}
		return yes(reused)
	}},
}

// principal says what leads from an address to the calendars.
func principal(s *site, at string) string {
	m, a := s.props(at, "0", `<current-user-principal/>`)
	for _, r := range m.Responses {
		if p := r.found().Principal.Href; p != "" {
			home, _ := s.props(cleanHref(p), "0", `<c:calendar-home-set/>`)
			for _, r := range home.Responses {
				if sameCollection(cleanHref(r.found().Home.Href), s.Home) {
					return "yes, and its home"
				}
			}
			return "yes, without a home"
		}
	}
	return cmp.Or(map[bool]string{true: "not told"}[a.Status == http.StatusMultiStatus], coded(a.Status))
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// coded writes an HTTP status; no answer is 0.
func coded(code int) string {
	if code == 0 {
		return "no answer"
	}
	return fmt.Sprint(code)
}
