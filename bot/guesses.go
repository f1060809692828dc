package bot

import (
	"slices"
	"strings"

	"escale/locales"
)

// guesses are what words may mean here: an intent, a frequent question, or an
// answer to the present one. The parent's language comes first; French and English
// are tried, too.
func (t *turn) guesses(words string) []guess {
	answers := t.earOfAnswers()
	all := t.earOf(t.say.Tag()).beside(answers).guesses(words)
	for _, other := range []string{locales.French, locales.English} {
		if (len(all) == 0 || all[0].score < foreign) && !strings.HasPrefix(t.say.Tag(), other) {
			if there := t.earOf(other).guesses(words); len(there) > 0 && there[0].score >= surely {
				all = there
			}
		}
	}
	all = slices.DeleteFunc(all, func(g guess) bool { return g.id == "plus" && t.c.Step != stepSlots })
	all = append(all, answers.guesses(t.withoutAges(words))...)
	slices.SortStableFunc(all, func(a, b guess) int { return int(1000*b.score) - int(1000*a.score) })
	return all
}

// earOf knows intents and frequent questions in a language.
func (t *turn) earOf(tag string) *ear {
	return t.ears.get(t.p, tag, func() *ear {
		say := t.Locales.In(tag)
		var all []meaning
		for _, i := range intents() {
			all = append(all, meaning{id: i.id, ways: ways(tag, say.Alternatives(i.text)...), weighty: i.weighty})
		}
		base, _, _ := strings.Cut(tag, "-")
		for _, f := range t.p.FAQ {
			sentences := append([]string{f.Asked.In(tag), f.Asked.In(base)}, heardIn(tag, f.Heard)...)
			all = append(all, meaning{id: aboutFAQ + "." + f.ID, ways: ways(tag, sentences...)})
		}
		return newEar(tag, all, t.commonIn(tag))
	})
}

// earOfAnswers knows the labels of the present question that words alone may choose.
func (t *turn) earOfAnswers() *ear {
	var all []meaning
	if !t.asksPrivately() {
		for _, o := range t.notes().Offered {
			if tap, ok := stepTap(o.ID); ok && o.Answer && tap.step == t.c.Step && light[t.c.Step] {
				all = append(all, t.meaningOf(o, tap.value))
			}
		}
	}
	return newEar(t.say.Tag(), all, t.commonIn(t.say.Tag()))
}

// meaningOf is a choice of the present step. Where a question of the programme is
// asked, it may be said among other things, and by what would be asked next.
func (t *turn) meaningOf(o Offered, value string) meaning {
	tag := t.say.Tag()
	a, ok := t.answerOf(value)
	if !ok {
		return meaning{id: o.ID, ways: ways(tag, o.Label)}
	}
	return meaning{
		id: o.ID, ways: ways(tag, append([]string{o.Label}, heardIn(tag, a.Heard)...)...), story: true,
		further: ways(tag, t.furtherWords(t.presentQuestion(), a, t.c.Answers)...),
	}
}

// heardIn are the ways to say a thing in a language; easy French has those of
// French, too.
func heardIn(tag string, heard map[string][]string) []string {
	base, _, regional := strings.Cut(tag, "-")
	if !regional {
		return heard[tag]
	}
	return slices.Concat(heard[tag], heard[base])
}

// light are the steps whose answers can be taken back by a tap.
var light = map[string]bool{
	stepWelcome: true, stepQuestion: true, stepCommune: true, stepOffer: true, stepSlots: true, stepWish: true,
}

// asksPrivately: of the present question, nothing that may give the answer away is
// written down.
func (t *turn) asksPrivately() bool {
	q, ok := t.p.Question(t.notes().Question)
	return t.c.Step == stepQuestion && ok && q.Consumed
}
