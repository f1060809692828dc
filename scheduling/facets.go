package scheduling

import (
	"slices"
	"time"

	"escale/programme"
)

// What filters may offer is found from few agendas: those that just had a slot,
// then the others until one has. Only that nobody has any takes them all, and then
// no more than where each begins.

// places lists the structures with a slot to offer, nearest first.
func (f *finder) places() []string {
	w := f.filter()
	w.structure = ""
	most, spare := maxPlaces, f.spare
	if f.q.Brief {
		most = brief
	}
	var places []string
	for i := range f.nearest() {
		if len(places) >= most && (len(f.pending) == 0 || spare <= 0) {
			return places[:most]
		}
		id := f.sources[i].structure.ID
		if slices.Contains(places, id) {
			continue
		}
		if _, ok := f.firstOf(i, w); ok {
			places = append(places, id)
			if len(places) > most {
				spare--
			}
		}
	}
	return places[:min(len(places), most)]
}

// days lists the first days with a slot, as midnights in the parent's zone.
func (f *finder) days(page Page) []time.Time {
	most := maxDays
	if f.q.Brief {
		most = brief
	}
	w := f.filter()
	w.from, w.until = momentOf(f.now), eternity
	var days []time.Time
	if f.q.Day.IsZero() && f.q.After == (Cursor{}) { // the page has all there is up to its end
		for _, s := range page.Slots {
			day := f.dayOf(s.Start)
			if start := day.Start.In(f.loc); !slices.ContainsFunc(days, start.Equal) {
				days = append(days, start)
			}
			w.from = momentOf(day.End)
		}
		if page.Next == (Cursor{}) {
			return days[:min(len(days), most)]
		}
	}
	for len(days) < most {
		day, ok := f.soonestDay(w)
		if !ok {
			break
		}
		days = append(days, day.Start.In(f.loc))
		w.from = momentOf(day.End)
	}
	return days[:min(len(days), most)]
}

// soonestDay is the first day with a slot that meets the filter.
func (f *finder) soonestDay(w filter) (day Interval, ok bool) {
	sooner := func(i int) bool {
		slot, some := f.firstOf(i, w)
		if some {
			day, ok = f.dayOf(slot.Start), true
			w.until = momentOf(day.Start) // others count if they have an earlier day
		}
		return w.until <= w.from
	}
	if slices.ContainsFunc(f.lately, sooner) {
		return day, ok
	}
	for i := range f.sources {
		if sooner(i) {
			break
		}
	}
	return day, ok
}

// parts lists the parts of the day that have a slot.
func (f *finder) parts() []Part {
	w := f.filter()
	var parts []Part
	for _, w.part = range Parts() {
		if f.any(w) {
			parts = append(parts, w.part)
		}
	}
	return parts
}

// any reports whether any agenda has a slot that meets the filter.
func (f *finder) any(w filter) bool {
	for _, i := range f.lately {
		if _, ok := f.firstOf(i, w); ok {
			return true
		}
	}
	for i := range f.sources {
		if _, ok := f.firstOf(i, w); ok {
			return true
		}
	}
	return false
}

// modes lists the modes there are at all, in the order of the agendas.
func (f *finder) modes() []string {
	w := f.filter()
	w.mode = ""
	var all []string
	for i := range f.nearest() {
		s := f.sources[i]
		isNew := func(m string) bool { return !slices.Contains(all, m) }
		if !slices.ContainsFunc(s.modes(), isNew) || !f.offers(i, w) {
			continue
		}
		for _, m := range s.modes() {
			if isNew(m) && s.admitsAny(f.time(i), m) {
				all = append(all, m)
			}
		}
		if len(all) == 3 { // there are no more
			break
		}
	}
	return all
}

// languages lists those that agendas declare.
func (f *finder) languages() []string {
	w := f.filter()
	w.language = ""
	var all []string
	for i := range f.nearest() {
		s := f.sources[i]
		for _, l := range s.languages {
			if !slices.Contains(all, l) && f.offers(i, w) {
				all = append(all, l)
			}
		}
	}
	return all
}

// offers reports whether an agenda is one that the filter asks for, and can be
// offered now.
func (f *finder) offers(i int, w filter) bool {
	return f.sources[i].meets(w) && (w.within == 0 || int(f.ranks[i]) <= w.within) && f.time(i) != nil
}

// admitsAny reports whether any open hours are for a mode that the agenda has.
func (s *source) admitsAny(t *AgendaTime, mode string) bool {
	return len(t.Open) > 0 || len(t.Special) == 0 ||
		slices.ContainsFunc(t.Special, func(h OpenHours) bool { return s.admits(h, mode) })
}

// ring is the narrowest Search.Within that has a slot, if it leaves out one of
// the page.
func (f *finder) ring(page Page) int {
	farthest := 0
	for _, s := range page.Slots {
		farthest = max(farthest, f.nearness(s))
	}
	if len(page.Places) == 0 || f.q.Within > 0 {
		return 0
	}
	for i := range f.nearest() {
		if f.sources[i].structure.ID == page.Places[0] {
			ring := max(int(f.ranks[i]), programme.SameEPCI)
			if ring < farthest && ring <= programme.SameArrondissement {
				return ring
			}
			break
		}
	}
	return 0
}
