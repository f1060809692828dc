package webchat

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"escale/bot"
)

// device posts what she says of it.
func (b *browser) device(answer string) *page {
	b.t.Helper()
	return b.post("/appareil", url.Values{"appareil": {answer}})
}

// named finds a cookie among those last set.
func named(cookies []*http.Cookie, name string) *http.Cookie {
	for _, c := range cookies {
		if c.Name == name {
			return c
		}
	}
	return nil
}

func TestTheDeviceIsAskedOfOnce(t *testing.T) {
	h := newHouse(t)
	for _, answer := range []string{sharedDevice, ownDevice} {
		b := h.browser()
		if askedOf(b) {
			t.Error("who only looks is asked")
		}
		b.tap(b.get("/"), "De mon enfant")
		if !askedOf(b) {
			t.Error("she is not asked")
		}
		b.device("nonsense")
		b.device(answer)
		if askedOf(b) {
			t.Errorf("%s: she is asked again", answer)
		}
		kept := named(b.last.Cookies(), "escale")
		if session := kept.MaxAge == 0 && kept.Expires.IsZero(); session != (answer == sharedDevice) {
			t.Errorf("%s: cookie %v", answer, kept)
		}
	}
}

func askedOf(b *browser) bool { return strings.Contains(text(b.get("/").Node), french("device_ask")) }

// On a shared device a browser that restores its sessions shows nothing to who
// comes later.
func TestASharedDeviceForgets(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	b.tap(b.get("/"), "De mon enfant")
	b.device(sharedDevice)
	h.clock.push(29 * time.Minute)
	if said := strings.Join(b.get("/").said(), "\n"); !strings.Contains(said, "> De mon enfant") {
		t.Errorf("half an hour is not over: %q", said)
	}
	h.clock.push(31 * time.Minute)
	if said := strings.Join(b.get("/").said(), "\n"); strings.Contains(said, "De mon enfant") {
		t.Errorf("still shows %q", said)
	}
	if b.cookie() != nil {
		t.Error("still knows her")
	}
}

// A page left open on a shared device goes by itself, and what is tapped on it later
// begins nothing; words are heard whoever writes them.
func TestAPageLeftOpenOnASharedDevice(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	p := b.tap(b.get("/"), "De mon enfant")
	for _, path := range []string{"/", "/imprimer"} {
		if b.get(path); strings.Contains(b.body, "data-clears") || strings.Contains(b.body, `http-equiv="refresh"`) {
			t.Errorf("%s goes by itself on her own device", path)
		}
	}
	b.device(sharedDevice)
	for _, path := range []string{"/", "/imprimer"} {
		if b.get(path); !strings.Contains(b.body, `data-clears="1805"`) || !strings.Contains(b.body, `content="1805; url=/"`) {
			t.Errorf("%s stays: %.900s", path, b.body)
		}
	}
	h.clock.push(31 * time.Minute)
	n := len(h.inputs())
	p = b.tap(p, texts("fr").T("webchat.appointments"))
	if len(h.inputs()) != n || b.cookie() != nil || strings.Contains(b.body, "> De mon enfant") {
		t.Errorf("%d inputs, cookie %v", len(h.inputs())-n, b.cookie())
	}
	if b.write(p, "bonjour"); len(h.inputs()) != n+1 {
		t.Errorf("%d inputs of words", len(h.inputs())-n)
	}
}

func TestTheSecretLinkIsShownWhenAsked(t *testing.T) {
	h := newHouse(t)
	h.answer = func(in bot.Inbound) []bot.Message {
		return []bot.Message{say("Gardez ce lien :\n" + h.chat.ReturnLink(in.Address))}
	}
	b := h.browser()
	b.tap(b.get("/"), "De mon enfant")
	if page := text(b.get("/").Node); !strings.Contains(page, "/r/") {
		t.Errorf("her own device hides it: %q", page)
	}
	b.device(sharedDevice)
	if page := text(b.get("/").Node); strings.Contains(page, "/r/") || !strings.Contains(page, french("return_link")) {
		t.Errorf("a shared one shows it: %q", page)
	}
}

// Leaving wipes what this browser has, and the lines that were to go.
func TestLeavingWipes(t *testing.T) {
	h := newHouse(t)
	h.answer = func(bot.Inbound) []bot.Message { return []bot.Message{{Text: "3919", Purge: true, Language: "fr"}} }
	b := h.browser()
	b.write(b.tap(b.get("/"), "De mon enfant"), "à l’aide")
	token := b.cookie().Value
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	b.post("/quitter", nil)
	r := b.last
	if r.Header.Get("Location") != h.chat.Exit || !strings.Contains(r.Header.Get("Clear-Site-Data"), `"cache"`) || b.cookie() != nil {
		t.Errorf("left to %q with %v", r.Header.Get("Location"), r.Header)
	}
	who, err := h.chat.behind(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	kept, _, err := h.chat.load(t.Context(), who.Recipient)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range kept.Lines {
		if strings.Contains(l.Message.Text, "3919") || strings.Contains(l.Message.Text, "à l’aide") {
			t.Errorf("kept %q", l.Message.Text)
		}
	}
}

// Words of danger are written down nowhere, be they the first of a conversation
// or not.
func TestWordsOfDangerAreNotWrittenDown(t *testing.T) {
	h := newHouse(t)
	h.chat.Secret = func(text string) bool { return strings.Contains(text, "zorglub") }
	for _, first := range []bool{true, false} {
		b := h.browser()
		p := b.get("/")
		if !first {
			p = b.tap(p, "De mon enfant")
		}
		b.write(p, "il me zorglube")
		b.write(b.get("/"), "38000")
		who, err := h.chat.behind(t.Context(), b.cookie().Value)
		if err != nil {
			t.Fatal(err)
		}
		kept, _, err := h.chat.load(t.Context(), who.Recipient)
		if err != nil {
			t.Fatal(err)
		}
		said := false
		for _, l := range kept.Lines {
			if l.Mine && strings.Contains(l.Message.Text, "zorglub") {
				t.Errorf("first %v: kept %q", first, l.Message.Text)
			}
			said = said || l.Message.Text == "38000"
		}
		if !said {
			t.Error("nothing else is written down either")
		}
	}
}
