package scheduling

import (
	"time"

	"escale/programme"
)

// UnmetPrefix begins the counters of unmet demand:
// "unmet/<month>/<département>/<offer>/<part of the day, or any>". They say what
// was asked for, where and when, and never who asked. A search that finds nothing
// counts under "any". A wish that follows it takes its place, under its own part
// of the day; one left though something was free, later, counts as well. A wish
// that is met is taken off again.
const UnmetPrefix = "unmet/"

// Unmet is the counter of a demand of that day, in the département's zone.
func Unmet(now time.Time, departement, offer string, parts []Part) string {
	loc, err := time.LoadLocation(programme.Zone(departement))
	if err != nil {
		loc = time.UTC // unreachable: package programme carries the zones
	}
	return unmetIn(now.In(loc).Format("2006-01"), departement, offer, parts)
}

func unmetIn(month, departement, offer string, parts []Part) string {
	part := "any"
	if len(parts) == 1 {
		part = string(parts[0])
	}
	return UnmetPrefix + month + "/" + departement + "/" + offer + "/" + part
}

// counts adds a wish to the unmet demand, or takes it off. Who has a booking, and
// would have it sooner, is no unmet demand.
func (w Wish) counts(ch *Change, by int64) {
	if w.Moving == "" {
		ch.Count[Unmet(w.Created, w.Departement, w.Offer, w.Parts)] += by
	}
}
