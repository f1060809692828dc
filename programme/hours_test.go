package programme_test

import (
	"testing"
	"time"

	"escale/programme"
)

func TestOpenAt(t *testing.T) {
	day := programme.EmergencyNumber{Hours: []programme.Hours{{From: "09:00", To: "19:00"}}}
	week := programme.EmergencyNumber{Hours: []programme.Hours{
		{Days: []string{"mon", "tue", "wed", "thu", "fri"}, From: "10:00", To: "13:00"},
		{Days: []string{"mon", "tue", "wed", "thu", "fri"}, From: "14:00", To: "18:00"},
	}}
	night := programme.EmergencyNumber{Hours: []programme.Hours{{From: "01:00", To: "02:30"}, {From: "20:00", To: "24:00"}}}
	for _, c := range []struct {
		name   string
		number programme.EmergencyNumber
		at     string // RFC 3339
		want   bool
	}{
		{"always", programme.EmergencyNumber{}, "2026-11-22T03:00:00Z", true},
		{"opening to the second", day, "2026-11-22T08:00:00Z", true},
		{"just before", day, "2026-11-22T07:59:59Z", false},
		{"closing to the second", day, "2026-11-22T18:00:00Z", false},
		{"summer", day, "2026-07-01T07:00:00Z", true},
		{"seen from La Réunion", day, "2026-11-22T21:30:00+04:00", true},
		{"seen from La Réunion, later", day, "2026-11-22T22:30:00+04:00", false},
		{"the morning clocks go forward", day, "2026-03-29T07:00:00Z", true},
		{"the morning clocks go forward, earlier", day, "2026-03-29T06:59:00Z", false},
		{"the morning clocks go back", day, "2026-10-25T08:00:00Z", true},
		{"the morning clocks go back, earlier", day, "2026-10-25T07:30:00Z", false},
		{"02:15 the first time", night, "2026-10-25T00:15:00Z", true},
		{"03:15 by the old clock", night, "2026-10-25T01:45:00Z", false},
		{"until midnight", night, "2026-11-22T22:59:00Z", true},
		{"from midnight", night, "2026-11-22T23:00:00Z", false},
		{"a Sunday", week, "2026-11-22T10:00:00Z", false},
		{"a Monday", week, "2026-11-23T10:00:00Z", true},
		{"over lunch", week, "2026-11-23T12:30:00Z", false},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.number.OpenAt(at); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestZone(t *testing.T) {
	for departement, want := range map[string]string{
		"38": "+02:00", "2A": "+02:00", "971": "-04:00", "972": "-04:00", "973": "-03:00",
		"974": "+04:00", "975": "-02:00", "976": "+03:00", "977": "-04:00", "978": "-04:00",
	} {
		loc, err := time.LoadLocation(programme.Zone(departement))
		if err != nil {
			t.Fatal(err)
		}
		if got := time.Date(2026, 7, 1, 0, 0, 0, 0, loc).Format("-07:00"); got != want {
			t.Errorf("%s: %s in July, want %s", departement, got, want)
		}
	}
}

func TestParseDuration(t *testing.T) {
	const day = 24 * time.Hour
	for s, want := range map[string]time.Duration{
		"60m": time.Hour, "24h": day, "56 days": 56 * day, "8w": 56 * day, "1 day": day,
		"2h30m": 150 * time.Minute, "2h 30 min": 150 * time.Minute, "0": 0, "0m": 0,
		"42 jours": 42 * day, "3 semaines": 21 * day, "1 heure": time.Hour, "15 minutes": 15 * time.Minute,
	} {
		if got, err := programme.ParseDuration(s); err != nil || got != want {
			t.Errorf("%q: %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "60", "m", "60ms", "-5m", "1.5h", "1 mois", "99999999999999999999h", "9999999w", "5 m m", "３h"} {
		if got, err := programme.ParseDuration(s); err == nil {
			t.Errorf("%q: %v, want an error", s, got)
		}
	}
}
