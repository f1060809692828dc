package webchat

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/bot"
)

func TestWhoOnlyLooksLeavesNothing(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	p := b.get("/")
	want := []string{"De mon enfant", "De notre couple", "D’une séparation", "D’autre chose", "Parler à une personne"}
	if diff := cmp.Diff(want, p.buttons()); diff != "" {
		t.Errorf("buttons (-want +got):\n%s", diff)
	}
	if p := b.get("/?lang=en"); p.said()[0] != "Hello. What is it about?" {
		t.Errorf("in English the page says %q", p.said())
	}
	p = b.tap(b.get("/"), "Urgence")
	if got := p.said(); len(got) != 1 || !strings.Contains(got[0], "3919") {
		t.Errorf("the emergency button says %q", got)
	}
	if c := b.cookie(); c != nil || len(h.store.all()) > 0 || len(h.inputs()) > 0 {
		t.Errorf("something was kept: cookie %v, %d records, %d inputs", c, len(h.store.all()), len(h.inputs()))
	}
}

func TestFirstAnswerBeginsTheConversation(t *testing.T) {
	h := newHouse(t)
	h.answer = func(bot.Inbound) []bot.Message {
		return []bot.Message{say("Où habitez-vous ?", nav("retour", "Retour"))}
	}
	b := h.browser()
	p := b.tap(b.get("/"), "De notre couple")
	want := append([]string{}, b.get("/?lang=fr").said()...)
	if diff := cmp.Diff(want[2:], []string{"> De notre couple", "Où habitez-vous ?"}); diff != "" || !strings.HasPrefix(want[0], "Bonjour") {
		t.Errorf("transcript %q (-got +want):\n%s", want, diff)
	}
	if diff := cmp.Diff([]string{"Retour"}, p.buttons()); diff != "" {
		t.Errorf("buttons (-want +got):\n%s", diff)
	}
	if fin := p.byID("fin"); fin == nil || !strings.Contains(text(fin), "Où habitez-vous") {
		t.Error("the page does not end at the new message")
	}
	p = b.write(p, "38000")
	if got := p.said(); got[len(got)-2] != "> 38000" {
		t.Errorf("what she typed is missing: %q", got)
	}
	in := h.inputs()
	if in[0].Choice != "0.topic.couple" || in[0].Language != "fr" || in[1].Text != "38000" || in[0].Address != in[1].Address {
		t.Errorf("the reception got %+v", in)
	}
	for _, r := range h.store.all() {
		if bytes.Contains(r.Data, []byte("38000")) || strings.Contains(r.ID, in[0].Address) || r.Expires.IsZero() {
			t.Errorf("record %+v shows what it should not, or never goes", r.Key)
		}
	}
}

func TestCookie(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	b.tap(b.get("/"), "De mon enfant")
	if b.last.StatusCode != http.StatusSeeOther || b.last.Header.Get("Location") != "/?debut#fin" {
		t.Errorf("answered %d to %q", b.last.StatusCode, b.last.Header.Get("Location"))
	}
	c := b.last.Cookies()[0]
	if len(c.Value) != tokenLength || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Secure {
		t.Errorf("cookie %v", c)
	}
	h.chat.secure = true
	if c := h.chat.cookie("x", 1); !c.Secure || c.Name != "__Host-escale" {
		t.Errorf("over https the cookie is %v", c)
	}
}

func TestBrowserWithoutCookiesIsTold(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	b.client.Jar = nil
	if got := b.tap(b.get("/"), "De mon enfant").notice(); got != french("cookies") {
		t.Errorf("she reads %q", got)
	}
}

func TestDoubleTapIsOneInput(t *testing.T) {
	h := newHouse(t)
	first, second := h.browser(), h.browser()
	p := first.get("/")
	first.tap(p, "De mon enfant")
	second.tap(p, "De mon enfant") // the same form, before its cookie came back
	if len(h.inputs()) != 1 || len(h.parents) != 1 || first.cookie().Value != second.cookie().Value {
		t.Fatalf("%d inputs, %d conversations", len(h.inputs()), len(h.parents))
	}
	p = first.get("/")
	first.write(p, "38000")
	p = first.write(p, "38000")
	if got := len(h.inputs()); got != 2 {
		t.Errorf("%d inputs after a form sent twice", got)
	}
	if got := strings.Join(p.said(), "\n"); strings.Count(got, "> 38000") != 1 || strings.Count(got, "Reçu : 38000") != 1 {
		t.Errorf("the transcript repeats itself:\n%s", got)
	}
}

