package bot

import (
	"context"
	"maps"
	"slices"
	"strings"

	"escale/programme"
)

// viewChange: the answers that may be changed are listed on the summary.
const viewChange = "change"

// Values of choices of that list.
const (
	changePrefix = viewChange + "-"
	changePlace  = changePrefix + "place"
	changeOffer  = changePrefix + "offer"
	changeAnswer = changePrefix + "q-"
)

// Changing is what stood before she began to change an answer: going back brings
// it back.
type Changing struct {
	Answers    programme.Answers `json:"answers"`
	Place      Place             `json:"place"`
	Narrowed   bool              `json:"narrowed,omitempty"`
	Candidates []string          `json:"candidates,omitempty"`
	Trail      []Visited         `json:"trail"`
}

func (c *Changing) clone() *Changing {
	if c == nil {
		return nil
	}
	copied := *c
	copied.Answers = maps.Clone(c.Answers)
	copied.Candidates = slices.Clone(c.Candidates)
	copied.Trail = slices.Clone(c.Trail)
	return &copied
}

// changeable are her answers, in the order in which she gave them. One that is
// not kept is there by its question.
func (t *turn) changeable() []Choice {
	var choices []Choice
	for _, v := range t.c.Trail {
		switch step, id := cut(v.Step); step {
		case stepWelcome, stepQuestion:
			if q, ok := t.p.Question(id); ok {
				choices = append(choices, t.answer(changeAnswer+short(id), t.answerTo(q)))
			}
		case stepPostcode:
			choices = append(choices, t.answer(changePlace, t.placeName()))
		case stepOffer:
			o, _ := t.p.Offer(t.notes().Wanted.Offer)
			choices = append(choices, t.answer(changeOffer, t.text(o.Name)))
		}
	}
	return choices
}

// answerTo is what she answered, in words; of a consumed answer, the question.
func (t *turn) answerTo(q programme.Question) string {
	for _, a := range q.Choices {
		if a.ID == t.c.Answers[q.ID] {
			return t.text(a.Label)
		}
	}
	return t.text(q.Text)
}

func (t *turn) placeName() string { return t.nameOf(t.notes().Place) }

func (t *turn) nameOf(p Place) string {
	if c, ok := programme.Communes().ByCode(p.Commune); ok {
		return c.Name + " (" + p.area() + ")"
	}
	return p.Postcode
}

// mayChange: she was asked something on the way to this summary.
func (t *turn) mayChange() bool {
	return t.notes().Wanted.Moving == "" && len(t.changeable()) > 0
}

func (t *turn) askChange() { t.ask(t.say.T("ask.change"), t.changeable()...) }

// takeChange goes to the question whose answer she wants to change. What else
// she answered stays, and so does the slot.
func (t *turn) takeChange(ctx context.Context, value string) (bool, error) {
	n := t.notes()
	was := &Changing{t.c.Answers, n.Place, n.Narrowed, n.Candidates, t.c.Trail}
	id, isAnswer := strings.CutPrefix(value, changeAnswer)
	step := ""
	for _, v := range t.c.Trail {
		at, q := cut(v.Step)
		if isAnswer && q != "" && short(q) == id {
			step, id = at, q
			break
		}
	}
	switch {
	case value == changePlace:
		step = stepPostcode
	case value == changeOffer:
		step = stepOffer
	case step == "":
		return false, nil
	}
	n.Changing = was.clone()
	switch step {
	case stepOffer:
	case stepPostcode:
		n.Place = Place{}
		t.reopen("departement")
		t.c.Trail = withoutSteps(t.c.Trail, stepCommune)
	default:
		forgetQuestion(t, step+":"+id)
		t.reopen(id)
	}
	return true, t.goTo(ctx, step)
}

