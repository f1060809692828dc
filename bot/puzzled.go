package bot

import (
	"context"
	"slices"
	"strings"

	"escale/programme"
)

const (
	// sure is from how good a likeness on words are followed, and clear is how far
	// ahead of the next it must be.
	sure  = 0.55
	clear = 0.06
	// foreign is below what likeness French and English are tried, too, and surely
	// what it must be there.
	foreign, surely = 0.4, 0.7
	// perhaps is from where on it is worth a guess.
	perhaps = 0.3
)

// grasp makes what it can of words that are no choice's: a time, a wish or a
// question, and what the present step takes. Where it waits for words of hers, or
// for figures, it comes first.
func (t *turn) grasp(ctx context.Context, words string) (bool, error) {
	take := func(ctx context.Context, words string) (bool, error) {
		return t.stage().take(ctx, t, reply{words: words})
	}
	if town, ok := t.townAndTime(words); ok {
		return take(ctx, town)
	}
	order := []func(context.Context, string) (bool, error){t.hearTime, t.intend, take}
	switch {
	case t.awaits(words):
		if t.c.Step == stepPostcode { // "38000, plutôt le soir"
			t.noteEarly(fiveDigits.ReplaceAllString(words, " "))
		}
		order = []func(context.Context, string) (bool, error){take, t.hearTime, t.intend}
	case t.c.Step == stepPostcode: // it would take anything for a postcode gone wrong
		order = order[:2]
	}
	for _, try := range order {
		if done, err := try(ctx, words); done || err != nil {
			return done, err
		}
	}
	return false, nil
}

// awaits reports whether the words may be just what the step asks for: a name, an
// address, a postcode.
func (t *turn) awaits(words string) bool {
	_, code := postcode(words)
	town := t.c.Step == stepPostcode && len(t.townsNamed(plain(words))) > 0
	return t.notes().View == viewName || strings.Contains(words, "@") || code || town
}

// thankFor is said to what is neither words nor a tap.
func (t *turn) thankFor(media string) string {
	switch media {
	case "voice", "audio":
		return t.say.T("say.media-voice")
	case "photo", "video":
		return t.say.T("say.media-photo")
	case "sticker":
		return t.say.T("say.media-sticker")
	case "location":
		return t.say.T("say.media-place")
	case mediaContact:
		return t.say.T("say.media-contact")
	}
	return t.say.T("say.no-media")
}

// intend follows words that are near enough to something a parent may want, ask or
// answer. What can't be taken back is never done for words that are merely near.
func (t *turn) intend(ctx context.Context, words string) (bool, error) {
	all := t.guesses(words)
	if len(all) == 0 || all[0].score < sure || len(all) > 1 && all[0].score-all[1].score < clear {
		return false, nil
	}
	return t.obey(ctx, all[0].id)
}

// puzzled is what is said to words that nobody here understands: two guesses and
// the present question; the second time in a row, a person.
func (t *turn) puzzled(ctx context.Context, words string) error {
	if plain(words) == "" { // an emoji
		t.leads(t.say.T("say.emoji"))
		return t.stage().ask(ctx, t)
	}
	n := t.notes()
	if n.Misses = t.misses + 1; n.Misses >= 2 {
		t.leads(t.say.T("say.lost"))
		t.first = []Choice{{ID: "humain", Label: t.say.T("tap.human")}}
		return t.stage().ask(ctx, t)
	}
	if !t.suggest(words) {
		t.leads(t.say.T("say.not-understood"))
	}
	return t.stage().ask(ctx, t)
}

// suggest puts what words may mean before the choices of the present question; false
// when it is not known what to say to them.
func (t *turn) suggest(words string) bool {
	t.first = t.maybe(words)
	switch {
	case t.c.Step == stepPostcode:
		t.leads(t.say.T("say.need-postcode"))
	case len(t.first) == 1:
		t.leads(t.say.T("say.not-sure-one"))
	case len(t.first) > 1:
		t.leads(t.say.T("say.not-sure"))
	}
	return t.c.Step == stepPostcode || len(t.first) > 0
}

// maybe are the choices of the two likeliest meanings.
func (t *turn) maybe(words string) []Choice {
	if change := t.otherAnswer(words); change != nil {
		return change
	}
	choices := append(t.otherDays(words), t.severalAges(words)...)
	for _, g := range t.guesses(words) {
		if c, ok := t.choiceOf(g.id); ok && g.score >= perhaps && len(choices) < 2 {
			choices = append(choices, c)
		}
	}
	return choices
}

// otherAnswer is the way to change what she answered, for who says it again at the
// summary: "in fact my son is 13", "I live in Lille".
func (t *turn) otherAnswer(words string) []Choice {
	_, code := postcode(words)
	_, town := t.townIn(words)
	if t.c.Step != stepSummary || !code && !town && len(t.childrensAges(strings.Fields(plain(words)))) == 0 {
		return nil
	}
	return t.shownAs(viewChange)
}

// otherDays is the way to choose a day, for who refuses one: "not on Tuesday".
func (t *turn) otherDays(words string) []Choice {
	today := programme.DateOf(t.now.In(t.zone()))
	says := func(g timeReader) bool { return g.NamesDay(words, today) }
	if t.c.Step != stepSlots || len(words) > longestTime || !slices.ContainsFunc(t.timesHere(), says) {
		return nil
	}
	return t.shownAs(viewDay)
}

// shownAs is the choice of the present question that has a value, if one has.
func (t *turn) shownAs(value string) []Choice {
	for _, o := range t.notes().Offered {
		if tap, ok := stepTap(o.ID); ok && tap.value == value {
			return []Choice{{ID: o.ID, Label: o.Label}}
		}
	}
	return nil
}

// choiceOf is a button for a meaning; none for what is not to be suggested.
func (t *turn) choiceOf(id string) (Choice, bool) {
	for _, o := range t.notes().Offered {
		if o.ID == id {
			return Choice{ID: id, Label: o.Label}, true
		}
	}
	for _, i := range intents() {
		if i.id == id && i.label != "" && i.id != "effacer" {
			return Choice{ID: id, Label: t.say.T(i.label)}, true
		}
	}
	if asked, ok := strings.CutPrefix(id, aboutFAQ+"."); ok {
		if f, ok := t.p.Answered(asked); ok {
			return Choice{ID: id, Label: t.text(f.Asked)}, true
		}
	}
	return Choice{}, false
}

// firstly puts what may be meant before the other choices, each once.
func (t *turn) firstly(choices []Choice) []Choice {
	first := t.first
	t.first = nil
	for _, c := range choices {
		if !slices.ContainsFunc(first, func(f Choice) bool { return f.ID == c.ID }) {
			first = append(first, c)
		}
	}
	return first
}
