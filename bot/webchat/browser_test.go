package webchat

import (
	"errors"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"escale/web/browsertest"
)

// look checks what must hold of every page, and keeps a picture.
func look(t *testing.T, b *browsertest.Browser, name string) {
	t.Helper()
	b.NoSideScroll(t)
	b.Axe(t)
	b.Screenshot("chat-" + name)
	if t.Failed() {
		t.Fatalf("on page %s", name)
	}
}

func phone(t *testing.T) (*house, *browsertest.Browser) {
	t.Helper()
	h := newHouse(t)
	h.answer = theWay
	b := browsertest.New(t)
	b.Size(320, 568)
	t.Cleanup(func() {
		if c := b.Complaints(); len(c) > 0 {
			t.Errorf("the browser complained: %q", c)
		}
	})
	return h, b
}

func TestBrowserTheWholeWay(t *testing.T) {
	h, b := phone(t)
	b.Open(h.url)
	b.ScreenshotView("chat-01-first-view")
	look(t, b, "01-welcome")
	b.ClickText("De mon enfant")
	b.WaitText("code postal")
	look(t, b, "02-postcode")
	b.Fill("#text", "38000")
	b.Press(kb.Enter)
	b.WaitText("Quel âge")
	b.ScreenshotView("chat-03-age-view")
	look(t, b, "03-age")
	b.ClickText("3 à 11 ans")
	b.ClickText("Oui")
	b.WaitText("prochains rendez-vous")
	look(t, b, "04-slots")
	b.ScreenshotView("chat-04-slots-view")
	b.ClickText("Voir plus de créneaux")
	b.WaitText("d’autres rendez-vous")
	b.ClickText("Mardi 24 novembre, 9 h 30 · Centre Les Glycines, Grenoble")
	b.WaitText("Vous avez choisi")
	look(t, b, "05-summary")
	b.ClickText("Oui, je confirme ce rendez-vous")
	b.WaitText("C’est confirmé")
	look(t, b, "06-booked")
	var hers []string
	b.Eval(`[...document.querySelectorAll('.hers p')].map(p => p.textContent)`, &hers)
	want := []string{
		"De mon enfant", "38000", "3 à 11 ans", // and not whether she is safe, nor the pages turned
		"Mardi 24 novembre, 9 h 30 · Centre Les Glycines, Grenoble", "Oui, je confirme ce rendez-vous",
	}
	if diff := cmp.Diff(want, hers); diff != "" {
		t.Errorf("her lines (-want +got):\n%s", diff)
	}
	if got := b.URL(); got != h.url+"/" {
		t.Errorf("the address became %s", got)
	}
	if n := len(h.inputs()); n != 7 {
		t.Errorf("%d inputs for 7 answers", n)
	}
}

func TestBrowserStaffsChangeComesByItself(t *testing.T) {
	h, b := phone(t)
	b.Open(h.url)
	b.ClickText("De notre couple")
	b.WaitText("code postal")
	b.Fill("#text", "380")
	h.notify(moved())
	b.WaitText("a déplacé votre séance")
	var draft, said string
	b.Eval(`document.querySelector('#text').value`, &draft)
	b.Eval(`document.querySelector('#announce').textContent`, &said)
	if draft != "380" || !strings.Contains(said, "a déplacé votre séance") {
		t.Errorf("half-typed answer %q, announced %q", draft, said)
	}
	var focused bool
	b.Eval(`document.activeElement.id === 'text'`, &focused)
	if !focused {
		t.Error("the field she was typing in lost the focus")
	}
	look(t, b, "07-moved")
}

func TestBrowserByKeyboardAlone(t *testing.T) {
	h, b := phone(t)
	b.Open(h.url)
	b.Press(kb.Tab)
	b.ScreenshotView("chat-08-keyboard-skip")
	b.TabTo(`button[value="urgence"]`)
	b.TabTo(`button[value="0.topic.separation"]`)
	b.ScreenshotView("chat-08-keyboard-choice")
	b.Press(kb.Enter)
	b.WaitText("code postal")
	var at string
	b.Eval(`document.activeElement.id`, &at)
	if at != "fin" {
		t.Errorf("after an answer the focus is at %q", at)
	}
	b.TabTo("#text")
	b.Press("38000")
	b.Press(kb.Enter)
	b.WaitText("Quel âge")
	b.TabTo(`button[value="1.age.b"]`)
	b.Press(" ")
	b.WaitText("en sécurité")
	b.TabTo(`button[value="1.safe.no"]`)
	b.Press(kb.Enter)
	b.WaitText("3919")
	look(t, b, "09-emergency")
}

