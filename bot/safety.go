package bot

import (
	"context"
	"strings"

	"escale/evaluation"
	"escale/programme"
)

// mostHeard is how much of a message is read for words of danger, in bytes.
const mostHeard = 8 << 10

// dangers are the kinds of danger that words speak of; none when they only name
// a choice on screen, which does what its tap does.
func (t *turn) dangers(in Inbound, words string) []string {
	if t.Danger == nil || in.Choice != "" || words == "" {
		return nil
	}
	n := t.notes()
	if said := plain(words); labelled(n.Offered, said) != "" || labelled(n.Aside, said) != "" {
		return nil
	}
	return t.Danger(strings.ToValidUTF8(words[:min(len(words), mostHeard)], ""))
}

// alarm answers words of danger before anything else is made of them: the right
// numbers, then the way on. The words are kept nowhere, but for what she writes
// in a questionnaire, which is hers to say.
func (t *turn) alarm(ctx context.Context, kinds []string, words string, fresh bool) error {
	n := t.notes()
	listening := n.Listening
	n.Code, n.Passage.Awaited = false, false
	t.setApart()
	t.takeCodeBack()
	dropped := t.dropLeftOut()
	t.flush()
	t.numbersFor(kinds, t.say.T("say.danger-mistaken"))
	if fresh {
		return start(ctx, t)
	}
	if s, item, ok := t.surveyOf(listening); ok {
		n.Listening = listening
		if item.Kind == evaluation.Words {
			if done, err := t.note(ctx, words); done || err != nil {
				return err
			}
		}
		t.askItem(s, item, Message{}, true)
		return nil
	}
	return t.goOn(ctx, dropped)
}

// goOn puts the present question again or, where what she was choosing is not for
// her any more, the next one that makes sense.
func (t *turn) goOn(ctx context.Context, dropped bool) error {
	switch {
	case t.c.Step == stepOffer, dropped && t.c.Step != stepCall:
		return t.advance(ctx)
	case t.stage().rest && t.notes().View == "":
		return nil // nothing is being asked
	}
	return t.stage().ask(ctx, t)
}

// numbersFor is the numbers for these kinds of danger, after words that fit the
// first of them, and whom else to turn to. The channel keeps no trace of it.
func (t *turn) numbersFor(kinds []string, after string) {
	if len(kinds) == 0 {
		t.numbers(t.say.T("say.emergency-first"))
		return
	}
	lines := []string{t.kindly(kinds[0]), ""}
	for _, n := range t.p.NumbersFor(kinds, t.now) {
		lines = append(lines, t.number(n))
	}
	for _, r := range t.p.RelaysFor(kinds, t.notes().Place.Departement) {
		lines = append(lines, "", t.relay(r))
	}
	if after != "" {
		lines = append(lines, "", after)
	}
	t.help(strings.Join(lines, "\n"))
}

// help says a message with emergency numbers, beside the present question.
func (t *turn) help(text string) {
	choices := t.resume()
	if t.stage().rest {
		choices = []Choice{word("rdv", t.say.T("tap.appointments"))}
	}
	if t.TakesBack != nil && t.TakesBack(t.c.Channel) {
		choices = append(choices, word("messages.effacer", t.say.T("tap.take-back")))
	}
	t.beside(Message{Text: text, Purge: true}, false, choices...)
}

// number is a line: the number, what it is for and, unless it always answers,
// whether somebody does now, or when.
func (t *turn) number(n programme.EmergencyNumber) string {
	line := t.say.T("say.number", "Number", n.Number, "For", t.text(n.For))
	opens := n.OpensAt(t.now)
	switch {
	case len(n.Hours) == 0:
		return line
	case opens.IsZero():
		return line + " (" + t.openNow(n) + ")"
	}
	at := opens.In(t.zone())
	when := t.say.T("say.when", "Day", t.say.Day(at, t.zone()), "Clock", t.say.Clock(at))
	return line + " (" + t.say.T("say.opens-at", "When", when) + ")"
}

// kindly is what is said before the numbers for a kind of danger.
func (t *turn) kindly(kind string) string {
	switch kind {
	case "suicide":
		return t.say.T("say.danger-suicide")
	case "health":
		return t.say.T("say.danger-health")
	case "violence":
		return t.say.T("say.danger-violence")
	case "own-violence":
		return t.say.T("say.danger-own-violence")
	case "child":
		return t.say.T("say.danger-child")
	}
	return t.say.T("say.danger-bullying")
}

// takeBack has the channel delete what it showed; what it then says would mean
// nothing to who looks over her shoulder.
func takeBack(_ context.Context, t *turn) error {
	t.send(Message{Text: t.say.T("say.taken-back"), Wipe: true, Shown: t.c.Shown})
	return nil
}
