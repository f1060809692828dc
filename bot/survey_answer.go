package bot

import (
	"context"
	"maps"
	"slices"
	"strings"

	"escale/evaluation"
)

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
	t.consents(consentSurvey+s.Questionnaire, s.Questionnaire)
	t.out.Commands = append(t.out.Commands, Command{Answer: &Answered{
		Answer: s.Answer, Questionnaire: s.Questionnaire, Booking: s.Booking,
		Item: item.ID, Value: value, Pair: s.Pair, Language: t.say.Tag(), Later: s.Later,
	}})
	for _, o := range item.Options {
		if o.ID == value {
			t.leads(t.text(o.Reply))
		}
	}
	return t.nextItem(ctx, s, item, value)
}

// nextItem asks the next item whose condition holds, or ends with thanks.
func (t *turn) nextItem(ctx context.Context, s Survey, done evaluation.Item, value string) error {
	q := t.Questionnaires()[s.Questionnaire]
	given := map[string]string{done.ID: value}
	maps.Copy(given, s.Given)
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
		return t.afterSurvey(ctx)
	}
	return t.stage().ask(ctx, t)
}

// afterSurvey shows the way on: what is to come or, when nothing is, another
// session, which she may just have said she needs.
func (t *turn) afterSurvey(ctx context.Context) error {
	coming, err := t.coming(ctx)
	if err != nil {
		return err
	}
	next := word("rdv", t.say.T("tap.appointments"))
	if len(coming) == 0 {
		next = word("recommencer", t.say.T("tap.take-appointment"))
	}
	t.beside(Message{}, true, next)
	return nil
}
