package bot

import (
	"context"
	"strings"

	"escale/programme"
)

// aboutFAQ is the family of choices that answer a frequent question: "faq.price".
const aboutFAQ = "faq"

// obeyFAQ answers, and puts the present question again.
func (t *turn) obeyFAQ(ctx context.Context, id string) (bool, error) {
	f, ok := t.p.Answered(id)
	if !ok {
		return false, nil
	}
	if err := t.answerFAQ(ctx, f); err != nil {
		return true, err
	}
	if t.stage().rest {
		return true, t.atRest(ctx)
	}
	return true, t.stage().ask(ctx, t)
}

// atRest ends an answer where nothing is being asked.
func (t *turn) atRest(_ context.Context) error {
	t.beside(Message{}, true, word("rdv", t.say.T("tap.appointments")), word("recommencer", t.say.T("tap.other-request")))
	return nil
}

func (t *turn) answerFAQ(ctx context.Context, f programme.FAQ) error {
	t.leads(t.text(f.Answer))
	for _, r := range t.p.RelaysIn(t.notes().Place.Departement, f.Relays) {
		t.leads(t.relay(r))
	}
	if !f.Appointment {
		return nil
	}
	coming, err := t.coming(ctx)
	if err != nil || len(coming) == 0 {
		return err
	}
	s := t.session(coming[0].Slot, coming[0].Mode)
	t.leads(strings.Join(append([]string{t.say.T("say.appointment"), t.when(s)}, t.where(s, coming[0])...), "\n"))
	return nil
}
