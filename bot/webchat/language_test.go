package webchat

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"escale/bot"
)

func TestTheBrowsersLanguage(t *testing.T) {
	offered := []string{"fr", "en", "ar", "pt", "ru", "uk", "fr-falc"}
	for header, want := range map[string]string{
		"ar-DZ,ar;q=0.9,fr;q=0.8":               "ar",
		"pt-BR":                                 "pt",
		"uk,ru;q=0.8":                           "uk",
		"ru-UA":                                 "ru",
		"en;q=0.3, fr-CA;q=0.7":                 "fr",
		"de-DE, de;q=0.9, en;q=0.1":             "en",
		"de, nl":                                "",
		"ar;q=0, en":                            "en",
		"*":                                     "",
		"":                                      "",
		"ar; drop table":                        "",
		"fr-falc":                               "",
		strings.Repeat("de,", 400) + "ar":       "",
		"zh-Hant-TW;q=1, pt-Latn-AO;q=0.9":      "pt",
		"mul, und, x-private, i-klingon, en-GB": "en",
	} {
		if got := accepted(header, offered); got != want {
			t.Errorf("%.60q: %q, want %q", header, got, want)
		}
	}
}

func FuzzTheBrowsersLanguage(f *testing.F) {
	f.Add("ar-DZ,ar;q=0.9")
	f.Fuzz(func(t *testing.T, header string) {
		if got := accepted(header, []string{"fr", "ar"}); got != "" && got != "fr" && got != "ar" {
			t.Errorf("%q: %q is not offered", header, got)
		}
	})
}

// The first page is in the browser's language; what is asked for in the address
// counts more, and a conversation has its own.
func TestFirstPageIsInHerLanguage(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	b.tongue = "en-GB,en;q=0.9"
	if b.get("/"); !strings.Contains(b.body, `<html lang="en"`) {
		t.Error("the first page is not in English")
	}
	if b.get("/?lang=fr-falc"); !strings.Contains(b.body, `<html lang="fr"`) {
		t.Error("what was asked for is not shown")
	}
	b.tap(b.get("/?lang=fr"), "De mon enfant")
	if b.get("/"); !strings.Contains(b.body, `<html lang="fr"`) {
		t.Error("the conversation changed its language")
	}
}

// A page about her conversation is in its language, whatever her telephone is set
// to; another may be asked for.
func TestPagesAboutAConversationSpeakAsItDoes(t *testing.T) {
	h := newHouse(t)
	h.answer = func(bot.Inbound) []bot.Message {
		return []bot.Message{{Text: "Your postcode?", Language: "en"}}
	}
	b, other := h.browser(), h.browser()
	b.tongue, other.tongue = "fr-FR", "fr-FR"
	b.tap(b.get("/"), "De mon enfant")
	link := "/r/" + b.cookie().Value
	for path, want := range map[string]string{
		link: "en", link + "?lang=fr": "fr", "/r/" + strings.Repeat("A", tokenLength): "fr",
	} {
		if other.get(path); !strings.Contains(other.body, `<html lang="`+want+`"`) {
			t.Errorf("%s is not in %s", path, want)
		}
	}
	for path, here := range map[string]string{
		"/": "/", "/continuer": "/continuer", "/continuer/K7M2P9QX": "/continuer/K7M2P9QX", link: "/ouvrir",
	} {
		if other.get(path); !strings.Contains(other.body, `href="`+here+`?lang=en"`) {
			t.Errorf("in another language, %s leads elsewhere", path)
		}
	}
	if b.get("/continuer"); !strings.Contains(b.body, `<html lang="en"`) {
		t.Error("where a code is typed, she is spoken to in another language")
	}
	h.store.breakWith(errors.New("no disk"))
	if other.get(link); other.last.StatusCode != http.StatusOK {
		t.Errorf("without the store, the link shows %d", other.last.StatusCode)
	}
}

// More languages than fit side by side are behind one word.
func TestManyLanguagesAreFolded(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	if b.get("/"); strings.Contains(b.body, "<details") {
		t.Error("three languages are folded")
	}
	h.chat.Languages = func() []string { return []string{"fr", "en", "ar", "tr"} }
	if b.get("/"); strings.Count(b.body, "<details") != 1 || strings.Count(b.body, "</details>") != 1 || !strings.Contains(b.body, french("languages")) {
		t.Error("four languages are not")
	}
}

// What could not be read says nothing of its language: her conversation does, or else
// the browser.
func TestRefusalsAreInHerLanguage(t *testing.T) {
	h := newHouse(t)
	h.answer = func(bot.Inbound) []bot.Message {
		return []bot.Message{{Text: "Your postcode?", Language: "en"}}
	}
	hers, nobodys := h.browser(), h.browser()
	hers.tongue, nobodys.tongue = "fr-FR", "en-GB,en;q=0.9"
	hers.tap(hers.get("/"), "De mon enfant")
	for name, b := range map[string]*browser{"conversation": hers, "browser": nobodys} {
		b.post("/message", url.Values{"text": {strings.Repeat("a", 2*bodyLimit)}})
		if b.last.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(b.body, `<html lang="en"`) {
			t.Errorf("a form too large is refused by %d, not in the language of the %s", b.last.StatusCode, name)
		}
		b.get("/document/7")
		if b.last.StatusCode != http.StatusNotFound || !strings.Contains(b.body, `<html lang="en"`) {
			t.Errorf("a file that is not there: %d, not in the language of the %s", b.last.StatusCode, name)
		}
	}
}
