package caldav

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// clause is something that our client does alike on every server.
type clause struct {
	name, want string
	do         func(s *site) string
}

// differences are what a client can't hide, by server and clause. The probe
// tells a structure's server by them (Abilities), and Publish and the mirror
// know what to do about each.
var differences = map[string]map[string]string{
	"Xandikos": {
		"a wrong password": "a calendar", // it knows no passwords
	},
	"Cyrus": {
		"put the UID of another calendar": "rejected",
	},
	"DAViCal": {
		"put a name with é ( & ' @ +":    "rejected",
		"put the text of a web page":     "conflict",
		"put the UID of another address": "stored",                      // Publish looks for its UID
		"changes since a token of old":   "not told: all objects again", // the mirror lists every hour
	},
	"SOGo": {
		"find by the host alone":          "not-a-calendar", // the web server in front redirects
		"put over an object":              "overwritten",    // Abilities.UnsafeCreate
		"put over a version that is gone": "stored",
		"delete a stale version":          "gone", // Abilities.UnsafeDelete
		"changes since a token of old":    "not told: all objects again",
		"put the text of a web page":      "missing",
	},
	"sabre/dav 1.8": {
		"put the UID of another address":   "stored",
		"changes, nothing changed":         "no token", // Abilities.NoSync: ctag, or a listing
		"changes, one of each":             "no token",
		"changes in the second of a token": "no token",
		"changes with a VTODO":             "no token",
		"changes since a token of old":     "no token",
	},
}

// TestServersAndClient holds our client to one behaviour on all.
func TestServersAndClient(t *testing.T) {
	onEveryServer(t, func(s *site) {
		known := differences[s.name]
		for _, c := range slices.Concat(findClauses, readClauses, changeClauses, writeClauses) {
			want := c.want
			if other, ok := known[c.name]; ok {
				want = other
			}
			if got := c.do(s); got != want {
				s.t.Errorf("%s: got %s, want %s", c.name, got, want)
			}
		}
	})
}

// outcome is what an error means; empty for none.
func outcome(err error) string { return string(TroubleOf(err)) }

var findClauses = []clause{
	{"find by name", "found", func(s *site) string { return s.finds(s.client, s.NewCalendar(), "Agenda%") }},
	{"find by name in capitals, with spaces", "found", func(s *site) string { return s.finds(s.client, s.NewCalendar(), " AGENDA% ") }},
	{"find by the last part of the address", "found", func(s *site) string { return s.finds(s.client, s.NewCalendar(), "agenda%") }},
	{"find by address", "found", func(s *site) string {
		cal := s.NewCalendar()
		return s.finds(s.client, cal, cal)
	}},
	{"find by address without its last slash", "found", func(s *site) string {
		cal := s.NewCalendar()
		return s.finds(s.client, cal, strings.TrimSuffix(cal, "/"))
	}},
	{"find by the host alone", "found", func(s *site) string { return s.finds(s.account(s.host()), s.NewCalendar(), "Agenda%") }},
	{"find by the home of calendars", "found", func(s *site) string {
		return s.finds(s.account(s.host()+s.Home), s.NewCalendar(), "Agenda%")
	}},
	{"find by the calendar's own address", "found", func(s *site) string {
		cal := s.NewCalendar()
		return s.finds(s.account(s.host()+cal), cal, "Agenda%")
	}},
	{"find what is not there", "missing", func(s *site) string { return s.finds(s.client, "", "Nulle part") }},
	{"find an address that is not there", "missing", func(s *site) string { return s.finds(s.client, "", s.Home+"nowhere/") }},
	{"find the home as if it were a calendar", "not-a-calendar", func(s *site) string { return s.finds(s.client, "", s.Home) }},
	{"a wrong password", "password-refused", func(s *site) string {
		cal := s.NewCalendar()
		c, err := NewClient(Config{URL: s.URL(), Username: s.User, Password: "autre"})
		if err == nil {
			_, err = c.Calendar(s.t.Context(), cal)
		}
		return cmp.Or(outcome(err), "a calendar")
	}},
}

// host is the server's address without a path.
func (s *site) host() string {
	u, err := url.Parse(s.URL())
	if err != nil {
		s.t.Fatal(err)
	}
	return u.Scheme + "://" + u.Host
}

// finds looks for a calendar; % in its name is the number of the last one made.
func (s *site) finds(c *Client, cal, name string) string {
	number := strings.TrimPrefix(s.UID(""), "-")
	got, err := c.Find(s.t.Context(), strings.ReplaceAll(name, "%", number))
	switch {
	case err != nil:
		return outcome(err)
	case got.Path != cal || got.Name != "Agenda"+number:
		return "found " + got.Name + " at " + got.Path
	}
	return "found"
}

