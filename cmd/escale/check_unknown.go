package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"escale/locales"
)

// unknown notes, in French, the sessions that stand in the calendars and that the
// store knows nothing of, as after the restore of a backup that is older, and what
// to do about them. where says in which file an agenda is.
func (k *checker) unknown(ctx context.Context, h *house, where map[string]string) error {
	found, err := h.desk.Unknown(ctx)
	say := h.texts.In(locales.French)
	for _, agenda := range slices.Sorted(maps.Keys(found)) {
		s, _, _ := h.catalogue.programme().Agenda(agenda)
		zone, err := time.LoadLocation(s.Zone)
		if err != nil {
			return fmt.Errorf("%s: %w", s.File, err)
		}
		var when []string
		for _, o := range found[agenda] {
			at := o.Start.In(zone)
			when = append(when, say.LongDay(at, zone)+" à "+say.Clock(at))
		}
		k.notes++
		fmt.Fprintf(k.con.out, "%s: Escale ne connaît pas %d rendez-vous de cet agenda, sans doute pris après la sauvegarde qui a été restaurée\u00a0: %s. %s\n",
			where[agenda], len(when), strings.Join(when, ", "), unknownWords)
	}
	return err
}
