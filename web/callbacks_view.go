package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"regexp"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// callbacksView is the page of requests to be called.
type callbacksView struct {
	frame
	Open   []callLine
	Closed []closedLine
	Kept   int // days for which a closed one stays
	// Done is what was just done, Problem what was not.
	Done, Problem string
}

// callLine is an open request.
type callLine struct {
	ID      string
	Version int64
	Number  string
	Call    template.URL // opens the telephone; empty: not a number
	Name    string
	Details []callDetail
	By      string // the deadline
	Late    bool
	Owner   string // empty: nobody yet
	Mine    bool
}

type callDetail struct{ What, Value string }

// closedLine is one that was answered lately: nothing of whose it was.
type closedLine struct{ When, What, Owner string }

// callbacksView puts requests into words; shown are the ids of those whose number
// stands on the page.
func (w *Web) callbacksView(ctx context.Context, u User, all []scheduling.Callback) (v callbacksView, shown []string, err error) {
	p := w.Catalogue()
	v.frame = w.frame("Demandes de rappel")
	v.Kept = scheduling.Periods()[scheduling.KeptCallback].Days
	v.User, v.Scope = &u, u.Scope.title(p)
	for _, c := range all {
		if c.State != scheduling.CallOpen {
			v.Closed = append(v.Closed, closed(p, c))
			continue
		}
		who, err := w.Callbacks.Caller(ctx, c)
		if errors.Is(err, scheduling.ErrErased) || errors.Is(err, scheduling.ErrNotFound) {
			continue // she is erasing everything just now
		}
		if err != nil {
			return v, nil, err
		}
		shown = append(shown, c.ID)
		v.Open = append(v.Open, callOf(p, u, c, who))
	}
	return v, shown, nil
}

var wholeNumber = regexp.MustCompile(`^\+[0-9]{8,15}$`)

func callOf(p *programme.Programme, u User, c scheduling.Callback, who scheduling.Caller) callLine {
	l := callLine{
		ID: c.ID, Version: c.Version, Number: programme.PhoneNumber(who.Number).String(), Name: who.FirstName,
		By: callDay(p, c, c.Deadline), Late: c.Late, Owner: c.Owner, Mine: c.Owner == u.Name,
	}
	if wholeNumber.MatchString(who.Number) {
		l.Call = template.URL("tel:" + who.Number)
	}
	add := func(what, value string) {
		if value != "" {
			l.Details = append(l.Details, callDetail{what, value})
		}
	}
	add("Moment souhaité", partNames[c.Part])
	add("Langue", scheduling.LanguageName(c.Language))
	add("Sujet", topicName(p, c.Topic))
	add("Département", departementOrNone(p, c.Departement))
	add("Demandé", callDay(p, c, c.Created))
	for _, at := range c.Tried {
		add("Sans réponse", callDay(p, c, at))
	}
	return l
}

func closed(p *programme.Programme, c scheduling.Callback) closedLine {
	what := "appel fait"
	if c.State == scheduling.CallMissed {
		what = fmt.Sprintf("close après %d essais sans réponse", len(c.Tried))
		if len(c.Tried) == 1 {
			what = "close après un essai sans réponse"
		}
	}
	return closedLine{callDay(p, c, c.Closed), what, c.Owner}
}

// callDay writes an instant by the clock of who answers the request.
func callDay(p *programme.Programme, c scheduling.Callback, at time.Time) string {
	if zone, err := time.LoadLocation(c.Contact(p).Zone); err == nil {
		at = at.In(zone)
	}
	return frenchDay(at) + " à " + frenchHour(at)
}

var partNames = map[scheduling.Part]string{
	"": "peu importe", scheduling.Morning: "le matin", scheduling.Afternoon: "l’après-midi", scheduling.Evening: "le soir, après 18 h",
}

// topicName is what a parent chose to say that she would like to talk about.
func topicName(p *programme.Programme, id string) string {
	q, _ := p.Question("topic")
	for _, c := range q.Choices {
		if c.ID == id {
			return c.Label.In("fr")
		}
	}
	return ""
}

func departementOrNone(p *programme.Programme, code string) string {
	if code == "" {
		return "pas dit"
	}
	return departementName(p, code)
}

// callsWaiting is how many parents wait for a call, and how many too long.
type callsWaiting struct {
	Shown      bool // she answers some
	Open, Late int
}

// waiting counts the requests that a user answers. The number is no figure of
// families: it is of work to do, and she sees each of them.
func (w *Web) waiting(ctx context.Context, u User) (n callsWaiting, err error) {
	if w.Callbacks == nil || u.Scope.Structure != "" {
		return n, nil
	}
	n.Shown = true
	all, err := w.callsOf(ctx, u)
	for _, c := range all {
		if c.State != scheduling.CallOpen {
			continue
		}
		n.Open++
		if c.Late {
			n.Late++
		}
	}
	return n, err
}

// Text says it in a sentence.
func (n callsWaiting) Text() string {
	text := "Un parent attend qu’on l’appelle."
	switch {
	case n.Open == 0:
		return "Personne n’attend d’appel."
	case n.Open > 1:
		text = number(n.Open) + " parents attendent qu’on les appelle."
	}
	switch {
	case n.Late == 1:
		text += " Une demande est en retard."
	case n.Late > 1:
		text += " " + number(n.Late) + " demandes sont en retard."
	}
	return text
}
