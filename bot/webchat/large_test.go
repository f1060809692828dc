package webchat

import (
	"net/url"
	"strings"
	"testing"

	"escale/bot"
)

// Larger letters are remembered by a cookie that is the same for everybody, and
// begin no conversation.
func TestLargerLetters(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	p := b.tap(b.get("/?lang=en"), "Larger text")
	if !strings.Contains(b.body, `lang="en"`) || !strings.Contains(b.body, `class="large"`) {
		t.Fatalf("not larger: %.200s", b.body)
	}
	if len(h.inputs()) > 0 || len(h.store.records) > 0 {
		t.Error("a conversation began")
	}
	if b.get("/"); !strings.Contains(b.body, `class="large"`) {
		t.Error("forgotten on the next page")
	}
	b.tap(p, "Smaller text")
	if strings.Contains(b.body, `class="large"`) {
		t.Error("they stay large")
	}
}

// Larger letters lead back to the page of a link, and to no other address.
func TestLargerLettersStayOnThePage(t *testing.T) {
	h := newHouse(t)
	phone, b := h.browser(), h.browser()
	phone.tap(phone.get("/"), "De mon enfant")
	for _, path := range []string{"/continuer", "/continuer/K7M2P9QX", "/r/" + phone.cookie().Value} {
		if p := b.tap(b.get(path), french("larger")); p.byID("conversation") == nil || !strings.Contains(b.body, french("open_button")) {
			t.Errorf("from %s to %s", path, b.last.Request.URL)
		}
		b.tap(b.get("/"), french("smaller"))
	}
	for _, page := range []string{"//evil.example/", "https://evil.example/", "/continuer//evil.example", `/\evil.example`, "/demo", "%zz", ""} {
		b.post("/lettres", url.Values{"page": {page}})
		if at := b.last.Request.URL; at.Path != "/" || !strings.HasPrefix(h.url, "http://"+at.Host) {
			t.Errorf("%q leads to %s", page, at)
		}
	}
}

// On paper there are her lines and ours, no buttons, and nothing for who is in
// danger.
func TestWhatIsPrinted(t *testing.T) {
	h := newHouse(t)
	h.answer = func(bot.Inbound) []bot.Message {
		numbers := say("17 : police")
		numbers.Purge = true
		question := say("Votre rendez-vous : mardi.")
		question.Choices = []bot.Choice{{ID: "x", Label: "Annuler ce rendez-vous"}}
		return []bot.Message{numbers, question}
	}
	b := h.browser()
	b.tap(b.get("/"), "De mon enfant")
	b.get("/imprimer")
	for text, want := range map[string]bool{
		"Votre rendez-vous : mardi.": true, "De mon enfant": true, french("back"): true, `data-print hidden`: true,
		"police": false, "Annuler ce rendez-vous": false, "<form": false,
	} {
		if got := strings.Contains(b.body, text); got != want {
			t.Errorf("%q on paper: %v", text, got)
		}
	}
	stranger := h.browser()
	if stranger.get("/imprimer"); !strings.Contains(stranger.body, `name="text"`) {
		t.Error("who has no conversation is not on the first page")
	}
}
