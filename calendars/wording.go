package calendars

import (
	"slices"
	"strconv"
)

// wording is which events of a calendar keep the place that staff wrote on them.
// Of other people's appointments nothing is kept.
type wording int

const (
	wordless  wording = iota // appointments
	ofTagged                 // open hours among them
	ofWhoever                // open hours alone
)

// wordingsOf tells, by calendar, what the agendas that read it need of its words.
func wordingsOf(list []AgendaSource) map[string]wording {
	open, busy, all := map[string]bool{}, map[string]bool{}, map[string]wording{}
	for _, src := range list {
		for _, name := range src.Open {
			open[src.calendar(name)] = true
		}
		for _, name := range append(src.Busy[:len(src.Busy):len(src.Busy)], src.Bookings) {
			busy[src.calendar(name)] = true
		}
		if src.Availability {
			open[src.calendar(availabilityName)] = true
		}
		for _, f := range src.Feeds {
			open[f.URL], busy[f.URL] = open[f.URL] || f.Open, busy[f.URL] || f.Busy
		}
	}
	for key := range open {
		switch {
		case open[key] && busy[key]:
			all[key] = ofTagged
		case open[key]:
			all[key] = ofWhoever
		}
	}
	return all
}

// calendar names a calendar as one account sees it.
func (s AgendaSource) calendar(name string) string {
	return s.URL + "\x00" + s.Username + "\x00" + name
}

// key tells copies apart that keep different things.
func (w wording) key() string { return "\x00" + strconv.Itoa(int(w)) }

// keeps reports whether an event with these tags keeps its place.
func (w wording) keeps(tags []string) bool {
	return w == ofWhoever || w == ofTagged && slices.Contains(tags, openTag)
}

// hush takes the places out that are not to be kept.
func (k *kept) hush(w wording) {
	for _, s := range k.series {
		for _, e := range s.Events() {
			if !w.keeps(e.Categories) {
				e.Location = ""
			}
		}
	}
	if w != wordless {
		return
	}
	for _, a := range k.availability {
		for _, s := range a.hours {
			for _, e := range s.Events() {
				e.Location = ""
			}
		}
	}
}
