package hosting_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestObjectIsKeptByteForByte(t *testing.T) {
	s := open(t)
	ics := string(event("b", "20260331T080000Z", "20260331T090000Z", "DESCRIPTION:Une longue ligne\r\n  pliée\\, et des accents & <signes>", "X-ODD;A=\"b\":c"))
	tag := s.gets(http.StatusCreated, s.asks("PUT", home+"b.ics", ics)).header.Get("ETag")
	got := s.gets(http.StatusOK, s.asks("GET", home+"b.ics", ""))
	if d := cmp.Diff(ics, got.body); d != "" {
		t.Errorf("(-put +got):\n%s", d)
	}
	if tag == "" || got.header.Get("ETag") != tag {
		t.Errorf("ETag %q at PUT, %q at GET", tag, got.header.Get("ETag"))
	}
	s.gets(http.StatusNotModified, s.asks("GET", home+"b.ics", "", "If-None-Match", tag))
	s.gets(http.StatusOK, s.asks("HEAD", home+"b.ics", ""))
	s.gets(http.StatusNotFound, s.asks("GET", home+"c.ics", ""))
}

func TestConditionsAreHonoured(t *testing.T) {
	s := open(t)
	first := string(event("a", "20260330T100000Z", "20260330T110000Z"))
	second := string(event("a", "20260330T120000Z", "20260330T130000Z"))
	old := s.asks("GET", home+"a.ics", "").header.Get("ETag")

	s.gets(http.StatusPreconditionFailed, s.asks("PUT", home+"a.ics", first, "If-None-Match", "*"))
	s.gets(http.StatusPreconditionFailed, s.asks("PUT", home+"a.ics", first, "If-Match", `"other"`))
	s.gets(http.StatusPreconditionFailed, s.asks("PUT", home+"a.ics", first, "If-Match", "W/"+old))
	s.gets(http.StatusPreconditionFailed, s.asks("PUT", home+"new.ics", first, "If-Match", "*"))
	now := s.gets(http.StatusNoContent, s.asks("PUT", home+"a.ics", first, "If-Match", `"x", `+old)).header.Get("ETag")
	if now == old || now == "" {
		t.Errorf("ETag %q after %q", now, old)
	}
	s.gets(http.StatusPreconditionFailed, s.asks("PUT", home+"a.ics", second, "If-Match", old))
	s.gets(http.StatusPreconditionFailed, s.asks("DELETE", home+"a.ics", "", "If-Match", old))
	s.gets(http.StatusOK, s.asks("GET", home+"a.ics", ""))
	s.gets(http.StatusNoContent, s.asks("DELETE", home+"a.ics", "", "If-Match", now))
	s.gets(http.StatusNotFound, s.asks("DELETE", home+"a.ics", ""))
	s.gets(http.StatusPreconditionFailed, s.asks("DELETE", home+"a.ics", "", "If-Match", now))
	again := s.gets(http.StatusCreated, s.asks("PUT", home+"a.ics", first, "If-None-Match", "*")).header.Get("ETag")
	if again == now {
		t.Error("an object made anew has the ETag of its earlier life")
	}
}

func TestOfManyCreatesOneWins(t *testing.T) {
	s := open(t)
	statuses := make([]int, 20)
	var all sync.WaitGroup
	for i := range statuses {
		all.Go(func() {
			body := string(event("n", "20260401T080000Z", "20260401T090000Z", fmt.Sprintf("COMMENT:%d", i)))
			statuses[i] = s.asks("PUT", home+"n.ics", body, "If-None-Match", "*").status
		})
	}
	all.Wait()
	count := map[int]int{}
	for _, status := range statuses {
		count[status]++
	}
	if d := cmp.Diff(map[int]int{http.StatusCreated: 1, http.StatusPreconditionFailed: 19}, count); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestBadObjectsAreRefused(t *testing.T) {
	good := string(event("b", "20260331T080000Z", "20260331T090000Z"))
	for name, c := range map[string]struct {
		body, kind   string
		status       int
		precondition string
	}{
		"not iCalendar":         {"<html>", "text/calendar", 403, "valid-calendar-data"},
		"empty":                 {"", "text/calendar", 403, "valid-calendar-data"},
		"a panicking line":      {strings.Replace(good, "SUMMARY", "X;A=B\r\nSUMMARY", 1), "text/calendar", 403, "valid-calendar-data"},
		"cut short":             {good[:len(good)-20], "text/calendar", 403, "valid-calendar-data"},
		"not UTF-8":             {strings.Replace(good, "Escale\r\n", "\xff\r\n", 1), "text/calendar", 403, "valid-calendar-data"},
		"no UID":                {strings.Replace(good, "UID:b\r\n", "", 1), "text/calendar", 403, "valid-calendar-data"},
		"a task":                {strings.ReplaceAll(good, "VEVENT", "VTODO"), "text/calendar", 403, "supported-calendar-component"},
		"with a method":         {strings.Replace(good, "VERSION", "METHOD:REQUEST\r\nVERSION", 1), "text/calendar", 403, "valid-calendar-object-resource"},
		"deep, and well formed": {deep(20), "text/calendar", 403, "valid-calendar-data"},
		"two UIDs":              {two(good), "text/calendar", 403, "valid-calendar-object-resource"},
		"another kind":          {good, "text/vcard", 415, "supported-calendar-data"},
		"too large":             {strings.Replace(good, "SUMMARY:", "SUMMARY:"+strings.Repeat("x", 300<<10), 1), "text/calendar", 413, "max-resource-size"},
		"someone else's ID":     {strings.Replace(good, "UID:b", "UID:a", 1), "text/calendar", 403, "no-uid-conflict"},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			r := s.gets(c.status, s.asks("PUT", home+"b.ics", c.body, "Content-Type", c.kind))
			if !strings.Contains(r.body, "C:"+c.precondition) {
				t.Errorf("the body does not name %s: %s", c.precondition, r.body)
			}
			s.gets(http.StatusNotFound, s.asks("GET", home+"b.ics", ""))
		})
	}
}

// two puts a second event, with another UID, into the calendar.
func two(ics string) string {
	begin, end := strings.Index(ics, "BEGIN:VEVENT"), strings.Index(ics, "END:VCALENDAR")
	return ics[:end] + strings.Replace(ics[begin:end], "UID:b", "UID:c", 1) + ics[end:]
}

func TestSeedingIsChecked(t *testing.T) {
	s := open(t)
	for name, ics := range map[string][]byte{
		"b.ics": []byte("rubbish"), "../b.ics": event("b", "20260331T080000Z", "20260331T090000Z"),
	} {
		if err := s.Put(t.Context(), "maison/ouvert", name, ics); err == nil {
			t.Errorf("%s: stored", name)
		}
	}
	if err := s.Put(t.Context(), "maison/none", "b.ics", event("b", "20260331T080000Z", "20260331T090000Z")); err == nil {
		t.Error("stored in a calendar that is not there")
	}
}

// deep is an availability in which so many components stand in each other.
func deep(n int) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VAVAILABILITY\r\nUID:b\r\nDTSTAMP:20260301T000000Z\r\n" +
		strings.Repeat("BEGIN:AVAILABLE\r\n", n) + strings.Repeat("END:AVAILABLE\r\n", n) +
		"END:VAVAILABILITY\r\nEND:VCALENDAR\r\n"
}

func TestAvailabilityIsKept(t *testing.T) {
	s := open(t)
	s.gets(http.StatusCreated, s.asks("PUT", home+"b.ics", deep(1)))
}
