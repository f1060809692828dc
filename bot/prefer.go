package bot

import (
	"context"

	"escale/programme"
)

// here is the answer of who lives near the structure whose poster she saw.
const here = "here"

// preferred is the structure whose poster she saw, if it is still there.
func (t *turn) preferred() (programme.Structure, bool) {
	return t.p.Structure(t.notes().Sent.Structure)
}

// greetPreferred says that the structure was understood.
func (t *turn) greetPreferred() {
	if s, ok := t.preferred(); ok {
		t.leads(t.say.T("say.from-structure", "Structure", inTown(s)))
	}
}

// nearby is offered beside typing a postcode: she may live near the structure.
func (t *turn) nearby() []Choice {
	s, ok := t.preferred()
	if !ok {
		return nil
	}
	c, ok := programme.Communes().ByCode(s.Commune)
	if !ok {
		return nil
	}
	return []Choice{t.answer(here, t.say.T("tap.near-structure", "Commune", c.Name))}
}

// livesNearby takes that answer.
func (t *turn) livesNearby(value string) bool {
	s, ok := t.preferred()
	if !ok || value != here {
		return false
	}
	c, ok := programme.Communes().ByCode(s.Commune)
	if !ok {
		return false
	}
	t.livesIn(c)
	return true
}

// prefer narrows the list that is about to be shown to the structure whose
// poster she saw, if it has a time for her. The list can be widened again.
func (t *turn) prefer(ctx context.Context) error {
	s, ok := t.preferred()
	w := &t.notes().Wanted
	if !ok || w.narrowed() || w.Moving != "" || w.Slot != nil {
		return nil
	}
	q := t.wantedSlots()
	q.Structure, q.Limit, q.Brief = s.ID, 1, true
	page, err := t.Desk.Search(ctx, q)
	if err != nil {
		return err
	}
	if len(page.Slots) == 0 {
		t.leads(t.say.T("say.none-there", "Structure", s.Name))
		return nil
	}
	w.Structure = s.ID
	t.leads(t.say.T("say.first-there", "Structure", s.Name, "All", t.say.T("tap.all-slots")))
	return nil
}
