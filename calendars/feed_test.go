package calendars

import (
	"compress/gzip"
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"escale/calendars/caldav"
	"escale/calendars/ical"
)

const secretPath = "/owa/calendar/jeton-secret-4711/reachcalendar.ics"

// feedServer is a server that publishes a feed.
type feedServer struct {
	*httptest.Server
	mu       sync.Mutex // guards what follows
	text     string
	header   http.Header
	answer   http.HandlerFunc // instead of the feed; nil: the feed
	statuses []int
}

func startFeed(t *testing.T) *feedServer {
	t.Helper()
	o := &feedServer{text: feedText(feedEvent("a", "20261123T130000Z"), feedEvent("b", "20261124T130000Z"), feedEvent("c", "20261125T130000Z"))}
	o.Server = httptest.NewServer(http.HandlerFunc(o.serve))
	t.Cleanup(o.Close)
	return o
}

func feedEvent(uid, start string) string {
	return "BEGIN:VEVENT\r\nUID:" + uid + "\r\nSUMMARY:Madame Inventée\r\nDTSTART:" + start + "\r\nDURATION:PT1H\r\nDTSTAMP:" +
		time.Now().UTC().Format("20060102T150405Z") + "\r\nBEGIN:VALARM\r\nUID:alarm\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\n"
}

func feedText(events ...string) string {
	return "\ufeffBEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Agenda\r\n" + strings.Join(events, "") + "END:VCALENDAR\r\n"
}

func (o *feedServer) serve(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	maps.Copy(w.Header(), o.header)
	status := http.StatusOK
	switch etag := o.header.Get("Etag"); {
	case r.URL.Path != secretPath:
		status = http.StatusTeapot
	case o.answer != nil:
		o.answer(w, r)
		return
	case etag != "" && r.Header.Get("If-None-Match") == etag:
		status = http.StatusNotModified
	case o.header.Get("Last-Modified") != "" && r.Header.Get("If-Modified-Since") == o.header.Get("Last-Modified"):
		status = http.StatusNotModified
	}
	o.statuses = append(o.statuses, status)
	w.WriteHeader(status)
	if status == http.StatusOK {
		_, _ = io.WriteString(w, o.text)
	}
}

func (o *feedServer) set(change func(*feedServer)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	change(o)
}

func (o *feedServer) address() string { return o.Listener.Addr().String() }

func (o *feedServer) source() AgendaSource {
	return AgendaSource{
		ID: aline, Zone: "Europe/Paris", Hours: []Hours{{Days: []string{"mon"}, From: "09:00", To: "18:00"}},
		Feeds: []Feed{{URL: "http://" + o.address() + secretPath, Busy: true}},
	}
}

// mirror reads the feed, although it is on this machine.
func (o *feedServer) mirror(t *testing.T, c MirrorConfig) *Mirror {
	t.Helper()
	c.PrivateFeeds = []string{o.address()}
	return newTestMirror(t, c, o.source())
}

// due makes every calendar due now, and what of it could not be had.
func (m *Mirror) due() {
	for _, c := range m.copies {
		c.mu.Lock()
		c.next, c.soon = time.Time{}, time.Time{}
		for _, k := range c.objects {
			if !k.again.IsZero() {
				k.again = time.Unix(1, 0)
			}
		}
		c.mu.Unlock()
	}
}

var feedOpen = []string{"23 09:00-18:00"}

