package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// onScreen bounds the slots remembered, so that buttons of an earlier page
// still work.
const onScreen = 25

// askSlots lists the next slots, or the values of a filter that is open.
func askSlots(ctx context.Context, t *turn) error {
	w := &t.notes().Wanted
	if w.Offer == "" { // it was dropped while she was elsewhere
		return t.advance(ctx)
	}
	page, err := t.search(ctx)
	if err != nil {
		return err
	}
	if len(page.Slots) == 0 {
		return t.nothingFound(ctx)
	}
	if view := t.notes().View; view != "" {
		t.askFilter(view, page)
		return nil
	}
	var choices []Choice
	labels := t.buttons(page.Slots)
	for i, s := range page.Slots {
		choices = append(choices, t.answer(slotKey(s), labels[i]))
		w.remember(s)
	}
	choices = append(choices, t.filters(page)...)
	choices = append(choices, t.pages(page)...)
	may, err := t.mayWishHere(ctx)
	if err != nil {
		return err
	}
	if may {
		sooner := t.answer(toWish, t.say.T("tap.wish-sooner"))
		sooner.Role = Nav
		choices = append(choices, sooner)
	}
	choices = append(choices, t.toOthers()...)
	question := t.say.T("ask.slots")
	if w.Moving != "" {
		question = t.say.T("ask.slots-move")
	}
	t.put(Message{Text: question, Replace: t.paging}, choices)
	return nil
}

func (t *turn) wantedSlots() scheduling.Search {
	w := t.notes().Wanted
	zone := t.zone()
	q := scheduling.Search{
		Offer: w.Offer, Commune: t.notes().Place.Commune,
		Structure: w.Structure, Mode: w.Mode, Zone: zone.String(),
		Part: w.Part, Within: w.Within, Language: w.Language,
		After: w.After, Limit: 5, Holder: t.c.ID, Verified: t.c.Verified,
		Brief: t.notes().View == "", // a filter that is open lists its values
	}
	if d, err := programme.ParseDate(w.Day); err == nil {
		q.Day = d.In(zone).Add(12 * time.Hour)
	}
	if q.After == (scheduling.Cursor{}) {
		q.After = w.Span.begins(zone)
	}
	return q
}

// remember keeps a slot that was shown; the oldest are let go.
func (w *Wanted) remember(s scheduling.Slot) {
	w.Shown = slices.DeleteFunc(w.Shown, func(o scheduling.Slot) bool { return slotKey(o) == slotKey(s) })
	w.Shown = append(w.Shown, s)
	if len(w.Shown) > onScreen {
		w.Shown = w.Shown[len(w.Shown)-onScreen:]
	}
}

// slotKey names a slot within a choice id.
func slotKey(s scheduling.Slot) string {
	return "s-" + strconv.FormatInt(s.Start.Unix()/60, 36) + "-" + short(s.Agenda)
}

func (w *Wanted) narrowed() bool {
	return w.Structure != "" || w.Mode != "" || w.Day != "" || w.Part != "" || w.Within != 0 || w.Language != "" || w.Span != (Span{})
}

// widen takes every filter off.
func (w *Wanted) widen() {
	w.Structure, w.Mode, w.Day, w.Part, w.Within, w.Language = "", "", "", "", 0, ""
	w.Span = Span{}
}

// filters are offered where there is something to choose between.
func (t *turn) filters(page scheduling.Page) []Choice {
	w := t.notes().Wanted
	var choices []Choice
	if len(page.Places) > 1 {
		choices = append(choices, t.filter("by-place", t.say.T("tap.by-place")))
	}
	if len(page.Days) > 1 {
		choices = append(choices, t.filter("by-day", t.say.T("tap.by-day")))
	}
	if len(page.Modes) > 1 {
		choices = append(choices, t.filter("by-mode", t.say.T("tap.by-mode")))
	}
	if own := t.ownLanguage(); own != "" && w.Language == "" && slices.Contains(page.Languages, own) {
		choices = append(choices, t.filter("language", t.say.T("tap.own-language")))
	}
	if w.narrowed() {
		choices = append(choices, t.filter("all", t.say.T("tap.all-slots")))
	}
	return choices
}

func (t *turn) pages(page scheduling.Page) []Choice {
	var choices []Choice
	if page.Next != (scheduling.Cursor{}) {
		more := t.answer("more-"+cursorKey(page.Next), t.say.T("tap.more-slots"))
		more.Role = Nav
		choices = append(choices, more)
	}
	if t.notes().Wanted.After != (scheduling.Cursor{}) {
		first := t.answer("first", t.say.T("tap.first-slots"))
		first.Role = Nav
		choices = append(choices, first)
	}
	return choices
}

// cursorKey names a page within a choice id.
func cursorKey(c scheduling.Cursor) string {
	return strconv.FormatInt(c.Start.Unix()/60, 36) + "-" + short(c.Agenda)
}

// takeSlot takes a slot that was shown, or what shapes the list.
func takeSlot(ctx context.Context, t *turn, r reply) (bool, error) {
	if s := t.notes().Wanted.shown(r.value); s != nil {
		return true, t.hold(*s)
	}
	if r.value == toWish {
		may, err := t.mayWishHere(ctx)
		if err != nil || !may {
			return false, err
		}
		return true, t.towardsWish(ctx)
	}
	if r.value == otherHelp {
		return true, t.showOthers(ctx)
	}
	if strings.HasPrefix(r.value, "more-") {
		return t.turnPage(ctx, r.value)
	}
	if !t.takeFilter(r.value) {
		return false, nil
	}
	t.paging = true
	return true, askSlots(ctx, t)
}

// shown is the slot on screen that a choice's value names, or nil.
func (w *Wanted) shown(value string) *scheduling.Slot {
	for _, s := range w.Shown {
		if slotKey(s) == value {
			return &s
		}
	}
	return nil
}

// otherSlot: she reads the summary and taps another slot of the list that is
// still on screen. The new hold takes the place of the old one.
func (t *turn) otherSlot(tap tapped) bool {
	if t.c.Step != stepSummary || tap.step != stepSlots || tap.flow != t.c.Flow || t.notes().Wanted.shown(tap.value) == nil {
		return false
	}
	if last := len(t.c.Trail) - 1; last >= 0 {
		t.c.Trail = t.c.Trail[:last]
	}
	return true
}

// turnPage goes on to the page after the present one, if that is what was asked.
func (t *turn) turnPage(ctx context.Context, value string) (bool, error) {
	page, err := t.search(ctx)
	if err != nil {
		return false, err
	}
	if page.Next == (scheduling.Cursor{}) || "more-"+cursorKey(page.Next) != value {
		return false, nil
	}
	t.notes().Wanted.After, t.paging = page.Next, true
	return true, askSlots(ctx, t)
}

// hold asks the Desk to keep the slot while the summary is read. The outcome
// comes in the same breath, and says all there is to say.
func (t *turn) hold(s scheduling.Slot) error {
	w := &t.notes().Wanted
	t.visited(stepSlots)
	if !allows(s, w.Mode) {
		w.Mode = ""
	}
	w.Slot, w.Held = &s, true
	w.HeldAt, w.Renewed = time.Time{}, time.Time{}
	t.c.Step, t.notes().View = stepSummary, ""
	t.notes().Offered = nil
	t.desk(scheduling.Command{Kind: scheduling.DoHold, Slot: s})
	return nil
}
