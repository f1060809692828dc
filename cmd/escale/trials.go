package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"escale/calendars"
)

// How old the trial of a calendar may be: the service tries each when its
// structure joins, and once a year; check tries at most daily.
const (
	triedOnce  = 365 * 24 * time.Hour
	triedToday = 24 * time.Hour
)

// tryCalendars writes and removes a test event in each calendar of bookings that
// was not tried yet, so that its server's ways are known before a parent needs
// it. One in trouble is left for when it can be read.
func (h *house) tryCalendars(ctx context.Context) error {
	var errs []error
	for _, s := range h.mirror.Status() {
		if !s.Bookings || !h.writesOut(s.Agenda) || s.Trouble != "" || s.LastSuccess.IsZero() {
			continue
		}
		_, err := h.mirror.Probe(ctx, h.store, s.Agenda, triedOnce)
		if err != nil && !errors.Is(err, calendars.ErrTrying) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// writesOut reports whether an agenda's bookings go to a server that is not
// Escale's own.
func (h *house) writesOut(agenda string) bool {
	s, _, ok := h.catalogue.programme().Agenda(agenda)
	return ok && !hosted(s)
}

// trials tells of each calendar of bookings whether it can be written to, and
// what is peculiar there. It is tried out if it was not today; the service that
// may run meanwhile knows of it.
func (k *checker) trials(ctx context.Context, h *house, c *Config) {
	kept, err := openExisting(ctx, c)
	if err != nil { // the service was never started, or not since an update
		kept = h.store
	} else {
		defer func() { k.fault(kept.Close()) }()
	}
	for _, s := range h.catalogue.programme().Structures {
		for _, a := range s.Agendas {
			if !hosted(s) {
				able, err := h.mirror.Probe(ctx, kept, s.AgendaID(a), triedToday)
				k.told(s.File+": agenda "+a.ID, able, err)
			}
		}
	}
}

// told prints what a trial found: a fault only where nothing can be written.
func (k *checker) told(where string, able calendars.Abilities, err error) {
	if err != nil && !errors.Is(err, calendars.ErrTrying) {
		return // it can't be read, which was said already
	}
	for _, words := range able.Words() {
		if able.Trouble != "" {
			k.faultIn(where, errors.New(words))
			continue
		}
		fmt.Fprintf(k.con.out, "%s: %s\n", where, words)
	}
}
