package bot

import (
	"slices"
	"strings"
	"testing"
)

// What is kept is said in her language from the first page on: in French by the page,
// in others by the bot, since the page is in French.
func TestPrivacyIsSaidInHerLanguage(t *testing.T) {
	for language, page := range map[string]bool{"fr": true, "fr-falc": false, "en": false, "ar": false, "uk": false} {
		s := play(t, "> speaks "+language, "> page "+language)
		first := s.all[len(s.all)-1].Choices
		i := slices.IndexFunc(first, func(c Choice) bool { return c.ID == "confidentialite" })
		if i < 0 || (first[i].URL != "") != page {
			t.Fatalf("%s: %+v", language, first)
		}
		s.play("> forge confidentialite")
		if want := s.d.Locales.In(language).T("say.privacy"); !strings.HasPrefix(s.messages[0].Text, want) && !strings.HasPrefix(s.messages[len(s.messages)-2].Text, want) {
			t.Errorf("%s: %q", language, s.messages[0].Text)
		}
		s.play("> forge continuer")
		if s.c.Step != stepWelcome || len(s.c.Data.Offered) == 0 {
			t.Errorf("%s: then at %s", language, s.c.Step)
		}
	}
}
