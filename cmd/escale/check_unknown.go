package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"escale/locales"
	"escale/scheduling"
)

// unknown notes, in French, the sessions that stand in the calendars and that the
// store knows nothing of, as after the restore of a backup that is older, and what
// to do about them. where says in which file an agenda is.
func (k *checker) unknown(ctx context.Context, h *house, where map[string]string) error {
	found, err := h.desk.Unknown(ctx)
	say := h.texts.In(locales.French)
	for _, agenda := range slices.Sorted(maps.Keys(found)) {
		s, _, _ := h.catalogue.programme().Agenda(agenda)
		var times []scheduling.Interval
		for _, o := range found[agenda] {
			times = append(times, o.Interval)
		}
		k.notes++
		fmt.Fprintf(k.con.out, "%s: Escale ne connaît pas %d rendez-vous de cet agenda (%s), sans doute pris après la sauvegarde qui a été restaurée. %s\n",
			where[agenda], len(times), saysTimes(say, times, s.Zone), unknownWords)
	}
	return err
}

// saysTimes lists when sessions begin, in the structure's zone.
func saysTimes(say *locales.Printer, times []scheduling.Interval, zone string) string {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC // unreachable: the programme was checked
	}
	var all []string
	for _, i := range times {
		at := i.Start.In(loc)
		all = append(all, say.LongDay(at, loc)+" à "+say.Clock(at))
	}
	return strings.Join(all, ", ")
}
