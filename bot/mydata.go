package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
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
	When         string            `json:"when,omitempty"` // she would like to come, in words
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
	Near        bool      `json:"near,omitempty"`
	Mode        string    `json:"mode,omitempty"`
	// Parts are parts of the day; none: any.
	Parts []scheduling.Part `json:"parts,omitempty"`
	// Before is the beginning of the day of the appointment that she would have
	// sooner.
	Before time.Time `json:"before,omitzero"`
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
		Channels: t.channels(), Email: t.c.Email, Place: cmp.Or(n.Place, n.Ahead.Place), Answers: t.answered(),
		When: t.timeSaid(n.Early.When, n.Early.Mode), FirstName: n.Wanted.FirstName, Linked: n.Linked, Consents: t.c.Consents, Kept: keptPeriods(),
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
		d.Wishes = append(d.Wishes, waitingFor{
			Offer: w.Offer, Departement: w.Departement, Left: w.Created, Until: w.Until,
			Near: w.Area != (scheduling.Area{}), Mode: w.Mode, Parts: w.Parts, Before: w.Before,
		})
	}
	return d, nil
}

// answered are her answers but for what is left of a consumed one, and what she said
// before it was asked.
func (t *turn) answered() programme.Answers {
	said := programme.Answers{}
	maps.Copy(said, t.notes().Ahead.Answers)
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
