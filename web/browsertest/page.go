package browsertest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Click taps the first visible element that the CSS selector finds, waiting
// until there is one.
func (b *Browser) Click(selector string) {
	b.t.Helper()
	b.Do(chromedp.Click(chromedp.CSS(selector)))
}

// ClickText taps the link or button with exactly that text, waiting until it is
// there.
func (b *Browser) ClickText(text string) {
	b.t.Helper()
	b.Do(chromedp.Click(byText(text)))
}

// WaitText waits until an element shows a text that contains the given one.
func (b *Browser) WaitText(text string) {
	b.t.Helper()
	b.Do(chromedp.WaitVisible(`//body//*[text()[contains(normalize-space(.), ` + quoted(text) + `)]]`))
}

// Wait waits until the CSS selector finds a visible element.
func (b *Browser) Wait(selector string) {
	b.t.Helper()
	b.Do(chromedp.WaitVisible(chromedp.CSS(selector)))
}

// WaitGone waits until the CSS selector finds nothing any more.
func (b *Browser) WaitGone(selector string) {
	b.t.Helper()
	b.Do(chromedp.WaitNotPresent(chromedp.CSS(selector)))
}

// Fill replaces what a field holds by typing.
func (b *Browser) Fill(selector, text string) {
	b.t.Helper()
	b.Do(chromedp.Clear(chromedp.CSS(selector)), chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Press types keys into whatever has the focus: "\t" (Tab), "\r" (Enter), " ",
// text, or the names of chromedp/kb.
func (b *Browser) Press(keys string) {
	b.t.Helper()
	b.Do(chromedp.KeyEvent(keys))
}

// TabTo presses Tab until the element that the selector finds has the focus,
// at most a hundred times: what a person without a mouse can reach.
func (b *Browser) TabTo(selector string) {
	b.t.Helper()
	for range 100 {
		b.Press(kb.Tab)
		var there bool
		b.Eval(`document.activeElement !== null && document.activeElement.matches(`+quoted(selector)+`)`, &there)
		if there {
			return
		}
	}
	b.t.Fatalf("%s can't be reached by the Tab key", selector)
}

// Eval runs a JavaScript expression in the page, waits if it is a promise, and
// decodes its JSON value into out; nil drops it.
func (b *Browser) Eval(expression string, out any) {
	b.t.Helper()
	if out == nil {
		b.Do(chromedp.Evaluate[chromedp.Void](expression, chromedp.EvalAwaitPromise))
		return
	}
	raw := get(b, chromedp.Evaluate[[]byte](expression, chromedp.EvalAwaitPromise))
	if err := json.Unmarshal(raw, out); err != nil {
		b.t.Fatalf("what %s gave: %v", expression, err)
	}
}

// Text is what the element shows.
func (b *Browser) Text(selector string) string {
	b.t.Helper()
	return get(b, chromedp.Text(chromedp.CSS(selector)))
}

// URL is the address of the page.
func (b *Browser) URL() string {
	b.t.Helper()
	return get(b, chromedp.Location())
}

// NoSideScroll fails the test when the page is wider than the window, and says
// what sticks out.
func (b *Browser) NoSideScroll(t testing.TB) {
	t.Helper()
	var wide []string
	b.Eval(`(() => {
		const w = document.documentElement.clientWidth
		if (document.documentElement.scrollWidth <= w) return []
		return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > w + 0.5)
			.map(e => e.outerHTML.slice(0, 120))
	})()`, &wide)
	if len(wide) > 0 {
		t.Errorf("the page scrolls sideways because of:\n%q", wide)
	}
}

// Screenshot keeps a picture of the whole page as build/screenshots/NAME.png in
// the project, with what sticks to the top of the window on top.
func (b *Browser) Screenshot(name string) {
	b.t.Helper()
	var at float64
	b.Eval(`(() => { const at = scrollY; scrollTo({top: 0, behavior: 'instant'}); return at })()`, &at)
	b.keep(name, get(b, chromedp.FullScreenshot(100)))
	b.Eval(fmt.Sprintf(`scrollTo({top: %f, behavior: 'instant'})`, at), nil)
}

// ScreenshotView keeps a picture of what the window shows now.
func (b *Browser) ScreenshotView(name string) {
	b.t.Helper()
	b.keep(name, get(b, chromedp.CaptureScreenshot()))
}

func (b *Browser) keep(name string, png []byte) {
	b.t.Helper()
	dir := filepath.Join(b.root, "build", "screenshots")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// Reload loads the page again, answering as a person who presses reload.
func (b *Browser) Reload() {
	b.t.Helper()
	b.Do(chromedp.Reload())
}

// Back goes back in the tab's history.
func (b *Browser) Back() {
	b.t.Helper()
	b.Do(chromedp.NavigateBack())
}

// byText finds a link or a button by its text.
func byText(text string) string {
	return `//*[(self::a or self::button or self::summary) and normalize-space(.)=` + quoted(text) + `]`
}
