package main

import (
	"context"
	"crypto/subtle"
	"strings"
	"time"

	"escale/scheduling"
	"escale/web"
)

// sessionLink is the address in a booking's event where staff say with one tap
// whether the session took place. Its token is made from the booking with a key
// that lies outside the store: nothing is kept for it, and nobody can make one.
func (h *house) sessionLink(booking string) string {
	return h.config.BaseURL + "/seance/" + h.sessionToken(booking)
}

func (h *house) sessionToken(booking string) string {
	return booking + "-" + h.vault.Blind("session link", booking)[:32] // 160 bits
}

// ofToken finds the booking that a token names, and what can be said of it.
func (h *house) ofToken(ctx context.Context, token string) (scheduling.Booking, error) {
	i := strings.LastIndexByte(token, '-')
	if i < 0 || subtle.ConstantTimeCompare([]byte(token), []byte(h.sessionToken(token[:i]))) != 1 {
		return scheduling.Booking{}, scheduling.ErrNotFound
	}
	b, err := h.desk.Booking(ctx, token[:i])
	if err != nil {
		return b, err
	}
	if from, _ := scheduling.Sayable(b); from.IsZero() {
		return b, scheduling.ErrNotFound
	}
	return b, nil
}

// Session tells of a session what its page shows.
func (h *house) Session(ctx context.Context, token string) (web.Session, error) {
	b, err := h.ofToken(ctx, token)
	if err != nil {
		return web.Session{}, err
	}
	zone, err := time.LoadLocation(b.Zone)
	if err != nil {
		return web.Session{}, err
	}
	from, until := scheduling.Sayable(b)
	return web.Session{Reference: b.Reference, Start: b.Stands().Start.In(zone), From: from, Until: until, State: b.State}, nil
}

// Mark notes what staff say of a session.
func (h *house) Mark(ctx context.Context, token string, state scheduling.State) error {
	b, err := h.ofToken(ctx, token)
	if err != nil {
		return err
	}
	return h.desk.Mark(ctx, b.ID, state)
}
