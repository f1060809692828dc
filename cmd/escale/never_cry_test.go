package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// herCry is what she writes in danger, with a word that nobody else uses.
const herCry = "mon mari me frappe, aidez-moi zorglub-cri"

// traces are what would tell that she wrote it, or of what.
var traces = []string{"zorglub", "frappe", "3919", "violence", "danger", "unsafe"}

// She writes it wherever something can be written: nothing that is kept tells
// that she did, not even to who has the keys.
func TestWordsOfDangerAreKeptNowhere(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum := h.parent()
	cry := func() {
		t.Helper()
		mum.say(herCry)
		mum.sees("3919")
	}
	cry() // before anything is known of her
	mum.tap("Notre couple")
	h.keepsNoTrace(mum)
	cry()
	mum.say("38100")
	h.keepsNoTrace(mum)
	mum.tap("De 0 à 5 ans")
	for mum.buttons(".slots.s-") == nil {
		mum.onwards()
	}
	if page := mum.last(); strings.Contains(page, "onjugal") || strings.Contains(page, "édiation") {
		t.Errorf("names what was left out: %s", page)
	}
	mum.send(mum.buttons(".slots.s-")[0])
	mum.tap("Donner un prénom")
	cry()
	mum.tap("Retour")
	mum.tap("Oui, je confirme")
	mum.sees("C’est réservé")
	mum.tap("Des rappels par e-mail")
	cry()
	mum.say("/lier")
	mum.sees("Je ne peux pas lier")
	h.keepsNoTrace(mum)

	for name, b := range h.files() {
		look(t, name, b, disguises("zorglub"))
	}
	look(t, "the log", []byte(h.log.String()), append(disguises("zorglub"), "frappe", "3919"))
	for _, kind := range []string{"booking", "family", "fact", "address", "object"} {
		for _, r := range h.records(kind) {
			look(t, "a record of kind "+kind, r.Data, []string{"zorglub", "frappe", "apart"})
		}
	}
}

// keepsNoTrace opens all that is sealed for her.
func (h *demoHouse) keepsNoTrace(mum *parent) {
	h.t.Helper()
	to, conversation, err := h.demo.house.reception.Find(h.t.Context(), "web", mum.token())
	if err != nil {
		h.t.Fatal(err)
	}
	data, err := json.Marshal(conversation)
	if err != nil {
		h.t.Fatal(err)
	}
	look(h.t, "the conversation", data, traces)
	opened := 0
	for _, r := range h.records("webchat") {
		plain, err := h.demo.house.vault.Open(h.t.Context(), to.Parent, r.Data)
		if err != nil {
			continue // somebody else's
		}
		opened++
		look(h.t, "the transcript", plain, traces[:3])
	}
	if opened != 1 {
		h.t.Errorf("opened %d transcripts, want hers", opened)
	}
}
