package bot

import (
	"slices"
	"strings"

	"escale/scheduling"
)

// leads begins the next message with a paragraph.
func (t *turn) leads(text string) {
	if text != "" {
		t.lead = append(t.lead, text)
	}
}

// send says a message as it is, after what was to lead it.
func (t *turn) send(m Message) {
	if m.Text != "" {
		t.lead = append(t.lead, m.Text)
	}
	m.Text = t.say.Laid(strings.Join(t.lead, "\n\n"))
	m.Subject, m.Mail, m.Timing.Late = t.say.Laid(m.Subject), t.say.Laid(m.Mail), t.say.Laid(m.Timing.Late)
	m.Choices = slices.Clone(m.Choices)
	for i := range m.Choices {
		m.Choices[i].Label = t.say.Laid(m.Choices[i].Label)
	}
	t.lead = nil
	m.Language = t.say.Tag()
	if m.Class == "" {
		m.Class = scheduling.Reply
	}
	t.out.Messages = append(t.out.Messages, m)
}

// flush says what still waits for a message to lead.
func (t *turn) flush() {
	if len(t.lead) > 0 {
		t.send(Message{})
	}
}

// ask puts the present question: its choices, then the ways out that every
// question has.
func (t *turn) ask(text string, choices ...Choice) {
	t.put(Message{Text: text}, choices)
}

func (t *turn) put(m Message, choices []Choice) {
	m.Choices = t.firstly(t.withExits(choices))
	n := t.notes()
	n.Offered, n.Aside, n.AsideFirst, n.Listening = offered(m.Choices), nil, false, ""
	t.send(m)
}

// beside says something whose choices work by themselves and leave the present
// question as it is. answering: she is busy with it, so that "1" means it.
func (t *turn) beside(m Message, answering bool, choices ...Choice) {
	m.Choices = t.firstly(append(choices, t.human(), t.urgent()))
	n := t.notes()
	n.Aside = offered(m.Choices)
	n.AsideFirst = answering || t.stage().rest
	n.Listening = ""
	t.send(m)
}

func (t *turn) withExits(choices []Choice) []Choice {
	if t.mayGoBack() {
		choices = append(choices, word("retour", t.say.T("tap.back")))
	}
	return append(choices, t.human(), t.urgent())
}

func (t *turn) human() Choice { return word("humain", t.say.T("tap.human")) }

func (t *turn) urgent() Choice {
	return Choice{ID: "urgence", Label: t.say.T("tap.urgent"), Role: Urgent}
}

// resume is the way back to the present question from a message beside it.
func (t *turn) resume() []Choice {
	if t.stage().rest {
		return nil
	}
	return []Choice{word("continuer", t.say.T("tap.continue"))}
}

func offered(choices []Choice) []Offered {
	var o []Offered
	for _, c := range choices {
		if c.URL == "" {
			o = append(o, Offered{ID: c.ID, Label: c.Label, Answer: c.Role == Main || c.Role == Filter})
		}
	}
	return o
}
