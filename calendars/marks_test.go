package calendars

import (
	"testing"

	"escale/calendars/ical"
	"escale/scheduling"
)

// Staff say how a session went in their own words, before the title or after it.
func TestMarks(t *testing.T) {
	const title = "Escale · K7M2-P9 · Accompagnement individuel · sur place"
	for said, want := range map[string]scheduling.State{
		title:                               "",
		"Absent " + title:                   scheduling.Missed,
		"ABSENTE - " + title:                scheduling.Missed,
		"Absents : " + title:                scheduling.Missed,
		"[venu] " + title:                   scheduling.Attended,
		"(Venues) " + title:                 scheduling.Attended,
		"Venue seule, " + title:             scheduling.Attended,
		"PRE\u0301SENTE — " + title:         scheduling.Attended,
		"#absent " + title:                  scheduling.Missed,
		title + " #absent":                  scheduling.Missed,
		title + " - absente":                scheduling.Missed,
		title + " (venu)":                   scheduling.Attended,
		"no-show " + title:                  scheduling.Missed,
		"No show · " + title:                scheduling.Missed,
		"Pas venue – " + title:              scheduling.Missed,
		"Non présent " + title:              scheduling.Missed,
		"Absent excusé · " + title:          scheduling.Missed,
		"Reçue. " + title:                   scheduling.Attended,
		"Présentation · " + title:           "",
		"Avenue de la Gare " + title:        "",
		"Absentéisme scolaire · " + title:   "",
		title + " · le père est venu aussi": "",
		"Bienvenue " + title:                "",
		"":                                  "",
	} {
		e := ical.Event{Summary: said}
		if got := mark(&e); got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
	for tag, want := range map[string]scheduling.State{
		"Absent": scheduling.Missed, "NO-SHOW": scheduling.Missed, "Présente": scheduling.Attended,
		"venu": scheduling.Attended, "Absent du bureau": "", "Bureau": "",
	} {
		e := ical.Event{Summary: title, Categories: []string{"Escale", tag}}
		if got := mark(&e); got != want {
			t.Errorf("category %q: %q, want %q", tag, got, want)
		}
	}
}

// Only a title that Escale wrote has a reference.
func TestReferenceInATitle(t *testing.T) {
	for title, want := range map[string]string{
		"Escale · K7M2-P9 · Accompagnement · sur place":          "K7M2-P9",
		"Absente - Escale · K7M2-P9 · Accompagnement · en visio": "K7M2-P9",
		"Escale · K7M2-P9":                  "K7M2-P9",
		"Escale · k7m2-p9 · Accompagnement": "",
		"Escale · K7M2-P99 ·":               "",
		"K7M2-P9 · Accompagnement":          "",
		"Escale":                            "",
	} {
		if got := referenceIn(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

// No title is more than a title.
func FuzzStaffWords(f *testing.F) {
	for _, seed := range []string{"Absente - Escale · K7M2-P9 · x", "[venu]", "#", "··", "\xff", "pas venu", "absents"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, title string) {
		e := ical.Event{Summary: title, Categories: []string{title}}
		if m := mark(&e); m != "" && m != scheduling.Attended && m != scheduling.Missed {
			t.Errorf("%q: %q", title, m)
		}
		if ref := referenceIn(title); ref != "" && len(ref) != 7 {
			t.Errorf("%q: %q", title, ref)
		}
	})
}
