package webchat

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"escale/bot"
)

// In Arabic the page is laid out from the right, on a small telephone, in
// large letters, on paper, and without JavaScript.
func TestBrowserFromTheRight(t *testing.T) {
	h, b := phone(t)
	h.chat.Languages = func() []string { return []string{"fr", "en", "ar", "tr", "fr-falc"} }
	arabic := func(text string, choices ...bot.Choice) bot.Message {
		return bot.Message{Text: text, Language: "ar", Choices: choices}
	}
	h.chat.Welcome = func(string) []bot.Message {
		return []bot.Message{arabic(
			"مرحبا بكم في \u2068Escale\u2069. أنا برنامج ولست شخصا.\n\nللحديث مع شخص: \u2068Accueil\u2069, \u206801 99 00 12 34\u2069.",
			bot.Choice{ID: "0.topic.child", Label: "طفلي"}, bot.Choice{ID: "0.topic.couple", Label: "\u200f\u2068Couple\u2069"},
		)}
	}
	h.answer = func(in bot.Inbound) []bot.Message {
		return []bot.Message{arabic("\u200f\u2068Mme Exemple\u2069 · \u206824\u2069 نوفمبر\n\u200f\u2068https://visio.example/a/ \u2069", bot.Choice{ID: "x", Label: "نعم"})}
	}
	b.Open(h.url + "/?lang=ar")
	look(t, b, "30-arabic-welcome")
	var order []float64
	b.Eval(`[document.querySelector('.name').getBoundingClientRect().right, document.querySelector('.leave').getBoundingClientRect().left]`, &order)
	if len(order) != 2 || order[0] < 300 || order[1] > 20 {
		t.Errorf("the head is not mirrored: %v", order)
	}
	b.ClickText("طفلي")
	b.WaitText("نوفمبر")
	look(t, b, "31-arabic-answer")
	var link string
	b.Eval(`document.querySelector('.said a[href^="https"]').href`, &link)
	if link != "https://visio.example/a/" {
		t.Errorf("the link leads to %q", link)
	}
	b.Fill("#text", "Marie")
	b.Press(kb.Enter)
	b.WaitText("Marie")
	var typed string
	b.Eval(`getComputedStyle([...document.querySelectorAll('.hers p')].at(-1)).direction`, &typed)
	if typed != "ltr" {
		t.Errorf("what she typed in French runs %s", typed)
	}
	b.ClickText(texts("ar").T("webchat.larger"))
	b.WaitText(texts("ar").T("webchat.smaller"))
	look(t, b, "32-arabic-large")
	b.Open(h.url + "/imprimer")
	look(t, b, "33-arabic-print")
	b.Script(false)
	b.Open(h.url + "/")
	b.ClickText(texts("ar").T("webchat.languages"))
	b.WaitText("English")
	b.Screenshot("chat-34-arabic-without-javascript")
}

// Large letters and the view for paper hold on a small telephone; with
// JavaScript, paper is one tap away.
func TestBrowserLargeAndPrinted(t *testing.T) {
	h, b := phone(t)
	b.Open(h.url)
	b.ClickText(french("larger"))
	b.WaitText(french("smaller"))
	look(t, b, "35-large-welcome")
	b.ClickText("De mon enfant")
	b.WaitText("code postal")
	look(t, b, "36-large-postcode")
	var class string
	b.Eval(`document.documentElement.className`, &class)
	if !strings.Contains(class, "large") {
		t.Error("after an answer the letters are small again")
	}
	b.ClickText(french("to_print"))
	b.WaitText(french("print"))
	look(t, b, "37-print-view")
}
