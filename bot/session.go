package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// session is a slot or a booking with what the programme says of it. Parts that
// the programme no longer knows are empty.
type session struct {
	scheduling.Slot
	mode      string
	offer     programme.Offer
	structure programme.Structure
	agenda    programme.Agenda
	zone      *time.Location
}

func (t *turn) session(s scheduling.Slot, mode string) session {
	structure, agenda, _ := t.p.Agenda(s.Agenda)
	offer, _ := t.p.Offer(s.Offer)
	zone := structure.Zone
	if zone == "" {
		zone = programme.Zone(structure.Departement())
	}
	if mode == "" && len(s.Modes) > 0 {
		mode = s.Modes[0]
	}
	return session{s, mode, offer, structure, agenda, zoneNamed(zone)}
}

// day and clock are those of the place.
func (t *turn) day(s session) string   { return t.say.Day(s.Start, s.zone) }
func (t *turn) clock(s session) string { return t.say.Clock(s.Start.In(s.zone)) }

// when is the day and the hour.
func (t *turn) when(s session) string {
	return t.say.T("say.when", "Day", t.day(s), "Clock", t.clock(s))
}

// button is a slot on a button: day, hour, place, modes, and what tells it apart.
func (t *turn) button(s session, more ...string) string {
	return t.say.Row(append([]string{
		t.say.T("say.when", "Day", t.say.ShortDay(s.Start, s.zone), "Clock", t.clock(s)),
		s.spot(),
		t.shortModes(s.Modes),
	}, more...)...)
}

// inTown is a structure's name and its commune, which says how far it is; the
// name alone where it says so itself.
func inTown(s programme.Structure) string {
	c, ok := programme.Communes().ByCode(s.Commune)
	if !ok || strings.Contains(s.Name, c.Name) {
		return s.Name
	}
	return s.Name + ", " + c.Name
}

// spot is where the session is, on a button: elsewhere than at the structure,
// the first words of the place and not the structure's town.
func (s session) spot() string {
	if s.Place == "" || s.isAtStructure() {
		return inTown(s.structure)
	}
	first, _, _ := strings.Cut(s.Place, ",")
	return s.structure.Name + ", " + clipped(first)
}

// clipped keeps what staff wrote short enough for a button.
func clipped(words string) string {
	if letters := []rune(words); len(letters) > 30 {
		return string(letters[:29]) + "…"
	}
	return words
}

// address is where she is awaited.
func (s session) address() string { return cmp.Or(s.Place, s.structure.Address) }

// isAtStructure reports whether the structure's way in is that of the session:
// its place is there, or a room there.
func (s session) isAtStructure() bool { return strings.HasPrefix(s.address(), s.structure.Address) }

// buttons label a list of slots. Where two are at the same place and hour, the
// professional's name tells them apart.
func (t *turn) buttons(slots []scheduling.Slot) []string {
	type spot struct {
		structure string
		start     int64
	}
	n := map[spot]int{}
	for _, s := range slots {
		n[spot{s.Structure, s.Start.Unix()}]++
	}
	var labels []string
	for _, s := range slots {
		session := t.session(s, "")
		label := t.button(session)
		if n[spot{s.Structure, s.Start.Unix()}] > 1 {
			label = t.button(session, session.agenda.Professional)
		}
		labels = append(labels, label)
	}
	return labels
}

// mode names how a session is held.
func (t *turn) mode(mode string) string {
	switch mode {
	case programme.Video:
		return t.say.T("mode.video")
	case programme.Phone:
		return t.say.T("mode.phone")
	}
	return t.say.T("mode.in-person")
}

// rather is the button that chooses another mode.
func (t *turn) rather(mode string) string {
	switch mode {
	case programme.Video:
		return t.say.T("tap.rather-video")
	case programme.Phone:
		return t.say.T("tap.rather-phone")
	}
	return t.say.T("tap.rather-in-person")
}

// shortModes name them all in a few letters.
func (t *turn) shortModes(modes []string) string {
	var names []string
	for _, m := range modes {
		switch m {
		case programme.Video:
			names = append(names, t.say.T("mode.short-video"))
		case programme.Phone:
			names = append(names, t.say.T("mode.short-phone"))
		default:
			names = append(names, t.say.T("mode.short-in-person"))
		}
	}
	if len(names) == 0 {
		return t.say.T("mode.short-in-person")
	}
	return t.say.Series(names)
}

// details are the lines of a session: what, who, when, how and where. The
// booking is zero before there is one.
func (t *turn) details(s session, b scheduling.Booking) []string {
	lines := []string{
		t.text(s.offer.Name),
		t.say.T("say.with", "Name", s.agenda.Professional, "Trade", t.text(s.agenda.Trade)),
		t.say.N("say.when-long", int(s.End.Sub(s.Start).Minutes()), "When", t.when(s)),
	}
	return append(lines, t.where(s, b)...)
}

// where says how to come, or how they meet at a distance.
func (t *turn) where(s session, b scheduling.Booking) []string {
	if !t.isInPerson(s) {
		return []string{s.structure.Name, t.atDistance(s, b)}
	}
	lines := []string{t.say.T("say.at-place", "Place", s.structure.Name, "Address", s.address())}
	if access := t.text(s.structure.Access); access != "" && s.isAtStructure() {
		lines = append(lines, access)
	}
	return lines
}

// allows reports whether the slot may be held that way.
func allows(s scheduling.Slot, mode string) bool {
	return slices.Contains(s.Modes, mode) || len(s.Modes) == 0 && mode == programme.InPerson
}

func (t *turn) isInPerson(s session) bool { return s.mode == programme.InPerson || s.mode == "" }

// confirmed are the lines of a booking that stands.
func (t *turn) confirmed(s session, b scheduling.Booking) string {
	lines := t.details(s, b)
	if b.Quota > 0 && b.Session > 0 {
		lines = append(lines, t.say.T("say.session", "Nth", b.Session, "Quota", b.Quota))
	}
	if b.Reference != "" {
		lines = append(lines, t.say.T("say.reference", "Reference", b.Reference))
	}
	if number := t.numberOf(s); number != "" && s.mode != programme.Phone { // by phone, she has it already
		lines = append(lines, t.say.T("say.late", "Number", number))
	}
	return strings.Join(lines, "\n")
}
