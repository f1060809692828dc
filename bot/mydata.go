package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// dossier is everything kept of a parent, as it is handed over to her. Its JSON
// is for other services: ids, and instants in RFC 3339. What the answer that is
// never kept left behind is not in it either: a file on her phone may be read by
// others.
type dossier struct {
	Made         time.Time         `json:"made"`
	Service      string            `json:"service"`
	Language     string            `json:"language"`
	LastMessage  time.Time         `json:"last_message,omitzero"`
	Channels     []string          `json:"channels"`
	Email        string            `json:"email,omitempty"`
	Place        Place             `json:"place,omitzero"`
	Answers      programme.Answers `json:"answers,omitempty"`
	FirstName    string            `json:"first_name,omitempty"`
	Linked       bool              `json:"linked,omitempty"`
	Appointments []appointment     `json:"appointments,omitempty"`
	Wishes       []waitingFor      `json:"wishes,omitempty"`
	Calls        []calledFor       `json:"calls,omitempty"`
	Consents     []Consent         `json:"consents,omitempty"`
	Kept         []keptFor         `json:"kept"`

	bookings []scheduling.Booking
	wishes   []scheduling.Wish
}

type appointment struct {
	Reference string    `json:"reference"`
	Offer     string    `json:"offer"`
	Structure string    `json:"structure"`
	Start     time.Time `json:"start"`
	End       time.Time `json:"end"`
	Mode      string    `json:"mode"`
	State     string    `json:"state"`
	Requested time.Time `json:"requested"`
	Wish      string    `json:"wish,omitempty"`
	FirstName string    `json:"first_name,omitempty"`
}

type waitingFor struct {
	Offer       string    `json:"offer"`
	Departement string    `json:"departement"`
	Left        time.Time `json:"left"`
	Until       time.Time `json:"until"`
}

type keptFor struct {
	What   scheduling.Kept `json:"what"`
	Months int             `json:"months,omitempty"`
	Days   int             `json:"days,omitempty"`
}

// myData hands over what is kept of her: a file to read, and one for machines.
func myData(ctx context.Context, t *turn) error {
	d, err := t.dossier(ctx)
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	t.send(Message{
		Text:     t.say.T("say.my-data"),
		Document: &Document{Name: t.say.T("data.file") + ".txt", Type: "text/plain; charset=utf-8", Data: []byte(t.readable(d))},
	})
	choices := append(t.resume(), word("confidentialite", t.say.T("tap.privacy")), word("effacer", t.say.T("tap.erase")))
	t.beside(Message{
		Text:     t.say.T("say.my-data-machine"),
		Document: &Document{Name: t.say.T("data.file") + ".json", Type: "application/json", Data: data},
	}, true, choices...)
	return nil
}

func (t *turn) dossier(ctx context.Context) (dossier, error) {
	n := t.notes()
	d := dossier{
		Made: t.now, Service: t.text(t.p.Name), Language: t.say.Tag(), LastMessage: t.c.Last,
		Channels: t.channels(), Email: t.c.Email, Place: n.Place, Answers: t.answered(),
		FirstName: n.Wanted.FirstName, Linked: n.Linked, Consents: t.c.Consents, Kept: keptPeriods(),
	}
	var err error
	if d.bookings, err = t.Desk.Bookings(ctx, t.c.ID); err != nil {
		return d, err
	}
	for _, b := range d.bookings {
		d.Appointments = append(d.Appointments, appointment{
			Reference: b.Reference, Offer: b.Offer, Structure: b.Structure, Start: b.Start, End: b.End,
			Mode: b.Mode, State: string(b.State), Requested: b.Created, Wish: b.Wish, FirstName: t.firstName(ctx, b),
		})
	}
	if d.Calls, err = t.callsKept(ctx); err != nil || t.Wishes == nil {
		return d, err
	}
	if d.wishes, err = t.Wishes.Wishes(ctx, t.c.ID); err != nil {
		return d, err
	}
	for _, w := range d.wishes {
		d.Wishes = append(d.Wishes, waitingFor{Offer: w.Offer, Departement: w.Departement, Left: w.Created, Until: w.Until})
	}
	return d, nil
}

// answered are her answers but for what is left of a consumed one.
func (t *turn) answered() programme.Answers {
	said := programme.Answers{}
	for id, answer := range t.c.Answers {
		if q, ok := t.p.Question(id); ok && !q.Consumed {
			said[id] = answer
		}
	}
	return said
}

// firstName is the one she gave for a session; "" where there is none, or it
// can't be read any more.
func (t *turn) firstName(ctx context.Context, b scheduling.Booking) string {
	if t.Open == nil || len(b.Sealed) == 0 {
		return ""
	}
	plain, err := t.Open(ctx, t.c.Parent, b.Sealed)
	if err != nil {
		return ""
	}
	return string(plain)
}

// channels are those through which she can be reached.
func (t *turn) channels() []string {
	all := slices.Sorted(maps.Keys(t.c.Ways))
	if len(all) == 0 {
		all = []string{t.c.Channel}
	}
	if t.c.Email != "" {
		all = append(all, EmailChannel)
	}
	return all
}

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

func keptPeriods() []keptFor {
	var all []keptFor
	for _, k := range []scheduling.Kept{
		scheduling.KeptConversation, scheduling.KeptParent, scheduling.KeptBooking, scheduling.KeptFamily, scheduling.KeptWish, scheduling.KeptCallback, scheduling.KeptWords,
	} {
		p := scheduling.Periods()[k]
		all = append(all, keptFor{k, p.Months, p.Days})
	}
	return all
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
		lines = append(lines, "– "+t.say.T("data.place", "Postcode", d.Place.Postcode, "Commune", c.Name))
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
		lines = append(lines, "– "+t.say.T("say.wish", "What", t.wished(w), "Day", t.say.Day(w.Until, t.zoneOf(w))))
	}
	return lines
}

func (t *turn) readConsents(d dossier) []string {
	lines := []string{t.say.T("data.consents")}
	for _, c := range d.Consents {
		text := t.say.T("data.notice", "Version", c.Version, "Day", t.say.LongDay(c.On, t.zone()))
		if strings.HasPrefix(c.What, consentSurvey) {
			text = t.say.T("data.survey", "Version", c.Version, "Day", t.say.LongDay(c.On, t.zone()))
		}
		if read := t.readReferral(c); read != "" {
			text = read
		}
		lines = append(lines, "– "+text)
	}
	return lines
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
