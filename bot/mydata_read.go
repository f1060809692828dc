package bot

import (
	"strings"

	"escale/programme"
	"escale/scheduling"
)

// channelNames are what she calls them.
func (t *turn) channelNames(channels []string) []string {
	var names []string
	for _, c := range channels {
		switch c {
		case "web":
			c = t.say.T("data.channel-web")
		case "telegram":
			c = "Telegram"
		case EmailChannel:
			c = t.say.T("data.channel-email")
		}
		names = append(names, c)
	}
	return names
}

// readable is the file for her: a title a part, a line a fact.
func (t *turn) readable(d dossier) string {
	parts := [][]string{
		{t.say.T("data.title", "Service", d.Service), t.say.T("data.made", "Day", t.say.LongDay(d.Made, t.zone()))},
		t.readAnswers(d), t.readReach(d), t.readAppointments(d), t.readWishes(d), t.readCalls(d), t.readConsents(d),
		{t.say.T("data.sent"), t.say.T("data.sent-text")},
		t.readKept(d),
		{t.say.T("data.rights"), t.say.T("say.privacy-rights", "Controller", t.p.Controller.Name, "DPO", t.p.Controller.DPO)},
	}
	var text []string
	for _, p := range parts {
		if len(p) > 1 {
			text = append(text, p[0]+"\n"+strings.Join(p[1:], "\n"))
		}
	}
	return strings.Join(text, "\n\n") + "\n"
}

func (t *turn) readAnswers(d dossier) []string {
	lines := []string{t.say.T("data.answers")}
	for _, q := range t.p.Questions {
		for _, a := range q.Choices {
			if a.ID == d.Answers[q.ID] {
				lines = append(lines, "– "+t.text(q.Text)+" "+t.text(a.Label))
			}
		}
	}
	if c, ok := programme.Communes().ByCode(d.Place.Commune); ok {
		lines = append(lines, "– "+t.say.T("data.place", "Postcode", d.Place.area(), "Commune", c.Name))
	}
	if d.When != "" {
		lines = append(lines, "– "+t.say.T("data.when", "When", d.When))
	}
	return append(lines, "– "+t.say.T("data.safety"))
}

func (t *turn) readReach(d dossier) []string {
	lines := []string{t.say.T("data.reach"), "– " + t.say.T("data.channels", "Channels", t.say.Series(t.channelNames(d.Channels)))}
	if d.Email != "" {
		lines = append(lines, "– "+t.say.T("data.email", "Email", d.Email))
	}
	lines = append(lines, "– "+t.say.T("data.language", "Language", t.say.T("language.name")))
	if d.Linked {
		lines = append(lines, "– "+t.say.T("say.link-already"))
	}
	return lines
}

func (t *turn) readAppointments(d dossier) []string {
	lines := []string{t.say.T("data.appointments")}
	for i, b := range d.bookings {
		s := t.session(b.Slot, b.Mode)
		facts := []string{t.say.LongDay(b.Start, s.zone), t.clock(s), t.text(s.offer.Name), s.structure.Name, t.mode(b.Mode), b.Reference, t.state(b)}
		if name := d.Appointments[i].FirstName; name != "" {
			facts = append(facts, t.say.T("say.first-name", "Name", name))
		}
		if strings.HasPrefix(b.Wish, wishInterpreter) {
			facts = append(facts, t.say.T("say.interpreter"))
		}
		lines = append(lines, "– "+t.say.Series(facts))
	}
	if len(d.bookings) == 0 {
		lines = append(lines, t.say.T("data.none"))
	}
	return lines
}

// state is how a session stands, in a word.
func (t *turn) state(b scheduling.Booking) string {
	switch {
	case !stands(b, 0):
		return t.say.T("data.cancelled")
	case b.State.Live() && b.Start.After(t.now):
		return t.say.T("data.coming")
	case b.State == scheduling.Missed || b.State == scheduling.NotReceived:
		return t.say.T("data.not-held")
	}
	return t.say.T("data.past")
}

func (t *turn) readWishes(d dossier) []string {
	lines := []string{t.say.T("data.wishes")}
	for _, w := range d.wishes {
		lines = append(lines, "– "+t.looks(w))
	}
	return lines
}

func (t *turn) readConsents(d dossier) []string {
	lines := []string{t.say.T("data.consents")}
	for _, c := range d.Consents {
		text := t.say.T("data.notice", "Version", c.Version, "Day", t.say.LongDay(c.On, t.zone()))
		if strings.HasPrefix(c.What, consentSurvey) {
			text = t.say.T("data.survey", "Version", t.surveyTitle(c.Version), "Day", t.say.LongDay(c.On, t.zone()))
		}
		if read := t.readReferral(c); read != "" {
			text = read
		}
		lines = append(lines, "– "+text)
	}
	return lines
}

// surveyTitle is what she calls a questionnaire; its id, once there is none any more.
func (t *turn) surveyTitle(id string) string {
	if q := t.Questionnaires()[id]; q != nil {
		return t.text(q.Title)
	}
	return id
}

// readKept says how long each kind of thing is kept.
func (t *turn) readKept(d dossier) []string {
	lines := []string{t.say.T("data.kept")}
	for _, k := range d.Kept {
		var long []string
		if k.Months > 0 {
			long = append(long, t.say.N("data.months", k.Months))
		}
		if k.Days > 0 {
			long = append(long, t.say.N("data.days", k.Days))
		}
		lines = append(lines, "– "+t.keptText(k.What, strings.Join(long, " ")))
	}
	return lines
}

func (t *turn) keptText(k scheduling.Kept, long string) string {
	switch k {
	case scheduling.KeptConversation:
		return t.say.T("data.kept-conversation", "Long", long)
	case scheduling.KeptParent:
		return t.say.T("data.kept-parent", "Long", long)
	case scheduling.KeptBooking:
		return t.say.T("data.kept-booking", "Long", long)
	case scheduling.KeptFamily:
		return t.say.T("data.kept-family", "Long", long)
	case scheduling.KeptWish:
		return t.say.T("data.kept-wish", "Long", long)
	case scheduling.KeptCallback:
		return t.say.T("data.kept-callback", "Long", long)
	}
	return t.say.T("data.kept-words", "Long", long)
}
