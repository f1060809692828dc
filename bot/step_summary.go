package bot

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"escale/scheduling"
)

const (
	viewName = "name"
	// wishInterpreter is passed on to the structure; it never filters slots.
	wishInterpreter = "interpreter"
	noInterpreter   = "no-interpreter"
	longestName     = 40 // characters
)

// askSummary shows all there is to know before confirming.
func askSummary(ctx context.Context, t *turn) error {
	w := t.notes().Wanted
	if w.Slot == nil { // an older version's conversation, or a hold that failed
		return t.goTo(ctx, stepSlots)
	}
	t.renew()
	if t.notes().View == viewName {
		t.ask(t.say.T("ask.first-name"))
		return nil
	}
	if t.notes().View == viewChange && t.mayChange() {
		t.askChange()
		return nil
	}
	s := t.session(*w.Slot, w.Mode)
	lines, err := t.summary(ctx, s)
	if err != nil {
		return err
	}
	confirm := t.say.T("tap.confirm")
	if w.Moving != "" {
		confirm = t.say.T("tap.confirm-move")
	}
	choices := append([]Choice{t.answer(confirmKey(s), confirm)}, t.options(s)...)
	t.ask(strings.Join(lines, "\n"), choices...)
	return nil
}

// confirmKey names what is confirmed within a choice id: a summary further up,
// of another slot or another way to meet, confirms nothing.
func confirmKey(s session) string { return "confirm-" + s.mode + "-" + slotKey(s.Slot) }

const (
	// heldAtMost is how long a slot may be kept for who goes on reading, and
	// heldOnce for who does nothing.
	heldAtMost = 30 * time.Minute
	heldOnce   = 10 * time.Minute
)

// renew keeps the slot for who is still at the summary: as often as she does
// something there, for half an hour in all.
func (t *turn) renew() {
	w := &t.notes().Wanted
	if w.Renewed.IsZero() || t.now.Sub(w.Renewed) < time.Minute || t.now.Sub(w.HeldAt) > heldAtMost-heldOnce {
		return
	}
	w.Renewed = t.now
	t.desk(scheduling.Command{Kind: scheduling.DoRenew, Slot: *w.Slot})
}

func (t *turn) summary(ctx context.Context, s session) ([]string, error) {
	w := t.notes().Wanted
	lines := append([]string{t.say.T("ask.summary")}, t.details(s, scheduling.Booking{})...)
	if price := t.price(s.offer); price != "" {
		lines = append(lines, price)
	}
	nth, quota, err := t.Desk.Session(ctx, t.c.Family, s.Slot, w.Moving)
	if err != nil {
		return nil, err
	}
	if quota > 0 {
		lines = append(lines, t.say.T("say.session", "Nth", nth, "Quota", quota))
	}
	if w.FirstName != "" {
		lines = append(lines, t.say.T("say.first-name", "Name", w.FirstName))
	}
	if w.Wish == wishInterpreter {
		lines = append(lines, t.say.T("say.interpreter"))
	}
	return append(lines, "", t.say.T("say.what-they-see")), nil
}

// options may be left alone: another mode, a first name, an interpreter.
func (t *turn) options(s session) []Choice {
	w := t.notes().Wanted
	var choices []Choice
	for _, m := range s.Modes {
		if m != s.mode {
			choices = append(choices, t.filter("mode-"+m, t.rather(m)))
		}
	}
	if w.Moving != "" {
		return choices
	}
	if t.Seal != nil {
		label := "tap.first-name"
		if w.FirstName != "" {
			label = "tap.other-name"
		}
		choices = append(choices, t.filter(viewName, t.say.T(label)))
	}
	interpreter := t.filter(wishInterpreter, t.say.T("tap.interpreter"))
	if w.Wish == wishInterpreter {
		interpreter = t.filter(noInterpreter, t.say.T("tap.no-interpreter"))
	}
	choices = append(choices, interpreter)
	if t.mayChange() {
		choices = append(choices, t.filter(viewChange, t.say.T("tap.change")))
	}
	return choices
}

func takeSummary(ctx context.Context, t *turn, r reply) (bool, error) {
	n := t.notes()
	w := &n.Wanted
	if w.Slot == nil {
		return false, nil
	}
	mode, isMode := strings.CutPrefix(r.value, "mode-")
	switch {
	case r.value == confirmKey(t.session(*w.Slot, w.Mode)):
		return true, t.book(ctx)
	case isMode && allows(*w.Slot, mode):
		w.Mode = mode
	case r.value == viewChange && t.mayChange():
		n.View = viewChange
	case n.View == viewChange && strings.HasPrefix(r.value, changePrefix):
		return t.takeChange(ctx, r.value)
	case r.value == viewName && t.Seal != nil:
		n.View = viewName
	case r.value == wishInterpreter:
		w.Wish = wishInterpreter
	case r.value == noInterpreter:
		w.Wish = ""
	case n.View == viewName && r.words != "" && utf8.RuneCountInString(r.words) <= longestName:
		w.FirstName, n.View = strings.Join(strings.Fields(r.words), " "), ""
	default:
		return false, nil
	}
	return true, askSummary(ctx, t)
}

// book asks for the appointment, or for its move. Only the outcome says that it
// is booked.
func (t *turn) book(ctx context.Context) error {
	w := t.notes().Wanted
	s := t.session(*w.Slot, w.Mode)
	c := scheduling.Command{Kind: scheduling.DoBook, Slot: *w.Slot, Mode: s.mode, Wish: t.wishFor(w)}
	if w.Moving != "" {
		c.Kind, c.Booking = scheduling.DoMove, w.Moving
	} else {
		c.Topic, c.Facts = t.facts()
	}
	if w.FirstName != "" && t.Seal != nil {
		sealed, err := t.Seal(ctx, t.c.Parent, []byte(w.FirstName))
		if err != nil {
			return err
		}
		c.Sealed = sealed
	}
	t.desk(c)
	t.c.Step = stepPlacing
	t.notes().Wanted.Held = false // the hold is part of the booking now
	t.notes().Offered = nil
	t.send(Message{Text: t.say.T("say.placing"), Passing: true})
	return nil
}

// facts are the enumerated answers that the evaluation may count, without what
// was consumed, and whether she reads French.
func (t *turn) facts() (topic string, facts map[string]string) {
	facts = map[string]string{}
	for id, answer := range t.c.Answers {
		if q, ok := t.p.Question(id); ok && !q.Consumed {
			facts[id] = answer
		}
	}
	facts["language"] = languageGroup(t.say.Tag())
	if route := t.route(); route != "" {
		facts["route"] = route
	}
	return facts["topic"], facts
}

// askPlacing is said while the outcome of a booking is awaited.
func askPlacing(_ context.Context, t *turn) error {
	t.ask(t.say.T("say.placing"), word("rdv", t.say.T("tap.appointments")))
	return nil
}

func takeNothing(context.Context, *turn, reply) (bool, error) { return false, nil }
