package locales

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each line holds forms of one word: they share a stem, with accents and without.
func TestStemsOfOneWord(t *testing.T) {
	for lang, lines := range map[string][]string{
		"fr":      {"frappe frappé frappée frappées frappees FRAPPER", "rendez rendez", "séparation separations", "coûte coute couter", "cœur coeur"},
		"fr-falc": {"annuler annulé annule annulée"},
		"en":      {"cancel cancelled cancels", "appointment appointments", "hit hits"},
		"ar":      {"موعد الموعد موعدي", "زوجي زوج", "طفل الطفل طفلي"},
		"tr":      {"randevu randevular", "çocuk cocuk çocuklar"},
		"pt":      {"consulta consultas", "criança crianca crianças", "marcar marcado"},
		"es":      {"cita citas", "niño niños nino", "cancelar cancelado cancelada"},
		"ro":      {"copil copilul", "anulez anula"},
		"ru":      {"встреча встречи встречу", "ребёнок ребенок", "большой большая большое"},
		"uk":      {"дитина дитини дитину", "зустріч зустрічі"},
	} {
		for _, line := range lines {
			stems := Stems(lang, line)
			for i, stem := range stems {
				if stem != stems[0] {
					t.Errorf("%s: %q has the stem %q, %q has %q", lang,
						strings.Fields(line)[i], stem, strings.Fields(line)[0], stems[0])
				}
			}
		}
	}
}

func TestStemsKeepWordsApart(t *testing.T) {
	for lang, line := range map[string]string{
		"fr": "mère mort mardi fille frapper", "en": "kill kind child chill", "ru": "муж может ребёнок",
		"uk": "дитина день чоловік", "ar": "زوج موعد طفل", "tr": "koca kavga çocuk", "xx": "a b c",
	} {
		seen := map[string]bool{}
		for _, stem := range Stems(lang, line) {
			if seen[stem] {
				t.Errorf("%s: two words of %q share the stem %q", lang, line, stem)
			}
			seen[stem] = true
		}
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"Ça, c’est l’ÉTÉ !":   {"ca", "c", "est", "l", "ete"},
		"  ":                  {},
		"İstanbul ışık":       {"istanbul", "isik"},
		"كـــتاب مُعَلِّم":    {"كتاب", "معلم"},
		"Мой ёж, Київ":        {"мой", "еж", "киів"},
		"14h30 — le 3/12":     {"14h30", "le", "3", "12"},
		"sou\u00adrire\u200b": {"sourire"},
	} {
		if diff := cmp.Diff(want, Words(text)); diff != "" {
			t.Errorf("words of %q (-want +got):\n%s", text, diff)
		}
	}
}

func FuzzStems(f *testing.F) {
	f.Add("fr", "Mon fils ne dort plus depuis l’été")
	f.Add("tr", "İ̇ıççç\xff")
	f.Add("ar", "الـ")
	f.Fuzz(func(t *testing.T, lang, text string) {
		if words, stems := Words(text), Stems(lang, text); len(words) != len(stems) {
			t.Errorf("%d words and %d stems of %q", len(words), len(stems), text)
		}
	})
}
