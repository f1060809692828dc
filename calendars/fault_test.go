package calendars

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"escale/calendars/caldav"
	"escale/deploy/servertest"
)

// broken is a structure on a real server behind a proxy that can break.
type broken struct {
	*radicale
	*Mirror
	proxy *servertest.Proxy
	busy  string // path
	log   *safeLog
	moves int
}

// safeLog is a log that is read while it is written.
type safeLog struct {
	mu   sync.Mutex // guards text
	text strings.Builder
}

func (l *safeLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *safeLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func startBroken(t *testing.T) *broken {
	t.Helper()
	r := startRadicale(t)
	b := &broken{radicale: r, proxy: servertest.NewProxy(t, r.URL()), log: &safeLog{}}
	r.Put(r.make("Escale")+"a.ics", "UID:a", "DTSTART:20261123T080000Z", "DTEND:20261123T180000Z")
	b.busy = r.make("Rendez-vous")
	src := r.source()
	src.URL = b.proxy.URL()
	b.Mirror = newTestMirror(t, MirrorConfig{Log: slog.New(slog.NewTextHandler(b.log, nil))}, src)
	b.staffMove(t)
	b.mustSync(t, aline)
	b.expect(t)
	return b
}

// staffMove moves the one appointment by an hour, and back the next time.
func (b *broken) staffMove(t *testing.T) {
	t.Helper()
	b.moves++
	b.Put(b.busy+"b.ics", "UID:b", fmt.Sprintf("DTSTART:20261123T%02d0000Z", 9+b.moves%2), "DURATION:PT1H", fmt.Sprintf("SEQUENCE:%d", b.moves))
}

// expect wants what staff did last to be known, and before is what they did
// before.
func (b *broken) expect(t *testing.T) {
	t.Helper()
	hour := 10 + b.moves%2
	expectWeek(t, b.Mirror, aline, []string{"23 09:00-19:00"}, []string{fmt.Sprintf("23 %02d:00-%02d:00", hour, hour+1)})
}

func (b *broken) expectBefore(t *testing.T) {
	t.Helper()
	b.moves--
	defer func() { b.moves++ }()
	b.expect(t)
}

// Whatever a server or what stands before it does: what was known stays offered
// as it was, or the truth is read; the trouble is said; and once it is over all
// goes on by itself.
func TestNoFaultLeavesTheMirrorWrong(t *testing.T) {
	b := startBroken(t)
	nested := strings.Repeat("<a>", 10<<20)
	tenth := "&" + "a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"
	for _, c := range []struct {
		name  string
		fault servertest.Fault
		want  caldav.Trouble // when it answers so to everything
	}{
		{"hangs up", servertest.HangUp, caldav.Unreachable},
		{"cuts the body", servertest.Cut, caldav.Unreachable},
		{"cuts the chunks", servertest.CutChunked, caldav.Unreachable},
		{"cuts and says no word", servertest.CutCleanly, caldav.NotACalendar},
		{"refuses the password", servertest.Status(http.StatusUnauthorized), caldav.PasswordRefused},
		{"allows nothing", servertest.Status(http.StatusForbidden), caldav.NotAllowed},
		{"finds nothing", servertest.Status(http.StatusNotFound), caldav.Missing},
		{"wants no more", servertest.Status(http.StatusTooManyRequests, "Retry-After", "120"), caldav.Busy},
		{"is down until", servertest.Status(http.StatusServiceUnavailable, "Retry-After", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)), caldav.Busy},
		{"has a fault", servertest.Status(http.StatusInternalServerError), caldav.ServerFault},
		{"gateway", servertest.Status(http.StatusBadGateway), caldav.ServerFault},
		{"wants a sign-in", servertest.Text(200, "text/html", "<!doctype html><form>BEGIN:VCALENDAR"), caldav.NotACalendar},
		{"says so as 207", servertest.Text(207, "text/html", "<!doctype html><form action=x>"), caldav.NotACalendar},
		{"goes around in circles", servertest.Status(http.StatusFound, "Location", "/"), caldav.NotACalendar},
		{"leads elsewhere", servertest.Status(http.StatusMovedPermanently, "Location", "https://ailleurs.exemple.invalid/"), caldav.Elsewhere},
		{"leads nowhere", servertest.Status(http.StatusFound), caldav.NotACalendar},
		{"never ends", servertest.Endless(1024), caldav.TooLarge},
		{"is a bomb", servertest.Bomb(66), caldav.TooLarge},
		{"says nothing", servertest.Text(207, "application/xml", ""), caldav.NotACalendar},
		{"is no XML", servertest.Text(207, "application/xml", `<multistatus xmlns="DAV:"><response>&<<`), caldav.NotACalendar},
		{"is JSON", servertest.Text(207, "application/json", `{"error":"calendar"}`), caldav.NotACalendar},
		{"brings entities", servertest.Text(207, "application/xml", `<!DOCTYPE x [<!ENTITY a "`+strings.Repeat("a", 1000)+`"><!ENTITY b "`+tenth+`">`+
			`<!ENTITY f SYSTEM "file:///etc/passwd">]><multistatus xmlns="DAV:"><response><href>&b;&f;</href></response></multistatus>`), caldav.NotACalendar},
		{"is deep", servertest.Text(207, "application/xml", `<multistatus xmlns="DAV:"><response>`+nested), caldav.NotACalendar},
		{"is empty", servertest.Text(207, "application/xml", `<multistatus xmlns="DAV:"/>`), caldav.NotACalendar},
		{"is another's", servertest.Text(207, "text/xml", `<multistatus xmlns="DAV:"><response><href>https://ailleurs.example/x/y.ics</href><propstat><prop><getetag>"x"</getetag></prop><status>HTTP/1.1 200 OK</status></propstat></response><sync-token>x</sync-token></multistatus>`), caldav.NotACalendar},
	} {
		partly := []string{"", "REPORT", "PROPFIND", "GET", "REPORT GET"}
		if c.want == caldav.TooLarge || c.name == "is deep" {
			partly = partly[:1] // a lot to send
		}
		for _, methods := range partly {
			b.proxy.Break(c.fault, methods)
			b.staffMove(t)
			_, err := b.Sync(t.Context(), aline)
			if methods == "" && caldav.TroubleOf(err) != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
			switch {
			case err == nil && len(b.unreadable()) == 0:
				b.expect(t)
			case err == nil:
				b.expectBefore(t)
			default:
				b.expectBefore(t)
				s := b.Status()[slices.IndexFunc(b.Status(), func(s CalendarStatus) bool { return s.Trouble != "" })]
				if s.Words == "" || s.Detail == "" || s.Silent || s.LastSuccess.IsZero() {
					t.Errorf("%s (%s): said to be %+v", c.name, methods, s)
				}
			}
			b.proxy.Break(nil, "")
			b.due()
			b.mustSync(t, aline)
			b.expect(t)
			if t.Failed() {
				t.Fatalf("%s, for %q", c.name, methods)
			}
		}
	}
	if log := b.log.String(); strings.Contains(log, "recovered") {
		t.Errorf("something panicked:\n%s", log)
	}
}