func TestAFeedIsReadWhenItHasChanged(t *testing.T) {
	for name, header := range map[string]http.Header{
		"ETag": {"Etag": {`"1"`}}, "Last-Modified": {"Last-Modified": {"Mon, 23 Nov 2026 08:00:00 GMT"}}, "neither": {},
	} {
		t.Run(name, func(t *testing.T) {
			o := startFeed(t)
			o.set(func(o *feedServer) { o.header = header })
			m := o.mirror(t, MirrorConfig{})
			m.mustSync(t, aline)
			expectWeek(t, m, aline, feedOpen, []string{"23 14:00-15:00", "24 14:00-15:00", "25 14:00-15:00"})
			before := m.objectsNow()

			m.mustSync(t, aline)
			if len(o.statuses) != 1 {
				t.Error("a feed is read again though it is not due")
			}
			m.due()
			m.mustSync(t, aline)
			if want := map[bool]int{true: http.StatusOK, false: http.StatusNotModified}[name == "neither"]; len(o.statuses) != 2 || o.statuses[1] != want {
				t.Errorf("answers: %v, want %d at last", o.statuses, want)
			}
			for href, k := range m.objectsNow() {
				if before[href] != k {
					t.Errorf("%s was parsed again", href)
				}
			}

			// One event moves, one goes, and services date every event anew.
			moved := strings.Replace(feedText(feedEvent("a", "20261123T150000Z"), feedEvent("b", "20261124T130000Z")), "DTSTAMP:20", "DTSTAMP:19", -1)
			o.set(func(o *feedServer) { o.text, o.header = moved, nil })
			m.due()
			m.mustSync(t, aline)
			expectWeek(t, m, aline, feedOpen, []string{"23 16:00-17:00", "24 14:00-15:00"})
			after := m.objectsNow()
			if after["uid:b"] != before["uid:b"] || after["uid:a"] == before["uid:a"] {
				t.Error("what did not change was parsed again, or what did was not")
			}
		})
	}
}

func TestAFeedIsKeptAcrossRestarts(t *testing.T) {
	o := startFeed(t)
	o.set(func(o *feedServer) { o.header = http.Header{"Etag": {`"1"`}} })
	dir := t.TempDir()
	o.mirror(t, MirrorConfig{CacheDir: dir}).mustSync(t, aline)
	m := o.mirror(t, MirrorConfig{CacheDir: dir})
	m.mustSync(t, aline)
	expectWeek(t, m, aline, feedOpen, []string{"23 14:00-15:00", "24 14:00-15:00", "25 14:00-15:00"})
	if len(o.statuses) != 2 || o.statuses[1] != http.StatusNotModified {
		t.Errorf("answers: %v", o.statuses)
	}
	for _, file := range filesIn(t, dir, 1) {
		data, err := os.ReadFile(file)
		if err != nil || strings.Contains(filepath.Base(file)+string(data), "jeton") {
			t.Errorf("the cache names the secret address, or %v", err)
		}
	}
}