var readClauses = []clause{
	{"versions are the same, however asked for", "the same", func(s *site) string {
		cal := s.NewCalendar()
		href, _ := s.fill(cal, "a")
		o, err1 := s.client.Get(s.t.Context(), href)
		list, err2 := s.client.List(s.t.Context(), cal)
		got, err3 := s.client.Fetch(s.t.Context(), cal, []string{href})
		if err := errors.Join(err1, err2, err3); err != nil || len(list) != 1 || len(got) != 1 {
			return outcome(err)
		}
		if o.ETag == "" || list[0] != o.Ref || got[0].Ref != o.Ref {
			return o.ETag + " " + list[0].ETag + " " + got[0].ETag
		}
		return "the same"
	}},
	{"list an empty calendar", "nothing", func(s *site) string { return s.lists(s.NewCalendar()) }},
	{"list events and a VTODO", "event, task", func(s *site) string {
		cal := s.anything()
		s.fill(cal, "event")
		s.Write(cal+"task.ics", todo(s.UID("task")))
		return s.lists(cal)
	}},
	{"list a calendar that is gone", "missing", func(s *site) string { return s.lists(s.Home + "nowhere/") }},
	{"fetch one gone of three", "a, b", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "a")
		s.fill(cal, "b")
		return s.fetches(cal, "a", "gone", "b")
	}},
	{"fetch 3 of 250 that were there", "n0, n100, n200", func(s *site) string {
		cal := s.NewCalendar()
		var list []string
		for i := range 250 {
			name := "n" + coded(i)
			if i == 0 {
				name = "n0"
			}
			if i%100 == 0 {
				s.fill(cal, name)
			}
			list = append(list, name)
		}
		return s.fetches(cal, list...)
	}},
	{"fetch an event and a VTODO", "event, task", func(s *site) string {
		cal := s.anything()
		s.fill(cal, "event")
		s.Write(cal+"task.ics", todo(s.UID("task")))
		return s.fetches(cal, "event", "task")
	}},
	{"get what is not there", "missing", func(s *site) string {
		_, err := s.client.Get(s.t.Context(), s.NewCalendar()+"a.ics")
		return outcome(err)
	}},
}

func (s *site) lists(cal string) string {
	refs, err := s.client.List(s.t.Context(), cal)
	return cmp.Or(outcome(err), lastParts(cal, refs), "nothing")
}

func lastParts(cal string, refs []Ref) string {
	var list []string
	for _, r := range refs {
		list = append(list, strings.TrimSuffix(strings.TrimPrefix(r.Href, cal), ".ics"))
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func (s *site) fetches(cal string, names ...string) string {
	var hrefs []string
	for _, n := range names {
		hrefs = append(hrefs, cal+n+".ics")
	}
	objects, err := s.client.Fetch(s.t.Context(), cal, hrefs)
	var refs []Ref
	for _, o := range objects {
		if !strings.Contains(string(o.Data), "END:VCALENDAR") {
			return "no data of " + o.Href
		}
		refs = append(refs, o.Ref)
	}
	return cmp.Or(outcome(err), lastParts(cal, refs), "nothing")
}

var changeClauses = []clause{
	{"changes, nothing changed", "nothing", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "a")
		token, known := s.known(cal)
		return s.changes(cal, token, known)
	}},
	{"changes, one of each", "changed, made; gone: gone", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "kept")
		s.fill(cal, "changed", nine, first)
		gone, _ := s.fill(cal, "gone")
		token, known := s.known(cal)
		s.fill(cal, "made")
		s.fill(cal, "changed", nine, second, "TRANSP:TRANSPARENT")
		s.Raw("DELETE", gone, "")
		return s.changes(cal, token, known)
	}},
	{"changes in the second of a token", "each time", func(s *site) string {
		cal := s.NewCalendar()
		for i := range 4 {
			name := "m" + coded(i+1)
			s.fill(cal, name, nine, first)
			token, known := s.known(cal)
			s.fill(cal, name, nine, second)
			if got := s.changes(cal, token, known); got != name {
				return got
			}
		}
		return "each time"
	}},
	{"changes with a VTODO", "event, task", func(s *site) string {
		cal := s.anything()
		token, known := s.known(cal)
		s.fill(cal, "event")
		s.Write(cal+"task.ics", todo(s.UID("task")))
		return s.changes(cal, token, known)
	}},
	{"changes since a token of old", "refused", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "a")
		token, known := s.known(cal)
		if token == "" {
			return "no token"
		}
		d, err := s.client.Changes(s.t.Context(), cal, "http://invented.example/1")
		switch {
		case Hopeless(err):
			return outcome(err)
		case err != nil:
			return "refused"
		case len(d.Changed) == len(known):
			return "not told: all objects again"
		}
		return "taken for good"
	}},
}

// known is the calendar's token, and the versions that go with it.
func (s *site) known(cal string) (token string, known map[Ref]bool) {
	state, err := s.client.Calendar(s.t.Context(), cal)
	if err != nil {
		s.t.Error(err)
	}
	refs, err := s.client.List(s.t.Context(), cal)
	if err != nil {
		s.t.Error(err)
	}
	known = map[Ref]bool{}
	for _, r := range refs {
		known[r] = true
	}
	return state.Token, known
}

