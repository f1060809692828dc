package bot

import (
	"context"
	"slices"
	"strings"
)

// anywhere is a word that works at every step, typed or tapped.
type anywhere struct {
	id    string   // of its choice; "/id" works too
	heard []string // other ways to say it, as plain writes them
	do    func(ctx context.Context, t *turn) error
}

func anywheres() []anywhere {
	return []anywhere{
		{"urgence", []string{"urgences", "emergency", "sos", "danger", "au secours", "help me"}, emergency},
		{"humain", []string{"human", "personne", "une personne", "parler a une personne", "parler a quelqu un", "quelqu un", "person", "talk to a person", "contact"}, human},
		{"retour", []string{"back", "precedent", "revenir", "en arriere", "go back"}, goBack},
		{"annuler", []string{"cancel", "stop", "arreter", "arrete", "quitter", "quit"}, stop},
		{"recommencer", []string{"restart", "start again", "start over", "recommence"}, restart},
		{"continuer", []string{"continue", "reprendre", "resume", "go on"}, resume},
		{"langue", []string{"language", "langues", "languages", "lang", "settings"}, askLanguage},
		{"rdv", []string{"mes rdv", "mes rendez vous", "rendez vous", "my appointments", "appointments", "je ne peux pas venir", "je ne peux plus venir", "i can t come", "i cannot come"}, appointments},
		{"aide", []string{"help", "commandes"}, help},
		{"confidentialite", []string{"privacy", "vie privee", "mes donnees", "my data"}, privacy},
		{"effacer", []string{"erase", "delete", "supprimer", "effacer mes donnees", "erase my data"}, askErase},
		{"effacer.oui", nil, erase},
		{"effacer.garder", nil, askKeep},
		{"effacer.oui-garder", nil, eraseKeeping},
		{"effacer.non", nil, unchanged},
		{"lier", []string{"link", "lier mon compte", "autre parent", "l autre parent", "other parent"}, askLink},
		{"lier.code", nil, linkCode},
		{"lier.entrer", nil, enterCode},
		{"lier.fin", nil, askUnlink},
		{"lier.fin.oui", nil, unlink},
		{"lier.fin.non", nil, unchanged},
		{"start", []string{"bonjour", "bonsoir", "salut", "hello", "hi", "good morning"}, start},
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

// spoken returns the id of a word that works anywhere, or of a language named;
// "/rdv", "/RDV@escale_bot" and "rdv" are the same.
func (t *turn) spoken(words, said string) string {
	if command, ok := strings.CutPrefix(words, "/"); ok {
		command, _, _ = strings.Cut(command, " ")
		command, _, _ = strings.Cut(command, "@")
		said = plain(command)
	}
	for _, w := range t.words {
		if said == w.id || slices.Contains(w.heard, said) {
			return w.id
		}
	}
	for _, l := range t.languages() {
		if said == plain(l.Name) {
			return "langue." + l.Tag
		}
	}
	switch said {
	case "anglais":
		return "langue.en"
	case "french":
		return "langue.fr"
	case "falc", "facile", "easy french":
		return "langue.fr-falc"
	}
	return ""
}

// start begins, or finds her where she was: nothing is dropped silently.
func start(ctx context.Context, t *turn) error {
	if t.stage().rest {
		return t.startAnew(ctx)
	}
	if len(t.c.Trail) == 0 {
		return t.greet(ctx)
	}
	t.offerToContinue()
	return nil
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
func help(_ context.Context, t *turn) error {
	t.beside(
		Message{Text: t.say.T("say.help")}, true,
		append(t.resume(), word("rdv", t.say.T("tap.appointments")), word("lier", t.say.T("tap.link")), word("langue", t.say.T("tap.language")))...,
	)
	return nil
}
