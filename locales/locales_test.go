package locales

import (
	"slices"
	"testing"
	"time"
)

func texts(t *testing.T) *Catalogue {
	t.Helper()
	c, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestIn(t *testing.T) {
	c := texts(t)
	for asked, want := range map[string]string{
		"fr": "fr", "en": "en", "fr-falc": "fr-falc", "FR-FALC": "fr-falc", "en-GB": "en", "en_US": "en",
		"fr-CA": "fr", "fr-x-falc": "fr", "zz": "fr", "": "fr", "*": "fr",
	} {
		if got := c.In(asked).Tag(); got != want {
			t.Errorf("In(%q) = %q, want %q", asked, got, want)
		}
	}
}

func TestLanguagesNameThemselves(t *testing.T) {
	names := map[string]string{
		"fr": "Français", "en": "English", "ar": "العربية", "tr": "Türkçe", "pt": "Português", "es": "Español",
		"ro": "Română", "ru": "Русский", "uk": "Українська", "fr-falc": "Français facile",
	}
	last := -1
	for _, l := range texts(t).Languages() {
		at := slices.Index(Known(), l.Tag)
		if l.Name != names[l.Tag] || at <= last {
			t.Errorf("%+v, want %q, in the order of %v", l, names[l.Tag], Known())
		}
		last = at
	}
}

func TestDates(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	reunion, err := time.LoadLocation("Indian/Reunion")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
	late := time.Date(2026, 11, 30, 21, 0, 0, 0, time.UTC) // already December in La Réunion
	c := texts(t)
	fr, en := c.In("fr"), c.In("en")
	for _, d := range []struct{ got, want string }{
		{fr.Day(at, paris), "mardi 24\u00a0novembre"},
		{fr.Day(late, paris), "lundi 30\u00a0novembre"},
		{fr.Day(late, reunion), "mardi 1er\u00a0décembre"},
		{fr.ShortDay(at, paris), "mar. 24\u00a0nov."},
		{fr.LongDay(at, paris), "mardi 24\u00a0novembre 2026"},
		{fr.Clock(at.In(paris)), "10\u00a0h\u00a030"},
		{fr.Clock(time.Date(2026, 1, 1, 14, 0, 0, 0, paris)), "14\u00a0h"},
		{fr.Clock(time.Date(2026, 1, 1, 9, 5, 0, 0, paris)), "9\u00a0h\u00a005"},
		{texts(t).In("tr").LongDay(at, paris), "24 Kasım 2026 Salı"},
		{texts(t).In("es").LongDay(at, paris), "martes 24 de noviembre de 2026"},
		{texts(t).In("ru").N("say.when-long", 21, "When", "x"), "Когда: x (21 минута)"},
		{texts(t).In("uk").N("say.erase-soon", 22), "Записано: я видалю все через 22 хвилини. Доти ви можете передумати."},
		{texts(t).In("ar").N("say.when-long", 2, "When", "x"), "يوم \u2068x\u2069 (دقيقتان)"},
		{en.Day(late, reunion), "Tuesday 1 December"},
		{en.ShortDay(at, paris), "Tue 24 Nov"},
		{en.Clock(at.In(paris)), "10:30"},
		{en.Clock(time.Date(2026, 1, 1, 14, 0, 0, 0, paris)), "14:00"},
	} {
		if plainSpaces(d.got) != plainSpaces(d.want) {
			t.Errorf("%q, want %q", d.got, d.want)
		}
	}
	if got := fr.Day(at, paris); got != "mardi 24\u00a0novembre" {
		t.Errorf("%q may be broken between number and month", got)
	}
}

func TestMissingMessageIsNeverAnID(t *testing.T) {
	for _, l := range texts(t).Languages() {
		if got := texts(t).In(l.Tag).T("no.such-message"); got != "" {
			t.Errorf("%s: %q", l.Tag, got)
		}
	}
}

// A text that a language lacks is said in French.
func TestFallsBackToFrench(t *testing.T) {
	c := texts(t)
	empty, err := load(files, English)
	if err != nil {
		t.Fatal(err)
	}
	empty.words = c.In("fr").words // speaks English, knows no English
	empty.fallback = nil
	if got, want := empty.T("tap.back"), "Retour"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestPlurals(t *testing.T) {
	fr := texts(t).In("fr")
	for n, want := range map[int]string{1: "Vous avez un rendez-vous à venir. Vous pouvez l’annuler, ou le garder.", 2: "Vous avez 2 rendez-vous à venir. Vous pouvez les annuler, ou les garder.", 1000000: "Vous avez 1000000 rendez-vous à venir. Vous pouvez les annuler, ou les garder."} {
		if got := plainSpaces(fr.N("ask.erase-appointments", n)); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}
