package bot

import (
	"strings"
	"testing"
)

// Other languages have fewer ways to say a thing in their texts: three times in
// four, what is written is understood, and never what can't be taken back.
func TestWordsOfOtherLanguages(t *testing.T) {
	all := wordsIn(t, "testdata/words-others.txt")
	said, missed := map[string]int{}, map[string]int{}
	for _, w := range all {
		said[w.language]++
	}
	wrong := notUnderstood(t, all)
	for _, line := range wrong {
		_, language, _ := strings.Cut(line, " ")
		missed[language[:2]]++
	}
	t.Logf("%d of %d understood; not:\n%s", len(all)-len(wrong), len(all), strings.Join(wrong, "\n"))
	for language, n := range said {
		if right := n - missed[language]; 4*right < 3*n {
			t.Errorf("%s: %d of %d understood, want three in four", language, right, n)
		}
	}
}

// Who says not to cancel or erase is not asked whether to.
func TestRefusalsAreHeardInEveryLanguage(t *testing.T) {
	for language, all := range map[string][]string{
		"ar": {"لا أريد إلغاء موعدي", "ما بدي الغي الموعد", "لا تلغوا موعدي", "لا تحذفوا معلوماتي"},
		"tr": {"randevumu iptal etmek istemiyorum", "randevumu iptal etmeyin lütfen", "sakın iptal etme", "verilerimi silmeyin"},
		"pt": {"não quero cancelar a minha marcação", "não cancelem a minha marcação", "não apaguem os meus dados"},
		"es": {"no quiero cancelar mi cita", "no cancelen mi cita por favor", "no borren mis datos"},
		"ro": {"nu vreau să anulez programarea", "nu anulați programarea mea", "nu ștergeți datele mele"},
		"ru": {"я не хочу отменять встречу", "не отменяйте мою запись", "не нужно удалять мои данные"},
		"uk": {"я не хочу скасовувати зустріч", "не скасовуйте мій запис", "не видаляйте мої дані"},
	} {
		s := stand(t, "booked", language)
		for _, words := range all {
			if got := s.does(Inbound{Text: words}); s.dangerous(got) {
				t.Errorf("%s, %q: %s", language, words, firstLine(got))
			}
		}
	}
}
