package bot

import (
	"context"
	"strings"
	"time"

	"escale/programme"
)

const (
	// Longest is how much a parent may type at once, in bytes; nothing asked here
	// needs more, and what is longer is kept nowhere.
	Longest = 2000
	// pause is after how long a conversation is not simply taken up again.
	pause = 24 * time.Hour
)

// hear takes what the parent did.
func (t *turn) hear(ctx context.Context, in Inbound) error {
	fresh := t.c.Step == ""
	t.meet(in, fresh)
	t.remembers(in.Shown)
	t.welcomed = fresh && in.Welcomed
	away := !t.c.Last.IsZero() && t.now.Sub(t.c.Last) > pause
	t.c.Last = t.now
	if code, ok := carried(in.Start); ok {
		return t.join(ctx, code)
	}
	if err := t.arrive(ctx, in.Start); err != nil {
		return err
	}
	t.misses, t.notes().Misses = t.notes().Misses, 0
	words := strings.TrimSpace(programme.LatinDigits(in.Text))
	if kinds := t.dangers(in, words); len(kinds) > 0 {
		return t.alarm(ctx, kinds, words, fresh)
	}
	if in.Choice == "" && len(words) <= Longest && t.onTheWay() && labelled(t.notes().Offered, plain(words)) == "" {
		t.typed = words
	}
	id := in.Choice
	switch {
	case id == "" && words == "" && in.Start != "":
		id = "start"
	case id == "":
		id = t.choiceIn(words)
	}
	if t.thinking(id) {
		return nil
	}
	if done, err := t.obey(ctx, id); done || err != nil {
		return err
	}
	if fresh {
		return t.firstWords(ctx, in, words)
	}
	if away && !t.stage().rest {
		t.offerToContinue()
		return nil
	}
	return t.listen(ctx, in, words)
}

// meet sets what a first message says about the parent, and stands her at the
// opening step.
func (t *turn) meet(in Inbound, fresh bool) {
	if t.c.Language == "" {
		t.c.Language = in.Language
	}
	t.speak(t.c.Language)
	if fresh {
		t.c.Step = t.opening()
		t.reach(stepWelcome)
	}
	t.renotify()
}

// speak settles on a language that there is.
func (t *turn) speak(language string) {
	t.say = t.Locales.In(language)
	t.c.Language = t.say.Tag()
}

// obey follows a choice: of the present step, a word that works anywhere, or
// one that names a booking or a questionnaire.
func (t *turn) obey(ctx context.Context, id string) (bool, error) {
	if id == "" || len(id) > 64 {
		return false, nil
	}
	t.notes().Code, t.notes().Passage.Awaited = false, false
	if w, ok := t.anywhere(id); ok {
		return true, w.do(ctx, t)
	}
	if family, rest, ok := strings.Cut(id, "."); ok {
		switch family {
		case aboutBooking:
			return t.obeyBooking(ctx, rest)
		case aboutWish:
			return t.obeyWish(ctx, rest)
		case aboutSurvey:
			return t.obeySurvey(ctx, rest)
		case aboutFAQ:
			return t.obeyFAQ(ctx, rest)
		case aboutReferral:
			return t.obeyReferral(ctx, rest)
		case "langue":
			return t.obeyLanguage(ctx, rest)
		}
	}
	return t.obeyStep(ctx, id)
}

// obeyStep takes a choice of the present step; one of another step is stale.
func (t *turn) obeyStep(ctx context.Context, id string) (bool, error) {
	tap, ok := stepTap(id)
	if !ok {
		return false, nil
	}
	if tap.flow == t.c.Flow && tap.step == t.c.Step {
		taken, err := t.stage().take(ctx, t, reply{value: tap.value})
		if taken || err != nil {
			return taken, err
		}
	}
	if t.otherSlot(tap) {
		return true, t.hold(*t.notes().Wanted.shown(tap.value))
	}
	if _, known := t.steps[tap.step]; !known || len(t.notes().Offered) == 0 {
		return false, nil
	}
	t.leads(t.say.T("say.stale"))
	return true, t.stage().ask(ctx, t)
}

// listen makes what it can of words and of what is neither words nor a tap.
func (t *turn) listen(ctx context.Context, in Inbound, words string) error {
	switch {
	case in.Media == mediaContact && t.awaitsNumber():
		return t.takeCard(ctx, in.Phone)
	case in.Media != "":
		t.leads(t.thankFor(in.Media))
	case len(words) > Longest:
		t.leads(t.say.T("say.too-long"))
	case words == "":
		t.leads(t.say.T("say.stale"))
	default:
		if t.notes().Passage.Awaited {
			return t.join(ctx, words)
		}
		if t.notes().Code {
			t.link(words)
			return nil
		}
		if done, err := t.note(ctx, words); done || err != nil {
			return err
		}
		if done, err := t.grasp(ctx, words); done || err != nil {
			return err
		}
		if !t.hearAhead() {
			return t.puzzled(ctx, words)
		}
	}
	return t.stage().ask(ctx, t)
}

// offerToContinue is said after a pause: nothing is dropped silently.
func (t *turn) offerToContinue() {
	t.beside(
		Message{Text: t.say.T("say.welcome-back")}, true,
		Choice{ID: "continuer", Label: t.say.T("tap.continue")},
		Choice{ID: "recommencer", Label: t.say.T("tap.restart")},
	)
}