func TestTwoButtonsOfOneForm(t *testing.T) {
	h := newHouse(t)
	b, c := h.browser(), h.browser()
	p := b.get("/")
	b.tap(p, "De mon enfant")
	got := c.tap(p, "De notre couple").said()
	if len(h.parents) != 1 || len(h.inputs()) != 2 {
		t.Fatalf("%d conversations, %d inputs", len(h.parents), len(h.inputs()))
	}
	if all := strings.Join(got, "\n"); strings.Count(all, "Bonjour") != 1 || !strings.Contains(all, "> De notre couple") {
		t.Errorf("transcript:\n%s", all)
	}
}

func TestAnOldFirstFormOpensNothing(t *testing.T) {
	h := newHouse(t)
	b, finder := h.browser(), h.browser()
	p := b.get("/")
	b.write(b.tap(p, "De mon enfant"), "un secret")
	h.clock.push(2 * formLife)
	got := finder.tap(p, "De mon enfant").said()
	if len(h.parents) != 2 || strings.Contains(strings.Join(got, "\n"), "secret") {
		t.Errorf("a form found later opened %q", got)
	}
}

func TestStaleAndForeignWordsAreHarmless(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	p := b.tap(b.get("/"), "De mon enfant")
	b.post("/message", url.Values{"form": {"old"}, "choice": {"9.nowhere.<b>" + strings.Repeat("x", 200)}})
	if got := h.inputs()[1].Choice; len(got) != choiceLimit {
		t.Errorf("a forged choice of %d bytes came through", len(got))
	}
	attack := `<script>alert(1)</script><img src=x onerror=alert(1)> "&` + "\x00\x1b[31m"
	p = b.write(p, attack)
	for range p.all("script") {
		if strings.Contains(b.body, "<script>alert") || strings.Contains(b.body, "<img src=x") {
			t.Fatal("foreign HTML came through")
		}
	}
	if got := p.said(); got[len(got)-2] != `> <script>alert(1)</script><img src=x onerror=alert(1)> "&[31m` {
		t.Errorf("her words read %q", got[len(got)-2])
	}
}

func TestLongTextIsCutAndAnswered(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	p := b.tap(b.get("/"), "De mon enfant")
	p = b.write(p, strings.Repeat("é", 6000))
	if got := []rune(h.inputs()[1].Text); len(got) != textLimit {
		t.Errorf("%d letters came through", len(got))
	}
	if b.last.StatusCode != http.StatusOK || len(p.said()) < 4 {
		t.Errorf("answered %d %q", b.last.StatusCode, p.said())
	}
	p = b.write(p, strings.Repeat("a", bodyLimit))
	if b.last.StatusCode != http.StatusRequestEntityTooLarge || p.notice() != french("too_long") {
		t.Errorf("answered %d %q", b.last.StatusCode, p.notice())
	}
	n := len(h.inputs())
	b.post("/message", url.Values{"form": {"x"}, "text": {"  \n "}})
	if b.last.StatusCode != http.StatusOK || len(h.inputs()) != n {
		t.Errorf("an empty answer: %d, %d inputs", b.last.StatusCode, len(h.inputs())-n)
	}
}