// Whatever a feed's server does, what was known stays, the trouble is said in
// words, the secret address nowhere, and all goes on by itself.
func TestAFeedInTrouble(t *testing.T) {
	whole := feedText(feedEvent("a", "20261123T130000Z"), feedEvent("b", "20261124T130000Z"), feedEvent("c", "20261125T130000Z"))
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	text := func(kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, _ = io.WriteString(w, body)
		}
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   caldav.Trouble
	}{
		"a page to sign in":        {text("text/html", "<!doctype html><title>Se connecter</title>BEGIN:VCALENDAR"), caldav.NotACalendar},
		"nothing at all":           {text("text/calendar", ""), caldav.NotACalendar},
		"no end":                   {text("text/calendar", whole[:len(whole)-len("END:VCALENDAR\r\n")]), Incomplete},
		"the first half":           {text("text/calendar", whole[:len(whole)/2]), Incomplete},
		"an error after the start": {text("text/calendar", whole[:len(whole)/2]+"<html>500</html>"), Incomplete},
		"cut":                      {cutBody(whole, len(whole)/2), Incomplete},
		"cut at the start":         {cutBody(whole, 0), Incomplete},
		"emptied":                  {text("text/calendar", feedText()), Emptied},
		"gone":                     {status(http.StatusGone), caldav.Missing},
		"not found":                {status(http.StatusNotFound), caldav.Missing},
		"forbidden":                {status(http.StatusForbidden), caldav.NotAllowed},
		"unauthorised":             {status(http.StatusUnauthorized), caldav.PasswordRefused},
		"in trouble":               {status(http.StatusInternalServerError), caldav.ServerFault},
		"overloaded":               {status(http.StatusServiceUnavailable), caldav.Busy},
		"not modified, unasked":    {status(http.StatusNotModified), caldav.NotACalendar},
		"partial":                  {status(http.StatusPartialContent), caldav.NotACalendar},
		"large":                    {large, caldav.TooLarge},
		"larger than it says":      {endless, caldav.TooLarge},
		"a bomb":                   {bomb, caldav.TooLarge},
		"around in circles":        {redirects(secretPath), caldav.NotACalendar},
		"inside":                   {redirects("http://127.0.0.1:1/"), NotPublic},
		"inside by https":          {redirects("https://127.0.0.1:1/"), NotPublic},
		"to a name that is inside": {redirects("https://localhost:1/"), NotPublic},
		"to a file":                {redirects("file:///etc/passwd"), NotPublic},
		"to who knows":             {redirects("https://agenda.exemple.invalid/?" + "x"), caldav.Unreachable},
		"to no address":            {header("Location", secretPath+"%zz", http.StatusFound), caldav.NotACalendar},
		"with a header of its own": {header("Retry-After", secretPath, http.StatusServiceUnavailable), caldav.Busy},
		"hangs up":                 {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, caldav.Unreachable},
	} {
		t.Run(name, func(t *testing.T) {
			o := startFeed(t)
			var said strings.Builder
			m := o.mirror(t, MirrorConfig{Log: slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelDebug}))})
			m.mustSync(t, aline)
			o.set(func(o *feedServer) { o.answer = c.answer })
			m.due()
			_, err := m.Sync(t.Context(), aline)
			s := m.Status()[0]
			if caldav.TroubleOf(err) != c.want || s.Trouble != c.want || s.Words == "" || s.Since.IsZero() {
				t.Errorf("%v; %+v; want %s", err, s, c.want)
			}
			if all := fmt.Sprint(err, s, said.String()); strings.Contains(all, "jeton") || strings.Contains(all, "owa") {
				t.Errorf("the secret address is told: %s", all)
			}
			expectWeek(t, m, aline, feedOpen, []string{"23 14:00-15:00", "24 14:00-15:00", "25 14:00-15:00"})
			o.set(func(o *feedServer) { o.answer, o.text = nil, feedText(feedEvent("a", "20261123T150000Z")) })
			m.due()
			m.mustSync(t, aline)
			expectWeek(t, m, aline, feedOpen, []string{"23 16:00-17:00"})
		})
	}
}

func redirects(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

func header(name, value string, status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set(name, value)
		w.WriteHeader(status)
	}
}

// large says that it is too large, and is never read.
func large(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000000000")
	_, _ = io.WriteString(w, "BEGIN:VCALENDAR\r\n")
}

// endless does not say so.
func endless(w http.ResponseWriter, _ *http.Request) { fill(w, 1000) }

func fill(w io.Writer, megabytes int) {
	line := []byte(strings.Repeat("X-FILL:"+strings.Repeat("x", 1000)+"\r\n", 1000))
	_, err := io.WriteString(w, "BEGIN:VCALENDAR\r\n")
	for range megabytes {
		if err != nil {
			return
		}
		_, err = w.Write(line)
	}
}

// bomb is small on its way.
func bomb(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	fill(z, 40)
	_ = z.Close()
}

