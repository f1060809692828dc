package webchat

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"escale/bot"
)

func TestReturnLinkOpensByAButtonOnly(t *testing.T) {
	h := newHouse(t)
	phone, computer := h.browser(), h.browser()
	phone.write(phone.tap(phone.get("/"), "De mon enfant"), "38000")
	token := phone.cookie().Value
	link := strings.TrimPrefix(h.chat.ReturnLink(token), h.url)
	if link != "/r/"+token {
		t.Fatalf("the link is %q", link)
	}
	p := computer.get(link)
	if computer.cookie() != nil || strings.Contains(computer.body, "38000") {
		t.Fatal("looking at the link opened the conversation")
	}
	if got := strings.Join(computer.tap(p, french("open_button")).said(), "\n"); !strings.Contains(got, "> 38000") {
		t.Errorf("on the other device:\n%s", got)
	}
}

// A browser's history tells where one arrived: no page that stays there carries the
// secret, and what waits for the button goes with the quick exit.
func TestAReturnLinkLeavesNothingBehind(t *testing.T) {
	h := newHouse(t)
	phone, library := h.browser(), h.browser()
	phone.write(phone.tap(phone.get("/"), "De mon enfant"), "38000")
	token := phone.cookie().Value
	arrive := func() *page {
		p := library.get("/r/" + token)
		if at := library.last.Request.URL; strings.Contains(at.String(), token) {
			t.Fatalf("arrived at %s", at)
		}
		return p
	}
	library.tap(arrive(), "Quitter vite")
	if library.get("/ouvrir"); strings.Contains(library.body, token) || library.cookie() != nil {
		t.Error("the quick exit left the link behind")
	}
	library.tap(arrive(), french("open_button"))
	library.tap(library.get("/"), "Quitter vite")
	for _, path := range []string{"/ouvrir", "/"} {
		if library.get(path); strings.Contains(library.body, token) || strings.Contains(library.body, "38000") {
			t.Errorf("%s shows the conversation after she left", path)
		}
	}
}

func TestUnknownLinksOpenNothing(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	if p := b.get("/r/nonsense"); b.last.StatusCode != http.StatusNotFound || p.notice() != french("unknown_link") {
		t.Errorf("nonsense: %d %q", b.last.StatusCode, p.notice())
	}
	for _, token := range []string{strings.Repeat("A", tokenLength), "../../x", ""} {
		p := b.post("/ouvrir", url.Values{"token": {token}})
		if b.last.StatusCode != http.StatusNotFound || p.notice() != french("unknown_link") || b.cookie() != nil {
			t.Errorf("%q: %d %q, cookie %v", token, b.last.StatusCode, p.notice(), b.cookie())
		}
	}
}

func TestQuickExitForgetsTheDevice(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	p := b.write(b.tap(b.get("/"), "De mon enfant"), "38000")
	b.tap(p, "Quitter vite")
	if b.last.Request.URL.Path != "/ailleurs" || b.cookie() != nil {
		t.Errorf("arrived at %s with cookie %v", b.last.Request.URL, b.cookie())
	}
	b.get("/")
	if strings.Contains(b.body, "38000") {
		t.Error("the conversation is still on the device")
	}
}

func TestErasedConversation(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	b.write(b.tap(b.get("/"), "De mon enfant"), "38000")
	for _, to := range h.parents {
		h.vault.forget(to.Parent)
	}
	p := b.get("/")
	if p.notice() != french("gone") || b.cookie() != nil || len(p.buttons()) == 0 || len(h.store.all()) != 0 {
		t.Errorf("she reads %q, cookie %v, %d records", p.notice(), b.cookie(), len(h.store.all()))
	}
	for address, to := range h.parents {
		to.Address = address
		err := h.chat.Send(t.Context(), to, say("Encore là ?"))
		if !errors.Is(err, bot.ErrStopped) || len(h.store.all()) != 0 {
			t.Errorf("sending to who erased everything: %v, %d records", err, len(h.store.all()))
		}
	}
}

// Who erased everything is told so in her language, once.
func TestFarewellToWhoErased(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	b.write(b.tap(b.get("/?lang=en"), "Our couple"), "38000")
	h.answer = func(in bot.Inbound) []bot.Message {
		delete(h.parents, in.Address)
		return nil
	}
	p := b.write(b.get("/?lang=en"), "/erase")
	if want := texts("en").T("say.erased"); p.notice() != want || b.cookie() != nil {
		t.Errorf("she reads %q, not %q; cookie %v", p.notice(), want, b.cookie())
	}
	if p := b.get("/?" + erased); p.notice() != "" {
		t.Errorf("a link alone says %q", p.notice())
	}
}

// A page still open when all was erased elsewhere: what its buttons were about is
// gone, as she is told; what she writes begins anew.
func TestAButtonOfWhatWasErased(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	open := b.tap(b.get("/"), "De mon enfant")
	for address := range h.parents {
		delete(h.parents, address)
	}
	n := len(h.inputs())
	p := b.tap(open, texts("fr").T("webchat.appointments"))
	if p.notice() != french("gone") || b.cookie() != nil || len(h.inputs()) != n {
		t.Errorf("she reads %q, cookie %v, %d inputs", p.notice(), b.cookie(), len(h.inputs())-n)
	}
	if b.write(p, "bonjour"); len(h.inputs()) != n+1 || b.cookie() == nil {
		t.Errorf("what she writes: %d inputs, cookie %v", len(h.inputs())-n, b.cookie())
	}
}