func TestBrowserWithoutJavaScript(t *testing.T) {
	h, b := phone(t)
	b.Script(false)
	b.Open(h.url)
	b.ClickText("D’autre chose")
	b.WaitText("code postal")
	b.Fill("#text", "38000")
	b.ClickText("Envoyer")
	b.WaitText("Quel âge")
	b.ScreenshotView("chat-10-without-javascript")
	if got := b.URL(); !strings.HasSuffix(got, "#fin") {
		t.Errorf("the page ends at %s", got)
	}
	if n := len(h.inputs()); n != 2 {
		t.Errorf("%d inputs", n)
	}
	b.ClickText("Quitter vite")
	b.WaitText("Il fera beau")
}

func TestBrowserOtherPages(t *testing.T) {
	h, b := phone(t)
	b.Open(h.url + "/?lang=en")
	look(t, b, "11-english")
	b.ClickText("Emergency")
	b.WaitText("3919")
	look(t, b, "12-emergency-passing")
	b.Open(h.url)
	b.ClickText("D’une séparation")
	b.WaitText("code postal")
	b.Fill("#text", "عربي")
	b.Press(kb.Enter)
	b.WaitText("أهلا")
	look(t, b, "13-arabic")
	token := ""
	for address := range h.parents {
		token = address
	}
	b.Open(h.url + "/r/" + token)
	look(t, b, "14-return-link")
	b.ClickText(french("open_button"))
	b.WaitText("أهلا")
	b.ClickText("Quitter vite")
	b.WaitText("Il fera beau")
	b.Open(h.url)
	b.WaitText("De quoi aimeriez-vous parler")
}

func TestBrowserTrouble(t *testing.T) {
	h := newHouse(t)
	h.answer = theWay
	b := browsertest.New(t)
	b.Size(320, 568)
	b.Open(h.url)
	b.ClickText("De mon enfant")
	b.WaitText("code postal")
	h.store.breakWith(errors.New("no disk"))
	b.Fill("#text", "38000")
	b.Press(kb.Enter)
	b.WaitText(french("trouble"))
	look(t, b, "15-trouble")
	h.store.breakWith(nil)
	b.ClickText("Réessayer")
	b.WaitText("Quel âge")
}

func TestBrowserBusyStaysOnThePage(t *testing.T) {
	h := newHouse(t)
	h.answer = theWay
	h.chat.messages = newLimiter(0, 1)
	b := browsertest.New(t)
	b.Size(320, 568)
	b.Open(h.url)
	b.ClickText("De mon enfant")
	b.WaitText("code postal")
	b.Fill("#text", "38000")
	b.Press(kb.Enter)
	b.WaitText(french("busy"))
	// What the page would fetch by itself has come before this answer.
	b.Eval(`fetch('/').then(r => r.text()).then(() => new Promise(requestAnimationFrame)).then(() => 0)`, nil)
	if got := b.Text("main"); !strings.Contains(got, french("busy")) || !strings.Contains(got, french("retry")) {
		t.Errorf("the page says %q", got)
	}
}

func TestBrowserDarkWideAndPrint(t *testing.T) {
	h, b := phone(t)
	b.Media("", map[string]string{"prefers-color-scheme": "dark", "prefers-reduced-motion": "reduce"})
	b.Open(h.url)
	look(t, b, "20-dark-welcome")
	b.ClickText("De mon enfant")
	b.WaitText("code postal")
	b.Fill("#text", "n’importe quoi")
	b.Press(kb.Enter)
	b.ClickText("Voir les rendez-vous")
	b.WaitText("prochains rendez-vous")
	look(t, b, "21-dark-slots")
	b.Media("", map[string]string{"prefers-color-scheme": "light", "prefers-reduced-motion": "reduce"})
	b.Size(1100, 800)
	look(t, b, "22-wide")
	b.Media("print", map[string]string{"prefers-color-scheme": "light"})
	b.Screenshot("chat-23-print")
}
