package bot

import (
	"context"
	"slices"
	"time"

	"escale/programme"
)

// advance goes to the first thing that is still to be known, and asks it.
func (t *turn) advance(ctx context.Context) error {
	n := t.notes()
	t.reconcile()
	t.hearAhead()
	if q, ok := t.openingQuestion(); ok && t.c.Answers[q.ID] == "" {
		return t.goTo(ctx, stepWelcome)
	}
	if n.Place.Departement == "" {
		return t.askWhere(ctx)
	}
	a := t.assess(t.c.Answers)
	if a.Next == "" {
		n.Ahead = Ahead{}
	}
	switch {
	case n.Ahead.Answers[a.Next] != "":
		return t.answerAhead(ctx, a.Next)
	case a.Next != "":
		n.Question = a.Next
		t.reach(a.Next)
		return t.goTo(ctx, stepQuestion)
	case len(a.Eligible) == 0:
		return t.stopAt(ctx, Stopped{Code: notEligible})
	case slices.Contains(a.Eligible, n.Wanted.Offer):
		return t.towardsHelp(ctx)
	case t.only(a.Eligible) != "":
		t.choose(t.only(a.Eligible))
		t.present(a)
		return t.towardsHelp(ctx)
	}
	t.reach(stepOffer)
	return t.goTo(ctx, stepOffer)
}

func (t *turn) askWhere(ctx context.Context) error {
	if t.notes().Ahead.Place != (Place{}) {
		return t.liveAhead(ctx)
	}
	if t.notes().Place.Postcode != "" {
		t.reach(stepCommune)
		return t.goTo(ctx, stepCommune)
	}
	t.reach(stepPostcode)
	return t.goTo(ctx, stepPostcode)
}

func (t *turn) towardsSlot(ctx context.Context) error {
	if t.notes().Wanted.Slot == nil {
		if err := t.prefer(ctx); err != nil {
			return err
		}
		t.reach(stepSlots)
		return t.listSlots(ctx)
	}
	t.reach(stepSummary)
	return t.goTo(ctx, stepSummary)
}

// today is the parent's day.
func (t *turn) today() programme.Date { return programme.DateOf(t.now.In(t.zone())) }

// zone is the parent's.
func (t *turn) zone() *time.Location { return zoneNamed(programme.Zone(t.notes().Place.Departement)) }

// zoneNamed loads a zone that was checked when the programme was read.
func zoneNamed(name string) *time.Location {
	if name == "" {
		name = programme.Paris
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return loc
}

// page is the address of a public page, or "".
func (t *turn) page(name string) string {
	if t.Links.Page == nil {
		return ""
	}
	return t.Links.Page(name)
}
