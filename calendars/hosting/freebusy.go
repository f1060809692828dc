package hosting

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"escale/calendars/ical"
)

// product names the writer of what is made here (PRODID).
const product = "-//Escale//Escale//FR"

// freeBusy answers free-busy-query (RFC 4791, 7.10): when the calendar has
// something, and nothing of what it is.
func (s *Server) freeBusy(w http.ResponseWriter, r *http.Request, v visit, c calendar, q question) error {
	if q.Range == nil {
		return fault{validFilter, "a range is wanted"}
	}
	from, to, err := q.Range.closed()
	if err != nil {
		return err
	}
	all, err := s.shelf.objects(r.Context(), c.id())
	if err != nil {
		return err
	}
	busy := map[string][]ical.Occurrence{} // by FBTYPE
	for _, o := range all {
		if err := r.Context().Err(); err != nil {
			return err
		}
		found, _, err := ical.Expand([]byte(o.ICS), from, to, c.zone("", v.zone))
		if err != nil {
			continue // what can't be read has no time
		}
		for _, occ := range found {
			if kind := busyKind(occ); kind != "" {
				busy[kind] = append(busy[kind], occ)
			}
		}
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	// A client that went away can't be told.
	_, _ = w.Write([]byte(folded(busyText(from, to, s.shelf.clock(), busy))))
	return nil
}

// busyKind is the FBTYPE of an occurrence, empty if it takes no time.
func busyKind(occ ical.Occurrence) string {
	switch {
	case occ.Transparent || !occ.Start.Before(occ.End):
		return ""
	case occ.Status == "TENTATIVE":
		return "BUSY-TENTATIVE"
	}
	return "BUSY"
}

func busyText(from, to, now time.Time, busy map[string][]ical.Occurrence) string {
	var b strings.Builder
	fmt.Fprintf(&b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:%s\r\nBEGIN:VFREEBUSY\r\n", product)
	for _, t := range []struct {
		name string
		at   time.Time
	}{{"DTSTAMP", now}, {"DTSTART", from}, {"DTEND", to}} {
		fmt.Fprintf(&b, "%s:%s\r\n", t.name, t.at.UTC().Format(utcFormat))
	}
	for _, kind := range []string{"BUSY", "BUSY-TENTATIVE"} {
		for _, p := range periods(busy[kind], from, to) {
			fmt.Fprintf(&b, "FREEBUSY;FBTYPE=%s:%s/%s\r\n", kind, p[0].UTC().Format(utcFormat), p[1].UTC().Format(utcFormat))
		}
	}
	return b.String() + "END:VFREEBUSY\r\nEND:VCALENDAR\r\n"
}

// periods joins what overlaps or touches, within the range.
func periods(all []ical.Occurrence, from, to time.Time) [][2]time.Time {
	slices.SortFunc(all, func(a, b ical.Occurrence) int { return a.Start.Compare(b.Start) })
	var list [][2]time.Time
	for _, occ := range all {
		start, end := later(occ.Start, from), earlier(occ.End, to)
		if n := len(list); n > 0 && !start.After(list[n-1][1]) {
			list[n-1][1] = later(list[n-1][1], end)
			continue
		}
		list = append(list, [2]time.Time{start, end})
	}
	return list
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