// changes asks for what changed; what is repeated at a known version is none.
func (s *site) changes(cal, token string, known map[Ref]bool) string {
	if token == "" {
		return "no token"
	}
	d, err := s.client.Changes(s.t.Context(), cal, token)
	if err != nil {
		return outcome(err)
	}
	said := lastParts(cal, slices.DeleteFunc(d.Changed, func(r Ref) bool { return known[r] }))
	var gone []Ref
	for _, href := range d.Gone {
		gone = append(gone, Ref{Href: href})
	}
	if len(gone) > 0 {
		said += "; gone: " + lastParts(cal, gone)
	}
	return cmp.Or(said, "nothing")
}

var writeClauses = []clause{
	{"put something new", "stored, kept", func(s *site) string {
		href, text := s.event(s.NewCalendar(), "a", nine, first)
		return s.puts(href, "", text) + overwritten(s, href)
	}},
	{"put over an object", "conflict", func(s *site) string {
		cal := s.NewCalendar()
		href, _ := s.fill(cal, "a", nine, first)
		_, text := s.event(cal, "a", nine, second)
		if got := s.puts(href, "", text); got != "stored" {
			return got
		}
		return strings.TrimPrefix(overwritten(s, href), ", ")
	}},
	{"put over the version there", "stored, overwritten", func(s *site) string {
		cal := s.NewCalendar()
		href, etag := s.fill(cal, "a", nine, first)
		_, text := s.event(cal, "a", nine, second)
		return s.puts(href, strongETag(etag), text) + overwritten(s, href)
	}},
	{"put over a stale version", "conflict, kept", func(s *site) string {
		cal := s.NewCalendar()
		href, etag := s.fill(cal, "a", nine, "SUMMARY:avant")
		s.fill(cal, "a", nine, first)
		_, text := s.event(cal, "a", nine, second)
		return s.puts(href, strongETag(etag), text) + overwritten(s, href)
	}},
	{"put over a version that is gone", "conflict", func(s *site) string {
		cal := s.NewCalendar()
		href, etag := s.fill(cal, "a")
		s.Raw("DELETE", href, "")
		_, text := s.event(cal, "a", nine, second)
		return s.puts(href, strongETag(etag), text)
	}},
	{"put the UID of another address", "rejected", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "a")
		_, text := s.event(cal, "a")
		return s.puts(cal+"b.ics", "", text)
	}},
	{"put the UID of another calendar", "stored", func(s *site) string {
		cal := s.NewCalendar()
		s.fill(cal, "a")
		_, text := s.event(cal, "a")
		s.Next()
		return s.puts(s.MakeCalendar("Autre"+s.UID(""))+"a.ics", "", text)
	}},
	{"put the text of a web page", "rejected", func(s *site) string { return s.puts(s.NewCalendar()+"a.ics", "", "<html>") }},
	{"put a name with é ( & ' @ +", "found again", func(s *site) string {
		cal := s.NewCalendar()
		_, text := s.event(cal, "a")
		href := cleanHref(cal + "été (1)&'@+.ics")
		at, err := s.client.Put(s.t.Context(), href, "", []byte(text))
		if err != nil {
			return outcome(err)
		}
		refs, err := s.client.List(s.t.Context(), cal)
		if err != nil || len(refs) != 1 || refs[0].Href != at {
			return outcome(err) + "another address: " + lastParts(cal, refs)
		}
		if objects, err := s.client.Fetch(s.t.Context(), cal, []string{at}); err != nil || len(objects) != 1 || objects[0].Ref != refs[0] {
			return "not fetched"
		}
		return "found again"
	}},
	{"delete a stale version", "conflict, there", func(s *site) string {
		cal := s.NewCalendar()
		href, etag := s.fill(cal, "a", nine, first)
		s.fill(cal, "a", nine, second)
		err := s.client.Delete(s.t.Context(), href, strongETag(etag))
		if err == nil {
			return "gone"
		}
		return outcome(err) + there(s, href)
	}},
	{"delete the version there; again", "gone; missing", func(s *site) string {
		href, etag := s.fill(s.NewCalendar(), "a")
		once := s.client.Delete(s.t.Context(), href, strongETag(etag))
		again := s.client.Delete(s.t.Context(), href, "")
		return cmp.Or(outcome(once), "gone") + "; " + outcome(again)
	}},
	{"put and delete with a version that was weakened", "stored, gone", func(s *site) string {
		cal := s.NewCalendar()
		href, etag := s.fill(cal, "a", nine, first)
		_, text := s.event(cal, "a", nine, second)
		said := s.puts(href, strongETag("W/"+etag), text)
		o, err := s.client.Get(s.t.Context(), href)
		if err == nil {
			err = s.client.Delete(s.t.Context(), href, strongETag(strings.Trim(o.ETag, `"`)))
		}
		return said + ", " + cmp.Or(outcome(err), "gone")
	}},
}

func (s *site) puts(href, etag, text string) string {
	_, err := s.client.Put(s.t.Context(), href, etag, []byte(text))
	return cmp.Or(outcome(err), "stored")
}
