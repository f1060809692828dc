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

// invite begins the questionnaire of the booking's offer with its first item, or
// long after that which looks back.
func (t *turn) invite(ctx context.Context, e scheduling.Event, b scheduling.Booking) error {
	o, _ := t.p.Offer(b.Offer)
	name, said, later := o.Questionnaire, "told.questionnaire", e.Kind == scheduling.TellFollowUp
	if later {
		another, err := t.laterSession(ctx, b)
		if err != nil || another {
			return err // it is asked about that one
		}
		name, said = o.FollowUp.Questionnaire, "told.follow-up"
	}
	m := Message{
		Text:    t.say.T(said, "Day", t.day(t.session(b.Slot, b.Mode))),
		Subject: t.say.T("subject.questionnaire"),
		Class:   scheduling.Questionnaire,
		Guard:   scheduling.Guard{Booking: b.ID, NotAfter: e.Until},
	}
	m.Mail = t.linkFor(m)
	return t.survey(ctx, Survey{Questionnaire: name, Booking: b.ID, Later: later}, m, false)
}

// laterSession reports whether she has, or had, a later session of the same
// offer.
func (t *turn) laterSession(ctx context.Context, b scheduling.Booking) (bool, error) {
	all, err := t.Desk.Bookings(ctx, t.c.ID)
	return slices.ContainsFunc(all, func(o scheduling.Booking) bool {
		return o.Offer == b.Offer && o.Start.After(b.Start) && tookPlace(o)
	}), err
}

// tookPlace: nobody said otherwise, or it is still ahead.
func tookPlace(b scheduling.Booking) bool {
	return stands(b, 0) && b.State != scheduling.Missed && b.State != scheduling.NotReceived
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

// survey begins a questionnaire; m introduces its first item. The last of the
// items that are asked twice drops what ties them.
func (t *turn) survey(_ context.Context, s Survey, m Message, answering bool) error {
	q := t.Questionnaires()[s.Questionnaire]
	if q == nil || len(q.Items) == 0 {
		return nil // a programme without one asks nothing
	}
	n := t.notes()
	s.Answer, s.Item = t.NewID(), q.Items[0].ID
	if paired(q) {
		s.Pair = t.pair(s.Booking)
	}
	if s.Later {
		delete(n.Pairs, s.Booking)
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
