package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"escale/evaluation"
	"escale/scheduling"
)

const (
	// openSurveys bounds the questionnaires under way in one conversation.
	openSurveys = 4
	skipItem    = "-"
	stopSurvey  = "stop"
)

// invite begins the questionnaire of the booking's offer with its first item.
func (t *turn) invite(ctx context.Context, b scheduling.Booking) error {
	o, _ := t.p.Offer(b.Offer)
	m := Message{
		Text:    t.say.T("told.questionnaire", "Day", t.day(t.session(b.Slot, b.Mode))),
		Subject: t.say.T("subject.questionnaire"),
		Class:   scheduling.Questionnaire,
	}
	m.Text += t.linkFor(m)
	return t.survey(ctx, o.Questionnaire, b.ID, m, false)
}

// before names the two questions that may come before the session; "" when
// there are none, or they were answered.
func (t *turn) before(ctx context.Context) string {
	n := t.notes()
	if _, done := n.Pairs[n.Booked]; done || n.Booked == "" {
		return ""
	}
	b, err := t.Desk.Booking(ctx, n.Booked)
	if err != nil {
		return "" // optional: not worth failing for
	}
	o, _ := t.p.Offer(b.Offer)
	if q := t.Questionnaires()[o.Before]; q == nil || len(q.Items) == 0 {
		return ""
	}
	return o.Before
}

// survey begins a questionnaire; m introduces its first item.
func (t *turn) survey(_ context.Context, name, booking string, m Message, answering bool) error {
	q := t.Questionnaires()[name]
	if q == nil || len(q.Items) == 0 {
		return nil // a programme without one asks nothing
	}
	n := t.notes()
	s := Survey{Answer: t.NewID(), Questionnaire: name, Booking: booking, Item: q.Items[0].ID}
	if paired(q) {
		s.Pair = t.pair(booking)
	}
	n.Surveys = append(n.Surveys, s)
	if len(n.Surveys) > openSurveys {
		n.Surveys = n.Surveys[1:]
	}
	t.askItem(s, q.Items[0], m, answering)
	return nil
}

// paired: its items are asked before and after, and are compared.
func paired(q *evaluation.Questionnaire) bool {
	return slices.ContainsFunc(q.Items, func(i evaluation.Item) bool {
		return i.Indicator == "difficulty" || i.Indicator == "confidence"
	})
}

// pair is the random id that ties before to after; known to her alone.
func (t *turn) pair(booking string) string {
	n := t.notes()
	if n.Pairs == nil {
		n.Pairs = map[string]string{}
	}
	if n.Pairs[booking] == "" {
		n.Pairs[booking] = t.NewID()
	}
	return n.Pairs[booking]
}

// askItem puts one item, beside whatever the present step is. Answers lead to
// nobody: the channel does not write them down either.
func (t *turn) askItem(s Survey, item evaluation.Item, m Message, answering bool) {
	m.Private = true
	if m.Class == "" {
		m.Class = scheduling.Reply
	}
	m.Text = strings.TrimSpace(m.Text + "\n\n" + t.text(item.Text))
	choices := t.itemChoices(s, item)
	if item.Optional {
		skip := aboutItem(s, item, skipItem, t.say.T("tap.skip"))
		skip.Role = Nav
		choices = append(choices, skip)
	}
	end := Choice{ID: aboutSurvey + "." + s.Answer + "." + stopSurvey, Label: t.say.T("tap.stop-survey"), Role: Nav}
	t.beside(m, answering, append(choices, end)...)
	t.notes().Listening = s.Answer
}

func (t *turn) itemChoices(s Survey, item evaluation.Item) []Choice {
	var choices []Choice
	switch item.Kind {
	case evaluation.Number:
		for i := range item.Max + 1 {
			choices = append(choices, aboutItem(s, item, strconv.Itoa(i), strconv.Itoa(i)))
		}
	case evaluation.Choice, evaluation.Scale:
		for _, o := range item.Options {
			choices = append(choices, aboutItem(s, item, short(o.ID), t.text(o.Label)))
		}
	}
	return choices
}

func aboutItem(s Survey, item evaluation.Item, value, label string) Choice {
	return Choice{ID: aboutSurvey + "." + s.Answer + "." + short(item.ID) + "." + value, Label: label}
}

