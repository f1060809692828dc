package calendars

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/calendars/ical"
)

// shelfServer is a CalDAV server of two calendars, /odd/escale/ and
// /odd/rendez-vous/, that can be told to do what real ones were seen to do.
type shelfServer struct {
	mu       sync.Mutex // guards what follows
	objects  map[string]string
	etags    map[string]string // set by hand
	changes  []string          // hrefs, in order
	requests []string
	bytes    int

	noToken, noCTag bool
	forget          int             // status of an answer to any token; 207: all that there is
	stuckToken      bool            // always the same, and then nothing has changed
	fickle          bool            // ETags change with every answer
	empty           map[string]bool // named, and given without its data
	extra           []string        // hrefs named besides
	failEvery       int             // of multigets: every so many get a 500
	multigets       int
	answers         int
}

func newShelfServer() *shelfServer {
	s := &shelfServer{objects: map[string]string{}, etags: map[string]string{}, empty: map[string]bool{}}
	s.put("/odd/escale/open.ics", icsOf("open", "DTSTART:20261123T130000Z", "DTEND:20261123T160000Z"))
	s.put("/odd/rendez-vous/busy.ics", icsOf("busy", "DTSTART:20261123T130000Z", "DTEND:20261123T140000Z"))
	return s
}

func icsOf(uid string, lines ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:" + uid + "\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

func (s *shelfServer) put(href, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects[href] = text
	s.changes = append(s.changes, href)
}

func (s *shelfServer) remove(href string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.objects, href)
	s.changes = append(s.changes, href)
}

// set changes how the server is.
func (s *shelfServer) set(change func(*shelfServer)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

func (s *shelfServer) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.requests
	s.requests, s.bytes = nil, 0
	return list
}

// RoundTrip makes it a transport as well, without a network.
func (s *shelfServer) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, r)
	resp := rec.Result()
	resp.Request = r
	return resp, r.Context().Err()
}

var hrefIn = regexp.MustCompile(`<href>([^<]*)</href>`)

func (s *shelfServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r.Method)
	s.answers++
	switch {
	case r.Method == http.MethodGet:
		text, ok := s.objects[r.URL.Path]
		if !ok || s.empty[r.URL.Path] {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("ETag", s.etag(r.URL.Path))
		_, _ = io.WriteString(w, text)
	case r.Method == "PROPFIND":
		s.multistatus(w, "", s.properties(r.URL.Path, r.Header.Get("Depth")))
	case strings.Contains(string(body), "sync-collection"):
		s.sync(w, r.URL.Path, string(body))
	default:
		if s.multigets++; s.failEvery > 0 && s.multigets%s.failEvery == 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var out []string
		for _, m := range hrefIn.FindAllStringSubmatch(string(body), -1) {
			out = append(out, s.data(m[1]))
		}
		s.multistatus(w, "", out)
	}
}

func (s *shelfServer) multistatus(w http.ResponseWriter, token string, responses []string) {
	w.WriteHeader(http.StatusMultiStatus)
	n, _ := io.WriteString(w, `<multistatus xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/">`+
		strings.Join(responses, "")+token+`</multistatus>`)
	s.bytes += n
}

func response200(href, props string) string {
	return `<response><href>` + href + `</href><propstat><prop>` + props + `</prop><status>HTTP/1.1 200 OK</status></propstat></response>`
}

func (s *shelfServer) etag(href string) string {
	if e, ok := s.etags[href]; ok {
		return e
	}
	if s.fickle {
		return fmt.Sprintf(`"%d"`, s.answers)
	}
	return fmt.Sprintf(`"%d"`, len(s.objects[href])*1000+strings.Count(strings.Join(s.changes, " "), href))
}

// properties answers a PROPFIND.
func (s *shelfServer) properties(at, depth string) []string {
	if at == "/" || at == "/odd/" {
		out := []string{response200("/odd/", `<resourcetype><collection/></resourcetype><c:calendar-home-set><href>/odd/</href></c:calendar-home-set>`)}
		if depth == "1" {
			out = append(out, s.collection("/odd/escale/"), s.collection("/odd/rendez-vous/"))
		}
		return out
	}
	out := []string{s.collection(at)}
	if depth == "1" {
		for _, href := range s.in(at) {
			out = append(out, response200(href, `<getetag>`+s.etag(href)+`</getetag>`))
		}
		for _, href := range s.extra {
			out = append(out, response200(href, `<getetag>"extra"</getetag>`))
		}
	}
	return out
}

