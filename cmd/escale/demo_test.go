package main

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// demoMum books in Grenoble: the last slot shown after turning so many pages.
func demoMum(t testing.TB, base string, pages int) *parent {
	t.Helper()
	mum := newParent(t, base)
	mum.sees("Je suis un programme, pas une personne")
	mum.tap("Mon rôle de parent")
	mum.say("38000")
	mum.tap("De 0 à 5 ans")
	mum.tap("Oui")
	for range pages {
		mum.tap("Plus de créneaux")
	}
	slots := mum.buttons(".slots.s-")
	if len(slots) == 0 {
		t.Fatalf("no slots: %s", mum.last())
	}
	mum.send(slots[len(slots)-1])
	mum.sees("Voici votre rendez-vous")
	mum.tap("Oui, je confirme")
	mum.sees("C’est réservé")
	return mum
}

func TestDemoFromFirstMessageToResults(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := start(t, "demo", "-data", data, "-listen", "127.0.0.1:0")
	booked, answered := figures(t, p.base)

	mum := demoMum(t, p.base, 0)
	if mum.taps > 8 {
		t.Errorf("%d taps from the first message to the confirmation, at most 8 are allowed", mum.taps)
	}
	mum = demoMum(t, p.base, 3) // about two days ahead: there is a reminder
	mum.tap("Des rappels par e-mail")
	mum.say("maman.inventee@parents.example")
	mum.tap("Deux questions")
	mum.tap("7")
	mum.tap("4")
	if ics := fetch(t, mum, mum.links("/document/")[0]); strings.Count(ics, "BEGIN:VALARM") < 2 {
		t.Errorf("the calendar file has not its alarms:\n%s", ics)
	}
	p.until("the structure has its invitation", func() bool { return mailed(t, data, "METHOD:REQUEST") == 2 })

	for range 6 { // what is due for the other session may come first
		mum.push("next")
		mum.open("/")
		if strings.Contains(mum.text(), "Petit rappel") {
			break
		}
	}
	mum.sees("Petit rappel")
	if mum.button("Je ne peux pas venir") == nil {
		t.Errorf("the first reminder does not offer “I can't come”: %s", mum.last())
	}
	if mailed(t, data, "maman.inventee@parents.example") == 0 {
		t.Error("the reminder was not mailed")
	}
	for range 12 { // the second reminder, the end, the questionnaire
		if mum.button("Je n’ai pas pu venir") != nil {
			break
		}
		mum.push("next")
		mum.open("/")
	}
	mum.send(mum.buttons("")[indexOf(mum.buttons(""), "Oui")])
	answerEverything(t, mum)
	if b, a := figures(t, p.base); b != booked+2 || a != answered+1 {
		t.Errorf("%d bookings and %d answers more in the results, want 2 and 1", b-booked, a-answered)
	}
}

// answerEverything taps the best answer until the questionnaire thanks.
func answerEverything(t testing.TB, mum *parent) {
	t.Helper()
	for range 12 {
		if mum.button("Arrêter là") == nil { // she has thanks for the two before it too
			mum.sees("Merci")
			return
		}
		found := mum.buttons("")
		best := -1
		for i, b := range found {
			switch strings.TrimSpace(textOf(b)) {
			case "Oui, tout à fait", "Oui", "Non", "Très clair", "Très utile", "Passer":
				best = i
			}
		}
		if best < 0 {
			t.Fatalf("no way on: %s", mum.last())
		}
		mum.send(found[best])
	}
	t.Fatalf("the questionnaire does not end: %s", mum.last())
}

func indexOf(buttons []*html.Node, label string) int {
	for i := len(buttons) - 1; i >= 0; i-- {
		if strings.TrimSpace(textOf(buttons[i])) == label {
			return i
		}
	}
	return 0
}

// mailed counts the letters in the demo's mailbox that contain a text.
func mailed(t testing.TB, data, text string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(data, "courrier", "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), text) {
			n++
		}
	}
	return n
}

func fetch(t testing.TB, p *parent, path string) string {
	t.Helper()
	resp, err := p.http.Get(p.base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var b strings.Builder
	if _, err := io.Copy(&b, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", path, resp.StatusCode, err)
	}
	return b.String()
}

// figures are what a coordinator reads: all bookings, and the answers to
// whether the session took place.
func figures(t testing.TB, base string) (booked, answered int) {
	t.Helper()
	c := newParent(t, base)
	resp, err := c.http.PostForm(base+"/connexion", url.Values{"nom": {"nationale"}, "mot-de-passe": {"demo-nationale"}})
	c.read(resp, err)
	for _, r := range slices.Backward(c.rows(nil)) { // the whole comes first
		switch r.table {
		case "rendez-vous-offre":
			booked = r.n
		case "question-took-place":
			answered = r.n
		}
	}
	return booked, answered
}

// resultsOf signs in as a coordinator and returns the results as CSV.
func resultsOf(t testing.TB, base, name, password string) string {
	t.Helper()
	c := newParent(t, base)
	resp, err := c.http.PostForm(base+"/connexion", url.Values{"nom": {name}, "mot-de-passe": {password}})
	c.read(resp, err)
	if !strings.Contains(textOf(c.page), "Rendez-vous") {
		t.Fatalf("no results for %s: %s", name, textOf(c.page))
	}
	return fetch(t, c, "/resultats.csv")
}
