package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"escale/evaluation"
)

// resultsView is the coordinators' page.
type resultsView struct {
	frame
	Form       form
	Problems   []string
	Heads      []head
	Bookings   []section
	Items      []section
	Comparison section
	Sessions   section
	Way, Ends  section
	Unmet      []section
	Came       section
	UnmetNote  string
	WayNote    string
	Faulty     calendarTable
	Fine       calendarTable
	Alarms     []alarmLine
	Calls      callsWaiting
	Export     string
	Threshold  int
	Large      int
	Today      string
	Retained   string // what the last night dropped; "" for who sees a part only
}

// head is one of the figures seen first.
type head struct {
	Name string
	shown
}

func (w *Web) results(rw http.ResponseWriter, r *http.Request, u User) {
	q, b, err := w.ask(r, u)
	if err != nil {
		w.failed(rw, "read results", err)
		return
	}
	v := resultsView{frame: w.frame("Résultats"), Problems: q.Problems, Form: w.form(b, u), Export: "/resultats.csv?" + query(b.filter).Encode()}
	v.User, v.Scope = &u, u.Scope.title(b.programme)
	v.Heads, v.Bookings, v.Items = b.heads(), b.bookings(), b.items()
	v.Comparison, v.Sessions = b.comparison(), b.sessions()
	if v.Way, v.Ends = b.steps(); b.filter.Structure != "" || b.filter.Offer != "" {
		v.WayNote = "Une conversation ne dit pas encore quelle structure ni quelle offre : ces chiffres ne suivent que le département et les mois."
	}
	v.Unmet, v.Came = b.unmet(), b.came()
	if b.filter.Structure != "" {
		v.UnmetNote = "Une demande ne vise pas une structure : ces chiffres sont ceux de tout le département."
	}
	v.Faulty, v.Fine = w.calendars(u.Scope.narrowed(b.filter))
	if v.Alarms, err = w.alarms(r.Context(), u.Scope.narrowed(b.filter)); err != nil {
		w.failed(rw, "read alarms", err)
		return
	}
	if v.Calls, err = w.waiting(r.Context(), u); err != nil {
		w.failed(rw, "read requests to be called", err)
		return
	}
	v.Threshold, v.Large = b.release.Threshold(), b.release.Large()
	v.Today, v.Retained = w.day(w.Clocks.Programme()), w.retained(r.Context(), u)
	w.show(rw, http.StatusOK, "resultats", v)
}

// ask reads what was asked for and everything that answers it.
func (w *Web) ask(r *http.Request, u User) (question, builder, error) {
	release, err := w.release(r.Context())
	if err != nil {
		return question{}, builder{}, err
	}
	dialogue, err := w.dialogue(r.Context())
	if err != nil {
		return question{}, builder{}, err
	}
	demand, err := w.demand(r.Context())
	if err != nil {
		return question{}, builder{}, err
	}
	referrals, err := w.referrals(r.Context())
	if err != nil {
		return question{}, builder{}, err
	}
	q := w.read(r.URL.Query(), u.Scope)
	p := w.Catalogue()
	return q, builder{p, release, u.Scope, q.Filter, dialogue, demand, referrals, moments(p, w.Questionnaires())}, nil
}

func (b builder) heads() []head {
	s, k := b.release.Summary(b.filter), b.release.Threshold()
	return []head{
		{"Rendez-vous pris", figure(s.Bookings, k)},
		{"Séances honorées", figure(s.Honoured, k)},
		{"Délai médian avant la séance", figure(s.Delay, k)},
		{"Ont répondu au questionnaire", figure(s.Response, k)},
	}
}

// steps is empty for a user who sees one structure: a conversation is known
// by département at most.
func (b builder) steps() (way, ends section) {
	if b.scope.Structure != "" {
		return section{}, section{}
	}
	f := b.filter
	if f.Structure != "" && f.Departement == "" {
		f.Departement = departementOf(b.programme, f.Structure)
	}
	way, ends = funnel(b.programme, b.dialogue, f, b.release.Threshold())
	way.Place = "tous les départements"
	if f.Departement != "" {
		way.Place = departementName(b.programme, f.Departement)
	}
	ends.Place = way.Place
	return way, ends
}

// sections lists every table of the page in order, for the export.
func (b builder) sections() []section {
	summary := section{ID: "essentiel", Title: "L’essentiel", Place: b.place(), Columns: []string{"Chiffre"}}
	for _, h := range b.heads() {
		summary.Lines = append(summary.Lines, line{Label: h.Name, Cells: []shown{h.shown}})
	}
	way, ends := b.steps()
	all := slices.Concat([]section{summary}, b.bookings(), b.items(), b.unmet(), []section{b.came(), b.comparison(), b.sessions(), way, ends})
	return slices.DeleteFunc(all, func(s section) bool { return len(s.Lines) == 0 })
}

// query writes a filter as the form does.
func query(f evaluation.Filter) url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"departement": f.Departement, "structure": f.Structure, "offre": f.Offer, "de": f.From, "a": f.To} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// day writes an instant as a French day, in Paris.
func (w *Web) day(t time.Time) string {
	if paris, err := time.LoadLocation("Europe/Paris"); err == nil {
		t = t.In(paris)
	}
	return fmt.Sprintf("%d %s %d", t.Day(), monthNames[t.Month()-1], t.Year())
}
