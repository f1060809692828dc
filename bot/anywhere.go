package bot

import "context"

// anywhere is a word that works at every step, typed or tapped.
type anywhere struct {
	id   string // of its choice; "/id" works too
	text string // id of the text that lists the ways to say it; "": only tapped
	do   func(ctx context.Context, t *turn) error
}

func anywheres() []anywhere {
	return []anywhere{
		{"urgence", "word.urgence", emergency},
		{"humain", "word.humain", human},
		{"appel", "word.appel", askToCall},
		{"appel.non", "", callOff},
		{"retour", "word.retour", goBack},
		{"annuler", "word.annuler", stop},
		{"recommencer", "word.recommencer", restart},
		{"continuer", "word.continuer", resume},
		{"langue", "word.langue", askLanguage},
		{"rdv", "word.rdv", appointments},
		{"aide", "word.aide", help},
		{"confidentialite", "word.confidentialite", privacy},
		{"effacer", "word.effacer", askErase},
		{"effacer.oui", "", erase},
		{"effacer.garder", "", askKeep},
		{"effacer.oui-garder", "", eraseKeeping},
		{"effacer.non", "", unchanged},
		{"lier", "word.lier", askLink},
		{"lier.sur.oui", "", linkSafe},
		{"lier.sur.non", "", linkUnsafe},
		{"lier.sur.tu", "", linkUnsaid},
		{"messages.effacer", "", takeBack},
		{"lier.code", "", linkCode},
		{"lier.entrer", "", enterCode},
		{"lier.fin", "", askUnlink},
		{"lier.fin.oui", "", unlink},
		{"lier.fin.non", "", unchanged},
		{"start", "word.start", start},
	}
}

// anywhere finds the word whose choice has this id.
func (t *turn) anywhere(id string) (anywhere, bool) {
	for _, w := range t.words {
		if w.id == id {
			return w, true
		}
	}
	return anywhere{}, false
}

// start begins, or finds her where she was: nothing is dropped silently.
func start(ctx context.Context, t *turn) error {
	if t.stage().rest {
		return t.startAnew(ctx)
	}
	if t.welcomed {
		return t.stage().ask(ctx, t)
	}
	if t.atOpening() {
		return t.greet(ctx)
	}
	if met, err := t.meetMidway(ctx); met || err != nil {
		return err
	}
	t.offerToContinue()
	return nil
}

// atOpening: nothing was answered or begun that a first page would lose.
func (t *turn) atOpening() bool {
	first := t.c.Step == t.opening() || t.c.Step == stepWelcome || t.c.Step == stepReferral
	return first && len(t.c.Trail) == 0
}

// startAnew shows what is to come or looked for, if anything is, else the first
// page.
func (t *turn) startAnew(ctx context.Context) error {
	coming, err := t.coming(ctx)
	if err != nil {
		return err
	}
	waits, _, err := t.waiting(ctx)
	if err != nil {
		return err
	}
	if len(coming)+len(waits) > 0 {
		if met, err := t.meetMidway(ctx); met || err != nil {
			return err
		}
		return appointments(ctx, t)
	}
	t.begins()
	return t.greet(ctx)
}

// restart gives the hold back and begins a new flow; bookings stay.
func restart(ctx context.Context, t *turn) error {
	t.begins()
	t.leads(t.say.T("say.restarted"))
	return t.goTo(ctx, t.c.Step)
}

// resume puts the present question again.
func resume(ctx context.Context, t *turn) error { return t.stage().ask(ctx, t) }

// unchanged says so to who thought better of it, and goes back to the question.
func unchanged(ctx context.Context, t *turn) error {
	if t.notes().Erasing.Asked {
		return stopErasing(ctx, t)
	}
	t.leads(t.say.T("say.unchanged"))
	return resume(ctx, t)
}

// stop loses nothing: it says where things stand and what can be done. Once all
// is said, what she may want to cancel is her appointment.
func stop(ctx context.Context, t *turn) error {
	if answer := t.notes().Listening; answer != "" {
		return t.endSurvey(ctx, answer)
	}
	coming, err := t.coming(ctx)
	if err != nil {
		return err
	}
	if t.stage().rest && len(coming) > 0 {
		return appointments(ctx, t)
	}
	t.beside(
		Message{Text: t.say.T("say.stopped")}, true,
		append(t.resume(), word("recommencer", t.say.T("tap.restart")), word("rdv", t.say.T("tap.appointments")))...,
	)
	return nil
}

// help lists the words.
func help(ctx context.Context, t *turn) error {
	choices := append(t.resume(), word("rdv", t.say.T("tap.appointments")))
	if t.offersLink(ctx) {
		choices = append(choices, word("lier", t.say.T("tap.link")))
	}
	choices = append(choices, word("langue", t.say.T("tap.language")), word("mesdonnees", t.say.T("tap.my-data")))
	t.beside(Message{Text: t.say.T("say.help")}, true, choices...)
	return nil
}
