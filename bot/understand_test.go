package bot

import (
	"testing"
	"time"

	"escale/locales"
)

// inFrench is a turn of a conversation in French.
func inFrench(t *testing.T) *turn {
	t.Helper()
	return newStageDoor(t).d.begin(Conversation{Language: locales.French}, time.Time{})
}

func TestOrdinal(t *testing.T) {
	here := inFrench(t)
	for said, want := range map[string]int{
		"1": 1, "2e": 2, "2ème": 2, "le 3": 3, "la deuxième": 2, "1er": 1, "1ère": 1, "n° 4": 4,
		"the 3rd": 3, "second": 2, "10": 10, "0": 0, "-1": 1, "deux enfants": 0, "1000": 0, "e": 0,
	} {
		if got := here.ordinal(plain(said)); got != want {
			t.Errorf("%q: %d, want %d", said, got, want)
		}
	}
}

func TestPlain(t *testing.T) {
	for said, want := range map[string]string{
		"  D’accord\u00a0!  ": "d accord",
		"ÉVÈNEMENT":           "evenement",
		"œuf, « guillemets »": "œuf guillemets",
		"ÇIKIŞ, kapı, İZMİR":  "cikis kapi izmir",
		"🙂":                   "",
	} {
		if got := plain(said); got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}

func TestMeant(t *testing.T) {
	here := inFrench(t)
	list := []Offered{
		{ID: "yes", Label: "Oui, je confirme", Answer: true},
		{ID: "no", Label: "Non, plus tard", Answer: true},
		{ID: "late", Label: "Plus tard dans la journée", Answer: true},
		{ID: "back", Label: "Retour"},
	}
	for said, want := range map[string]string{
		"ok": "yes", "oui": "yes", "non merci": "no", "journee": "late", "plus tard": "late", "tard": "", "retour": "", "pas": "", "je": "",
	} {
		if got := here.meant(list, said); got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}

func TestPostcode(t *testing.T) {
	for said, want := range map[string]string{
		"38000": "38000", "38 000": "38000", "j'ai 2 enfants, 97400": "97400", "F-59000 Lille": "59000",
		"3800": "", "380001": "", "": "",
	} {
		got, ok := postcode(said)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", said, got, ok)
		}
	}
}

func TestShort(t *testing.T) {
	for id, same := range map[string]bool{"accompagnement": true, "0-5": true, "a.b": false, "été": false, "": false, "conseil-conjugal-et-familial": false} {
		if got := short(id); (got == id) != same || len(got) > 16 {
			t.Errorf("%q: %q", id, got)
		}
	}
}

func TestStepTap(t *testing.T) {
	for id, want := range map[string]tapped{
		"0.slots.s-1.x": {0, "slots", "s-1.x"},
		"12.offer.a":    {12, "offer", "a"},
	} {
		if got, ok := stepTap(id); !ok || got != want {
			t.Errorf("%q: %+v", id, got)
		}
	}
	for _, id := range []string{"", "retour", "x.slots.a", "1.slots", "99999999999999999999.a.b"} {
		if got, ok := stepTap(id); ok {
			t.Errorf("%q: %+v", id, got)
		}
	}
}
