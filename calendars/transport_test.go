package calendars

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"escale/scheduling"
)

// oddServer answers as servers that were met do, and as none should.
func oddServer(t *testing.T, handle http.HandlerFunc) *Client {
	t.Helper()
	s := httptest.NewServer(handle)
	t.Cleanup(s.Close)
	c, err := NewClient(ClientConfig{URL: s.URL + "/", Username: "u", Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const oneCalendar = `<multistatus xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><response><href>/cal/</href><propstat><prop>` +
	`<resourcetype><collection/><c:calendar/></resourcetype><displayname>Escale</displayname></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`

func TestRedirectsKeepTheMethod(t *testing.T) {
	c := oddServer(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method != "PROPFIND":
			http.Error(w, "not PROPFIND", http.StatusMethodNotAllowed)
		case r.URL.Path == "/old/":
			http.Redirect(w, r, "/cal/", http.StatusMovedPermanently)
		case r.URL.Path == "/away/":
			http.Redirect(w, r, "http://elsewhere.example/cal/", http.StatusFound)
		default:
			if user, password, _ := r.BasicAuth(); user != "u" || password != "p" {
				t.Error("the password did not follow")
			}
			w.WriteHeader(http.StatusMultiStatus)
			_, _ = w.Write([]byte(oneCalendar))
		}
	})
	if cal, err := c.Calendar(t.Context(), "/old/"); err != nil || cal.Name != "Escale" || cal.Path != "/cal/" {
		t.Errorf("%+v, %v", cal, err)
	}
	if _, err := c.Calendar(t.Context(), "/away/"); TroubleOf(err) != Elsewhere || !strings.Contains(err.Error(), "elsewhere.example") {
		t.Errorf("to another host: %v", err)
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	for _, a := range []struct {
		name   string
		status int
		body   string
		want   Trouble
	}{
		{"a login page", 200, "<html><title>Connexion</title></html>", NotACalendar},
		{"a page instead of XML", 207, "<html>oops", NotACalendar},
		{"no calendar", 207, `<multistatus xmlns="DAV:"/>`, NotACalendar},
		{"password", 401, "", PasswordRefused},
		{"forbidden", 403, "", NotAllowed},
		{"gone", 410, "", Missing},
		{"later", 429, "", Busy},
		{"fault", 500, "<error/>", ServerFault},
		{"nested", 207, `<multistatus xmlns="DAV:">` + strings.Repeat("<a>", 1_000_000), NotACalendar},
	} {
		c := oddServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(a.status)
			_, _ = w.Write([]byte(a.body))
		})
		_, err := c.Calendar(t.Context(), "/cal/")
		if TroubleOf(err) != a.want || a.want.Words() == "" {
			t.Errorf("%s: %v", a.name, err)
		}
		if a.status == 429 && retryAfter(err) != 2*time.Minute {
			t.Errorf("%s: wait %s", a.name, retryAfter(err))
		}
	}
}

func TestWritesAreBelievedOnlyWhenTheySaySo(t *testing.T) {
	for status, want := range map[int]Trouble{
		207: Rejected, 400: Rejected, 403: NotAllowed, 409: Rejected, 412: Conflict, 423: Busy, 500: ServerFault, 503: Busy, 507: Full,
	} {
		c := oddServer(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		if _, err := c.Put(t.Context(), "/cal/a.ics", "", nil); TroubleOf(err) != want {
			t.Errorf("PUT %d: %v", status, err)
		}
		if err := c.Delete(t.Context(), "/cal/a.ics", `"1"`); TroubleOf(err) != want {
			t.Errorf("DELETE %d: %v", status, err)
		}
	}
}

func TestETagsAreRepaired(t *testing.T) {
	for in, want := range map[string]string{`W/"1"`: `"1"`, `"1"`: `"1"`, `1`: `"1"`, ` w/1 `: `"1"`, ``: ``} {
		if got := strongETag(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

// A server that says yes and stores nothing is not believed.
func TestPublishVerifies(t *testing.T) {
	c := oddServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			w.WriteHeader(http.StatusCreated)
			return
		}
		w.WriteHeader(http.StatusNotFound)
	})
	p := &publisher{client: c, path: "/cal/", zone: time.UTC, now: time.Now}
	_, err := p.publish(t.Context(), session("b1", 1, monday))
	if err == nil || errors.Is(err, scheduling.ErrRefused) {
		t.Errorf("believed: %v", err)
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

func TestWeeklyHoursOverseasAndOnChangeDays(t *testing.T) {
	for zone, want := range map[string]string{
		"Europe/Paris":       "2026-10-25T08:00:00Z 2026-10-25T11:00:00Z",
		"America/Martinique": "2026-10-25T13:00:00Z 2026-10-25T16:00:00Z",
		"Indian/Reunion":     "2026-10-25T05:00:00Z 2026-10-25T08:00:00Z",
	} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		a := &agenda{AgendaSource: AgendaSource{Hours: []Hours{{Days: []string{"sun"}, From: "09:00", To: "12:00"}}}, zone: loc}
		got := a.weekly(date(t, "2026-10-24T00:00:00Z"), date(t, "2026-10-27T00:00:00Z"))
		if len(got) != 1 || got[0].Start.Format(time.RFC3339)+" "+got[0].End.Format(time.RFC3339) != want {
			t.Errorf("%s: %v, want %s", zone, got, want)
		}
	}
}

func TestWriteJSON(t *testing.T) {
	at := date(t, "2026-11-23T10:00:00+01:00")
	var out strings.Builder
	if err := WriteJSON(&out, Occurrence{UID: "a", RecurrenceID: at, Start: at, End: at.Add(time.Hour), Status: "TENTATIVE", Summary: "x\ny"}); err != nil {
		t.Fatal(err)
	}
	want := `{"uid":"a","recurrence_id":"2026-11-23T10:00:00+01:00","start":"2026-11-23T10:00:00+01:00","end":"2026-11-23T11:00:00+01:00",` +
		`"all_day":false,"transparent":false,"status":"TENTATIVE","summary":"x\ny"}` + "\n"
	if out.String() != want {
		t.Errorf("%s", out.String())
	}
}

// A server that can't prove who it is has answered: the words say what to mend,
// and its password stays with us.
func TestACertificateThatProvesNothing(t *testing.T) {
	asked := false
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS() // with a certificate of its own making
	t.Cleanup(s.Close)
	c, err := NewClient(ClientConfig{URL: s.URL + "/", Username: "u", Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Calendars(t.Context()); TroubleOf(err) != Untrusted || asked {
		t.Errorf("%v (asked: %v)", err, asked)
	}
	address := strings.TrimPrefix(s.URL, "https://")
	m := newTestMirror(t, MirrorConfig{PrivateFeeds: []string{address}},
		AgendaSource{ID: aline, Zone: "Europe/Paris", Feeds: []Feed{{URL: s.URL + "/a.ics", Open: true}}})
	if _, err := m.Sync(t.Context(), aline); TroubleOf(err) != Untrusted || asked {
		t.Errorf("a feed: %v (asked: %v)", err, asked)
	}
	if words := m.Status()[0].Words; !strings.Contains(words, "certificat") {
		t.Errorf("the structure reads %q", words)
	}
}
