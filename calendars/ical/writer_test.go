package ical

import (
	"strings"
	"testing"
	"time"
)

// What is written keeps plain text as it is.
func TestEscapeKeepsPlainText(t *testing.T) {
	for _, s := range []string{"Séance 2/3 · accueil, écoute; \\o/", "deux\nlignes", "tab\tulation", "français, العربية, 中文 🙂"} {
		if got := Unescape(Escape(s)); got != s {
			t.Errorf("%q came back as %q", s, got)
		}
	}
}

// The written VTIMEZONE, read on its own, gives the offsets of the zone itself
// around the event.
func TestWrittenZones(t *testing.T) {
	for _, name := range []string{
		"Europe/Paris", "America/Martinique", "America/Guadeloupe", "America/Cayenne", "Indian/Reunion", "Indian/Mayotte",
		"America/Miquelon", "Pacific/Noumea", "Europe/Dublin", "Africa/Casablanca", "Australia/Lord_Howe", "America/Nuuk",
	} {
		t.Run(name, func(t *testing.T) { zoneRoundTrip(t, name) })
	}
}

func zoneRoundTrip(t *testing.T, name string) {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	var w Writer
	w.Raw("BEGIN", "VCALENDAR")
	from := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	w.zone(zone, from)
	// A name that nobody knows, so that only the file can tell.
	text := strings.ReplaceAll(string(w.Bytes()), "TZID:"+name, "TZID:X")
	read := findOwnZones([]byte(text+"END:VCALENDAR\r\n"), NewZones()).find(1, "X")
	if read == nil {
		t.Fatalf("no zone\n%s", text)
	}
	for at := from.AddDate(0, -7, 0); at.Before(from.AddDate(2, 0, 0)); at = at.Add(30 * time.Minute) {
		_, want := at.In(zone).Zone()
		if _, got := at.In(read).Zone(); got != want {
			t.Fatalf("at %s: offset %d, want %d\n%s", at, got, want, text)
		}
	}
}
