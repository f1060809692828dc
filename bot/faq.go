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
	return true, t.proceed(ctx)
}

// proceed puts the present question again or, where none is asked, shows the ways on.
func (t *turn) proceed(ctx context.Context) error {
	if !t.stage().rest {
		return t.stage().ask(ctx, t)
	}
	t.beside(Message{}, true, word("rdv", t.say.T("tap.appointments")), word("recommencer", t.say.T("tap.other-request")))
	return nil
}

// answerFAQ gives the answer; who has the appointment that it is about is shown
// that instead.
func (t *turn) answerFAQ(ctx context.Context, f programme.FAQ) error {
	if f.Appointment {
		coming, err := t.coming(ctx)
		if err != nil {
			return err
		}
		if len(coming) > 0 {
			s := t.session(coming[0].Slot, coming[0].Mode)
			t.leads(strings.Join(append([]string{t.say.T("say.appointment"), t.when(s)}, t.where(s, coming[0])...), "\n"))
			return nil
		}
	}
	t.leads(t.text(f.Answer))
	for _, r := range t.named(t.p.RelaysIn(t.notes().Place.Departement, f.Relays)) {
		t.leads(t.relay(r))
	}
	return nil
}
