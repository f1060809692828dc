package scheduling

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// hours are when the agenda is open for its offer and a mode (empty: any), as
// windows that a slot may fill but not straddle: what differs in place, mode or
// offer on either side is not one session. Where two special hours overlap, the
// one that begins first counts.
func (t terms) hours(at AgendaTime, mode string) []Interval {
	if len(at.Special) == 0 {
		return at.Open
	}
	windows := slices.Clone(at.Open)
	var end Interval
	for _, h := range at.Special {
		if !t.admits(h, mode) {
			continue
		}
		from := later(h.Start, end.End)
		if from.Before(h.End) {
			end = Interval{from, h.End}
			windows = append(windows, end)
		}
	}
	slices.SortFunc(windows, func(a, b Interval) int { return a.Start.Compare(b.Start) })
	return windows
}

// admits reports whether special hours are for the offer and a mode.
func (t terms) admits(h OpenHours, mode string) bool {
	if len(h.Offers) > 0 && !slices.Contains(h.Offers, t.offer.ID) {
		return false
	}
	return slices.ContainsFunc(t.modes(), func(m string) bool {
		return (mode == "" || m == mode) && h.allows(m)
	})
}

func (h OpenHours) allows(mode string) bool {
	return len(h.Modes) == 0 || slices.Contains(h.Modes, mode)
}

func (i Interval) holds(j Interval) bool { return !j.Start.Before(i.Start) && !j.End.After(i.End) }

// at are the terms of a session in one of the windows of hours.
func (t terms) at(calendar AgendaTime, i Interval, mode string) terms {
	for _, h := range calendar.Special {
		if h.holds(i) && t.admits(h, mode) {
			return t.narrowed(calendar, h, i)
		}
	}
	return t
}

// as are the terms of a slot that she was shown: hours that hold it, at the place
// that she read. ok is false when there are none any more.
func (t terms) as(calendar AgendaTime, s Slot) (_ terms, ok bool) {
	best := -1
	for n, h := range calendar.Special {
		if h.holds(s.Interval) && t.admits(h, "") && t.awaits(h.Place) == s.Place &&
			(best < 0 || h.Video == s.Video && calendar.Special[best].Video != s.Video) {
			best = n
		}
	}
	if best >= 0 {
		return t.narrowed(calendar, calendar.Special[best], s.Interval), true
	}
	return t, s.Place == "" && slices.ContainsFunc(tidy(calendar.Open), func(o Interval) bool { return o.holds(s.Interval) })
}

// narrowed are the terms in special hours. Others that say the same place and
// room add their modes.
func (t terms) narrowed(calendar AgendaTime, h OpenHours, i Interval) terms {
	n := t
	n.place, n.video, n.only = t.awaits(h.Place), h.Video, []string{}
	for _, m := range t.modes() {
		if slices.ContainsFunc(calendar.Special, func(o OpenHours) bool {
			return o.Place == h.Place && o.Video == h.Video && o.holds(i) && t.admits(o, m)
		}) {
			n.only = append(n.only, m)
		}
	}
	return n
}

// rooms are words by which staff name a room and not an address.
var rooms = []string{"salle", "bureau", "etage", "rez", "rdc", "batiment", "accueil", "porte", "hall", "piece"}

// awaits is where a parent is awaited when staff wrote a place on open hours:
// what they wrote, after the structure's address if it is a room there; nothing
// if it says no more than the structure itself.
func (t terms) awaits(place string) string {
	if place == "" {
		return ""
	}
	written, address := Plain(place), Plain(t.structure.Address)
	if strings.Contains(Plain(t.structure.Name)+address, written) {
		return ""
	}
	if address != "" && isRoom(place) && !strings.Contains(written, address) {
		return t.structure.Address + ", " + place
	}
	return place
}

// Plain leaves of a text what tells words apart: letters without accents, in
// lower case, and digits.
func Plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFD.String(text))
}
