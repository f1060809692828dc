package calendars

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"escale/calendars/caldav"
	"escale/scheduling"
)

// session is an event to be published, in a zone with summer time.
func session(booking string, placement int, start time.Time) scheduling.CalendarEvent {
	return scheduling.CalendarEvent{
		UID:      scheduling.EventUID("test.example", booking, placement),
		Agenda:   "centre/aline",
		Interval: scheduling.Interval{Start: start.UTC(), End: start.Add(time.Hour).UTC()},
		Zone:     "Europe/Paris",
		Summary:  "Escale · accompagnement (K7M2-P9)",
		Notes:    "Référence K7M2-P9\nséance 2/3, accueil en français",
		Location: "1 rue de l'Exemple, 38000 Grenoble",
		URL:      "https://escale.example/presence/x",
	}
}

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func testPublisher(t *testing.T, r *radicale) *publisher {
	t.Helper()
	return &publisher{client: r.client(), path: r.make("Rendez-vous"), zone: time.UTC, now: time.Now}
}

func (p *publisher) must(t *testing.T, e scheduling.CalendarEvent) scheduling.Seen {
	t.Helper()
	seen, err := p.publish(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func TestPublishWritesOnceAndTakesOut(t *testing.T) {
	r := startRadicale(t)
	p := testPublisher(t, r)
	e := session("b1", 1, monday)

	first := p.must(t, e)
	again := p.must(t, e) // interrupted before it was noted, then repeated
	if first.Href != again.Href || first.ETag != again.ETag || first.Hash == "" || first.At.IsZero() {
		t.Errorf("first %+v, again %+v", first, again)
	}
	text := r.text(first.Href)
	for _, want := range []string{"CLASS:PRIVATE", "UID:" + e.UID, "DTSTART;TZID=Europe/Paris:20261123T100000", "BEGIN:VTIMEZONE"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if strings.Contains(text, "VALARM") {
		t.Error("the event rings")
	}

	e.Seen, e.Absent = first, true
	p.must(t, e)
	p.must(t, e)
	if refs, err := p.client.List(t.Context(), p.path); err != nil || len(refs) != 0 {
		t.Errorf("left over: %v, %v", refs, err)
	}
}

func TestPublishChangesWhatNobodyTouched(t *testing.T) {
	r := startRadicale(t)
	p := testPublisher(t, r)
	e := session("b1", 1, monday)
	e.Seen = p.must(t, e)
	e.Summary, e.Sequence = "Escale · accompagnement, avec Prénom-Inventé", 1
	if seen := p.must(t, e); seen.Hash == e.Seen.Hash || !strings.Contains(r.text(seen.Href), "SEQUENCE:1") {
		t.Errorf("not rewritten: %+v", seen)
	}
}

// What an event says besides its time and title is said anew when that is asked
// for, unless staff gave it a title of their own.
func TestPublishSaysAnew(t *testing.T) {
	r := startRadicale(t)
	p := testPublisher(t, r)
	e := session("b1", 1, monday)
	e.Notes = "Avec Mme Exemple"
	e.Seen = p.must(t, e)
	e.Notes = "Avec M. Inventé"
	if seen := p.must(t, e); !strings.Contains(r.text(seen.Href), "Avec Mme Exemple") {
		t.Error("said anew without being asked to")
	}
	e.Rewrite = true
	e.Seen = p.must(t, e)
	if text := r.text(e.Seen.Href); !strings.Contains(text, "Avec M. Inventé") || strings.Contains(text, "Avec Mme Exemple") {
		t.Errorf("not said anew:\n%s", text)
	}
	stamp := func(at time.Time) string { return at.UTC().Format("20060102T150405Z") }
	r.Put(e.Seen.Href, "UID:"+e.UID, "DTSTART:"+stamp(e.Start), "DTEND:"+stamp(e.End), "SUMMARY:Escale (appeler avant)")
	if _, err := p.publish(t.Context(), e); !errors.Is(err, scheduling.ErrStaffChanged) || !strings.Contains(r.text(e.Seen.Href), "appeler avant") {
		t.Errorf("staff's title: %v", err)
	}
}

func TestPublishLeavesStaffTheirWay(t *testing.T) {
	r := startRadicale(t)
	for _, c := range []struct {
		name string
		edit func(href, uid string)
	}{
		{"moved", func(href, uid string) {
			r.Put(href, "UID:"+uid, "DTSTART:20261124T090000Z", "DTEND:20261124T100000Z", "SUMMARY:Escale")
		}},
		{"cancelled", func(href, uid string) {
			r.Put(href, "UID:"+uid, "DTSTART:20261123T090000Z", "DTEND:20261123T100000Z", "SUMMARY:Escale", "STATUS:CANCELLED")
		}},
		{"deleted", func(href, _ string) { r.Request(http.MethodDelete, href, "") }},
	} {
		p := &publisher{client: r.client(), path: r.make("rdv-" + c.name), zone: time.UTC, now: time.Now}
		e := session("b-"+c.name, 1, monday)
		e.Seen = p.must(t, e)
		c.edit(e.Seen.Href, e.UID)
		e.Summary = "Escale · autre titre"
		if _, err := p.publish(t.Context(), e); !errors.Is(err, scheduling.ErrStaffChanged) || errors.Is(err, scheduling.ErrRefused) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestPublishToleratesStaffTitles(t *testing.T) {
	r := startRadicale(t)
	p := testPublisher(t, r)
	e := session("b1", 1, monday)
	e.Seen = p.must(t, e)
	r.Put(e.Seen.Href, "UID:"+e.UID, "DTSTART:20261123T090000Z", "DTEND:20261123T100000Z", "SUMMARY:[absente] Escale")
	e.Summary = "Escale · autre titre"
	if seen := p.must(t, e); seen.Hash == e.Seen.Hash {
		t.Error("the title that staff wrote was not seen")
	}
	if !strings.Contains(r.text(e.Seen.Href), "[absente]") {
		t.Error("the title that staff wrote was overwritten")
	}
}

func TestPublishTellsRefusalFromSilence(t *testing.T) {
	r := startRadicale(t)
	p := testPublisher(t, r)
	e := session("b1", 1, monday)

	href := p.path + fileName(e.UID)
	r.Put(href, "UID:somebody-else", "DTSTART:20261123T090000Z", "SUMMARY:Autre chose")
	if _, err := p.publish(t.Context(), e); !errors.Is(err, scheduling.ErrRefused) {
		t.Errorf("another event at the address: %v", err)
	}
	e.Absent = true
	if _, err := p.publish(t.Context(), e); !errors.Is(err, scheduling.ErrRefused) {
		t.Errorf("would delete another event: %v", err)
	}
	e.Absent = false
	r.Request(http.MethodDelete, href, "")
	r.Request(http.MethodDelete, p.path, "")
	if _, err := p.publish(t.Context(), e); err == nil || errors.Is(err, scheduling.ErrRefused) || caldav.TroubleOf(err) != caldav.Missing {
		t.Errorf("a calendar that is gone may come back: %v", err)
	}
	r.Stop()
	if _, err := p.publish(t.Context(), e); errors.Is(err, scheduling.ErrRefused) || caldav.TroubleOf(err) != caldav.Unreachable {
		t.Errorf("a server that is stopped: %v", err)
	}
	bad := session("b2", 1, monday)
	bad.Zone = "Europe/Nowhere"
	r.Start()
	r.make("Rendez-vous")
	if _, err := p.publish(t.Context(), bad); !errors.Is(err, scheduling.ErrRefused) {
		t.Errorf("an event without a zone: %v", err)
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
