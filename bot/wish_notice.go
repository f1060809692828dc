package bot

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// tellPlace tells that a slot is held for her wish, and until when. As a reminder
// it names neither offer nor place: others may read over her shoulder.
func (t *turn) tellPlace(ctx context.Context, e scheduling.Event) error {
	w, err := t.offered(ctx, e.WishID, e.Turn)
	if errors.Is(err, scheduling.ErrNotFound) {
		return nil // gone meanwhile: nothing to tell
	}
	if err != nil {
		return fmt.Errorf("event %s: %w", e.ID, err)
	}
	m := Message{
		Text:    t.place(w),
		Subject: t.say.T("subject.place"),
		Class:   scheduling.Notice,
		Guard:   w.Guard(w.Offered.Until.Add(-leastToAnswer)),
		Timing:  Timing{Zone: programme.Zone(w.Departement)},
	}
	m.Mail = t.linkFor(m)
	t.beside(m, false, append(t.placeChoices(w), ofWish(w.ID, doStop, t.say.T("tap.stop-wish")))...)
	return nil
}

// place says what is held for her, and until when.
func (t *turn) place(w scheduling.Wish) string {
	text := t.heldUntil(w, "told.place-today", "told.place", "When", t.when(t.session(w.Offered.Slot, w.Mode)))
	if w.Moving != "" {
		text += "\n\n" + t.staysHers(w)
	}
	return text
}

func (t *turn) placeChoices(w scheduling.Wish) []Choice {
	turn := strconv.Itoa(w.Turn)
	return []Choice{
		ofWish(w.ID, doTake+turn, t.say.T("tap.take-place")),
		ofWish(w.ID, doPass+turn, t.say.T("tap.pass-place")),
	}
}

// offered is a wish of hers while what it was offered is.
func (t *turn) offered(ctx context.Context, id string, turn int) (scheduling.Wish, error) {
	if t.Wishes == nil {
		return scheduling.Wish{}, scheduling.ErrNotFound
	}
	w, err := t.Wishes.Offered(ctx, id, turn)
	if err == nil && w.Conversation != t.c.ID {
		err = fmt.Errorf("wish %s is another conversation's: %w", id, scheduling.ErrNotFound)
	}
	return w, err
}

// heldUntil is a text that says until when a slot is hers: by the hour where that
// is today, else by the day too.
func (t *turn) heldUntil(w scheduling.Wish, today, later string, args ...any) string {
	zone := t.zoneOf(w)
	end := w.Offered.Until.In(zone)
	clock := t.say.Clock(end)
	if end.Format(time.DateOnly) == t.now.In(zone).Format(time.DateOnly) {
		return t.say.T(today, append(args, "Clock", clock)...)
	}
	return t.say.T(later, append(args, "Until", t.say.T("say.when", "Day", t.say.Day(end, zone), "Clock", clock))...)
}

// obeyWish follows "<wish>.<verb>". A wish that is not hers is treated like one
// that does not exist.
func (t *turn) obeyWish(ctx context.Context, rest string) (bool, error) {
	id, verb, _ := strings.Cut(rest, ".")
	if turn, ok := turnIn(verb, doTake); ok {
		return true, t.takePlace(ctx, id, turn)
	}
	if turn, ok := turnIn(verb, doPass); ok {
		t.desk(scheduling.Command{Kind: scheduling.DoPass, WishID: id, Turn: turn})
		return true, nil
	}
	if verb == doStop {
		t.desk(scheduling.Command{Kind: scheduling.DoUnwish, WishID: id})
		return true, nil
	}
	return false, nil
}

func turnIn(verb, prefix string) (int, bool) {
	number, ok := strings.CutPrefix(verb, prefix)
	turn, err := strconv.Atoi(number)
	return turn, ok && err == nil
}

// takePlace shows what was offered as the summary of an appointment, to be
// confirmed like any other. It stays hers until the hour that she was told.
func (t *turn) takePlace(ctx context.Context, id string, turn int) error {
	w, err := t.offered(ctx, id, turn)
	if errors.Is(err, scheduling.ErrNotFound) {
		return t.placeGone(ctx)
	}
	if err != nil {
		return err
	}
	s := w.Offered.Slot
	t.anew(s.Structure)
	if w.Moving == "" && t.leftOut(w.Offer) {
		return t.advance(ctx)
	}
	mode := w.Mode
	if !allows(s, mode) {
		mode = ""
	}
	t.notes().Wanted = Wanted{Offer: w.Offer, Mode: mode, Slot: &s, Moving: w.Moving}
	t.visited(stepSlots)
	t.leads(t.heldUntil(w, "say.place-kept-today", "say.place-kept"))
	return t.goTo(ctx, stepSummary)
}

// sayStillKept tells who goes back from a place held for a wish where to find it
// again.
func (t *turn) sayStillKept(ctx context.Context, slot *scheduling.Slot) error {
	if t.Wishes == nil || slot == nil {
		return nil
	}
	all, err := t.Wishes.Wishes(ctx, t.c.ID)
	if err != nil {
		return fmt.Errorf("place still kept: %w", err)
	}
	for _, w := range all {
		o := w.Offered
		if o != nil && o.Slot.Agenda == slot.Agenda && o.Slot.Start.Equal(slot.Start) && t.now.Before(o.Until) {
			t.leads(t.heldUntil(w, "say.place-still-today", "say.place-still"))
		}
	}
	return nil
}

// anew begins a flow of its own with the answers she gave: near what she said, or
// near the structure when nothing is known.
func (t *turn) anew(structure string) {
	answers, kept := t.c.Answers, *t.notes()
	t.begins()
	n := t.notes()
	t.c.Answers = answers
	n.Place, n.Candidates, n.Narrowed, n.Apart = kept.Place, kept.Candidates, kept.Narrowed, kept.Apart
	if s, ok := t.p.Structure(structure); ok && n.Place.Commune == "" {
		if c, ok := programme.Communes().ByCode(s.Commune); ok {
			n.Place = Place{Commune: c.Code, Departement: c.Departement}
		}
	}
}

// placeGone: it went to the next, or she has said what she wanted already.
func (t *turn) placeGone(ctx context.Context) error {
	lines, stops, err := t.waiting(ctx)
	if err != nil {
		return err
	}
	text := t.say.T("say.place-gone")
	if len(lines) > 0 {
		text += " " + t.say.T("say.still-looking")
	}
	t.beside(Message{Text: text}, true, append(stops, append(t.resume(), word("rdv", t.say.T("tap.appointments")))...)...)
	return nil
}

// learnPass says that the slot is the next one's.
func (t *turn) learnPass(ctx context.Context, o scheduling.Outcome) error {
	if o.Code != scheduling.OK {
		return t.placeGone(ctx)
	}
	choices := append([]Choice{ofWish(o.WishID, doStop, t.say.T("tap.stop-wish"))}, t.resume()...)
	t.beside(Message{Text: t.say.T("say.passed")}, true, choices...)
	return nil
}

// learnUnwish: whether it was still there or not, nothing is looked for.
func (t *turn) learnUnwish() error {
	t.beside(
		Message{Text: t.say.T("say.wish-stopped")}, true,
		append(t.resume(), word("recommencer", t.say.T("tap.other-request")), word("rdv", t.say.T("tap.appointments")))...,
	)
	return nil
}
