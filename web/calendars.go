package web

import (
	"cmp"
	"slices"
)

// calendarTable lists calendars that are in the same state, more or less.
type calendarTable struct {
	ID, Title string
	Lines     []calendarLine
}

// calendarLine is one calendar's state in words.
type calendarLine struct {
	Place, Name string
	State       string // what is wrong, or that nothing is
	Offered     string // whether its hours are still offered; empty: they are
	Strange     string // what could not be understood; empty: nothing
	Note        string // what to know of it all the same; empty: nothing
	Events      string
	Since       string // of the last reading
	Wrong       bool
}

// calendars lists the states within the scope: those with something to do, and
// the others.
func (w *Web) calendars(s Scope) (faulty, fine calendarTable) {
	faulty = calendarTable{ID: "agendas-a-voir", Title: "Agendas à vérifier"}
	fine = calendarTable{ID: "agendas-lus", Title: "Agendas lus normalement"}
	if w.Calendars == nil {
		return faulty, fine
	}
	p := w.Catalogue()
	for _, c := range w.Calendars() {
		if !s.allows(p, c.Structure) {
			continue
		}
		l := w.calendar(c)
		l.Place = structureName(p, c.Structure)
		if l.Wrong || l.Strange != "" {
			faulty.Lines = append(faulty.Lines, l)
		} else {
			fine.Lines = append(fine.Lines, l)
		}
	}
	for _, t := range []calendarTable{faulty, fine} {
		slices.SortStableFunc(t.Lines, func(a, b calendarLine) int {
			return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Name, b.Name))
		})
	}
	return faulty, fine
}

// calendar puts one state into words.
func (w *Web) calendar(c CalendarState) calendarLine {
	l := calendarLine{
		Name: c.Name, State: "Lu normalement.", Since: w.ago(c.Last), Events: count(c.Events, "événement", "événements"), Note: c.Note,
		Wrong: c.Error != "" || c.Last.IsZero(),
	}
	switch {
	case c.Error != "":
		l.State = c.Error
	case c.Last.IsZero():
		l.State = "Pas encore lu."
	}
	if c.Error != "" && !c.Since.IsZero() {
		l.State += " Cela a commencé " + w.ago(c.Since) + "."
	}
	switch {
	case l.Wrong && c.Silent:
		l.Offered = "Ses créneaux ne sont plus proposés aux parents."
	case l.Wrong:
		l.Offered = "Ses créneaux restent proposés, d’après la dernière lecture."
	}
	if c.Strange > 0 {
		which := "lesquels"
		if c.Strange == 1 {
			which = "lequel"
		}
		l.Strange = count(c.Strange, "événement n’a pas été compris", "événements n’ont pas été compris") + " : la commande « escale check » dit " + which + "."
	}
	return l
}
