package bot

import "escale/scheduling"

// changes says with whom and where a session is, as far as staff changed that.
func (t *turn) changes(e scheduling.Event, s session) []string {
	var lines []string
	if name := s.agenda.Professional; e.Who && name != "" {
		lines = append(lines, t.say.T("told.who", "Name", name))
	}
	if e.Where && t.isInPerson(s) {
		place := s.address()
		if s.Place == "" {
			place = s.structure.Name + ", " + place
		}
		lines = append(lines, t.say.T("told.where", "Place", place))
	}
	return lines
}

// changedChoices are for a session that stands, and is no longer quite what she
// booked.
func (t *turn) changedChoices(b scheduling.Booking) []Choice {
	return []Choice{
		about(b.ID, doShow, t.say.T("tap.details")),
		about(b.ID, doMove, t.say.T("tap.move")),
		about(b.ID, doCancel, t.say.T("tap.cancel-it")),
	}
}
