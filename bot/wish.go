package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// Wishes is the waiting list of the desk of appointments: it changes nothing.
type Wishes interface {
	// Wishes lists a conversation's wishes, the oldest first.
	Wishes(ctx context.Context, conversation string) ([]scheduling.Wish, error)
	// Offered returns a wish if what it was offered in that turn is still hers, or
	// scheduling.ErrNotFound.
	Offered(ctx context.Context, id string, turn int) (scheduling.Wish, error)
}

// aboutWish begins the ids of choices that concern a wish: "w.<wish>.stop",
// "w.<wish>.take-<turn>".
const aboutWish = "w"

// What may be done about a wish, as it stands in ids of choices.
const (
	doTake = "take-" // see what was offered, and book it
	doPass = "pass-" // let it go to the next
	doStop = "stop"  // stop looking
)

func ofWish(id, verb, label string) Choice {
	return Choice{ID: aboutWish + "." + id + "." + verb, Label: label}
}

// canBeTold: what happens later reaches her. A page that can't push needs an
// e-mail address beside it.
func (t *turn) canBeTold() bool {
	return t.returnLink() == "" || len(t.c.Ways) > 1 || t.c.Email != "" && !t.WithoutEmail
}

// mayWish: there is a waiting list for what she wants, and a way to tell her.
func (t *turn) mayWish() bool { return t.notes().Wanted.Offer != "" && t.mayWait() }

func (t *turn) mayWait() bool {
	return t.Wishes != nil && (t.canBeTold() || !t.WithoutEmail || t.telegram() != "")
}

// telegram is the address of the bot there, or "".
func (t *turn) telegram() string {
	if t.Links.Telegram == nil {
		return ""
	}
	return t.Links.Telegram()
}

// waiting lists her wishes, a line and a way to stop each, after the place that is
// held for one: who went back from it finds it again here.
func (t *turn) waiting(ctx context.Context) (lines []string, stops []Choice, err error) {
	if t.Wishes == nil {
		return nil, nil, nil
	}
	all, err := t.Wishes.Wishes(ctx, t.c.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, w := range all {
		line, choices, err := t.waits(ctx, w)
		if err != nil {
			return nil, nil, err
		}
		lines, stops = append(lines, line...), append(stops, choices...)
		label := t.say.T("tap.stop-wish")
		if o, ok := t.p.Offer(w.Offer); ok && len(all) > 1 {
			label = t.say.Row(label, t.text(o.Name))
		}
		lines = append(lines, t.looks(w))
		stops = append(stops, ofWish(w.ID, doStop, label))
	}
	return lines, stops, nil
}

// waits is the place that a wish was told of, while it is held.
func (t *turn) waits(ctx context.Context, w scheduling.Wish) ([]string, []Choice, error) {
	if w.Offered == nil || t.now.Before(w.Offered.From) {
		return nil, nil, nil
	}
	w, err := t.offered(ctx, w.ID, w.Turn)
	if errors.Is(err, scheduling.ErrNotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return []string{t.place(w)}, t.placeChoices(w), nil
}

// looks says what is looked for, and until which day.
func (t *turn) looks(w scheduling.Wish) string {
	zone := t.zoneOf(w)
	if w.Moving == "" {
		return t.say.T("say.wish", "What", t.wished(w), "Day", t.say.Day(w.Until, zone))
	}
	// Before is the first instant of the booking's day.
	return t.say.T(
		"say.wish-before", "What", t.wished(w), "Booked", t.say.Day(w.Before, zone),
		"Day", t.say.Day(w.Until.Add(-time.Second), zone),
	)
}

// wished says what a wish asks for.
func (t *turn) wished(w scheduling.Wish) string {
	o, _ := t.p.Offer(w.Offer)
	words := []string{t.text(o.Name), t.say.T("wish.anywhere")}
	if w.Area != (scheduling.Area{}) {
		words[1] = t.say.T("wish.near")
	}
	if w.Mode != "" {
		words = append(words, t.mode(w.Mode))
	}
	var parts []string
	for _, p := range w.Parts {
		parts = append(parts, t.partWord(p))
	}
	if len(parts) > 0 {
		words = append(words, t.say.List(parts))
	}
	return t.say.Series(words)
}

func (t *turn) partWord(p scheduling.Part) string {
	switch p {
	case scheduling.Morning:
		return t.say.T("wish.morning")
	case scheduling.Afternoon:
		return t.say.T("wish.afternoon")
	}
	return t.say.T("wish.evening")
}

func (t *turn) zoneOf(w scheduling.Wish) *time.Location {
	return zoneNamed(programme.Zone(w.Departement))
}

// missed counts, once a flow, that a search found nothing. What she waits for
// already was counted when she left her wish.
func (t *turn) missed(ctx context.Context) error {
	n := t.notes()
	if slices.Contains(n.Reached, noSlot) {
		return nil
	}
	if t.Wishes != nil {
		all, err := t.Wishes.Wishes(ctx, t.c.ID)
		if err != nil || slices.ContainsFunc(all, func(w scheduling.Wish) bool { return w.Offer == n.Wanted.Offer }) {
			return err
		}
	}
	t.out.Missed = append(t.out.Missed, n.Wanted.Offer)
	n.Wishing.Missed = t.now.In(t.zone()).Format("2006-01")
	return nil
}
