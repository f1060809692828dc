package webchat

import (
	"context"
	"crypto/cipher"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"escale/bot"
	"escale/scheduling"
)

// house is a chat with everything around it: the reception is a script.
type house struct {
	carry  Continue // what becomes of a code
	t      *testing.T
	chat   *Chat
	url    string
	store  *memory
	vault  *vault
	clock  *clock
	log    *strings.Builder
	answer func(in bot.Inbound) []bot.Message // what is replied

	mu       sync.Mutex
	received []bot.Inbound
	parents  map[string]bot.Recipient // by address
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{
		t:       t,
		store:   &memory{records: map[scheduling.Key]scheduling.Record{}, commands: map[string]bool{}},
		vault:   &vault{keys: map[string]cipher.AEAD{}},
		clock:   &clock{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)},
		log:     &strings.Builder{},
		parents: map[string]bot.Recipient{},
		answer:  func(in bot.Inbound) []bot.Message { return []bot.Message{say("Reçu : " + in.Choice + in.Text)} },
	}
	style, err := os.ReadFile("../../web/static/base.css")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	h.url = server.URL
	h.chat, err = New(Config{
		Store: h.store, Vault: h.vault, Receive: h.receive, Find: h.find,
		Continue: func(ctx context.Context, in bot.Inbound, code string) (string, error) { return h.carry(ctx, in, code) },
		Welcome:  welcome, Emergency: emergency, Texts: texts, Style: style,
		Limits:  Limits{Inputs: 1, InputsAtOnce: 50, Begun: 0.1, BegunAtOnce: 30},
		BaseURL: server.URL, Exit: server.URL + "/ailleurs",
		Languages: func() []string { return []string{"fr", "en", "fr-falc"} },
		Origin:    func(r *http.Request) string { return "network of " + r.Header.Get("X-Test-Network") },
		Footer: func(string) []Link {
			return []Link{{"Confidentialité", "/confidentialite"}, {"Mentions légales", "/mentions-legales"}}
		},
		Clocks: h.clock,
		Log:    slog.New(slog.NewTextHandler(h.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	h.chat.Routes(mux)
	mux.HandleFunc("GET /ailleurs", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<!doctype html><html lang="fr"><title>Météo</title><link rel="icon" href="data:,"><main><h1>Il fera beau</h1></main>`)
	})
	t.Cleanup(server.Close)
	t.Cleanup(h.chat.Close)
	return h
}

// receive is a reception: an input once, its answers delivered when it returns.
func (h *house) receive(ctx context.Context, in bot.Inbound) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, err := h.store.Get(ctx, scheduling.Key{}); err != nil && err != scheduling.ErrNotFound {
		return err
	}
	if slices.ContainsFunc(h.received, func(r bot.Inbound) bool { return r.ID == in.ID }) {
		return nil
	}
	h.received = append(h.received, in)
	to, known := h.parents[in.Address]
	if !known {
		to = bot.Recipient{Conversation: fmt.Sprintf("c%d", len(h.parents)), Parent: h.vault.newParent(), Address: in.Address}
		h.parents[in.Address] = to
	}
	for _, m := range h.answer(in) {
		if err := h.chat.Send(ctx, to, m); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) find(_ context.Context, channel, address string) (bot.Recipient, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	to, ok := h.parents[address]
	if !ok || channel != Channel {
		return bot.Recipient{}, fmt.Errorf("find: %w", scheduling.ErrNotFound)
	}
	to.Address = ""
	return to, nil
}

func (h *house) inputs() []bot.Inbound {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.received)
}

// notify sends a message as staff's changes do: not in answer to anything.
func (h *house) notify(m bot.Message) {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	for address, to := range h.parents {
		to.Address = address
		if err := h.chat.Send(context.Background(), to, m); err != nil {
			h.t.Fatal(err)
		}
	}
}

func say(text string, choices ...bot.Choice) bot.Message {
	return bot.Message{Text: text, Choices: choices, Language: "fr", Class: scheduling.Reply}
}

func choice(id, label string) bot.Choice { return bot.Choice{ID: id, Label: label} }

func nav(id, label string) bot.Choice { return bot.Choice{ID: id, Label: label, Role: bot.Nav} }

var urgence = bot.Choice{ID: "urgence", Label: "Urgence", Role: bot.Urgent}

func welcome(language string) []bot.Message {
	if language == "en" {
		m := say("Hello. What is it about?", choice("0.topic.couple", "Our couple"), urgence)
		m.Language = "en"
		return []bot.Message{m}
	}
	return []bot.Message{
		say("Bonjour. Je suis Escale, un programme, pas une personne. En quelques questions, je vous aide à trouver un rendez-vous gratuit pour parler de votre vie de parent.\n\nVous pouvez parler à quelqu’un à tout moment : Claude Exemple, 04 00 00 00 00. Nous gardons le minimum ; vous pouvez tout effacer."),
		say("De quoi aimeriez-vous parler ?",
			choice("0.topic.child", "De mon enfant"), choice("0.topic.couple", "De notre couple"),
			choice("0.topic.separation", "D’une séparation"), choice("0.topic.other", "D’autre chose"),
			nav("langue.en", "English"), nav("humain", "Parler à une personne"), urgence),
	}
}

func emergency(language string) []bot.Message {
	m := say("En danger immédiat : 17 ou 112.\n\nViolences : 3919, gratuit, jour et nuit. Enfant en danger : 119.")
	m.Language, m.Purge = language, true
	return []bot.Message{m}
}

// browser is somebody's, with its cookies; it follows redirects.
type browser struct {
	*house
	client  *http.Client
	network string
	tongue  string // Accept-Language
	last    *http.Response
	body    string
}

func (h *house) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &browser{house: h, client: &http.Client{Jar: jar, Timeout: 20 * time.Second}}
}

func (b *browser) do(r *http.Request, err error) *page {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("X-Test-Network", b.network)
	r.Header.Set("Accept-Language", b.tongue)
	b.last, err = b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer b.last.Body.Close()
	body, err := io.ReadAll(b.last.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.body = string(body)
	root, err := html.Parse(strings.NewReader(b.body))
	if err != nil {
		b.t.Fatal(err)
	}
	return &page{root}
}

func (b *browser) get(path string) *page {
	b.t.Helper()
	return b.do(http.NewRequest(http.MethodGet, b.url+path, nil))
}

func (b *browser) post(path string, fields url.Values) *page {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.url+path, strings.NewReader(fields.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return b.do(r, err)
}

// tap presses the button with that label on a page, as a browser does.
func (b *browser) tap(p *page, label string) *page {
	b.t.Helper()
	for form := range p.all("form") {
		for button := range (&page{form}).all("button") {
			if text(button) == label {
				fields := hidden(form)
				fields.Set(attr(button, "name"), attr(button, "value"))
				return b.post(attr(form, "action"), fields)
			}
		}
	}
	b.t.Fatalf("no button %q in:\n%s", label, b.body)
	return nil
}

// write sends words by the text field of a page.
func (b *browser) write(p *page, words string) *page {
	b.t.Helper()
	for form := range p.all("form") {
		if attr(form, "class") == "write" {
			fields := hidden(form)
			fields.Set("text", words)
			return b.post(attr(form, "action"), fields)
		}
	}
	b.t.Fatalf("no text field in:\n%s", b.body)
	return nil
}

func (b *browser) cookie() *http.Cookie {
	u, err := url.Parse(b.url)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.client.Jar.Cookies(u) {
		if c.Name == "escale" {
			return c
		}
	}
	return nil
}
