package ical

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestExpandRefusesWhatIsNoCalendar(t *testing.T) {
	page := "<!doctype html><title>Connexion</title>\n<form>…</form>\n"
	_, _, err := Expand([]byte(page), time.Time{}, time.Now(), nil)
	if !errors.Is(err, ErrNotCalendar) {
		t.Errorf("a login page: %v", err)
	}
	_, _, err = Expand(bytes.Repeat([]byte(" "), MaxSize+1), time.Time{}, time.Now(), nil)
	if !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large a file: %v", err)
	}
}

func TestExpandSurvivesNesting(t *testing.T) {
	event := "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260302T090000Z\nEND:VEVENT\nEND:VCALENDAR\n"
	nested := event + strings.Repeat("BEGIN:VCALENDAR\n", 1_000_000)
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	found, _, err := Expand([]byte(nested), from, from.AddDate(0, 1, 0), nil)
	if err != nil || len(found) != 1 {
		t.Errorf("found %d, %v", len(found), err)
	}
}

// An hour that is skipped or doubled has one reading (RFC 5545, 3.3.5).
func TestInstantOf(t *testing.T) {
	for _, c := range []struct{ zone, wall, want string }{
		{"Europe/Paris", "2026-03-29T02:30:00Z", "2026-03-29T01:30:00Z"},
		{"Europe/Paris", "2026-03-29T03:00:00Z", "2026-03-29T01:00:00Z"},
		{"Europe/Paris", "2026-03-29T01:59:59Z", "2026-03-29T00:59:59Z"},
		{"Europe/Paris", "2026-10-25T02:30:00Z", "2026-10-25T00:30:00Z"},
		{"Europe/Paris", "2026-10-25T03:00:00Z", "2026-10-25T02:00:00Z"},
		{"Europe/Paris", "2026-10-25T01:30:00Z", "2026-10-24T23:30:00Z"},
		{"America/Martinique", "2026-10-25T02:30:00Z", "2026-10-25T06:30:00Z"},
		{"Indian/Reunion", "2026-10-25T02:30:00Z", "2026-10-24T22:30:00Z"},
		{"Indian/Mayotte", "2026-03-29T02:30:00Z", "2026-03-28T23:30:00Z"},
		{"America/Miquelon", "2026-03-08T02:30:00Z", "2026-03-08T05:30:00Z"},
		{"Pacific/Noumea", "2026-03-29T02:30:00Z", "2026-03-28T15:30:00Z"},
	} {
		loc, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := InstantOf(date(t, c.wall), loc); !got.Equal(date(t, c.want)) {
			t.Errorf("%s in %s: got %s, want %s", c.wall, c.zone, got.UTC(), c.want)
		}
	}
}

// A zone built from a file is the zone that it copies, for every hour of years.
func TestZoneOfTheFileEqualsIANA(t *testing.T) {
	text, err := os.ReadFile("testdata/expand/zone-of-the-file.ics")
	if err != nil {
		t.Fatal(err)
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	file := findOwnZones(text, NewZones()).find(1, "Chez nous")
	if file == nil {
		t.Fatal("no zone")
	}
	for at := time.Date(2000, 1, 1, 0, 30, 0, 0, time.UTC); at.Year() < 2038; at = at.Add(time.Hour) {
		_, want := at.In(paris).Zone()
		if _, got := at.In(file).Zone(); got != want {
			t.Fatalf("at %s: offset %d, want %d", at, got, want)
		}
	}
}

func TestWindowsZonesAreKnown(t *testing.T) {
	z := NewZones()
	if len(z.windows) < 130 {
		t.Errorf("%d names", len(z.windows))
	}
	for name, iana := range z.windows {
		if z.find(name) == nil {
			t.Errorf("%s: %s is no zone", name, iana)
		}
	}
	for _, name := range []string{"Local", "", "../../etc/passwd", "Europe", "nowhere/at all"} {
		if zone := z.find(name); zone != nil {
			t.Errorf("%q is %v", name, zone)
		}
	}
}

// Foreign text must neither panic nor hang, and what is found lies in the
// window, in order.
func FuzzExpand(f *testing.F) {
	files, _ := filepath.Glob("testdata/expand/*.ics")
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil {
			f.Add(text)
		}
	}
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(0, 2, 0)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		found, problems, err := Expand(data, from, to, paris)
		if err != nil && (found != nil || problems != nil) {
			t.Error("an error and results")
		}
		for i, o := range found {
			if !o.touches(from, to) || o.End.Before(o.Start) {
				t.Errorf("%+v is outside of the window", o)
			}
			if i > 0 && o.Start.Before(found[i-1].Start) {
				t.Error("not in order")
			}
		}
	})
}