// cutBody promises a whole body and hangs up after some of it.
func cutBody(body string, after int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = io.WriteString(w, body[:after])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// A feed that is suddenly empty frees nobody's time, until it has been so for a
// day.
func TestAnEmptiedFeedIsBelievedInTheEnd(t *testing.T) {
	o := startFeed(t)
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	m := NewMirror(MirrorConfig{PrivateFeeds: []string{o.address()}, Installation: "test.example", Clocks: setClocks{&now}})
	m.SetAgendas([]AgendaSource{o.source()})
	m.mustSync(t, aline)
	o.set(func(o *feedServer) { o.text = feedText() })
	for range 23 {
		now = now.Add(time.Hour)
		if _, err := m.Sync(t.Context(), aline); caldav.TroubleOf(err) != Emptied {
			t.Fatalf("%s: %v", now, err)
		}
	}
	if s := m.Status()[0]; !s.Silent || s.Objects != 3 || !strings.Contains(s.Words, "vide") {
		t.Errorf("after 23 hours: %+v", s)
	}
	now = now.Add(2 * time.Hour)
	m.mustSync(t, aline)
	expectWeek(t, m, aline, feedOpen, nil)
}

// setClocks are clocks that a test sets.
type setClocks struct{ now *time.Time }

func (c setClocks) Programme() time.Time { return *c.now }
func (c setClocks) Machine() time.Time   { return *c.now }

// Our own event, which an accepted invitation brings into the feed, is not busy
// and never taken for the booking: the feed lags.
func TestOurEventInAFeedIsNotOurs(t *testing.T) {
	o := startFeed(t)
	e := session("b1", 1, monday)
	o.set(func(o *feedServer) { o.text = feedText(feedEvent(e.UID, "20261123T090000Z")) })
	m := o.mirror(t, MirrorConfig{})
	if s := m.mustSync(t, aline); len(s.Ours) != 0 {
		t.Errorf("ours: %v", s.Ours)
	}
	expectWeek(t, m, aline, feedOpen, nil)
}

// A mailbox that accepted our invitation may publish it under another UID: what
// fills exactly the time of a session in our calendar is that session.
func TestOurEventComesBackUnderAnotherName(t *testing.T) {
	o, shelf := startFeed(t), newShelfServer()
	e := session("b1", 1, monday)
	shelf.put("/odd/rendez-vous/ours.ics", icsOf(e.UID, "DTSTART:20261124T130000Z", "DURATION:PT1H"))
	src := shelfSource
	src.Feeds = o.source().Feeds
	m := newTestMirror(t, MirrorConfig{HTTPClient: &http.Client{Transport: shelf}, PrivateFeeds: []string{o.address()}}, src)
	m.mustSync(t, aline)
	expectWeek(t, m, aline, []string{"23 14:00-17:00"}, []string{"23 14:00-15:00", "25 14:00-15:00"})
	shelf.remove("/odd/rendez-vous/ours.ics")
	m.mustSync(t, aline)
	expectWeek(t, m, aline, []string{"23 14:00-17:00"}, []string{"23 14:00-15:00", "24 14:00-15:00", "25 14:00-15:00"})
}

func TestAFeedOfOpenHours(t *testing.T) {
	o := startFeed(t)
	src := o.source()
	src.Hours, src.Feeds[0].Open, src.Feeds[0].Busy = nil, true, false
	m := newTestMirror(t, MirrorConfig{PrivateFeeds: []string{o.address()}}, src)
	m.mustSync(t, aline)
	expectWeek(t, m, aline, []string{"23 14:00-15:00", "24 14:00-15:00", "25 14:00-15:00"}, nil)
}

// By default, no feed on a private network or without https is read: not by its
// address, nor by its name, nor after a redirect.
func TestAFeedMustBePublic(t *testing.T) {
	o := startFeed(t)
	_, port, _ := strings.Cut(o.address(), ":")
	for _, address := range []string{
		"http://" + o.address() + secretPath,
		"https://" + o.address() + secretPath,
		"webcal://" + o.address() + secretPath,
		"https://localhost:" + port + secretPath,
		"https://[::1]:" + port + "/",
		"https://[::ffff:127.0.0.1]:" + port + "/",
		"https://127.1:" + port + "/", "https://2130706433:" + port + "/", "https://0x7f000001/", "https://0/",
		"https://user:mot@agenda.example/", "ftp://agenda.example/a.ics", "file:///etc/passwd", "agenda", "", "https://", "://",
	} {
		src := o.source()
		src.Feeds[0].URL = address
		m := newTestMirror(t, MirrorConfig{}, src)
		_, err := m.Sync(t.Context(), aline)
		if got := caldav.TroubleOf(err); got != NotPublic && got != caldav.Unreachable {
			t.Errorf("%s: %v", address, err)
		}
		if strings.Contains(fmt.Sprint(err, m.Status()), "jeton") {
			t.Errorf("the address is told: %v", err)
		}
	}
	if len(o.statuses) != 0 {
		t.Errorf("%d requests arrived", len(o.statuses))
	}
}

func TestWhichAddressesArePublic(t *testing.T) {
	for address, want := range map[string]bool{
		"8.8.8.8": true, "52.96.0.1": true, "2606:4700::1": true, "2a00:1450:4007::1": true, "172.32.0.1": true, "100.63.255.255": true,
		"0.0.0.0": false, "0.1.2.3": false, "10.1.2.3": false, "100.64.0.1": false, "100.127.255.255": false, "127.0.0.1": false,
		"127.255.0.1": false, "169.254.169.254": false, "172.16.0.1": false, "172.31.255.255": false, "192.0.0.8": false,
		"192.0.2.1": false, "192.168.1.1": false, "198.18.0.1": false, "198.51.100.1": false, "203.0.113.1": false, "224.0.0.1": false,
		"240.0.0.1": false, "255.255.255.255": false, "::": false, "::1": false, "::ffff:10.0.0.1": false, "::10.0.0.1": false,
		"64:ff9b::a00:1": false, "64:ff9b:1::1": false, "100::1": false, "2001::1": false, "2001:db8::1": false, "2002:a00:1::1": false,
		"fc00::1": false, "fd00:ec2::254": false, "fe80::1": false, "fe80::1%eth0": false, "fec0::1": false, "ff02::1": false,
	} {
		if got := isPublic(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: public %v", address, got)
		}
	}
	if !isPublic(netip.MustParseAddr("::ffff:8.8.8.8")) {
		t.Error("an IPv4 address written as IPv6 is what it is")
	}
}

// A name may lead elsewhere the second time: what counts is where the connection
// goes.
func TestARebindingNameLeadsNowhere(t *testing.T) {
	control := onlyPublic([]string{"127.0.0.1:4430"})
	for address, allowed := range map[string]bool{
		"127.0.0.1:4430": true, "127.0.0.1:443": false, "127.0.0.2:4430": false, "[::1]:4430": false, "8.8.8.8:443": true,
		"[::ffff:127.0.0.1]:4430": false, "localhost:4430": false, "": false,
	} {
		if err := control("tcp", address, nil); (err == nil) != allowed {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// The address is a secret: whoever a feed redirects to does not learn it.
func TestARedirectDoesNotTellTheAddress(t *testing.T) {
	told := make(chan string, 1)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		told <- r.Referer()
		_, _ = io.WriteString(w, feedText(feedEvent("a", "20261123T130000Z")))
	}))
	t.Cleanup(other.Close)
	o := startFeed(t)
	o.set(func(o *feedServer) { o.answer = redirects(other.URL) })
	m := newTestMirror(t, MirrorConfig{PrivateFeeds: []string{o.address(), other.Listener.Addr().String()}}, o.source())
	m.mustSync(t, aline)
	if referer := <-told; referer != "" {
		t.Errorf("the other server was told %q", referer)
	}
}

func TestAFeedByHTTPSAndWebcal(t *testing.T) {
	o := startFeed(t)
	secure := httptest.NewUnstartedServer(o.Config.Handler)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // a refused certificate is what is tried
	secure.StartTLS()
	t.Cleanup(secure.Close)
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.TLSClientConfig = secure.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	tr.TLSClientConfig.RootCAs = roots
	src := o.source()
	u, err := url.Parse(secure.URL)
	if err != nil {
		t.Fatal(err)
	}
	src.Feeds = []Feed{{URL: "webcal://" + u.Host + secretPath}, {URL: secure.URL + secretPath + "?autre"}}
	m := newTestMirror(t, MirrorConfig{HTTPClient: &http.Client{Transport: tr}, PrivateFeeds: []string{u.Host}}, src)
	m.mustSync(t, aline)
	expectWeek(t, m, aline, feedOpen, []string{"23 14:00-15:00", "24 14:00-15:00", "25 14:00-15:00"})
	if a, b := m.Status()[0].Calendar, m.Status()[1].Calendar; a != u.Host || b != u.Host+" (2)" {
		t.Errorf("the feeds are called %q and %q", a, b)
	}
	m = newTestMirror(t, MirrorConfig{PrivateFeeds: []string{u.Host}}, src)
	if _, err := m.Sync(t.Context(), aline); caldav.TroubleOf(err) != caldav.Untrusted {
		t.Errorf("with a certificate that nobody vouches for: %v", err)
	}
}

// A feed is asked four times an hour, less often if it says so, whoever looks;
// and tried soon again after a failure.
func TestTheFeedsPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked, cacheControl, broken := []time.Time{}, "", false
		f, err := newFeed("https://agenda.example/secret.ics", &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			asked = append(asked, time.Now())
			if broken {
				return nil, io.ErrUnexpectedEOF
			}
			return &http.Response{
				StatusCode: http.StatusOK, Header: http.Header{"Cache-Control": {cacheControl}},
				Body: io.NopCloser(strings.NewReader(feedText(feedEvent("a", "20261123T130000Z")))),
			}, nil
		})}, nil)
		if err != nil {
			t.Fatal(err)
		}
		m := newTestMirror(t, MirrorConfig{})
		f.slots = make(chan struct{}, 1)
		c := m.newCopy(&copied{feed: f, ref: f.name, zone: time.UTC, host: newHost(f.name, 1), pace: feedPace})
		m.agendas[aline] = &agenda{AgendaSource: AgendaSource{ID: aline}, zone: time.UTC, looked: make(chan struct{}, 1), uses: []use{{copied: c, name: "feed", busy: true}}}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			m.Run(ctx)
			close(done)
		}()
		count := func(d time.Duration) int {
			before := len(asked)
			for end := time.Now().Add(d); time.Now().Before(end); {
				m.Time(aline)
				passes(10 * time.Second)
			}
			return len(asked) - before
		}
		count(time.Hour)
		if n := count(10 * time.Hour); n < 32 || n > 52 {
			t.Errorf("asked %d times in ten hours", n)
		}
		broken = true
		count(time.Hour)
		if n := count(time.Hour); n < 9 || n > 60 {
			t.Errorf("asked %d times in an hour of trouble", n)
		}
		broken, cacheControl = false, "private, max-age=3600"
		count(2 * time.Hour)
		if n := count(20 * time.Hour); n < 15 || n > 26 {
			t.Errorf("asked %d times in twenty hours though an answer holds for one", n)
		}
		if _, ok := m.Time(aline); !ok {
			t.Error("not offered between two readings")
		}
		stop()
		<-done
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestAFeedIsSplitByUID(t *testing.T) {
	zone := "BEGIN:VTIMEZONE\r\nTZID:Chez nous\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
	long := strings.Repeat("u", 60)
	parts := splitFeed([]byte("BEGIN:VCALENDAR\r\n" + zone +
		"BEGIN:VEVENT\r\nDTSTART;TZID=Chez\r\n  nous:20261123T100000\r\nUID:" + long + "\r\n  suite\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=2\r\nEND:VEVENT\r\n" +
		"begin:vtodo\r\nUID:todo\r\nend:vtodo\r\n" +
		"BEGIN:VEVENT\r\nDTSTART:20261123T100000Z\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nRECURRENCE-ID;TZID=Chez nous:20261124T100000\r\nDTSTART:20261125T100000Z\r\nUID:" + long + " suite\r\nEND:VEVENT\r\n" +
		"END:VCALENDAR\r\n"))
	if len(parts) != 2 {
		t.Fatalf("%d parts: %v", len(parts), parts)
	}
	text := string(parts["uid:"+long+" suite"].text)
	if strings.Count(text, "BEGIN:VEVENT") != 2 || !strings.Contains(text, "TZID:Chez nous") || whole([]byte(text)) != "" {
		t.Errorf("the series is %s", text)
	}
	list, problems, err := ical.Expand([]byte(text), monday.AddDate(0, 0, -1), monday.AddDate(0, 0, 7), time.UTC)
	if err != nil || len(problems) != 0 || len(list) != 2 || list[0].Start.UTC().Hour() != 8 {
		t.Errorf("it says %v, %v, %v", list, problems, err)
	}
}

func FuzzSplitFeed(f *testing.F) {
	f.Add([]byte(feedText(feedEvent("a", "20261123T130000Z"), feedEvent("b", "20261123T130000Z"))))
	f.Add([]byte("END:X\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID\n :a\nBEGIN:VEVENT\nUID:b\nEND:VCALENDAR"))
	f.Fuzz(func(t *testing.T, text []byte) {
		total := 0
		for href, p := range splitFeed(text) {
			total += len(p.text)
			if whole(p.text) != "" {
				t.Errorf("%s is not whole: %q", href, p.text)
			}
		}
		if len(text) < 1000 && total > 100*len(text)+1000 {
			t.Errorf("%d bytes of %d", total, len(text))
		}
	})
}
