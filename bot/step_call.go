package bot

import (
	"context"
	"slices"
	"strings"

	"escale/locales"
	"escale/programme"
	"escale/scheduling"
)

// Calling is the request to be called that is being made, beside whatever else she
// was asked: that is From, and waits.
type Calling struct {
	From      string                `json:"from,omitempty"`
	View      string                `json:"view,omitempty"` // that was open there
	Asks      string                `json:"asks,omitempty"` // what is being asked; empty: is it right so?
	Number    programme.PhoneNumber `json:"number,omitempty"`
	Settled   bool                  `json:"settled,omitempty"` // when is known
	Part      scheduling.Part       `json:"part,omitempty"`
	FirstName string                `json:"first_name,omitempty"`
	Language  string                `json:"language,omitempty"`
	Topic     string                `json:"topic,omitempty"` // that she chose to say
}

// What is asked of a request, as it stands in ids of choices.
const (
	callNumber   = "number"
	callPart     = "when"
	callName     = "name"
	callLanguage = "language"
	callTopic    = "topic"
	callNoTopic  = "no-topic"
	callSend     = "send"
	callLeave    = "leave"
	speakPrefix  = "speak-"
)

// askToCall begins a request. Who has one is shown it.
func askToCall(ctx context.Context, t *turn) error {
	_, asked, err := t.openCall(ctx)
	if err != nil {
		return err
	}
	if asked || !t.mayCall() {
		return human(ctx, t)
	}
	n := t.notes()
	if t.c.Step != stepCall {
		n.Calling = Calling{From: t.c.Step, View: n.View, Asks: callNumber, Language: spokenIn(t.say.Tag())}
	}
	return t.goTo(ctx, stepCall)
}

// spokenIn is the language itself of texts in an easier form of it.
func spokenIn(tag string) string {
	language, _, _ := strings.Cut(tag, "-")
	return language
}

func askCall(_ context.Context, t *turn) error {
	switch c := t.notes().Calling; c.Asks {
	case callNumber:
		t.put(Message{Text: t.say.T("ask.call-number"), Private: true}, nil)
	case callPart:
		t.ask(t.say.T("ask.call-part"), t.callParts()...)
	case callName:
		t.ask(t.say.T("ask.call-name"))
	case callLanguage:
		var choices []Choice
		for _, l := range t.spokenLanguages() {
			choices = append(choices, t.answer(speakPrefix+l.Tag, l.Name))
		}
		t.ask(t.say.T("ask.call-language"), choices...)
	default:
		t.ask(strings.Join(t.callLines(), "\n"), t.callChoices()...)
	}
	return nil
}

// callParts are the parts of the day in which somebody could call.
func (t *turn) callParts() []Choice {
	c := t.contacts()[0]
	var choices []Choice
	for _, p := range []struct {
		part scheduling.Part
		open bool
		text string
	}{
		{scheduling.Morning, c.OpensBefore(12), "tap.morning"},
		{scheduling.Afternoon, c.OpensFrom(12), "tap.afternoon"},
		{scheduling.Evening, c.OpensFrom(18), "tap.evening"},
	} {
		if p.open {
			choices = append(choices, t.answer(partPrefix+string(p.part), t.say.T(p.text)))
		}
	}
	return append(choices, t.answer(anyPart, t.say.T("tap.any-time")))
}

// spokenLanguages are those of the programme, each once.
func (t *turn) spokenLanguages() []locales.Language {
	return slices.DeleteFunc(slices.Clone(t.languages()), func(l locales.Language) bool { return spokenIn(l.Tag) != l.Tag })
}

// callLines is the request as it will be kept.
func (t *turn) callLines() []string {
	c := t.notes().Calling
	when := t.say.T("call.any-time")
	if c.Part != "" {
		when = t.partWord(c.Part)
	}
	lines := []string{
		t.say.T("ask.call"),
		t.say.T("call.number", "Number", c.Number.String()),
		t.say.T("call.when", "When", when),
	}
	for _, l := range t.spokenLanguages() {
		if l.Tag == c.Language {
			lines = append(lines, t.say.T("call.language", "Language", l.Name))
		}
	}
	if c.FirstName != "" {
		lines = append(lines, t.say.T("say.first-name", "Name", c.FirstName))
	}
	if c.Topic != "" {
		lines = append(lines, t.say.T("call.topic", "Topic", t.topicLabel(c.Topic)))
	}
	if by := t.p.CallBy(t.contacts()[0], t.now); !by.IsZero() {
		lines = append(lines, "", t.say.T("say.call-by", "When", t.callWhen(by)))
	}
	return append(lines, t.say.T("say.call-discreet"))
}

func (t *turn) callChoices() []Choice {
	c := t.notes().Calling
	choices := []Choice{
		t.answer(callSend, t.say.T("tap.call-send")),
		t.filter(callNumber, t.say.T("tap.call-number")),
	}
	name := "tap.first-name"
	if c.FirstName != "" {
		name = "tap.other-name"
	}
	choices = append(choices, t.filter(callName, t.say.T(name)))
	if len(t.spokenLanguages()) > 1 {
		choices = append(choices, t.filter(callLanguage, t.say.T("tap.call-language")))
	}
	switch topic := t.c.Answers[aboutWhat]; {
	case c.Topic != "":
		choices = append(choices, t.filter(callNoTopic, t.say.T("tap.call-no-topic")))
	case t.topicLabel(topic) != "":
		choices = append(choices, t.filter(callTopic, t.say.T("tap.call-topic", "Topic", t.topicLabel(topic))))
	}
	leave := t.answer(callLeave, t.say.T("tap.call-leave"))
	leave.Role = Nav
	return append(choices, leave)
}

// topicLabel is what she said she would like to talk about; "" if she did not.
func (t *turn) topicLabel(id string) string {
	q, _ := t.p.Question(aboutWhat)
	for _, c := range q.Choices {
		if c.ID == id && !q.Consumed {
			return t.text(c.Label)
		}
	}
	return ""
}
