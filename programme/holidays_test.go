package programme_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
)

func daysOff(departement string, year int) map[string]string {
	off := map[string]string{}
	for t := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); t.Year() == year; t = t.AddDate(0, 0, 1) {
		if name, is := programme.DayOff(departement, programme.DateOf(t)); is {
			off[t.Format("01-02")] = name
		}
	}
	return off
}

// As the Journal officiel and the calendars of each year have them.
func TestHolidays(t *testing.T) {
	moving := map[int][3]string{ // Easter Monday, Ascension, Whit Monday
		2000: {"04-24", "06-01", "06-12"},
		2008: {"03-24", "05-01", "05-12"}, // Ascension fell on Labour Day
		2024: {"04-01", "05-09", "05-20"},
		2025: {"04-21", "05-29", "06-09"},
		2026: {"04-06", "05-14", "05-25"},
		2027: {"03-29", "05-06", "05-17"},
		2038: {"04-26", "06-03", "06-14"}, // the latest Easter
	}
	for year, days := range moving {
		want := map[string]string{
			"01-01": "Jour de l’an", "05-01": "Fête du Travail", "05-08": "Victoire de 1945",
			"07-14": "Fête nationale", "08-15": "Assomption", "11-01": "Toussaint",
			"11-11": "Armistice de 1918", "12-25": "Noël",
			days[0]: "Lundi de Pâques", days[2]: "Lundi de Pentecôte",
		}
		if want[days[1]] == "" {
			want[days[1]] = "Ascension"
		}
		if diff := cmp.Diff(want, daysOff("38", year)); diff != "" {
			t.Errorf("%d: %s", year, diff)
		}
	}
}

func TestLocalHolidays(t *testing.T) {
	for departement, days := range map[string][]string{
		"57":  {"03-26", "12-26"}, // 2027: Good Friday
		"67":  {"03-26", "12-26"},
		"68":  {"03-26", "12-26"},
		"971": {"05-27"},
		"972": {"05-22"},
		"973": {"06-10"},
		"974": {"12-20"},
		"976": {"04-27"},
	} {
		off := daysOff(departement, 2027)
		for _, day := range days {
			if off[day] == "" {
				t.Errorf("%s: 2027-%s is not off", departement, day)
			}
		}
		if len(off) != 11+len(days) {
			t.Errorf("%s: %d days off in 2027, want %d", departement, len(off), 11+len(days))
		}
	}
}