func TestAnotherSiteIsRefused(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	b.tap(b.get("/"), "De mon enfant")
	for _, path := range []string{"/message", "/ouvrir", "/quitter", "/continuer"} {
		r, err := http.NewRequest(http.MethodPost, h.url+path, strings.NewReader("form=x&text=oui"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "https://ailleurs.example")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		if p := b.do(r, nil); b.last.StatusCode != http.StatusForbidden || p.notice() != french("foreign") {
			t.Errorf("%s: %d %q", path, b.last.StatusCode, p.notice())
		}
	}
	if len(h.inputs()) != 1 {
		t.Errorf("%d inputs", len(h.inputs()))
	}
}

func TestTroubleKeepsHerAnswerAndHerButtons(t *testing.T) {
	h := newHouse(t)
	h.answer = func(in bot.Inbound) []bot.Message {
		return []bot.Message{say("Après "+in.Choice+in.Text, choice("1.age.a", "0 à 3 ans"))}
	}
	b := h.browser()
	p := b.tap(b.get("/"), "De mon enfant")
	h.store.breakWith(errors.New("disk on fire for 38000"))
	p = b.tap(p, "0 à 3 ans")
	if b.last.StatusCode != http.StatusServiceUnavailable || p.notice() != french("trouble") {
		t.Fatalf("answered %d %q", b.last.StatusCode, p.notice())
	}
	if numbers := b.tap(p, "Urgence").said(); len(numbers) != 1 || !strings.Contains(numbers[0], "3919") {
		t.Errorf("in trouble the emergency button says %q", numbers)
	}
	h.store.breakWith(nil)
	got := b.tap(p, "Réessayer").said()
	if got[len(got)-1] != "Après 1.age.a" || got[len(got)-2] != "> 0 à 3 ans" {
		t.Errorf("after trying again: %q", got)
	}
}

func TestNothingPersonalIsLogged(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	p := b.write(b.get("/"), "mon secret")
	h.store.breakWith(errors.New("no disk"))
	b.write(p, "mon autre secret")
	h.store.breakWith(nil)
	if log := h.log.String(); !strings.Contains(log, "no disk") || strings.Contains(log, "secret") || strings.Contains(log, b.cookie().Value) {
		t.Errorf("log: %s", log)
	}
}

func TestLostRacesAreRunAgain(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	p := b.tap(b.get("/"), "De mon enfant")
	h.store.mu.Lock()
	h.store.stale = 5
	h.store.mu.Unlock()
	if got := b.write(p, "38000").said(); got[len(got)-1] != "Reçu : 38000" || got[len(got)-2] != "> 38000" {
		t.Errorf("after lost races: %q", got)
	}
}

func TestOneNetworkIsSlowedDown(t *testing.T) {
	h := newHouse(t)
	b, other := h.browser(), h.browser()
	other.network = "elsewhere"
	begun := 0
	for range 40 {
		b.client.Jar = h.browser().client.Jar
		b.tap(b.get("/"), "De mon enfant")
		if b.last.StatusCode == http.StatusOK {
			begun++
		}
	}
	if begun != 30 || b.last.StatusCode != http.StatusTooManyRequests || b.last.Header.Get("Retry-After") == "" {
		t.Errorf("%d conversations begun at once; then %d", begun, b.last.StatusCode)
	}
	if other.tap(other.get("/"), "De mon enfant"); other.last.StatusCode != http.StatusOK {
		t.Errorf("another network: %d", other.last.StatusCode)
	}
	if got := b.tap(b.get("/"), "Urgence").said(); !strings.Contains(got[0], "3919") {
		t.Errorf("emergency was refused: %q", got)
	}
}

func TestHeaders(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	b.get("/")
	got := b.last.Header
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "same-origin",
		"Content-Type": "text/html; charset=utf-8", "X-Frame-Options": "DENY",
	} {
		if got.Get(name) != want {
			t.Errorf("%s: %q", name, got.Get(name))
		}
	}
	csp := got.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || strings.Contains(b.body, "style=") || strings.Contains(b.body, "onclick") {
		t.Errorf("policy %q, or inline style or script", csp)
	}
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	h := newHouse(t)
	for field, spoil := range map[string]func(*Config){
		"Store":        func(c *Config) { c.Store = nil },
		"Emergency":    func(c *Config) { c.Emergency = nil },
		"base address": func(c *Config) { c.BaseURL = "escale.example" },
		"exit":         func(c *Config) { c.Exit = "javascript:alert(1)" },
	} {
		c := h.chat.Config
		spoil(&c)
		if _, err := New(c); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("without %s: %v", field, err)
		}
	}
}

// What a screen reader is told is the text without its tags: paragraphs stand
// apart there too.
func TestParagraphsStandApartWithoutTags(t *testing.T) {
	h := newHouse(t)
	h.answer = theWay
	b := h.browser()
	p := b.write(b.tap(b.get("/"), "De mon enfant"), "38000")
	for _, answer := range []string{"0 à 3 ans", "Oui", "Mardi 24 novembre, 9 h 30 · Centre Les Glycines, Grenoble"} {
		p = b.tap(p, answer)
	}
	var last string
	for n := range p.all("div") {
		if attr(n, "class") == "said" {
			last = text(n)
		}
	}
	if !strings.Contains(last, "choisi :\nMardi") || !strings.Contains(last, "gratuit\nEst-ce") {
		t.Errorf("glued together: %q", last)
	}
}
