package calendars

import (
	"cmp"
	"slices"
	"time"

	"escale/calendars/caldav"
	"escale/calendars/ical"
)

// CalendarStatus is how one calendar of an agenda does, for the operator's page
// and for check.
type CalendarStatus struct {
	Agenda   string
	Calendar string // as configured
	Open     bool   // its roles
	Busy     bool
	Bookings bool
	Feed     bool // at an address of its own, and then Calendar is only its host
	// LastSuccess, in machine time, is when it was last read; zero: never.
	LastSuccess time.Time
	// Silent: so long ago, or never, or the calendar is known to be gone, that its
	// agenda is no longer offered.
	Silent bool
	// Since, in machine time, is when the trouble began.
	Since      time.Time
	Trouble    caldav.Trouble // of the last try; empty: none
	Words      string         // the same in French, for the structure
	Detail     string         // the same for the operator
	Note       string         // what else the structure should know, in French; empty: nothing
	Objects    int
	Unreadable []ical.Problem // in order of href and line
}

// Status lists every calendar of every agenda, in order of agenda.
func (m *Mirror) Status() []CalendarStatus {
	m.mu.Lock()
	var list []CalendarStatus
	for _, a := range m.agendas {
		for _, u := range a.uses {
			list = append(list, u.status(a.ID, m.c.Silence))
		}
	}
	m.mu.Unlock()
	slices.SortStableFunc(list, func(a, b CalendarStatus) int { return cmp.Compare(a.Agenda, b.Agenda) })
	return list
}

func (u use) status(agenda string, silence time.Duration) CalendarStatus {
	silent := !u.offered(silence)
	u.mu.Lock()
	defer u.mu.Unlock()
	s := CalendarStatus{
		Agenda: agenda, Calendar: u.name, Open: u.open, Busy: u.busy, Bookings: u.bookings,
		Feed: u.feed != nil, Silent: silent, Since: u.since, LastSuccess: u.success, Objects: len(u.objects), Trouble: caldav.TroubleOf(u.failed),
	}
	if u.failed != nil {
		s.Words, s.Detail = u.says(s.Trouble), u.failed.Error()
	}
	if u.state.Shared && (u.busy || u.bookings) {
		s.Note = sharedWords
	}
	for _, k := range u.objects {
		s.Unreadable = append(s.Unreadable, k.problems...)
	}
	if u.state.Shared { // SOGo names what it hides, among the changes only
		s.Unreadable = slices.DeleteFunc(s.Unreadable, func(p ical.Problem) bool { return p.Text == noData })
	}
	slices.SortFunc(s.Unreadable, func(a, b ical.Problem) int {
		return cmp.Or(cmp.Compare(a.Href, b.Href), cmp.Compare(a.Line, b.Line))
	})
	return s
}

// sharedWords say in French what a structure should know of a calendar that it
// shares with Escale's account. Some servers show the private to nobody else,
// others to those who were given the right; none tells which.
const sharedWords = "Cet agenda est partagé avec le compte d’Escale, qui n’y voit peut-être pas vos rendez-vous « privés » : ces heures seraient proposées. " +
	"Dans Nextcloud, donnez plutôt un mot de passe d’application du compte à qui est l’agenda. Dans Zimbra ou SOGo, donnez à ce compte le droit de voir les rendez-vous privés. " +
	"Escale n’y écrit pas de prénom, et un de ses rendez-vous que vous passeriez en « privé » compterait comme supprimé."
