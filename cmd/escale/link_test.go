package main

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Two parents on two phones: a code given aloud makes their sessions count
// together, and nobody is told when one of them ends it.
func TestTwoParentsLinkByACode(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum, dad := h.parent(), h.parent()
	mum.toSlots("38000")
	mum.press(".slots.s-")
	mum.tap("Oui, je confirme")
	mum.sees("Séance 1 sur 3")
	mum.say("/lier")
	mum.tap("Oui, je suis en sécurité")
	mum.tap("Recevoir un code")
	code := regexp.MustCompile(`Voici votre code\W*([2-9A-Z]{4})\W+([2-9A-Z]{4})`).FindStringSubmatch(mum.text())
	if code == nil {
		t.Fatalf("no code: %s", mum.last())
	}
	dad.tap("Mon rôle de parent")
	dad.say("/lier")
	dad.tap("Oui, je suis en sécurité")
	dad.tap("J’ai un code")
	dad.say("zzzz zzzz")
	dad.sees("Ce code ne marche pas")
	dad.tap("Essayer un autre code")
	dad.say(strings.ToLower(code[1] + "-" + code[2]))
	dad.sees("vos séances comptent ensemble")
	h.soon("she hears that her code was used", func() bool {
		mum.open("/")
		return strings.Contains(mum.text(), "a utilisé votre code")
	})
	dad.tap("Continuer")
	dad.say("38000")
	dad.tap("De 0 à 5 ans")
	dad.tap("Oui")
	dad.press(".slots.s-")
	dad.sees("Séance 2 sur 3")

	dad.say("/lier")
	dad.tap("Ne plus compter ensemble")
	dad.tap("Oui, compter séparément")
	dad.sees("comptent pour vous seulement")
	if err := h.demo.house.settleNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	mum.open("/")
	if strings.Count(mum.text(), "séparément") > 0 {
		t.Errorf("she is shown that he ended it: %s", mum.last())
	}
	mum.say("/lier")
	mum.sees("Vos séances comptent avec celles de l’autre parent")
}

// The same parent in another browser: a code said on one is typed on the other,
// once.
func TestTheConversationGoesOnElsewhere(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum := h.parent()
	mum.toSlots("38000")
	mum.press(".slots.s-")
	mum.tap("Oui, je confirme")
	mum.say("/ailleurs")
	code := regexp.MustCompile(`ce code\W*([2-9A-Z]{4})\W+([2-9A-Z]{4})`).FindStringSubmatch(mum.text())
	if code == nil {
		t.Fatalf("no code: %s", mum.last())
	}
	other := h.parent()
	other.open("/continuer/" + code[1] + code[2])
	other.sees("Continuer votre conversation ici")
	other.tap("Ouvrir")
	other.sees("Vous retrouvez ici votre conversation")
	other.say("/rdv")
	other.sees("Séance 1 sur 3")
	again := h.parent()
	again.open("/continuer/" + code[1] + code[2])
	resp, err := again.http.PostForm(again.base+"/continuer", url.Values{"code": {code[1] + code[2]}})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusNotFound {
		t.Errorf("a second time the code answers %d", resp.StatusCode)
	}
}

// Her data come as files that only she can fetch.
func TestAParentTakesHerDataAway(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum, other := h.parent(), h.parent()
	mum.toSlots("38000")
	mum.say("/mesdonnees")
	for name, want := range map[string]string{"mes-donnees.txt": "Vos réponses", "mes-donnees.json": `"topic": "role"`} {
		link := regexp.MustCompile(`download="` + name + `" href="(/document/\d+)"`).FindStringSubmatch(mum.html())
		if link == nil {
			t.Fatalf("no %s on the page:\n%s", name, mum.html())
		}
		if got := mum.fetch(link[1]); !strings.Contains(got, want) {
			t.Errorf("%s: %.300s", name, got)
		}
		if got := other.fetch(link[1]); strings.Contains(got, want) {
			t.Errorf("somebody else reads %s", name)
		}
	}
}

// html is the page as it came.
func (p *parent) html() string {
	p.t.Helper()
	var b strings.Builder
	if err := html.Render(&b, p.page); err != nil {
		p.t.Fatal(err)
	}
	return b.String()
}

// fetch reads a file, whatever the answer.
func (p *parent) fetch(path string) string {
	p.t.Helper()
	resp, err := p.http.Get(p.base + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(b)
}
