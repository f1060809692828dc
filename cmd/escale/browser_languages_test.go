package main

import (
	"fmt"
	"testing"

	"escale/web/browsertest"
)

// TestPagesInArabic and TestPagesInEasyFrench walk the real demo through every kind
// of page on a small phone, in large letters and on paper too, look for barriers on
// each, and leave pictures under build/screenshots.
func TestPagesInArabic(t *testing.T) {
	t.Parallel()
	w := newWalk(t, "ar")
	w.everyPage("زوجي يضربني", "قطة")
}

func TestPagesInEasyFrench(t *testing.T) {
	t.Parallel()
	newWalk(t, "fr-falc").everyPage("mon mari me tape", "un chat")
}

// TestArabicByKeyboardAlone and TestEasyFrenchByKeyboardAlone book with neither a
// pointer nor JavaScript.
func TestArabicByKeyboardAlone(t *testing.T) {
	t.Parallel()
	newWalk(t, "ar").byKeyboard()
}

func TestEasyFrenchByKeyboardAlone(t *testing.T) {
	t.Parallel()
	newWalk(t, "fr-falc").byKeyboard()
}

// walk is one parent in one language. Buttons are found by what they mean: their
// words are the language's own.
type walk struct {
	*browsertest.Browser
	t    *testing.T
	p    *process
	lang string
}

func newWalk(t *testing.T, lang string) *walk {
	t.Helper()
	w := &walk{Browser: browsertest.New(t), t: t, lang: lang}
	w.p = start(t, "demo", "-data", t.TempDir(), "-listen", "127.0.0.1:0")
	w.Size(320, 640)
	t.Cleanup(func() {
		if said := w.Complaints(); len(said) > 0 {
			t.Errorf("the browser complains: %q", said)
		}
	})
	return w
}

// look checks what must hold of every page on a small phone.
func (w *walk) look(page string) {
	w.t.Helper()
	w.Axe(w.t)
	w.NoSideScroll(w.t)
	w.numbersRun()
	w.Screenshot("demo-" + w.lang + "-" + page)
	if w.t.Failed() {
		w.t.Fatalf("on page %s", page)
	}
}

// wide looks at the same page on a screen.
func (w *walk) wide(page string) {
	w.t.Helper()
	w.Size(1280, 800)
	w.look(page + "-wide")
	w.Size(320, 640)
}

// numbersRun: telephone numbers, hours and references are read from the left in
// every language, whatever stands around them.
func (w *walk) numbersRun() {
	w.t.Helper()
	var turned []string
	w.Eval(`(() => {
		const turned = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
		const at = (node, i) => {
			const r = document.createRange()
			r.setStart(node, i)
			r.setEnd(node, i + 1)
			return r.getBoundingClientRect()
		}
		while (texts.nextNode()) for (const found of texts.currentNode.data.matchAll(/[A-Z0-9][A-Z0-9 :.\-]*[A-Z0-9]/g)) {
			const first = at(texts.currentNode, found.index), last = at(texts.currentNode, found.index + found[0].length - 1)
			if (first.width && first.top === last.top && first.left > last.left) turned.push(texts.currentNode.data)
		}
		return turned
	})()`, &turned)
	if len(turned) > 0 {
		w.t.Errorf("numbers are turned around in %q", turned)
	}
}

// tap presses the button that means this, and waits until another page is there.
func (w *walk) tap(means string) {
	w.t.Helper()
	w.answered(func() { w.Click(fmt.Sprintf(`main button[value$=%q]`, means)) })
}

func (w *walk) write(words string) {
	w.t.Helper()
	w.answered(func() {
		w.Fill("#text", words)
		w.Press("\r")
	})
}

// answered waits until what was said is answered: the page has another version.
func (w *walk) answered(say func()) {
	w.t.Helper()
	var version string
	w.Eval(`document.querySelector('main').dataset.version`, &version)
	say()
	w.Wait(fmt.Sprintf(`main[data-version]:not([data-version=%q]):not([aria-busy])`, version))
}

func (w *walk) everyPage(danger, nonsense string) {
	w.Open(w.p.base + "/?lang=" + w.lang)
	w.look("01-welcome")
	w.Click(".urgent")
	w.Wait("main .back")
	w.look("02-numbers")
	w.Open(w.p.base + "/?lang=" + w.lang)
	w.tap("topic-role")
	w.look("03-postcode")
	w.write(nonsense)
	w.look("04-not-understood")
	w.write("38000")
	w.tap("age-0-5")
	w.look("05-question")
	w.tap("safety-yes")
	w.look("06-slots")
	w.wide("06-slots")
	w.Click(`main button[value$=".slots.by-day"]`)
	w.Wait(`main button[value*=".slots.day-"]`)
	w.look("07-days")
	w.Click(`main button[value="retour"]`)
	w.answered(func() { w.Click(`main button[value*=".slots.s-"]`) })
	w.look("08-summary")
	w.booked()
	w.laterOn(danger)
}

func (w *walk) booked() {
	w.Click(`main button[value*=".summary.confirm"]`)
	w.Wait(".file")
	w.look("09-booked")
	w.write("/rdv")
	w.look("10-appointments")
	w.write("/mesdonnees")
	w.look("11-my-data")
	w.wide("11-my-data")
	w.Click(`[name="lettres"]`)
	w.Wait("html.large")
	w.look("12-large")
	w.Click(`[name="lettres"]`)
	w.Wait("html:not(.large)")
	w.Open(w.p.base + "/imprimer")
	w.look("13-print")
}

func (w *walk) laterOn(danger string) {
	w.Open(w.p.base + "/demo")
	w.ClickText("+ 1 semaine")
	w.WaitText("d’avance")
	w.Open(w.p.base + "/")
	w.Wait(`main button[value^="q."]`)
	w.look("14-questionnaire")
	w.write(danger)
	w.Wait(".help")
	w.look("15-danger")
	w.write("/recommencer")
	w.tap("topic-separation")
	w.write("59000")
	w.tap("separation-agree")
	w.tap("safety-unsaid")
	w.look("16-offers")
	w.tap("mediation")
	w.look("17-hand-over")
	w.wide("17-hand-over")
	w.write("/humain")
	w.look("18-a-person")
	w.Open(w.p.base + "/continuer")
	w.look("19-elsewhere")
}

func (w *walk) byKeyboard() {
	w.Script(false)
	w.Open(w.p.base + "/?lang=" + w.lang)
	press := func(selector string) {
		w.t.Helper()
		w.Wait(selector)
		w.TabTo(selector)
		w.ScreenshotView("demo-" + w.lang + "-keyboard")
		w.Press("\r")
	}
	press(`main button[value$="topic-role"]`)
	w.Wait("#fin")
	w.TabTo("#text")
	w.Press("33000\r")
	press(`main button[value$="age-6-11"]`)
	press(`main button[value$="safety-yes"]`)
	press(`main button[value*=".slots.s-"]`)
	press(`main button[value*=".summary.confirm"]`)
	w.Wait(".file")
}
