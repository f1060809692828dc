package bot

import (
	"context"
	"errors"
	"strings"

	"escale/locales"
	"escale/programme"
)

// emergency shows the numbers.
func emergency(_ context.Context, t *turn) error {
	t.numbers(t.say.T("say.emergency"))
	return nil
}

// numbers lists the emergency numbers, one a line, with which answer now. The
// channel keeps no trace of the message.
func (t *turn) numbers(lead string) {
	lines := []string{lead, ""}
	for _, n := range t.p.Emergency {
		lines = append(lines, t.number(n))
	}
	t.help(strings.Join(lines, "\n"))
}

func (t *turn) openNow(n programme.EmergencyNumber) string {
	if n.OpenAt(t.now) {
		return t.say.T("say.open-now")
	}
	return t.say.T("say.closed-now")
}

// privacy says what is kept, by whom, for how long, and how to be forgotten.
func privacy(_ context.Context, t *turn) error {
	c := t.p.Controller
	t.send(Message{Text: t.say.T("say.privacy")})
	choices := t.resume()
	if page := t.page("privacy"); page != "" {
		choices = append(choices, Choice{ID: "page", Label: t.say.T("tap.privacy-page"), Role: Nav, URL: page})
	}
	choices = append(choices, word("mesdonnees", t.say.T("tap.my-data")), word("effacer", t.say.T("tap.erase")))
	t.beside(Message{Text: t.say.T("say.privacy-rights", "Controller", c.Name, "DPO", c.DPO)}, true, choices...)
	return nil
}

// askErase asks before anything is erased.
func askErase(ctx context.Context, t *turn) error {
	if t.notes().Erasing.Asked {
		t.sayErasing(t.say.T("say.erase-waiting"))
		return nil
	}
	coming, err := t.coming(ctx)
	if err != nil {
		return err
	}
	text := t.say.T("ask.erase")
	if len(coming) > 0 {
		text += "\n\n" + t.say.N("ask.erase-appointments", len(coming))
		t.beside(
			Message{Text: text}, true,
			Choice{ID: "effacer.oui", Label: t.say.T("tap.erase-cancel")}, Choice{ID: "effacer.garder", Label: t.say.T("tap.erase-keep")},
			Choice{ID: "effacer.non", Label: t.say.T("tap.no-erase")},
		)
		return nil
	}
	t.beside(
		Message{Text: text}, true,
		Choice{ID: "effacer.oui", Label: t.say.T("tap.yes-erase")}, Choice{ID: "effacer.non", Label: t.say.T("tap.no-erase")},
	)
	return nil
}

// askKeep shows what she will need to know of a session that stays, since
// nothing here will tell her again.
func askKeep(ctx context.Context, t *turn) error {
	coming, err := t.coming(ctx)
	if err != nil || len(coming) == 0 {
		return errors.Join(err, askErase(ctx, t))
	}
	text := []string{t.say.N("ask.erase-keep", len(coming))}
	for _, b := range coming {
		text = append(text, t.confirmed(t.session(b.Slot, b.Mode), b))
	}
	t.beside(
		Message{Text: strings.Join(text, "\n\n")}, true,
		Choice{ID: "effacer.oui-garder", Label: t.say.T("tap.erase-noted")}, Choice{ID: "effacer.non", Label: t.say.T("tap.no-erase")},
	)
	return nil
}

// eraseKeeping erases everything but the sessions ahead, after a pause.
func eraseKeeping(_ context.Context, t *turn) error {
	t.eraseSoon(true)
	return nil
}

// erase erases everything, and cancels what is to come, after a pause.
func erase(_ context.Context, t *turn) error {
	t.eraseSoon(false)
	return nil
}

// languages are those of the programme that there are texts for.
func (t *turn) languages() []locales.Language {
	all := t.Locales.Languages()
	var offered []locales.Language
	for _, tag := range t.p.Languages {
		for _, l := range all {
			if l.Tag == tag {
				offered = append(offered, l)
			}
		}
	}
	if len(offered) == 0 {
		return all
	}
	return offered
}

func askLanguage(_ context.Context, t *turn) error {
	var choices []Choice
	for _, l := range t.languages() {
		choices = append(choices, Choice{ID: "langue." + l.Tag, Label: l.Name})
	}
	t.beside(Message{Text: t.say.T("ask.language")}, true, append(choices, t.resume()...)...)
	return nil
}

// obeyLanguage changes the language and puts the present question again in it.
func (t *turn) obeyLanguage(ctx context.Context, tag string) (bool, error) {
	for _, l := range t.languages() {
		if l.Tag == tag {
			t.speak(tag)
			if t.c.Step == t.opening() && len(t.c.Trail) == 0 {
				return true, t.greet(ctx)
			}
			return true, t.stage().ask(ctx, t)
		}
	}
	return false, nil
}
