package scheduling

import "math"

// gap is a stretch of moments at which a session may start, unless the store
// says otherwise.
type gap struct{ from, until moment } // both may be starts

// never is later than any moment.
const never moment = math.MaxInt64

// firstGap returns the first stretch of starts from the walker's first moment on,
// of one that packs: where in it a session starts depends on what is claimed.
// Otherwise, the next slot. from is never when there is none.
func (w *walker) firstGap() gap {
	if !w.Packed {
		slot, ok := w.next()
		if !ok {
			return gap{never, never}
		}
		at := momentOf(slot.Start)
		return gap{at, at}
	}
	for w.o < len(w.open) {
		w.at = max(w.at, w.first)
		switch {
		case w.at >= w.until:
			w.o++
			w.enter()
		case w.blocked():
		case w.closed(w.at):
			w.at = w.day.end
		case !w.Part.holds(w.day.clock(w.at)):
			w.at = w.turn()
		default:
			until := min(w.until, w.turn()) - 1
			for n := range w.busy {
				until = min(until, w.busy[n].clear)
			}
			return gap{w.at, until}
		}
	}
	return gap{never, never}
}

// turn is when the part of the day, or the day, may be another.
func (w *walker) turn() moment {
	if w.Part == "" {
		return w.day.end
	}
	from, until := w.Part.bounds()
	clock := w.day.clock(w.at)
	switch {
	case clock < from:
		return min(w.day.end, w.at+from-clock)
	case clock < until:
		return min(w.day.end, w.at+until-clock)
	}
	return w.day.end
}