func TestACookieOfNobody(t *testing.T) {
	h := newHouse(t)
	for _, value := range []string{strings.Repeat("B", tokenLength), "x"} {
		b := h.browser()
		u, err := url.Parse(h.url)
		if err != nil {
			t.Fatal(err)
		}
		b.client.Jar.SetCookies(u, []*http.Cookie{{Name: "escale", Value: value, Path: "/"}})
		p := b.get("/")
		if p.notice() != french("gone") || b.cookie() != nil {
			t.Errorf("%q: %q, cookie %v", value, p.notice(), b.cookie())
		}
		b.client.Jar.SetCookies(u, []*http.Cookie{{Name: "escale", Value: value, Path: "/"}})
		b.write(p, "bonjour")
		if got := b.cookie(); got == nil || got.Value == value {
			t.Errorf("%q: a token that the browser chose was taken", value)
		}
	}
}

func TestLanguageIsSwitchedInTheConversation(t *testing.T) {
	h := newHouse(t)
	h.answer = func(in bot.Inbound) []bot.Message {
		m := say("Hello again.")
		m.Language = strings.TrimPrefix(in.Choice, "langue.")
		return []bot.Message{m}
	}
	b := h.browser()
	p := b.tap(b.tap(b.get("/"), "De mon enfant"), "English")
	if h.inputs()[1].Choice != "langue.en" {
		t.Fatalf("the reception got %+v", h.inputs()[1])
	}
	for html := range p.all("html") {
		if attr(html, "lang") != "en" || !strings.Contains(b.body, "My appointments") {
			t.Errorf("the page is in %q", attr(html, "lang"))
		}
	}
}

func TestDocumentGoesToItsOwnerOnly(t *testing.T) {
	h := newHouse(t)
	h.answer = func(bot.Inbound) []bot.Message {
		m := say("C’est confirmé.")
		m.Document = &bot.Document{Name: `../rdv "é".ics`, Type: "text/calendar; charset=utf-8", Data: []byte("BEGIN:VCALENDAR")}
		return []bot.Message{m}
	}
	owner, other := h.browser(), h.browser()
	p := owner.tap(owner.get("/"), "De mon enfant")
	other.get("/")
	var file string
	for a := range p.all("a") {
		if attr(a, "class") == "file" {
			file = attr(a, "href")
		}
	}
	owner.get(file)
	if owner.body != "BEGIN:VCALENDAR" || owner.last.Header.Get("Content-Type") != "text/calendar; charset=utf-8" ||
		!strings.HasPrefix(owner.last.Header.Get("Content-Disposition"), "attachment; filename") ||
		strings.Contains(owner.last.Header.Get("Content-Disposition"), "/") {
		t.Errorf("the file came as %q %v", owner.body, owner.last.Header)
	}
	if p := other.get(file); other.last.StatusCode != http.StatusNotFound || p.notice() != french("no_file") {
		t.Errorf("somebody else got %d %q", other.last.StatusCode, p.notice())
	}
	h.answer = func(bot.Inbound) []bot.Message { return []bot.Message{say("Rien.")} }
	other.tap(other.get("/"), "De mon enfant")
	if other.get(file); other.last.StatusCode != http.StatusNotFound {
		t.Errorf("somebody else with a conversation got %d", other.last.StatusCode)
	}
	if owner.get("/document/9999999999999999999999"); owner.last.StatusCode != http.StatusNotFound {
		t.Errorf("an impossible number: %d", owner.last.StatusCode)
	}
}

func TestFilesAreServedAsWhatTheyMayBe(t *testing.T) {
	for declared, want := range map[string]string{
		"text/html": "application/octet-stream", "image/svg+xml": "application/octet-stream", "": "application/octet-stream",
		"text/calendar; method=REQUEST": "text/calendar; method=REQUEST", "application/pdf": "application/pdf",
	} {
		if got := mediaType(declared); got != want {
			t.Errorf("%q is served as %q", declared, got)
		}
	}
}

func TestEmergencyNumbersLeaveThePage(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	p := b.tap(b.get("/"), "De mon enfant")
	h.answer = func(bot.Inbound) []bot.Message { return emergency("fr") }
	if got := b.tap(p, "Urgence").said(); !strings.Contains(got[len(got)-1], "3919") {
		t.Fatalf("the emergency button says %q", got)
	}
	for _, number := range []string{"17", "112", "3919"} {
		if !strings.Contains(b.body, `href="tel:`+number+`"`) {
			t.Errorf("the %s can't be called by a tap", number)
		}
	}
	if b.get("/"); !strings.Contains(b.body, "3919") {
		t.Error("a reload at once loses the numbers")
	}
	h.clock.push(purgeAfter + time.Second)
	if b.get("/"); strings.Contains(b.body, "3919") {
		t.Error("the numbers are still shown")
	}
	for _, to := range h.parents {
		to.Address = b.cookie().Value
		kept, _, err := h.chat.load(t.Context(), to)
		if err != nil || len(kept.Lines) == 0 {
			t.Fatalf("%d lines, %v", len(kept.Lines), err)
		}
		for _, l := range kept.Lines {
			if l.Message.Purge {
				t.Error("the numbers are still kept")
			}
		}
	}
}
