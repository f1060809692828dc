package hosting_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func query(filter string) string {
	return `<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/><C:calendar-data/></prop>` +
		`<C:filter><C:comp-filter name="VCALENDAR">` + filter + `</C:comp-filter></C:filter></C:calendar-query>`
}

func within(start, end string) string {
	return fmt.Sprintf(`<C:comp-filter name="VEVENT"><C:time-range start="%s" end="%s"/></C:comp-filter>`, start, end)
}

func TestQueriesFindWhatTouchesTheRange(t *testing.T) {
	s := open(t)
	put := func(name string, ics []byte) {
		if err := s.Put(t.Context(), "maison/ouvert", name, ics); err != nil {
			t.Fatal(err)
		}
	}
	put("weekly.ics", event("weekly", "20260105T080000Z", "20260105T090000Z", "RRULE:FREQ=WEEKLY", "EXDATE:20260330T080000Z", "CATEGORIES:Escale"))
	put("ended.ics", event("ended", "20260105T080000Z", "20260105T090000Z", "RRULE:FREQ=WEEKLY;UNTIL=20260201T000000Z"))
	put("point.ics", event("point", "20260330T083000Z", "20260330T083000Z", "LOCATION:Grenoble"))
	for name, c := range map[string]struct {
		filter string
		want   []string
	}{
		"exactly the event":   {within("20260330T080000Z", "20260330T090000Z"), []string{"a", "point"}},
		"ends where it is":    {within("20260330T070000Z", "20260330T080000Z"), nil},
		"begins where it was": {within("20260330T090000Z", "20260330T100000Z"), nil},
		"inside the event":    {within("20260330T084000Z", "20260330T084500Z"), []string{"a"}},
		"around all":          {within("20260329T000000Z", "20260331T000000Z"), []string{"a", "point"}},
		"a week on":           {within("20260406T000000Z", "20260407T000000Z"), []string{"weekly"}},
		"every event":         {`<C:comp-filter name="VEVENT"/>`, []string{"a", "ended", "point", "weekly"}},
		"no tasks":            {`<C:comp-filter name="VTODO"/>`, nil},
		"what is no task":     {`<C:comp-filter name="VTODO"><C:is-not-defined/></C:comp-filter>`, []string{"a", "ended", "point", "weekly"}},
		"by a word": {
			`<C:comp-filter name="VEVENT"><C:prop-filter name="LOCATION"><C:text-match>grenoble</C:text-match></C:prop-filter></C:comp-filter>`,
			[]string{"point"},
		},
		"by a word that isn't there": {
			`<C:comp-filter name="VEVENT"><C:prop-filter name="LOCATION"><C:text-match negate-condition="yes">paris</C:text-match></C:prop-filter></C:comp-filter>`,
			[]string{"point"},
		},
		"from then on": {`<C:comp-filter name="VEVENT"><C:time-range start="20260401T000000Z"/></C:comp-filter>`, []string{"weekly"}},
		"until then":   {`<C:comp-filter name="VEVENT"><C:time-range end="20260201T000000Z"/></C:comp-filter>`, []string{"ended", "weekly"}},
		"by a time that is a property": {
			`<C:comp-filter name="VEVENT"><C:prop-filter name="DTSTART"><C:time-range start="20260330T083000Z" end="20260330T083001Z"/></C:prop-filter></C:comp-filter>`,
			[]string{"point"},
		},
		"by what is missing": {
			`<C:comp-filter name="VEVENT"><C:prop-filter name="RRULE"><C:is-not-defined/></C:prop-filter></C:comp-filter>`,
			[]string{"a", "point"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s.t = t
			var got []string
			for href := range s.statuses(s.asks("REPORT", home, query(c.filter), "Depth", "1")) {
				got = append(got, strings.TrimSuffix(strings.TrimPrefix(href, home), ".ics"))
			}
			slices.Sort(got)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestFiltersThatCantBeAnsweredAreRefused(t *testing.T) {
	s := open(t)
	text := func(attributes string) string {
		return `<C:comp-filter name="VEVENT"><C:prop-filter name="SUMMARY"><C:text-match ` + attributes + `>x</C:text-match></C:prop-filter></C:comp-filter>`
	}
	for filter, want := range map[string]string{
		text(`collation="i;klingon"`):                  "supported-collation",
		within("20260330T080000", ""):                  "valid-filter",
		within("20260331T080000Z", "20260330T080000Z"): "valid-filter",
		within("", ""):                                 "valid-filter",
	} {
		s.between(s.gets(http.StatusForbidden, s.asks("REPORT", home, query(filter))), want)
	}
	top := strings.Replace(query(""), "VCALENDAR", "VEVENT", 1)
	s.between(s.gets(http.StatusForbidden, s.asks("REPORT", home, top)), "supported-filter")
}

func multiget(hrefs ...string) string {
	return `<C:calendar-multiget xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/><C:calendar-data/></prop><href>` +
		strings.Join(hrefs, "</href><href>") + `</href></C:calendar-multiget>`
}

func TestMultigetTellsWhatIsThereAndWhatIsNot(t *testing.T) {
	s := open(t)
	if err := s.Put(t.Context(), "voisin/ouvert", "v.ics", event("v", "20260331T080000Z", "20260331T090000Z")); err != nil {
		t.Fatal(err)
	}
	theirs := "/caldav/voisin/calendars/ouvert/v.ics"
	named := "/caldav/voisin/calendars/ouvert/a.ics" // a name of hers, at an address of theirs
	got := s.statuses(s.asks("REPORT", home, multiget(home+"a.ics", home+"none.ics", theirs, named, "/caldav/../etc/passwd", home)))
	want := map[string]string{
		home + "a.ics": "200", home + "none.ics": "404", theirs: "404", named: "404", "/caldav/../etc/passwd": "404", home: "404",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestOneObjectAskedForOftenIsCutOff(t *testing.T) {
	s := open(t)
	large := event("large", "20260331T080000Z", "20260331T090000Z", "DESCRIPTION:"+strings.Repeat("x", 200<<10))
	if err := s.Put(t.Context(), "maison/ouvert", "large.ics", large); err != nil {
		t.Fatal(err)
	}
	hrefs := slices.Repeat([]string{home + "large.ics"}, 1000)
	if r := s.asks("REPORT", home, multiget(hrefs...)); len(r.body) > 64<<20 {
		t.Errorf("an answer of %d bytes", len(r.body))
	}
}