func (s *shelfServer) collection(at string) string {
	props := `<resourcetype><collection/><c:calendar/></resourcetype><displayname>` + map[string]string{
		"/odd/escale/": "Escale", "/odd/rendez-vous/": "Rendez-vous",
	}[at] + `</displayname>`
	if !s.noToken {
		props += `<sync-token>` + s.token() + `</sync-token>`
	}
	if !s.noCTag {
		props += `<s:getctag>` + strconv.Itoa(len(s.changes)) + `</s:getctag>`
	}
	return response200(at, props)
}

func (s *shelfServer) in(at string) []string {
	return slices.Sorted(func(yield func(string) bool) {
		for href := range maps.Keys(s.objects) {
			if strings.HasPrefix(href, at) && !yield(href) {
				return
			}
		}
	})
}

func (s *shelfServer) token() string {
	if s.stuckToken {
		return "t0"
	}
	return "t" + strconv.Itoa(len(s.changes))
}

func (s *shelfServer) data(href string) string {
	text, ok := s.objects[href]
	if !ok {
		return `<response><href>` + href + `</href><status>HTTP/1.1 404 Not Found</status></response>`
	}
	if s.empty[href] {
		text = ""
	}
	return response200(href, `<getetag>`+s.etag(href)+`</getetag><c:calendar-data>`+text+`</c:calendar-data>`)
}

// sync answers a sync-collection report.
func (s *shelfServer) sync(w http.ResponseWriter, at, body string) {
	if s.forget != 0 && s.forget != http.StatusMultiStatus {
		w.WriteHeader(s.forget)
		return
	}
	from := 0
	if m := regexp.MustCompile(`<sync-token>t(\d+)<`).FindStringSubmatch(body); m != nil {
		from, _ = strconv.Atoi(m[1])
	}
	changed := s.changes[min(from, len(s.changes)):]
	if s.forget == http.StatusMultiStatus {
		changed = s.in(at)
	}
	if s.stuckToken {
		changed = nil
	}
	var out []string
	for _, href := range slices.Compact(slices.Sorted(slices.Values(changed))) {
		switch _, there := s.objects[href]; {
		case !strings.HasPrefix(href, at):
		case there:
			out = append(out, response200(href, `<getetag>`+s.etag(href)+`</getetag>`))
		default:
			out = append(out, s.data(href))
		}
	}
	for _, href := range s.extra {
		out = append(out, response200(href, `<getetag>"extra"</getetag>`))
	}
	s.multistatus(w, `<sync-token>`+s.token()+`</sync-token>`, out)
}

var shelfSource = AgendaSource{
	ID: aline, Zone: "Europe/Paris", URL: "http://odd.example/", Open: []string{"Escale"}, Busy: []string{"Rendez-vous"},
}

func shelfMirror(t *testing.T, s *shelfServer) *Mirror {
	t.Helper()
	m := newTestMirror(t, MirrorConfig{HTTPClient: &http.Client{Transport: s}}, shelfSource)
	m.mustSync(t, aline)
	expectWeek(t, m, aline, []string{"23 14:00-17:00"}, []string{"23 14:00-15:00"})
	return m
}

// objectsNow are the objects as they were parsed, by href.
func (m *Mirror) objectsNow() map[string]*kept {
	all := map[string]*kept{}
	for _, c := range m.copies {
		c.mu.Lock()
		maps.Copy(all, c.objects)
		c.mu.Unlock()
	}
	return all
}

func TestNothingChangedIsOneRequestAndNoParsing(t *testing.T) {
	for name, c := range map[string]struct {
		make func(*shelfServer)
		want []string // of two calendars
	}{
		"sync token":             {func(*shelfServer) {}, []string{"REPORT", "REPORT"}},
		"ctag":                   {func(s *shelfServer) { s.noToken = true }, []string{"PROPFIND", "PROPFIND"}},
		"only ETags":             {func(s *shelfServer) { s.noToken, s.noCTag = true, true }, []string{"PROPFIND", "PROPFIND"}},
		"a token that repeats":   {func(s *shelfServer) { s.stuckToken = true }, []string{"REPORT", "REPORT"}},
		"ETags that never agree": {func(s *shelfServer) { s.fickle = true }, []string{"REPORT", "REPORT"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShelfServer()
			c.make(s)
			m := shelfMirror(t, s)
			before := m.objectsNow()
			s.take()
			m.mustSync(t, aline)
			if diff := cmp.Diff(c.want, s.take()); diff != "" {
				t.Errorf("requests of two calendars (-want +got)\n%s", diff)
			}
			for href, k := range m.objectsNow() {
				if before[href] != k {
					t.Errorf("%s was parsed again", href)
				}
			}
		})
	}
}

