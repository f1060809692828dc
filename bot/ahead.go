package bot

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"escale/programme"
)

// Ahead is what she said before it was asked: answers to questions to come, and
// where she lives, as a postcode or a commune. It goes with the flow.
type Ahead struct {
	Answers programme.Answers `json:"answers,omitempty"`
	Place   Place             `json:"place,omitzero"`
}

func (a Ahead) clone() Ahead {
	a.Answers = maps.Clone(a.Answers)
	return a
}

// hearAhead keeps what her words of this turn say of questions to come, and tells
// her so at the head of the next message. Nothing is kept of a question whose answer
// is consumed, nor of one that shows emergency numbers.
func (t *turn) hearAhead() bool {
	words := t.typed
	t.typed = ""
	if words == "" {
		return false
	}
	var noted []string
	if p, ok := t.placeIn(words); ok {
		t.notes().Ahead.Place = p
		noted = append(noted, cmp.Or(p.Postcode, t.nameOf(p)))
	}
	for _, q := range t.p.Questions {
		if a, ok := t.saidAhead(q, words); ok {
			t.keepAhead(q, a)
			noted = append(noted, t.text(a.Label))
		}
	}
	if len(noted) > 0 {
		t.leads(t.say.T("say.noted", "What", t.say.Row(noted...)))
	}
	return len(noted) > 0
}

func (t *turn) keepAhead(q programme.Question, a programme.Answer) {
	n := t.notes()
	if n.Ahead.Answers == nil {
		n.Ahead.Answers = programme.Answers{}
	}
	n.Ahead.Answers[q.ID] = a.ID
}

// saidAhead finds the answer to a question to come that words say surely.
func (t *turn) saidAhead(q programme.Question, words string) (programme.Answer, bool) {
	var none programme.Answer
	if q.Consumed || !t.toCome(q) {
		return none, false
	}
	a, ok := t.ageAhead(q, words)
	if !ok && (q.When != "" || tellsAges(q)) { // "yes" may mean anything
		a, ok = t.wayAhead(q, words)
	}
	return a, ok && !a.Emergency && t.notes().Ahead.Answers[q.ID] != a.ID
}

// toCome: the question is not asked yet, and may be, as far as she has answered.
func (t *turn) toCome(q programme.Question) bool {
	if q.ID == t.presentQuestion().ID || t.c.Answers[q.ID] != "" {
		return false
	}
	known := maps.Clone(t.c.Answers)
	if known == nil {
		known = programme.Answers{}
	}
	maps.Copy(known, t.notes().Ahead.Answers)
	return t.p.Puts(q, known) && slices.ContainsFunc(t.assess(known).Eligible, func(id string) bool {
		o, _ := t.p.Offer(id)
		return slices.Contains(o.Asks, q.ID)
	})
}

// wayAhead compares the words with the ways to say each answer.
func (t *turn) wayAhead(q programme.Question, words string) (programme.Answer, bool) {
	var all []meaning
	for _, a := range q.Choices {
		all = append(all, meaning{id: a.ID, ways: ways(t.say.Tag(), t.waysOf(a)...), story: true})
	}
	found := newEar(t.say.Tag(), all, t.commonIn(t.say.Tag())).guesses(t.withoutAges(words))
	if len(found) == 0 || found[0].score < sure || len(found) > 1 && found[0].score-found[1].score < clear {
		return programme.Answer{}, false
	}
	return q.Choices[slices.IndexFunc(q.Choices, func(a programme.Answer) bool { return a.ID == found[0].id })], true
}

// ageAhead is the one answer that all the ages of children in the words are in.
func (t *turn) ageAhead(q programme.Question, words string) (programme.Answer, bool) {
	var found programme.Answer
	for _, years := range t.childrensAges(strings.Fields(plain(words))) {
		i := slices.IndexFunc(q.Choices, func(a programme.Answer) bool { return a.Ages.Has(years) })
		if i < 0 || found.ID != "" && found.ID != q.Choices[i].ID {
			return programme.Answer{}, false
		}
		found = q.Choices[i]
	}
	return found, found.ID != ""
}

// childrensAges are numbers of years or months that are neither how long ago
// something was nor the age of who writes.
func (t *turn) childrensAges(words []string) []int {
	var all []int
	for i := range words {
		if t.isChildsAge(words, i) {
			n, _, _ := t.counted(words[i])
			all = append(all, t.inYears(n, words[i+1]))
		}
	}
	return all
}

func (t *turn) isChildsAge(words []string, i int) bool {
	n, _, ok := t.counted(words[i])
	if !ok || n > oldest || i+1 == len(words) || !t.names("said.years", words[i+1]) && !t.names("said.months", words[i+1]) {
		return false
	}
	around := func(before int) string {
		return " " + strings.Join(words[max(0, i-before):min(i+3, len(words))], " ") + " "
	}
	return !t.holdsOne("said.ago", around(3)) && !t.holdsOne("said.own-age", around(2))
}

// withoutAges leaves out the ages of children: who is 14 is another matter than whose
// son is.
func (t *turn) withoutAges(words string) string {
	said := strings.Fields(plain(words))
	var left []string
	for i := 0; i < len(said); i++ {
		if t.isChildsAge(said, i) {
			i++ // the unit, too
			continue
		}
		left = append(left, said[i])
	}
	return strings.Join(left, " ")
}

// holdsOne: one of the ways that a text lists stands in what is said.
func (t *turn) holdsOne(list, said string) bool {
	return slices.ContainsFunc(t.say.Alternatives(list), func(way string) bool { return strings.Contains(said, " "+plain(way)+" ") })
}

// placeIn finds where she says she lives, where that is not known yet.
func (t *turn) placeIn(words string) (Place, bool) {
	n := t.notes()
	if n.Place != (Place{}) || t.c.Step == stepPostcode {
		return Place{}, false
	}
	p, ok := t.postcodeIn(words)
	if !ok {
		p, ok = t.townIn(words)
	}
	return p, ok && p != n.Ahead.Place
}

func (t *turn) postcodeIn(words string) (Place, bool) {
	code, ok := postcode(words)
	communes := programme.Communes().ByPostcode(code)
	if !ok || len(communes) == 0 {
		return Place{}, false
	}
	p := Place{Postcode: code}
	if t.alike(communes) {
		p.Commune, p.Departement = communes[0].Code, communes[0].Departement
	}
	return p, true
}

// answerAhead answers a question as she did before it was asked.
func (t *turn) answerAhead(ctx context.Context, question string) error {
	n := t.notes()
	answer := n.Ahead.Answers[question]
	delete(n.Ahead.Answers, question)
	q, ok := t.p.Question(question)
	if !ok || !slices.ContainsFunc(q.Choices, func(a programme.Answer) bool { return a.ID == answer }) { // the programme changed
		return t.advance(ctx)
	}
	t.reach(question)
	t.visited(stepQuestion + ":" + question)
	t.settle(q, answer)
	return t.advance(ctx)
}

// liveAhead takes the postcode or the commune that she gave before it was asked.
func (t *turn) liveAhead(ctx context.Context) error {
	n := t.notes()
	p := n.Ahead.Place
	n.Ahead.Place = Place{}
	t.reach(stepPostcode)
	if p.Postcode != "" {
		return t.livesAt(ctx, p.Postcode)
	}
	c, ok := programme.Communes().ByCode(p.Commune)
	if ok {
		t.livesIn(c)
	}
	return t.advance(ctx)
}
