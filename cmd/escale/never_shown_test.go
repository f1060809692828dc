package main

import (
	"bytes"
	"encoding/base64"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// what a parent says that nobody else may read.
const (
	herName  = "Prunelline" // given for the person she meets: in the event, and nowhere else
	herMail  = "zorglubine@parents.example"
	herWords = "zorglub-secret"
	herChat  = "zorglub-bavarde"
)

// told goes the whole way as somebody who can be recognised everywhere: not
// safe at home, with a first name, an e-mail address, words in the chat and
// words in the questionnaire. She is at the end of the questionnaire.
func told(t *testing.T, h *demoHouse) *parent {
	t.Helper()
	mum := h.parent()
	mum.tap("Notre couple")
	mum.say(herChat)
	mum.sees("Il me faut les cinq chiffres")
	mum.say("38100")
	mum.tap("De 0 à 5 ans")
	mum.tap("Non")
	mum.sees("3919")
	h.holdsNoSafetyAnswer(mum, true)
	for mum.buttons(".slots.s-") == nil {
		mum.onwards()
	}
	for range 4 {
		mum.tap("Plus de créneaux")
	}
	slots := mum.buttons(".slots.s-")
	mum.send(slots[len(slots)-1])
	mum.tap("Donner un prénom")
	mum.say(herName)
	mum.sees(herName)
	mum.tap("Oui, je confirme")
	mum.sees("C’est réservé")
	mum.tap("Des rappels par e-mail")
	mum.say(herMail)
	mum.tap("Deux questions")
	mum.tap("7")
	mum.tap("4")
	for range 12 {
		if mum.button("Je n’ai pas pu venir") != nil {
			break
		}
		mum.push("next")
		mum.open("/")
	}
	mum.send(mum.buttons("")[indexOf(mum.buttons(""), "Oui")])
	wrote := false
	for range 12 {
		if mum.button("Arrêter là") == nil {
			break
		}
		wrote = mum.answerOrWrite() || wrote
	}
	if !wrote || mum.button("Arrêter là") != nil {
		t.Fatalf("the questionnaire does not end, or asks for no words: %s", mum.last())
	}
	return mum
}

// onwards takes the first choice of a question on the way to the slots.
func (p *parent) onwards() {
	p.t.Helper()
	for _, label := range []string{"Nous venons à deux", "les deux", "Accompagnement", "Continuer", "Oui"} {
		if b := p.button(label); b != nil {
			p.send(b)
			return
		}
	}
	p.t.Fatalf("no way on: %s\nbuttons: %s", p.last(), strings.Join(p.labels(), " | "))
}

// answerOrWrite taps the best answer, or writes where words are asked for, and
// reports whether it wrote.
func (p *parent) answerOrWrite() (wrote bool) {
	p.t.Helper()
	best := -1
	for i, b := range p.buttons("") {
		switch strings.TrimSpace(textOf(b)) {
		case "Oui, tout à fait", "Oui", "Non", "Très clair", "Très utile":
			best = i
		case "Passer":
			if best < 0 {
				p.say(herWords)
				return true
			}
		}
	}
	if best < 0 {
		p.t.Fatalf("no way on: %s", p.last())
	}
	p.send(p.buttons("")[best])
	return false
}

// holdsNoSafetyAnswer opens what is sealed: no answer to the safety question in
// the conversation, nor in the page. The emergency numbers may stand until she
// goes on.
func (h *demoHouse) holdsNoSafetyAnswer(mum *parent, numbers bool) {
	h.t.Helper()
	token := mum.token()
	to, conversation, err := h.demo.house.reception.Find(h.t.Context(), "web", token)
	if err != nil {
		h.t.Fatal(err)
	}
	if a := conversation.Answers["safety"]; a == "no" || a == "yes" || a == "unsaid" {
		h.t.Errorf("the conversation keeps the safety answer %q", a)
	}
	vault := h.demo.house.vault
	for _, r := range h.records("webchat") {
		plain, err := vault.Open(h.t.Context(), to.Parent, r.Data)
		if err != nil {
			continue // somebody else's
		}
		if bytes.Contains(plain, []byte(`"text":"Non"`)) {
			h.t.Errorf("the transcript keeps that she said no: %s", plain)
		}
		if !numbers && bytes.Contains(plain, []byte("3919")) {
			h.t.Errorf("the transcript keeps the emergency numbers: %s", plain)
		}
	}
}

// token is the secret in her cookie.
func (p *parent) token() string {
	p.t.Helper()
	req, err := http.NewRequest(http.MethodGet, p.base, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, c := range p.http.Jar.Cookies(req.URL) {
		if c.Name == "escale" {
			return c.Value
		}
	}
	p.t.Fatal("she has no cookie")
	return ""
}

func TestNothingOfHersIsShownToOthers(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum := told(t, h)
	token := mum.token()
	h.holdsNoSafetyAnswer(mum, false)
	h.soon("the mirror keeps the calendars on disk", func() bool {
		files, err := filepath.Glob(filepath.Join(h.data, "calendars", "*"))
		return err == nil && len(files) > 0
	})
	secrets := append(disguises("zorglub"), disguises(token)...)

	for name, b := range h.files() {
		look(t, name, b, secrets)
		if !strings.HasPrefix(name, "/escale.db") { // the hosted calendars are in it
			look(t, name, b, disguises(herName))
		}
	}
	h.nameStandsInTheEventOnly()
	secrets = append(secrets, disguises(herName)...)
	look(t, "the log", []byte(h.log.String()), secrets)
	for _, path := range []string{"/healthz", "/confidentialite", "/connexion", "/demo/nulle-part"} {
		look(t, path, []byte(h.get(path)), secrets)
	}
	look(t, "the export", []byte(resultsOf(t, h.base, "nationale", "demo-nationale")), secrets)
	for _, path := range []string{
		"/r/" + token + "/x", "/" + token, "/document/" + token, "/caldav/" + token + "/",
		"/events/" + token, "/nulle-part?t=" + token, "/resultats/" + token, "/r/" + token[:31] + "%00",
	} {
		look(t, path, []byte(h.get(path)), secrets)
	}
	look(t, "the log, after addresses that hold the token", []byte(h.log.String()), secrets)
	h.reasonStaysApart()
}

// nameStandsInTheEventOnly: of all that is stored, the session's event alone has
// the first name that she gave, and nothing else of hers.
func (h *demoHouse) nameStandsInTheEventOnly() {
	h.t.Helper()
	events := 0
	for _, r := range h.records("object") {
		look(h.t, "a hosted calendar", r.Data, disguises("zorglub"))
		if strings.Contains(string(r.Data), herName) {
			events++
		}
	}
	if events != 1 {
		h.t.Errorf("%d events have her first name, want 1", events)
	}
	for _, kind := range []string{"booking", "family", "address", "conversation", "webchat", "fact", "answer", "key", "calendar", "alarm"} {
		for _, r := range h.records(kind) {
			look(h.t, "a record of kind "+kind, r.Data, disguises(herName))
		}
	}
}

// reasonStaysApart: what she came for is counted, but in no record that leads to
// her.
func (h *demoHouse) reasonStaysApart() {
	h.t.Helper()
	for _, kind := range []string{"booking", "family", "address"} {
		for _, r := range h.records(kind) {
			for _, reason := range []string{"couple", "safety", "0-5", "38100", "38185"} {
				if strings.Contains(string(r.Data), reason) {
					h.t.Errorf("a record of kind %s says %q: %s", kind, reason, r.Data)
				}
			}
		}
	}
}

// disguises of a secret: as it is, and as base64 at any of three offsets.
func disguises(secret string) []string {
	out := []string{strings.ToLower(secret)}
	for _, s := range []string{secret, strings.ToUpper(secret[:1]) + secret[1:]} {
		for pad := range 3 {
			b := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", pad) + s))
			from := []int{0, 2, 3}[pad]
			out = append(out, strings.ToLower(b[from:len(b)-4]))
		}
	}
	return out
}

func look(t testing.TB, where string, in []byte, secrets []string) {
	t.Helper()
	low := bytes.ToLower(in)
	for _, s := range secrets {
		if i := bytes.Index(low, []byte(s)); i >= 0 {
			t.Errorf("%s shows %q: …%q…", where, s, in[max(0, i-80):min(len(in), i+80)])
			return
		}
	}
}

// files are all that the demo keeps, but for the letters addressed to her.
func (h *demoHouse) files() map[string][]byte {
	h.t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(h.data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if !bytes.Contains(b, []byte("To: <"+herMail+">")) {
			all[strings.TrimPrefix(path, h.data)] = b
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	if len(all["/escale.db"]) == 0 {
		h.t.Fatalf("no database among %d files", len(all))
	}
	return all
}

// get reads a page as a stranger, whatever it answers.
func (h *demoHouse) get(path string) string {
	h.t.Helper()
	resp, err := http.Get(h.base + path)
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return string(b)
}

// TestAPanicTellsNothing: neither the page nor the log repeats what a request
// that panics was about.
func TestAPanicTellsNothing(t *testing.T) {
	t.Parallel()
	h := &demoHouse{t: t, log: &heard{}}
	log := logTo(h.log)
	w := httptest.NewRecorder()
	recovered(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		panic("what she wrote: " + r.FormValue("text"))
	}), log).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/message?text="+herWords, nil))
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), herWords) {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
	if said := h.log.String(); strings.Contains(said, herWords) || !strings.Contains(said, "panicked") {
		t.Errorf("the log says: %s", said)
	}
}
