package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// Calls are the requests to be called that the desk keeps: it changes nothing.
type Calls interface {
	// CallbacksOf lists a conversation's requests, those of the nearest deadline
	// first.
	CallbacksOf(ctx context.Context, conversation string) ([]scheduling.Callback, error)
}

// human says how a person is reached and whether somebody answers now, and takes a
// request to be called.
func human(ctx context.Context, t *turn) error { return t.toHuman(ctx, t.mayCall()) }

// toHuman is the way to a person; with mayCall it takes a request.
func (t *turn) toHuman(ctx context.Context, mayCall bool) error {
	call, asked, err := t.openCall(ctx)
	if err != nil {
		return err
	}
	lines := []string{t.whoAnswers()}
	var choices []Choice
	switch {
	case asked:
		lines = append(lines, t.promised(call))
		choices = []Choice{word("appel.non", t.say.T("tap.call-no-more"))}
	case mayCall:
		lines = append(lines, t.say.T("say.call-offer"))
		choices = []Choice{word("appel", t.say.T("tap.call-me"))}
	}
	t.beside(Message{Text: strings.Join(lines, "\n\n")}, true, append(choices, t.resume()...)...)
	return nil
}

// contact is who answers her first of all, and when.
func (t *turn) contact() string { return t.toContact(t.contacts()[0], "say.human") }

// contacts are who answers her, as far as is known what she asks and where.
func (t *turn) contacts() []programme.Contact {
	return t.p.ContactsFor(t.notes().Place.Departement, t.c.Answers[aboutWhat])
}

// aboutWhat is the question what she would like to talk about.
const aboutWhat = "topic"

func (t *turn) toContact(c programme.Contact, text string) string {
	lines := []string{t.say.T(text, "Name", c.Name, "Ways", t.waysTo(c))}
	if hours := t.text(c.Hours); hours != "" {
		lines = append(lines, t.say.T("say.hours", "Hours", hours))
	}
	return strings.Join(lines, "\n")
}

// whoAnswers lists the contacts, with who answers now, or when again.
func (t *turn) whoAnswers() string {
	var all []string
	for i, c := range t.contacts() {
		text := "say.human"
		if i > 0 {
			text = "say.human-too"
		}
		lines := t.toContact(c, text)
		if now := t.answering(c); now != "" {
			lines += "\n" + now
		}
		all = append(all, lines)
	}
	return strings.Join(all, "\n\n")
}

// answering says until when somebody answers, or from when on, by her own clock.
func (t *turn) answering(c programme.Contact) string {
	is, zone := c.AnswersAt(t.now), t.clockFor(c)
	if is.Now {
		return t.say.T("say.answers-until", "Clock", t.say.Clock(is.Until.In(zone)))
	}
	if is.Next.IsZero() {
		return ""
	}
	next := is.Next.In(zone)
	clock := t.say.Clock(next)
	switch next.Format(time.DateOnly) {
	case t.now.In(zone).Format(time.DateOnly):
		return t.say.T("say.answers-today", "Clock", clock)
	case t.now.In(zone).AddDate(0, 0, 1).Format(time.DateOnly):
		return t.say.T("say.answers-tomorrow", "Clock", clock)
	}
	return t.say.T("say.answers-on", "When", t.say.T("say.when", "Day", t.say.Day(next, zone), "Clock", clock))
}

// clockFor is the zone in which she reads a contact's hours: her own, if she said
// where she lives.
func (t *turn) clockFor(c programme.Contact) *time.Location {
	if t.notes().Place.Departement != "" {
		return t.zone()
	}
	return zoneNamed(c.Zone)
}

// ways are the telephone and the address of the contact for everybody.
func (t *turn) ways() string { return t.waysTo(t.p.Controller.Contact) }

func (t *turn) waysTo(c programme.Contact) string {
	return t.say.Row(slices.DeleteFunc([]string{c.Phone, c.Email}, func(way string) bool { return way == "" })...)
}

// mayCall: requests to be called are taken, and she is not waiting for an outcome.
func (t *turn) mayCall() bool {
	return t.Calls != nil && t.Seal != nil && !t.p.Callbacks.Off && t.c.Step != stepPlacing
}

// openCall is the request of hers that stands.
func (t *turn) openCall(ctx context.Context) (call scheduling.Callback, ok bool, err error) {
	return t.call(ctx, func(c scheduling.Callback) bool { return c.State == scheduling.CallOpen })
}

// call is the first request of hers that is like that.
func (t *turn) call(ctx context.Context, like func(scheduling.Callback) bool) (call scheduling.Callback, ok bool, err error) {
	if t.Calls == nil {
		return scheduling.Callback{}, false, nil
	}
	all, err := t.Calls.CallbacksOf(ctx, t.c.ID)
	if err != nil {
		return scheduling.Callback{}, false, fmt.Errorf("requests to be called: %w", err)
	}
	if i := slices.IndexFunc(all, like); i >= 0 {
		return all[i], true, nil
	}
	return scheduling.Callback{}, false, nil
}

// promised says by when she is called, or that it is late.
func (t *turn) promised(call scheduling.Callback) string {
	if call.Late {
		return t.say.T("say.call-late")
	}
	return t.say.T("say.call-promised", "When", t.callWhen(call.Deadline))
}

// callWhen is the day and the hour of a deadline.
func (t *turn) callWhen(at time.Time) string {
	zone := t.clockFor(t.contacts()[0])
	return t.say.T("say.when", "Day", t.say.Day(at, zone), "Clock", t.say.Clock(at.In(zone)))
}
