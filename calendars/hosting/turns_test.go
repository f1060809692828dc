package hosting

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"escale/scheduling"
)

// The reports of one home wait for each other, and for no other home's.
func TestReportsTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all turns
		var leave func()
		for range reportsAtOnce {
			next, err := all.take(t.Context(), "maison")
			if err != nil {
				t.Fatal(err)
			}
			leave = next
		}
		if next, err := all.take(t.Context(), "voisin"); err != nil {
			t.Errorf("another home: %v", err)
		} else {
			next()
		}
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := all.take(short, "maison"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("one too many: %v", err)
		}
		leave()
		if _, err := all.take(t.Context(), "maison"); err != nil {
			t.Errorf("after one has left: %v", err)
		}
	})
}

// endless is a calendar of series that cost as much as any may.
func endless(n int) []object {
	var all []object
	for i := range n {
		all = append(all, object{Name: fmt.Sprint(i), ICS: strings.ReplaceAll(fmt.Sprintf(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:essai
BEGIN:VEVENT
UID:%d
DTSTAMP:20260301T080000Z
DTSTART:20260331T080000Z
RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30
END:VEVENT
END:VCALENDAR
`, i), "\n", "\r\n")})
	}
	return all
}

// A report whose client is gone, or whose time is over, stops.
func TestAReportStops(t *testing.T) {
	store := listing{all: endless(200)}
	s := &Server{prefix: "/caldav", shelf: &shelf{store: &store, clock: time.Now}}
	for name, q := range map[string]string{
		"query":     `<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="20260101T000000Z"/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>`,
		"free time": `<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav"><C:time-range start="20260101T000000Z" end="20280101T000000Z"/></C:free-busy-query>`,
	} {
		ctx, gone := context.WithCancel(t.Context())
		store.listed = gone
		w := httptest.NewRecorder()
		s.report(w, httptest.NewRequestWithContext(ctx, "REPORT", "/", http.NoBody), visit{home: "maison", place: place{user: "maison", home: true, calendar: "ouvert"}}, []byte(q))
		if w.Code != http.StatusServiceUnavailable {
			t.Errorf("%s: answered %d, %d bytes", name, w.Code, w.Body.Len())
		}
	}
}

// listing is a store of one calendar, that tells when its objects were listed.
type listing struct {
	scheduling.Store
	all    []object
	listed func()
}

func (l *listing) Get(_ context.Context, k scheduling.Key) (scheduling.Record, error) {
	data, err := json.Marshal(newCalendar("maison", "ouvert"))
	return scheduling.Record{Key: k, Version: 1, Data: data}, err
}

func (l *listing) List(context.Context, scheduling.Query) ([]scheduling.Record, error) {
	var page []scheduling.Record
	for _, o := range l.all {
		data, err := json.Marshal(o)
		if err != nil {
			return nil, err
		}
		page = append(page, scheduling.Record{Version: 1, Data: data})
	}
	l.listed()
	return page, nil
}
