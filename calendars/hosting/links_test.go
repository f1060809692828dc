package hosting_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"escale/calendars/hosting"
	"escale/calendars/ical"
	"escale/scheduling"
)

func TestASecretOpensOneThingUntilItIsRevoked(t *testing.T) {
	s := open(t)
	links := hosting.Links{Store: s.store, Clock: func() time.Time { return s.now }}
	secret, err := links.New(t.Context(), hosting.PageLink, "maison/aline")
	if err != nil || len(secret) < 26 {
		t.Fatalf("%q, %v", secret, err)
	}
	opens := func(kind, secret, agenda string) {
		t.Helper()
		link, err := links.Find(t.Context(), kind, secret)
		if link.Agenda != agenda || (agenda == "") != errors.Is(err, scheduling.ErrNotFound) {
			t.Errorf("%s %q opens %q, %v; want %q", kind, secret, link.Agenda, err, agenda)
		}
	}
	opens(hosting.PageLink, secret, "maison/aline")
	opens(hosting.FeedLink, secret, "")
	opens(hosting.PageLink, strings.ToLower(secret), "")
	opens(hosting.PageLink, "", "")
	next, err := links.New(t.Context(), hosting.PageLink, "maison/aline")
	if err != nil {
		t.Fatal(err)
	}
	opens(hosting.PageLink, secret, "")
	opens(hosting.PageLink, next, "maison/aline")
	if err := links.Revoke(t.Context(), hosting.PageLink, "maison/aline"); err != nil {
		t.Fatal(err)
	}
	opens(hosting.PageLink, next, "")
	if err := links.Revoke(t.Context(), hosting.PageLink, "maison/aline"); !errors.Is(err, scheduling.ErrNotFound) {
		t.Errorf("revoked twice: %v", err)
	}
}

func TestAFeedIsTheCalendarInOneFile(t *testing.T) {
	s := open(t)
	feed := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.ServeFeed(w, r, r.URL.Path[1:]) }))
	defer feed.Close()
	get := func(calendar string, headers ...string) reply {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, feed.URL+"/"+calendar, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		got, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer got.Body.Close()
		text, err := io.ReadAll(got.Body)
		if err != nil {
			t.Fatal(err)
		}
		return reply{got.StatusCode, got.Header, string(text)}
	}
	s.gets(http.StatusCreated, s.asks("PUT", home+"s.ics", strings.ReplaceAll(told, "\n", "\r\n")))
	s.gets(http.StatusCreated, s.asks("PUT", home+"t.ics", strings.ReplaceAll(strings.ReplaceAll(told, "\n", "\r\n"), "UID:s", "UID:t")))
	r := s.gets(http.StatusOK, get("maison/ouvert"))
	from := time.Date(2026, 3, 28, 0, 0, 0, 0, time.UTC)
	found, problems, err := ical.Expand([]byte(r.body), from, from.AddDate(0, 0, 4), time.UTC)
	if err != nil || len(problems) > 0 || len(found) != 3 || strings.Count(r.body, "BEGIN:VTIMEZONE") != 1 {
		t.Errorf("%d occurrences, %v, %v in\n%s", len(found), problems, err, r.body)
	}
	if c := r.header.Get("Cache-Control"); !strings.Contains(c, "private") {
		t.Errorf("Cache-Control: %q", c)
	}
	etag, modified := r.header.Get("ETag"), r.header.Get("Last-Modified")
	s.gets(http.StatusNotModified, get("maison/ouvert", "If-None-Match", etag))
	s.gets(http.StatusNotModified, get("maison/ouvert", "If-Modified-Since", modified))
	s.gets(http.StatusNoContent, s.asks("DELETE", home+"t.ics", ""))
	s.gets(http.StatusOK, get("maison/ouvert", "If-None-Match", etag))
	s.gets(http.StatusNotFound, get("maison/none"))
	if empty := s.gets(http.StatusOK, get("voisin/ouvert")); !strings.HasPrefix(empty.body, "BEGIN:VCALENDAR") || strings.Contains(empty.body, "VEVENT") {
		t.Errorf("an empty calendar: %s", empty.body)
	}
}

// A feed goes to services that keep what they read: whom a session is with is
// not in it, also when a program wrote the notes in its own way.
func TestAFeedNamesNobody(t *testing.T) {
	s := open(t)
	ics := strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Essai//FR
BEGIN:VEVENT
UID:one
DTSTAMP:20260301T080000Z
DTSTART:20260331T080000Z
DTEND:20260331T090000Z
SUMMARY:Escale · K7M2-P9 · Accompagnement
DESCRIPTION:Référence : K7M2-P9\nInterprète souhaité\nPrénom donné : Camille\, Exemple
CLASS:PRIVATE
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n")
	rewritten := strings.ReplaceAll(ics, "UID:one", "UID:other\r\nX-ALT-DESC:<p>Camille</p>")
	rewritten = strings.Replace(rewritten, "DESCRIPTION:", `DESCRIPTION;ALTREP="data:text/html,Camille":`, 1)
	rewritten = strings.ReplaceAll(rewritten, `\n`, `\N`)
	s.gets(http.StatusCreated, s.asks("PUT", home+"x.ics", ics))
	s.gets(http.StatusCreated, s.asks("PUT", home+"y.ics", rewritten))
	w := httptest.NewRecorder()
	s.ServeFeed(w, httptest.NewRequest(http.MethodGet, "/", nil), "maison/ouvert")
	feed := strings.ReplaceAll(w.Body.String(), "\r\n ", "")
	if strings.Contains(feed, "Camille") || strings.Count(feed, "K7M2-P9") != 4 || strings.Count(feed, "Interprète") != 2 {
		t.Errorf("the feed says\n%s", feed)
	}
}
