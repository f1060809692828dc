package web

import (
	"time"

	"escale/evaluation"
	"escale/programme"
)

// builder turns what evaluation releases into what is read, for one filter of
// one user.
type builder struct {
	programme *programme.Programme
	release   *evaluation.Release
	scope     Scope
	filter    evaluation.Filter
	dialogue  *evaluation.Dialogue
	demand    *evaluation.Demand
	referrals *evaluation.Referrals
	moments   map[string]string // when an item is asked, where its words don't say
}

// bookings are the two tables of appointments made.
func (b builder) bookings() []section {
	byOffer, byMonth := b.release.BookingsByOffer(b.filter), b.release.BookingsByMonth(b.filter)
	return []section{
		b.places(byOffer, "rendez-vous-offre", "Rendez-vous pris, par lieu et par offre", func(o string) string {
			if o == "" {
				return "Toutes les offres"
			}
			return offerName(b.programme, o)
		}),
		b.places(byMonth, "rendez-vous-mois", "Rendez-vous pris, par lieu et par mois", func(m string) string {
			if m == "" {
				return "Tous ces mois"
			}
			return shortMonth(m)
		}),
	}
}

// places makes a section of a table whose lines are places.
func (b builder) places(t evaluation.Table, id, title string, column func(string) string) section {
	s := section{ID: id, Title: title, Corner: "Lieu", Place: b.place()}
	for _, c := range t.Columns {
		s.Columns = append(s.Columns, column(c))
	}
	for _, r := range t.Rows {
		l := line{ID: r.ID, Label: placeName(b.programme, r), Level: r.Level}
		for _, c := range r.Cells {
			l.Cells = append(l.Cells, figure(c, b.release.Threshold()))
		}
		s.Lines = append(s.Lines, l)
	}
	return s
}

// sessions is what is known without asking anybody.
func (b builder) sessions() section {
	names := map[string]string{"honoured": "Séances honorées", "delay": "Délai médian avant la séance", "response": "Ont répondu au questionnaire", "entered": "Saisies dans l’agenda"}
	return b.places(b.release.Sessions(b.filter), "seances", "Séances, délais et réponses, par lieu", func(c string) string { return names[c] })
}

// comparison puts the places side by side, a column an item.
func (b builder) comparison() section {
	return b.places(b.release.ByPlace(b.filter), "lieux", "Les réponses favorables, par lieu", func(id string) string {
		for _, it := range b.release.Items() {
			if it.ID == id {
				return shortName(it)
			}
		}
		return id
	})
}

// items is one section an item. One that is hidden for a place is shown for
// the next level up that the user may see, under that level's name. Items that
// nobody answered come last.
func (b builder) items() []section {
	var all, empty []section
	for _, it := range b.release.Items() {
		f, above := b.level(it.ID)
		s := b.item(it, f)
		if above != "" {
			s.Place, s.Intro = above, "Pas encore de résultat ici : voici les chiffres pour "+above+"."
			own := b.release.Item(it.ID, b.filter).Rows[0].Cells[0]
			here := line{Label: b.place(), Place: b.place(), Level: levelHere, Cells: []shown{figure(own, b.release.Threshold())}}
			s.Lines = append([]line{here}, s.Lines...)
		}
		if len(s.Lines) > 0 && s.Lines[0].Cells[0].Why == evaluation.None && above == "" {
			empty = append(empty, s)
			continue
		}
		all = append(all, s)
	}
	return append(all, empty...)
}

// levelHere marks the line of the place that was asked for, above those of the
// level that stands in for it.
const levelHere evaluation.Level = "ici"

// place names what the filter looks at.
func (b builder) place() string {
	switch {
	case b.filter.Structure != "":
		return structureName(b.programme, b.filter.Structure)
	case b.filter.Departement != "":
		return departementName(b.programme, b.filter.Departement)
	}
	return "tous les départements"
}

// level returns the filter under which the item can be shown, and the name of
// the level it was rolled up to, empty if it was not.
func (b builder) level(item string) (evaluation.Filter, string) {
	f := b.filter
	ups := []string{}
	for !b.visible(item, f) {
		switch {
		case f.Structure != "" && b.scope.Structure == "":
			f.Departement, f.Structure = departementOf(b.programme, f.Structure), ""
			ups = append(ups, departementName(b.programme, f.Departement))
		case f.Departement != "" && b.scope.national():
			f.Departement = ""
			ups = append(ups, "tous les départements")
		default:
			return b.filter, ""
		}
	}
	if len(ups) == 0 {
		return f, ""
	}
	return f, ups[len(ups)-1]
}

func (b builder) visible(item string, f evaluation.Filter) bool {
	rows := b.release.Item(item, f).Rows
	return len(rows) > 0 && rows[0].Cells[0].Shown
}

func (b builder) item(it evaluation.Item, f evaluation.Filter) section {
	s := section{ID: "question-" + it.ID, Title: it.Text.In("fr"), Place: b.place(), Corner: "Réponse", Columns: []string{"Réponses"}}
	if when := b.moments[it.ID]; when != "" {
		s.Title += " (" + when + ")"
	}
	rows := b.release.Item(it.ID, f).Rows
	for _, r := range rows {
		s.Lines = append(s.Lines, line{ID: r.ID, Label: answerName(it, r), Level: r.Level, Cells: []shown{figure(r.Cells[0], b.release.Threshold())}})
	}
	if len(s.Lines) > 0 && !s.Lines[0].Cells[0].Shown {
		s.Lines = s.Lines[:1] // what hides the first hides all
		s.Lines[0].Label, s.Lines[0].ID, s.Lines[0].Level = "Toutes les réponses", "", ""
		s.Base = s.Lines[0].Cells[0].Detail
	} else if len(rows) > 0 && it.Kind != evaluation.Words {
		c := rows[0].Cells[0]
		s.Base = count(c.Used, "réponse", "réponses") + " prises en compte, sur " + number(c.N) + "."
	}
	return s
}

// shortName heads a column: by what the item measures, else its own text.
func shortName(it evaluation.Item) string {
	names := map[string]string{
		"took-place": "La séance a eu lieu", "listening": "Écoute", "understanding": "Situation comprise",
		"clarity": "Clarté", "satisfaction": "Utilité", "still-needs-help": "N’a plus besoin d’aide",
		"collective-offer": "Connaissait une offre collective", "joined-since": "A rejoint une offre collective depuis",
		"relay-followed": "A suivi le conseil d’aller ailleurs",
	}
	if n, ok := names[it.Indicator]; ok {
		return n
	}
	return it.Text.In("fr")
}

func answerName(it evaluation.Item, r evaluation.Row) string {
	switch {
	case r.Level == evaluation.Favourable && r.ID == "":
		return "Réponses favorables"
	case r.Level == evaluation.Average:
		return "Moyenne, de 0 à " + number(it.Max)
	}
	if it.Kind == evaluation.Words {
		return "Textes libres, lus par l’évaluateur"
	}
	for _, o := range it.Options {
		if o.ID == r.ID {
			return o.Label.In("fr")
		}
	}
	return r.ID
}

// ago says how long since an instant of machine time, roughly.
func (w *Web) ago(t time.Time) string {
	if t.IsZero() {
		return "jamais lu"
	}
	switch d := w.Clocks.Machine().Sub(t); {
	case d < 2*time.Minute:
		return "à l’instant"
	case d < 2*time.Hour:
		return "il y a " + number(int(d.Minutes())) + " minutes"
	case d < 48*time.Hour:
		return "il y a " + number(int(d.Hours())) + " heures"
	default:
		return "il y a " + number(int(d.Hours()/24)) + " jours"
	}
}
