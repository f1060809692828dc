package caldav

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

var readingRows = []row{
	{"ETag in a listing; in GET", func(s *site) string {
		cal := s.NewCalendar()
		_, got := s.fill(cal, "a")
		m, _ := s.props(cal, "1", `<getetag/>`)
		for _, r := range m.Responses {
			if !sameCollection(r.path(), cal) {
				return quoting(r.found().ETag) + "; " + quoting(got)
			}
		}
		return "not listed"
	}},
	{"GET of a calendar", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "a")
		a := s.Raw(http.MethodGet, cal, "")
		kind, _, _ := strings.Cut(a.Header.Get("Content-Type"), ";")
		return coded(a.Status) + " " + kind
	}},
	{"time-range query", func(s *site) string { return query(s) }},
	{"expand", func(s *site) string { return expanded(s) }},
	{"multiget, one of three gone", func(s *site) string {
		cal := s.NewCalendar()
		a, _ := s.fill(cal, "a")
		b, _ := s.fill(cal, "b")
		return gets(s, cal, a, b, cal+"gone.ics")
	}},
	{"multiget of a full address", func(s *site) string {
		cal := s.NewCalendar()
		a, _ := s.fill(cal, "a")
		host, err := url.Parse(s.URL())
		if err != nil {
			return err.Error()
		}
		return gets(s, cal, host.Scheme+"://"+host.Host+a)
	}},
	{"multiget of an address escaped otherwise", func(s *site) string {
		cal := s.NewCalendar()
		a, _ := s.fill(cal, "a")
		return gets(s, cal, strings.Replace(a, "/a.ics", "/%61.ics", 1))
	}},
	{"multiget of 1,000 addresses, 3 of them there", func(s *site) string {
		cal := s.NewCalendar()
		var hrefs []string
		for i := range 1000 {
			name := fmt.Sprintf("n%03d", i)
			if i%400 == 0 {
				s.fill(cal, name)
			}
			hrefs = append(hrefs, cal+name+".ics")
		}
		m, a := s.ask("REPORT", cal, "1", multigetBody(hrefs))
		if len(m.Responses) == 0 {
			return coded(a.Status)
		}
		gone := 0
		for _, r := range m.Responses {
			if r.status() == http.StatusNotFound {
				gone++
			}
		}
		return fmt.Sprintf("%d data, %d not found", len(m.objects()), gone)
	}},
	{"free-busy", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "single", nine)
		s.fill(cal, "weekly", "DTSTART:20261102T110000Z", "DTEND:20261102T120000Z", "RRULE:FREQ=WEEKLY")
		a := s.Raw("REPORT", cal, `<c:free-busy-query xmlns:c="urn:ietf:params:xml:ns:caldav"><c:time-range start="20261123T000000Z" end="20261124T000000Z"/></c:free-busy-query>`,
			"Content-Type", reportType, "Depth", "1")
		var has []string
		for what, sign := range map[string]string{"event": "20261123T090000Z", "series": "20261123T110000Z"} {
			if strings.Contains(a.Body, sign) {
				has = append(has, what)
			}
		}
		slices.Sort(has)
		return coded(a.Status) + " " + cmp.Or(strings.Join(has, ", "), "nothing of use")
	}},
}

func quoting(etag string) string {
	switch {
	case etag == "":
		return "none"
	case strings.HasPrefix(etag, "W/"):
		return "weak"
	case strings.HasPrefix(etag, `"`):
		return "quoted"
	}
	return "without quotes"
}

func multigetBody(hrefs []string) string {
	return `<c:calendar-multiget xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><getetag/><c:calendar-data/></prop><href>` +
		strings.Join(hrefs, "</href><href>") + `</href></c:calendar-multiget>`
}

// gets says what a multiget brings: data, or the status it names.
func gets(s *site, cal string, hrefs ...string) string {
	m, a := s.ask("REPORT", cal, "1", multigetBody(hrefs))
	if len(m.Responses) == 0 {
		return coded(a.Status) + ", nothing"
	}
	var said []string
	for _, r := range m.Responses {
		p := r.found()
		switch {
		case p.Data != nil && *p.Data != "":
			said = append(said, "data")
		case r.status()/100 == 2:
			said = append(said, "no data")
		default:
			said = append(said, fmt.Sprint(r.status()))
		}
	}
	slices.Sort(said)
	return strings.Join(said, ", ")
}

// query asks for one Monday in a calendar that is hard to read.
func query(s *site) string {
	cal := s.NewCalendar()
	for name, lines := range map[string][]string{
		"inside":      {nine},
		"series":      {"DTSTART:20261005T110000Z", "DTEND:20261005T120000Z", "RRULE:FREQ=WEEKLY"},
		"endless":     {"DTSTART:20200106T130000Z", "DTEND:20200106T140000Z", "RRULE:FREQ=WEEKLY;BYDAY=MO"},
		"in progress": {"DTSTART:20261122T230000Z", "DTEND:20261123T003000Z"},
		"all day":     {"DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261124"},
		"excluded":    {"DTSTART:20261102T150000Z", "DTEND:20261102T160000Z", "RRULE:FREQ=WEEKLY", "EXDATE:20261123T150000Z"},
		"outside":     {"DTSTART:20261124T090000Z", "DTEND:20261124T100000Z"},
		"until then":  {"DTSTART:20261122T230000Z", "DTEND:20261123T000000Z"},
	} {
		s.fill(cal, strings.ReplaceAll(name, " ", "-"), lines...)
	}
	m, a := s.ask("REPORT", cal, "1", `<c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><getetag/></prop>`+
		`<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"><c:time-range start="20261123T000000Z" end="20261124T000000Z"/></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>`)
	if a.Status != http.StatusMultiStatus {
		return coded(a.Status)
	}
	got := names(m, cal)
	var said []string
	for _, want := range []string{"inside", "series", "endless", "in-progress", "all-day"} {
		if !slices.Contains(got, want) {
			said = append(said, "misses "+want)
		}
		got = slices.DeleteFunc(got, func(n string) bool { return n == want })
	}
	slices.Sort(got)
	for _, name := range got {
		said = append(said, "extra "+name)
	}
	return cmp.Or(strings.Join(said, ", "), "right")
}

// expanded asks for the occurrences of one week of a series.
func expanded(s *site) string {
	cal := s.NewCalendar()
	s.fill(cal, "a", "DTSTART:20261005T110000Z", "DTEND:20261005T120000Z", "RRULE:FREQ=DAILY", "EXDATE:20261124T110000Z")
	m, a := s.ask("REPORT", cal, "1", `<c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop>`+
		`<c:calendar-data><c:expand start="20261123T000000Z" end="20261126T000000Z"/></c:calendar-data></prop>`+
		`<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"><c:time-range start="20261123T000000Z" end="20261126T000000Z"/></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>`)
	objects := m.objects()
	switch {
	case a.Status != http.StatusMultiStatus:
		return coded(a.Status)
	case len(objects) == 0:
		return "drops the series"
	}
	text := string(objects[0].Data)
	if strings.Contains(text, "RRULE") {
		return "ignored"
	}
	return fmt.Sprintf("%d of 2 occurrences", strings.Count(text, "BEGIN:VEVENT"))
}
