package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"escale/programme"
	"escale/scheduling"
)

// observer takes in what a sync of an agenda's calendars showed.
type observer func(context.Context, scheduling.Sighting)

// syncAll reads the calendars of some structures once, all at the same time: a
// server that doesn't answer holds up nobody else. Each agenda's sighting is told
// to seen, unless that is nil. It returns why an agenda could not be read, by
// agenda.
func (h *house) syncAll(ctx context.Context, seen observer, structures ...programme.Structure) map[string]error {
	var mu sync.Mutex // guards failed
	failed := map[string]error{}
	var all sync.WaitGroup
	for _, s := range structures {
		for _, a := range s.Agendas {
			all.Go(func() {
				sighting, err := h.mirror.Sync(ctx, s.AgendaID(a))
				if err != nil {
					mu.Lock()
					failed[s.AgendaID(a)] = err
					mu.Unlock()
				}
				if seen != nil && sighting.Agenda != "" {
					seen(ctx, sighting)
				}
			})
		}
	}
	all.Wait()
	return failed
}

// notOffered says on standard error which agendas can't be offered, and why.
func notOffered(con console, failed map[string]error) {
	for _, id := range slices.Sorted(maps.Keys(failed)) {
		fmt.Fprintf(con.err, "%s is not offered: %v\n", id, failed[id])
	}
}
