package bot

import (
	"context"
	"maps"
	"slices"
	"strings"

	"escale/programme"
)

// openingQuestion is the first one a parent is asked, with the welcome: the
// topic, else the first of the programme that is not consumed.
func (t *turn) openingQuestion() (programme.Question, bool) {
	if q, ok := t.p.Question("topic"); ok {
		return q, true
	}
	i := slices.IndexFunc(t.p.Questions, func(q programme.Question) bool { return !q.Consumed })
	if i < 0 {
		return programme.Question{}, false
	}
	return t.p.Questions[i], true
}

// opening is the step a conversation begins at.
func (t *turn) opening() string {
	if t.referring() {
		return stepReferral
	}
	if _, ok := t.openingQuestion(); ok {
		return stepWelcome
	}
	return stepPostcode
}

// greet is the first page: it says what this is, then puts the opening question.
func (t *turn) greet(ctx context.Context) error {
	t.c.Step = t.opening()
	t.send(Message{Text: t.say.T(
		"say.welcome",
		"Programme", t.text(t.p.Name), "Contact", t.p.Controller.Contact.Name, "Ways", t.ways(),
	)})
	t.greetPreferred()
	return t.goTo(ctx, t.c.Step)
}

func askWelcome(_ context.Context, t *turn) error {
	q, _ := t.openingQuestion()
	t.notes().Question = q.ID
	choices := append(t.choicesOf(q), t.otherLanguages()...)
	t.ask(t.text(q.Text), append(choices, t.privacyNotice())...)
	return nil
}

func askQuestion(ctx context.Context, t *turn) error {
	q, ok := t.p.Question(t.notes().Question)
	if !ok || t.c.Answers[q.ID] != "" { // the programme changed, or she said it otherwise
		return t.advance(ctx)
	}
	t.put(Message{Text: t.text(q.Text), Private: q.Consumed}, t.choicesOf(q))
	return nil
}

func (t *turn) choicesOf(q programme.Question) []Choice {
	var choices []Choice
	for _, a := range q.Choices {
		choices = append(choices, t.answer(answerValue(q, a), t.text(a.Label)))
	}
	return choices
}

// takeQuestion reads one of the present question's answers. A consumed one
// narrows the offers and is gone when the turn ends.
func takeQuestion(ctx context.Context, t *turn, r reply) (bool, error) {
	q := t.presentQuestion()
	chosen, ok := t.answerOf(r.value)
	if !ok {
		return false, nil
	}
	t.visited(t.c.Step + ":" + q.ID)
	t.settle(q, chosen.ID)
	if chosen.Emergency {
		t.unsafe = true
		t.notes().Apart = t.notes().Apart || !q.Consumed
		t.numbersFor(chosen.Danger, "")
	}
	return true, t.advance(ctx)
}

// presentQuestion is the programme's question that is being asked, if one is.
func (t *turn) presentQuestion() programme.Question {
	switch t.c.Step {
	case stepWelcome:
		q, _ := t.openingQuestion()
		return q
	case stepQuestion:
		q, _ := t.p.Question(t.notes().Question)
		return q
	}
	return programme.Question{}
}

// answerOf is the answer to it that a choice's value stands for.
func (t *turn) answerOf(value string) (programme.Answer, bool) {
	q := t.presentQuestion()
	i := slices.IndexFunc(q.Choices, func(a programme.Answer) bool { return answerValue(q, a) == value })
	if i < 0 {
		return programme.Answer{}, false
	}
	return q.Choices[i], true
}

// answerValue names an answer in the ids of choices.
func answerValue(q programme.Question, a programme.Answer) string {
	return short(q.ID) + "-" + short(a.ID)
}

// settle keeps the answer, or what is left of a consumed one.
func (t *turn) settle(q programme.Question, answer string) {
	answers := maps.Clone(t.c.Answers)
	if answers == nil {
		answers = programme.Answers{}
	}
	answers[q.ID] = answer
	t.notes().Question = ""
	if q.Consumed {
		t.notes().Candidates = t.narrow(answers)
		t.notes().Narrowed = true
	}
	t.c.Answers = t.p.Kept(answers)
}

// narrow are the offers that remain after a consumed answer. What was refused
// aloud before it stays among them, and is refused again: so the list tells the
// answer apart only where the answer alone decides.
func (t *turn) narrow(answers programme.Answers) []string {
	remain := t.assess(answers).Candidates
	for _, r := range t.assess(t.c.Answers).Not {
		if !r.Silent {
			remain = append(remain, r.Offer)
		}
	}
	candidates := []string{}
	for _, o := range t.p.Offers {
		if slices.Contains(remain, o.ID) {
			candidates = append(candidates, o.ID)
		}
	}
	return candidates
}

// forgetQuestion drops the answer that the trail names, so that it is asked
// again. What a consumed answer had narrowed is open again.
func forgetQuestion(t *turn, visited string) {
	_, id := cut(visited)
	delete(t.c.Answers, id)
	t.notes().Question = id
	if q, ok := t.p.Question(id); ok && !q.Consumed {
		return
	}
	t.notes().Narrowed, t.notes().Candidates = false, nil
	maps.DeleteFunc(t.c.Answers, func(_, answer string) bool { return answer == programme.Spent })
}

// assess asks the programme what the answers lead to.
func (t *turn) assess(a programme.Answers) programme.Assessment {
	n := t.notes()
	var candidates []string
	if n.Narrowed {
		candidates = append([]string{}, n.Candidates...)
	}
	if n.Apart {
		candidates = t.alone(a, candidates)
	}
	return t.p.Assess(a, n.Place.Departement, t.today(), candidates)
}

// cut takes apart a step on the trail: "question:age".
func cut(visited string) (step, id string) {
	step, id, _ = strings.Cut(visited, ":")
	return step, id
}