// reopen opens again what a consumed answer had narrowed, if that depended on the
// answer that changes: it is asked anew.
func (t *turn) reopen(question string) {
	n := t.notes()
	if !n.Narrowed || !t.p.Narrows(question) {
		return
	}
	n.Narrowed, n.Candidates = false, nil
	maps.DeleteFunc(t.c.Answers, func(_, answer string) bool { return answer == programme.Spent })
}

// keepOld gives up changing: everything is as it was.
func (t *turn) keepOld(ctx context.Context) error {
	n := t.notes()
	was := n.Changing.clone()
	t.c.Answers, t.c.Trail = was.Answers, was.Trail
	n.Place, n.Narrowed, n.Candidates, n.Changing = was.Place, was.Narrowed, was.Candidates, nil
	n.Question = ""
	t.leads(t.say.T("say.unchanged"))
	return t.towardsSlot(ctx)
}

// reconcile drops what no longer fits the changed answer, and says so. It is
// called before anything further is asked.
func (t *turn) reconcile() {
	n := t.notes()
	if n.Changing == nil {
		return
	}
	if n.Place.Departement == "" {
		return // her commune is asked first
	}
	t.dropUnasked()
	t.dropSlot()
	t.c.Trail = t.inOrder(t.c.Trail)
	if next := t.assess(t.c.Answers).Next; next != "" {
		if slices.Contains(t.c.Trail, Visited{Step: stepQuestion + ":" + next}) {
			t.leads(t.say.T("say.change-again"))
		}
		return
	}
	n.Changing = nil
	if n.Wanted.Slot != nil {
		t.leads(t.say.T("say.change-kept"))
	}
}

// dropUnasked drops the answers to what would no longer be asked.
func (t *turn) dropUnasked() {
	asked, dropped := programme.Answers{}, []string(nil)
	if q, ok := t.openingQuestion(); ok {
		asked[q.ID] = t.c.Answers[q.ID]
	}
	for range t.p.Questions {
		next := t.assess(asked).Next
		if next == "" || t.c.Answers[next] == "" {
			break
		}
		asked[next] = t.c.Answers[next]
	}
	for _, q := range t.p.Questions {
		if asked[q.ID] == "" && t.c.Answers[q.ID] != "" {
			if !q.Consumed {
				dropped = append(dropped, t.answerTo(q))
			}
			t.c.Trail = slices.DeleteFunc(t.c.Trail, func(v Visited) bool { _, id := cut(v.Step); return id == q.ID })
		}
	}
	if len(dropped) > 0 {
		t.leads(t.say.T("say.change-dropped", "Answers", strings.Join(dropped, ", ")))
	}
	t.c.Answers = asked
}

// dropSlot gives the slot back if it was one of an offer, or of a département,
// that is hers no longer.
func (t *turn) dropSlot() {
	n := t.notes()
	fits := slices.Contains(t.assess(t.c.Answers).Eligible, n.Wanted.Offer)
	if n.Wanted.Offer == "" || fits && n.Place.Departement == n.Changing.Place.Departement {
		return
	}
	if n.Wanted.Slot != nil {
		t.leads(t.say.T("say.change-slot"))
	}
	t.letGo()
	wanted := Wanted{FirstName: n.Wanted.FirstName, Wish: n.Wanted.Wish}
	if fits {
		wanted.Offer = n.Wanted.Offer
	} else {
		t.c.Trail = withoutSteps(t.c.Trail, stepOffer)
	}
	n.Wanted = wanted
}

// inOrder puts what was answered anew where it stood, and the choice of a slot
// last, if there is one.
func (t *turn) inOrder(trail []Visited) []Visited {
	var once []Visited
	for _, v := range withoutSteps(trail, stepSlots) {
		if !slices.Contains(once, v) {
			once = append(once, v)
		}
	}
	if t.notes().Wanted.Slot != nil {
		once = append(once, Visited{Step: stepSlots})
	}
	return once
}

func withoutSteps(trail []Visited, step string) []Visited {
	return slices.DeleteFunc(slices.Clone(trail), func(v Visited) bool { return v.Step == step })
}
