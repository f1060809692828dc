package calendars

import (
	"slices"
	"time"

	"escale/calendars/ical"
	"escale/scheduling"
)

// sessionTag, as scheduling.Plain leaves "séance-escale", marks an appointment
// that is a session of Escale, agreed on elsewhere. Where open hours and
// appointments share a calendar, openTag marks the former; elsewhere it marks such
// sessions too.
const sessionTag = "seanceescale"

// isEntered reports whether tags say that an appointment is a session.
func isEntered(tags []string, mixed bool) bool {
	return slices.ContainsFunc(tags, func(tag string) bool {
		tag = scheduling.Plain(tag)
		return tag == sessionTag || tag == openTag && !mixed
	})
}

// entered is the session that a stretch is, if staff tagged it as one.
func (a *agenda) entered(u use, s stretch) (scheduling.Entered, bool) {
	if s.key == "" || s.allDay || !u.busy || !isEntered(s.tags, u.open) || a.isOthers(s.tags) {
		return scheduling.Entered{}, false
	}
	e := scheduling.Entered{
		Key: s.key, Interval: scheduling.Interval{Start: s.start, End: s.end}, Mark: markOf(s.tags),
	}
	for _, tag := range s.tags {
		if offer := a.words[scheduling.Plain(tag)]; offer != "" {
			e.Offers = append(e.Offers, offer)
		}
	}
	return e, true
}

// keyOf names an occurrence, wherever it is moved.
func keyOf(o ical.Occurrence) string {
	if o.RecurrenceID.IsZero() {
		return o.UID
	}
	return o.UID + "\x00" + o.RecurrenceID.UTC().Format(time.RFC3339)
}