// Servers say in different ways that they have forgotten a token. What is
// offered stays whole while everything is named anew.
func TestAForgottenTokenLeavesNoGap(t *testing.T) {
	for _, forget := range []int{403, 409, 412, 500, 507, http.StatusMultiStatus} {
		t.Run(strconv.Itoa(forget), func(t *testing.T) {
			s := newShelfServer()
			for i := range 5 {
				s.put(fmt.Sprintf("/odd/rendez-vous/%d.ics", i), icsOf(strconv.Itoa(i), "DTSTART:20261124T130000Z", "DURATION:PT1H"))
			}
			m := newTestMirror(t, MirrorConfig{HTTPClient: &http.Client{Transport: s}}, shelfSource)
			m.mustSync(t, aline)
			s.set(func(s *shelfServer) { s.forget = forget })
			s.remove("/odd/rendez-vous/busy.ics")
			s.put("/odd/rendez-vous/new.ics", icsOf("new", "DTSTART:20261125T130000Z", "DURATION:PT1H"))
			done, reader := make(chan struct{}), sync.WaitGroup{}
			reader.Go(func() {
				for {
					got, ok := m.between(aline, monday, monday.AddDate(0, 0, 6))
					if !ok || len(got.Open) != 1 || len(got.Busy) != 2 {
						t.Errorf("offered %v, with %v", ok, got)
						return
					}
					select {
					case <-done:
						return
					default:
					}
				}
			})
			m.mustSync(t, aline)
			close(done)
			reader.Wait()
			expectWeek(t, m, aline, []string{"23 14:00-17:00"}, []string{"24 14:00-15:00", "25 14:00-15:00"})
		})
	}
}

// A token that stands still tells nothing, until all is named.
func TestATokenThatStandsStillIsNotBelievedForLong(t *testing.T) {
	s := newShelfServer()
	s.stuckToken = true
	m := shelfMirror(t, s)
	s.remove("/odd/rendez-vous/busy.ics")
	m.mustSync(t, aline)
	for _, c := range m.copies {
		c.listed = c.listed.Add(-2 * relist)
	}
	m.mustSync(t, aline)
	expectWeek(t, m, aline, []string{"23 14:00-17:00"}, nil)
}

func TestOddObjectsAreBorne(t *testing.T) {
	s := newShelfServer()
	s.put("/odd/rendez-vous/todo.ics", "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VTODO\nUID:todo\nDTSTART:20261123T080000Z\nEND:VTODO\nEND:VCALENDAR\n")
	s.put("/odd/rendez-vous/journal.ics", "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VJOURNAL\nUID:j\nDTSTART:20261123T080000Z\nEND:VJOURNAL\nEND:VCALENDAR\n")
	m := shelfMirror(t, s)

	// An object that is named and not given: what was known of it stays.
	const busy = "/odd/rendez-vous/busy.ics"
	s.put(busy, icsOf("busy", "DTSTART:20261123T140000Z", "DURATION:PT1H"))
	s.set(func(s *shelfServer) { s.empty[busy] = true })
	m.mustSync(t, aline)
	expectWeek(t, m, aline, []string{"23 14:00-17:00"}, []string{"23 14:00-15:00"})
	if p := m.unreadable(); len(p) != 1 || p[0].Href != busy || p[0].Text != noData {
		t.Errorf("unreadable: %v", p)
	}
	s.take()
	m.mustSync(t, aline)
	if n := len(s.take()); n != 2 {
		t.Errorf("%d requests: it is asked for again at once", n)
	}
	s.set(func(s *shelfServer) { s.empty[busy] = false })
	m.due()
	m.mustSync(t, aline)
	expectWeek(t, m, aline, []string{"23 14:00-17:00"}, []string{"23 15:00-16:00"})
	if p := m.unreadable(); len(p) != 0 {
		t.Errorf("still unreadable: %v", p)
	}

	// Opaque turned transparent frees the time; so does what vanishes between its
	// name and its text.
	s.put(busy, icsOf("busy", "DTSTART:20261123T140000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT"))
	s.set(func(s *shelfServer) { s.extra = []string{"/odd/rendez-vous/ghost.ics"} })
	m.mustSync(t, aline)
	expectWeek(t, m, aline, []string{"23 14:00-17:00"}, nil)
}

