package bot

import (
	"context"
	"slices"

	"escale/scheduling"
)

// What she answers beside the present question about who sent her, as it stands in
// ids of choices: "partenaire.yes-<partner>", "partenaire.no".
const aboutReferral = "partenaire"

// obeyReferral settles it, and puts the present question again. What was settled
// before stays so, and so does what was asked about another partner.
func (t *turn) obeyReferral(ctx context.Context, value string) (bool, error) {
	switch {
	case value != declineKey && value != agreeKey(t.notes().Sent.Partner), !t.referring():
		t.leads(t.say.T("say.stale"))
	case value == declineKey:
		t.decline()
	default:
		t.agree()
	}
	return true, t.proceed(ctx)
}

// meetMidway meets who opens a link, or scans a poster, in the middle of a
// conversation: what it asks is asked at once, and what she was asked stays. False:
// there is nothing to ask or to show.
func (t *turn) meetMidway(ctx context.Context) (bool, error) {
	switch {
	case t.arrived.Partner != "" && t.referring():
		t.askReferralBeside()
		return true, nil
	case t.arrived.Structure != "":
		return t.showStructure(ctx)
	}
	return false, nil
}

// askReferralBeside asks whether she may be counted. Whoever leaves it open is asked
// again when she begins anew.
func (t *turn) askReferralBeside() {
	x, _ := t.p.Partner(t.notes().Sent.Partner)
	choices := []Choice{
		{ID: aboutReferral + "." + agreeKey(x.ID), Label: t.say.T("tap.referral-yes")},
		{ID: aboutReferral + "." + declineKey, Label: t.say.T("tap.referral-no")},
		t.privacyPage(),
	}
	if t.stage().rest {
		choices = append(choices, word("rdv", t.say.T("tap.appointments")))
	}
	t.beside(Message{Text: t.say.T("ask.referral", "Partner", t.text(x.Name))}, true, append(choices, t.resume()...)...)
}

// showStructure has the times of the structure whose poster she saw come first, in
// the list on screen if one is.
func (t *turn) showStructure(ctx context.Context) (bool, error) {
	switch {
	case t.c.Step == stepSlots && t.notes().View == "":
		w := &t.notes().Wanted
		before := *w
		w.Structure, w.After = "", scheduling.Cursor{} // in place of another's; they may stand on an earlier page
		if err := t.prefer(ctx); err != nil || w.Structure == "" {
			w.Structure, w.After = before.Structure, before.After
			return false, err
		}
	case slices.Contains([]string{stepPostcode, stepCommune, stepQuestion, stepOffer}, t.c.Step):
		t.greetPreferred()
	default:
		return false, nil
	}
	return true, t.stage().ask(ctx, t)
}
