package main

import (
	"regexp"
	"strings"
	"testing"
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
	mum.tap("Recevoir un code")
	code := regexp.MustCompile(`Voici votre code\W*([2-9A-Z]{4})\W+([2-9A-Z]{4})`).FindStringSubmatch(mum.text())
	if code == nil {
		t.Fatalf("no code: %s", mum.last())
	}
	dad.tap("Mon rôle de parent")
	dad.say("/lier")
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
