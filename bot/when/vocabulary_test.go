package when

import (
	"strings"
	"testing"

	"escale/programme"
)

// inLists is a language of a few words.
func inLists() *Vocabulary {
	return NewVocabulary(Lists{
		Weekdays: map[string]int{"domingo": 1, "martes": 3, "jueves": 5},
		Days:     map[string]int{"hoy": 1, "manana": 2, "pasado manana": 3},
		Parts:    map[string]int{"por la manana": 1, "por la tarde": 2, "tarde": 2, "noche": 3},
		Soonest:  []string{"lo antes posible"},
		AnyTime:  []string{"cualquier dia"},
		Besides:  []string{"por favor", "buenas noches", "el", "o", "la"},
		Refuses:  []string{"no"},
	}, strings.ToLower)
}

func TestVocabulary(t *testing.T) {
	v := inLists()
	heardAs(t, v, sunday(t, programme.Paris), `
		martes → 2026-11-24
		El martes por la tarde → 2026-11-24 afternoon
		manana por la manana → 2026-11-23 morning
		pasado manana → 2026-11-24
		hoy → 2026-11-22
		domingo → 2026-11-29
		el jueves o el martes → 2026-11-24..2026-11-26
		la noche por favor → evening
		lo antes posible → soonest
		cualquier dia → any
		buenas noches → -
		el martes no → -
		antes del martes → -
		por favor → -
	`)
	today := programme.DateOf(sunday(t, programme.Paris))
	if !v.NamesDay("no el martes", today) || v.NamesDay("por la tarde", today) {
		t.Error("a day that is refused is named; a part of it is none")
	}
	if !v.IsAll("el por favor") || v.IsAll("no por favor") || v.IsAll("mi hijo") || v.Besides("el mi") != "mi" {
		t.Error("what goes with a time is not told from what does not")
	}
}