func (m *Mirror) unreadable() []ical.Problem {
	var all []ical.Problem
	for _, s := range m.Status() {
		all = append(all, s.Unreadable...)
	}
	return all
}

func TestETagsThatLieAreSeenThrough(t *testing.T) {
	const busy = "/odd/rendez-vous/busy.ics"
	for name, noToken := range map[string]bool{"sync token": false, "ctag": true} {
		t.Run(name, func(t *testing.T) {
			s := newShelfServer()
			s.noToken, s.etags[busy] = noToken, `"always"`
			m := shelfMirror(t, s)
			s.put(busy, icsOf("busy", "DTSTART:20261123T140000Z", "DURATION:PT1H"))
			m.mustSync(t, aline)
			expectWeek(t, m, aline, []string{"23 14:00-17:00"}, []string{"23 15:00-16:00"})
		})
	}
}

// Without token, ctag and reliable ETags, a day passes at most.
func TestEverythingIsReadAnewEachDay(t *testing.T) {
	const busy = "/odd/rendez-vous/busy.ics"
	s := newShelfServer()
	s.noToken, s.noCTag, s.etags[busy] = true, true, `"always"`
	m := shelfMirror(t, s)
	s.put(busy, icsOf("busy", "DTSTART:20261123T140000Z", "DURATION:PT1H"))
	m.mustSync(t, aline)
	expectWeek(t, m, aline, []string{"23 14:00-17:00"}, []string{"23 14:00-15:00"})
	for _, c := range m.copies {
		c.read = c.read.Add(-2 * reread)
	}
	m.mustSync(t, aline)
	expectWeek(t, m, aline, []string{"23 14:00-17:00"}, []string{"23 15:00-16:00"})
}

func TestOtherCollectionsAreLeftOut(t *testing.T) {
	s := newShelfServer()
	s.objects["/autre/agenda/foreign.ics"] = icsOf("foreign", "DTSTART:20261123T150000Z", "DURATION:PT1H")
	s.noToken = true
	s.extra = []string{"/autre/agenda/foreign.ics", "http://ailleurs.example/autre/agenda/foreign.ics", "/odd/rendez-vous/deeper/foreign.ics"}
	m := shelfMirror(t, s)
	if n := len(m.objectsNow()); n != 2 {
		t.Errorf("%d objects, want the two of the calendars", n)
	}
}

// A server that fails again and again gets read in the end: what was had is not
// asked for twice.
func TestALargeCalendarIsReadBitByBit(t *testing.T) {
	s := newShelfServer()
	for i := range 450 {
		s.put(fmt.Sprintf("/odd/rendez-vous/%d.ics", i), icsOf(strconv.Itoa(i), "DTSTART:20261124T130000Z", "DURATION:PT1H"))
	}
	s.failEvery = 3
	m := newTestMirror(t, MirrorConfig{HTTPClient: &http.Client{Transport: s}}, shelfSource)
	for tries := 0; ; tries++ {
		if _, err := m.Sync(t.Context(), aline); err == nil {
			break
		}
		if m.Status()[1].Objects != 0 && m.Status()[0].Objects != 0 && tries == 0 {
			t.Error("a part of a calendar shows before the rest is read")
		}
		if tries == 6 {
			t.Fatal("never read whole")
		}
	}
	if n := len(m.objectsNow()); n != 452 {
		t.Errorf("%d objects", n)
	}
}

// A token that the server has forgotten, whatever it answers, costs a listing
// and loses nothing.
func TestForgottenTokens(t *testing.T) {
	r := startRadicale(t)
	r.Put(r.make("Escale")+"a.ics", "UID:a", "DTSTART:20261123T130000Z", "DTEND:20261123T160000Z")
	busy := r.make("Rendez-vous")
	m := newTestMirror(t, MirrorConfig{}, r.source())
	m.mustSync(t, aline)
	for _, c := range m.copies {
		c.state.Token = "http://radicale.org/ns/sync/invented"
	}
	r.Put(busy+"b.ics", "UID:b", "DTSTART:20261123T130000Z", "DURATION:PT1H")
	m.mustSync(t, aline)
	expectWeek(t, m, aline, []string{"23 14:00-17:00"}, []string{"23 14:00-15:00"})
}