// Wrong types, spare words and names of others don't matter where the answer can
// be understood.
func TestHarmlessOddities(t *testing.T) {
	b := startBroken(t)
	for name, fault := range map[string]servertest.Fault{
		"byte after byte": servertest.Drip,
		"another content type": func(w http.ResponseWriter, a servertest.Reply) {
			a.Header.Set("Content-Type", "text/html")
			servertest.Whole(w, a)
		},
		"weak ETags":          servertest.Replaced(`<getetag>"`, `<getetag>W/"`),
		"another host's name": servertest.Replaced("<href>/", "<href>https://ailleurs.exemple.invalid/"),
		"a doctype":           servertest.Replaced("<?xml version='1.0' encoding='utf-8'?>", "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE multistatus>"),
		"a name of elsewhere": servertest.Replaced("</multistatus>", `<response><href>/autre/agenda/x.ics</href><propstat><prop><getetag>"x"</getetag></prop>`+
			`<status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`),
	} {
		b.proxy.Break(fault, "")
		b.staffMove(t)
		b.mustSync(t, aline)
		b.expect(t)
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

// A server that is killed in the middle of everything, and comes back.
func TestAServerIsKilledAgainAndAgain(t *testing.T) {
	b := startBroken(t)
	for range 3 {
		b.staffMove(t)
		b.Stop()
		if _, err := b.Sync(t.Context(), aline); err == nil {
			t.Error("a killed server was read")
		}
		b.expectBefore(t)
		b.Start()
		b.due()
		b.mustSync(t, aline)
		b.expect(t)
	}
}

// Headers that don't come, and bodies that come byte after byte without an end,
// hold up neither the other calendars nor this one for ever; and after Silence
// it is no longer offered.
func TestSlowServersAreGivenUp(t *testing.T) {
	for name, slow := range map[string]roundTrip{
		"headers": func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		},
		"body": func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusMultiStatus, Header: http.Header{}, Body: dripping{r}, Request: r}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				shelf := newShelfServer()
				var mu sync.Mutex // guards on
				on := false
				m := running(t, roundTrip(func(r *http.Request) (*http.Response, error) {
					mu.Lock()
					defer mu.Unlock()
					if on && strings.Contains(r.URL.Path, "rendez-vous") {
						mu.Unlock()
						defer mu.Lock()
						return slow(r)
					}
					return shelf.RoundTrip(r)
				}), shelfSource)
				set := func(is bool) {
					mu.Lock()
					defer mu.Unlock()
					on = is
				}
				passes(3 * time.Minute)
				set(true)
				passes(5 * time.Minute)
				expectWeek(t, m, aline, []string{"23 14:00-17:00"}, []string{"23 14:00-15:00"})
				if s := m.Status(); s[0].Trouble != caldav.Unreachable || s[1].Trouble != "" || time.Since(s[1].LastSuccess) > 2*time.Minute {
					t.Errorf("%+v", s)
				}
				passes(m.c.Silence)
				if m.looks() {
					t.Error("still offered after its silence")
				}
				if s := m.Status(); !s[0].Silent || s[1].Silent {
					t.Errorf("silent: %+v", s)
				}
				set(false)
				passes(2 * maxPause)
				if !m.looks() {
					t.Error("not offered again")
				}
			})
		})
	}
}

// dripping is a body of one byte a second.
type dripping struct{ r *http.Request }

func (d dripping) Read(p []byte) (int, error) {
	select {
	case <-time.After(time.Second):
		p[0] = ' '
		return 1, nil
	case <-d.r.Context().Done():
		return 0, d.r.Context().Err()
	}
}

func (dripping) Close() error { return nil }

var _ io.ReadCloser = dripping{}
