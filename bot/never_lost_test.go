package bot

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"escale/locales"
	"escale/scheduling"
)

// A parent who taps at random, in any language, is never lost: every message that
// waits for her has its exits, none of its buttons is stale, every word works, what
// is stale shows the present question again, and from everywhere she gets out.
func TestNobodyIsEverLost(t *testing.T) {
	const walks = 12
	steps := map[string]int{}
	for seed := range uint64(walks) {
		w := &walker{stageDoor: newStageDoor(t), dice: rand.New(rand.NewPCG(seed, 5)), seed: seed}
		w.language = locales.Known()[seed%uint64(len(locales.Known()))]
		w.play("> type bonjour")
		for range 40 {
			if w.wait(); w.dice.IntN(3) == 0 {
				w.look()
			}
			steps[w.c.Step]++
			if w.stroll(); t.Failed() {
				t.Fatalf("walk %d: %s\n%s", seed, strings.Join(w.way[max(0, len(w.way)-8):], " → "), w.out.String()[max(0, w.out.Len()-3000):])
			}
		}
	}
	for _, step := range []string{stepWelcome, stepPostcode, stepQuestion, stepSlots, stepSummary, stepBooked, stepStopped} {
		if steps[step] == 0 {
			t.Errorf("no walk came to %q: %v", step, steps)
		}
	}
}

// walker taps at random.
type walker struct {
	*stageDoor
	dice *rand.Rand
	seed uint64
	way  []string
	last Message // the last that waits for her
}

// look checks the state she is in, without leaving it.
func (w *walker) look() {
	if w.c.Data.Erasing.Gone {
		return
	}
	w.hasExits(w.last)
	stale, lost := w.said("say.stale"), w.said("say.not-understood")
	for _, c := range w.last.Choices {
		if c.URL != "" {
			continue
		}
		turn := w.peek(Inbound{Choice: c.ID})
		if len(turn.Messages) == 0 && len(turn.Commands) == 0 {
			w.t.Errorf("[%s] does nothing", c.Label)
		}
		for _, m := range turn.Messages {
			if strings.Contains(m.Text, stale) || strings.Contains(m.Text, lost) {
				w.t.Errorf("[%s] (%s) is stale as it is shown at %s", c.Label, c.ID, w.c.Step)
			}
		}
	}
	w.words()
	w.wayOut()
}

// hasExits: a person and the numbers are one tap away.
func (w *walker) hasExits(m Message) {
	for _, id := range []string{"humain", "urgence"} {
		if !slices.ContainsFunc(m.Choices, func(c Choice) bool { return c.ID == id }) {
			w.t.Errorf("no %s after %q", id, m.Text)
		}
	}
}

// words that work at every step, and a button of long ago.
func (w *walker) words() {
	for _, word := range []string{"/retour", "/annuler", "/recommencer", "/langue", "/humain", "/aide", "/rdv", "/start", "/continuer"} {
		w.answered(word, w.peek(Inbound{Text: word}))
	}
	for _, id := range []string{"0.welcome.topic-role", "0.slots.s-1-nowhere", "7.summary.confirm"} {
		turn := w.peek(Inbound{Choice: id})
		w.answered(id, turn)
		for _, c := range turn.Commands {
			if c.Desk != nil && c.Desk.Kind != scheduling.DoHold && c.Desk.Kind != scheduling.DoRenew {
				w.t.Errorf("a forged %s asks for %s", id, c.Desk.Kind)
			}
		}
	}
}

func (w *walker) answered(what string, turn Turn) {
	if len(turn.Messages) == 0 {
		w.t.Errorf("%s says nothing at %s", what, w.c.Step)
		return
	}
	w.hasExits(turn.Messages[len(turn.Messages)-1])
}

// wayOut: going back comes to an end, and starting over to the first question.
func (w *walker) wayOut() {
	c := w.c
	for n := 0; len(c.Trail) > 0 || c.Data.View != ""; n++ {
		if n > 30 {
			w.t.Fatalf("going back from %s never ends", w.c.Step)
		}
		c = w.from(c, Inbound{Text: "/retour"}).Conversation
		if c.Data.Erasing.Asked {
			return
		}
	}
	over := w.peek(Inbound{Text: "/recommencer"}).Conversation
	if !over.Data.Erasing.Asked && (over.Step != stepWelcome || len(over.Trail) > 0 || over.Data.Wanted.Slot != nil) {
		w.t.Errorf("starting over from %s leads to %s", w.c.Step, over.Step)
	}
}

// peek is a turn that is thrown away.
func (w *walker) peek(in Inbound) Turn { return w.from(w.c, in) }

func (w *walker) from(c Conversation, in Inbound) Turn {
	in.Channel, in.Address, in.Language = c.Channel, c.Address, w.language
	turn, err := w.d.Step(context.Background(), throughJSON(w.t, c), Input{Inbound: &in, Now: w.now})
	if err != nil {
		w.t.Fatalf("walk %d at %s: %v", w.seed, c.Step, err)
	}
	turn.Conversation = throughJSON(w.t, turn.Conversation)
	return turn
}

// wait notes what she has to answer now.
func (w *walker) wait() {
	for _, m := range slices.Backward(w.all) {
		if !m.Passing && len(m.Choices) > 0 {
			w.last = m
			return
		}
	}
}

func (w *walker) said(id string) string {
	return w.d.Locales.In(w.c.Language).T(id)
}

// stroll does one thing at random: mostly a tap on what is shown.
func (w *walker) stroll() {
	switch n := w.dice.IntN(20); {
	case w.c.Step == stepPostcode && n < 12:
		w.does("> type " + w.one("38000", "33220", "38500", "75001", "99999", "01200"))
	case n == 0 && len(w.seen) > 0: // a button of any message before
		w.does("> forge " + w.seen[w.dice.IntN(len(w.seen))].ID)
	case n == 1:
		w.does("> type " + w.one("n’importe quoi", "2", "oui", "non", "🙂", "retour", "/aide", "/lier", "/mesdonnees"))
	case n == 2:
		w.does("> wait " + w.one("5m", "25h"))
	case n == 3:
		w.does("> desk " + w.one(scheduling.Taken, scheduling.Closed, scheduling.TooLate, scheduling.QuotaSpent))
	default:
		w.tapSomething()
	}
}

// tapSomething avoids erasing, which ends the walk.
func (w *walker) tapSomething() {
	choices := slices.DeleteFunc(slices.Clone(w.last.Choices), func(c Choice) bool {
		return c.URL != "" || c.ID == "effacer.maintenant" || c.Role == Urgent || c.ID == "humain" && w.dice.IntN(4) > 0
	})
	if len(choices) == 0 {
		w.does("> type bonjour")
		return
	}
	c := choices[w.dice.IntN(len(choices))]
	w.does("> forge " + c.ID)
}

func (w *walker) does(line string) {
	w.way = append(w.way, strings.TrimPrefix(line, "> "))
	w.play(line)
}

func (w *walker) one(of ...string) string { return of[w.dice.IntN(len(of))] }