// obeySurvey follows "<answer>.<item>.<value>" or "<answer>.stop".
func (t *turn) obeySurvey(ctx context.Context, rest string) (bool, error) {
	answer, rest, _ := strings.Cut(rest, ".")
	s, item, ok := t.surveyOf(answer)
	if !ok {
		t.leads(t.say.T("say.survey-over"))
		return true, t.stage().ask(ctx, t)
	}
	if rest == stopSurvey {
		return true, t.endSurvey(ctx, answer)
	}
	which, value, _ := strings.Cut(rest, ".")
	if which != short(item.ID) {
		t.askItem(s, item, Message{Text: t.say.T("say.already-noted")}, true)
		return true, nil
	}
	if value == skipItem && item.Optional {
		return true, t.nextItem(ctx, s, item, "")
	}
	for _, c := range t.itemChoices(s, item) {
		if strings.HasSuffix(c.ID, "."+value) && item.Kind != evaluation.Words {
			return true, t.record(ctx, s, item, valueOf(item, value))
		}
	}
	return false, nil
}

// valueOf is the option's own id behind the one in the choice.
func valueOf(item evaluation.Item, value string) string {
	for _, o := range item.Options {
		if short(o.ID) == value {
			return o.ID
		}
	}
	return value
}

// surveyOf finds a survey under way and the item it asks.
func (t *turn) surveyOf(answer string) (Survey, evaluation.Item, bool) {
	for _, s := range t.notes().Surveys {
		if s.Answer != answer {
			continue
		}
		q := t.Questionnaires()[s.Questionnaire]
		if q == nil {
			return Survey{}, evaluation.Item{}, false
		}
		for _, item := range q.Items {
			if item.ID == s.Item {
				return s, item, true
			}
		}
	}
	return Survey{}, evaluation.Item{}, false
}

// note takes free text that an item asked for.
func (t *turn) note(ctx context.Context, words string) (bool, error) {
	s, item, ok := t.surveyOf(t.notes().Listening)
	if !ok {
		return false, nil
	}
	q := t.Questionnaires()[s.Questionnaire]
	if item.Kind == evaluation.Words && q.Valid(item.ID, words) {
		return true, t.record(ctx, s, item, words)
	}
	if t.stage().rest || t.notes().AsideFirst {
		t.askItem(s, item, Message{Text: t.say.T("say.not-understood")}, true)
		return true, nil
	}
	return false, nil
}

// record hands one item's answer over, and goes on.
func (t *turn) record(ctx context.Context, s Survey, item evaluation.Item, value string) error {
	t.out.Commands = append(t.out.Commands, Command{Answer: &Answered{
		Answer: s.Answer, Questionnaire: s.Questionnaire, Booking: s.Booking,
		Item: item.ID, Value: value, Pair: s.Pair, Language: t.say.Tag(),
	}})
	return t.nextItem(ctx, s, item, value)
}

// nextItem asks the next item whose condition holds, or ends with thanks.
func (t *turn) nextItem(ctx context.Context, s Survey, done evaluation.Item, value string) error {
	q := t.Questionnaires()[s.Questionnaire]
	given := map[string]string{done.ID: value}
	for item, v := range s.Given {
		given[item] = v
	}
	after := false
	for _, item := range q.Items {
		if after && applies(item, given) {
			s.Item, s.Given = item.ID, needed(q, given)
			t.keepSurvey(s)
			t.askItem(s, item, Message{}, true)
			return nil
		}
		after = after || item.ID == done.ID
	}
	return t.endSurvey(ctx, s.Answer)
}

func applies(item evaluation.Item, given map[string]string) bool {
	for id, values := range item.When {
		if !slices.Contains(values, given[id]) {
			return false
		}
	}
	return true
}

// needed keeps only the answers that a later item depends on.
func needed(q *evaluation.Questionnaire, given map[string]string) map[string]string {
	kept := map[string]string{}
	for _, item := range q.Items {
		for id := range item.When {
			if given[id] != "" {
				kept[id] = given[id]
			}
		}
	}
	return kept
}

func (t *turn) keepSurvey(s Survey) {
	all := t.notes().Surveys
	for i := range all {
		if all[i].Answer == s.Answer {
			all[i] = s
		}
	}
}

// endSurvey thanks, forgets the survey and finds her where she was.
func (t *turn) endSurvey(ctx context.Context, answer string) error {
	n := t.notes()
	n.Surveys = slices.DeleteFunc(n.Surveys, func(s Survey) bool { return s.Answer == answer })
	n.Listening = ""
	t.leads(t.say.T("say.thanks"))
	if t.stage().rest || t.c.Step == "" {
		t.beside(Message{}, true, word("rdv", t.say.T("tap.appointments")))
		return nil
	}
	return t.stage().ask(ctx, t)
}
