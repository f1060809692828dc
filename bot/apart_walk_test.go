package bot

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// Whatever she does after words of danger, in any order: nothing for both parents
// is on screen in this flow, and no code for the other one.
func TestApartWhateverSheDoes(t *testing.T) {
	apart := 0
	for seed := range uint64(24) {
		w := &walker{stageDoor: newStageDoor(t), dice: rand.New(rand.NewPCG(seed, 77)), seed: seed}
		for _, line := range [][]string{
			{"> type bonjour", "> tap Notre couple", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> tap Oui, tous les deux", "> tap Conseil conjugal et familial"},
			{"> type bonjour", "> tap Une séparation", "> type 38000", "> tap M’entendre avec l’autre parent", "> tap Oui"},
		}[seed%2] {
			w.does(line)
		}
		for range 20 {
			w.wait()
			w.wander()
			if w.c.Data.Apart {
				apart++
				w.together()
			}
			if t.Failed() {
				t.Fatalf("walk %d: %s", seed, strings.Join(w.way, " → "))
			}
		}
	}
	if apart < 80 {
		t.Errorf("apart after %d turns only: the walk is broken", apart)
	}
}

// wander is a stroll in which she writes of danger, and asks for other things.
func (w *walker) wander() {
	switch w.dice.IntN(8) {
	case 0:
		w.does("> type " + cry)
	case 1:
		w.does("> type " + w.one("rappelez-moi", "06 12 34 56 78", "mardi matin", "continuer", "zorglub", "/lier", "/rdv", "/start", "combien ça coûte ?"))
	default:
		w.stroll()
	}
}

// together finds what is for both parents: chosen, or on screen. That something is
// not to be had where she lives may be said of anything.
func (w *walker) together() {
	wanted := w.c.Data.Wanted
	if o, _ := w.d.Catalogue().Offer(wanted.Offer); o.Couple && wanted.Moving == "" {
		w.t.Errorf("she wants %s at %s", o.ID, w.c.Step)
	}
	for _, m := range w.messages {
		for _, c := range m.Choices {
			if label := ordinary(c.Label); label == "Conseil conjugal et familial" || label == "La médiation familiale" || strings.HasPrefix(c.ID, "lier.code") {
				w.t.Errorf("[%s] at %s", label, w.c.Step)
			}
		}
		for p := range strings.SplitSeq(m.Text, "\n\n") {
			if strings.HasPrefix(p, "La médiation familiale") || strings.Contains(p, "Voici votre code") {
				w.t.Errorf("%q at %s", p, w.c.Step)
			}
		}
	}
}
