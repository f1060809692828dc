package calendars

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"escale/scheduling"
)

// Memory keeps what probes found, for every process that writes to the
// calendars: a part of scheduling.Store.
type Memory interface {
	Get(ctx context.Context, k scheduling.Key) (scheduling.Record, error)
	Apply(ctx context.Context, c scheduling.Change) (scheduling.Result, error)
}

// ErrTrying: somebody else tries the calendar out just now.
var ErrTrying = errors.New("the calendar is being tried out already")

// found is in a few words what an operator reads in the log.
func (a Abilities) found() string {
	list := slices.Clone(a.Lost)
	for word, is := range map[string]bool{
		string(a.Trouble): a.Trouble != "", "unsafe create": a.UnsafeCreate, "unsafe update": a.UnsafeUpdate,
		"unsafe delete": a.UnsafeDelete, "no sync": a.NoSync, "moves": a.Moves,
	} {
		if is {
			list = append(list, word)
		}
	}
	if len(list) == 0 {
		return "nothing odd"
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// tried is the record of a calendar: what was found last, and since when
// somebody tries again.
type tried struct {
	Abilities
	Begun time.Time `json:"begun,omitzero"`
}

// Times for which a probe's result is good: one that found trouble is mended
// sooner.
const (
	goodFor    = 365 * 24 * time.Hour
	troubleFor = 24 * time.Hour
)

// Probe says what the server of an agenda's calendar of bookings can do. It
// tries it out (see probe) unless that was done within age, or within a day if
// it failed; never twice at once for one calendar.
//
// Errors: ErrTrying, with what is known so far; any other means that the server
// could not be asked.
func (m *Mirror) Probe(ctx context.Context, memory Memory, id string, age time.Duration) (Abilities, error) {
	s, err := m.scribe(id)
	if err != nil {
		return Abilities{}, err
	}
	row, known, err := recall(ctx, memory, s.key)
	if err != nil {
		return Abilities{}, err
	}
	now := s.now()
	if known.Trouble != "" {
		age = min(age, troubleFor)
	}
	switch {
	case !known.Tried.IsZero() && now.Sub(known.Tried) < age:
		return known.Abilities, nil
	case now.Sub(known.Begun) < abandoned:
		return known.Abilities, ErrTrying
	}
	p, err := s.publisher(ctx)
	if err != nil {
		return Abilities{}, err
	}
	known.Begun = now
	switch err := remember(ctx, memory, &row, known); {
	case errors.Is(err, scheduling.ErrStale):
		return known.Abilities, ErrTrying
	case err != nil:
		return Abilities{}, err
	}
	able, probing := p.probe(ctx, m.c.Installation, strings.ToLower(rand.Text()[:8]))
	if known.Begun = (time.Time{}); probing == nil {
		known.Abilities = able
		m.c.Log.InfoContext(ctx, "a calendar was tried out", "agenda", id, "found", able.found())
	}
	err = remember(context.WithoutCancel(ctx), memory, &row, known)
	if errors.Is(err, scheduling.ErrStale) { // it took so long that somebody else began
		err = ErrTrying
	}
	return known.Abilities, errors.Join(probing, err)
}

// recall reads a calendar's record.
func recall(ctx context.Context, memory Memory, key scheduling.Key) (scheduling.Record, tried, error) {
	row, err := memory.Get(ctx, key)
	if errors.Is(err, scheduling.ErrNotFound) {
		return scheduling.Record{Key: key}, tried{}, nil
	}
	var known tried
	if err == nil {
		err = json.Unmarshal(row.Data, &known)
	}
	if err != nil {
		return row, known, fmt.Errorf("what a calendar's probe found: %w", err)
	}
	return row, known, nil
}

// remember writes a calendar's record; scheduling.ErrStale if somebody else did
// meanwhile.
func remember(ctx context.Context, memory Memory, row *scheduling.Record, known tried) error {
	var err error
	if row.Data, err = json.Marshal(known); err != nil {
		return err
	}
	row.Expires = known.Tried.Add(goodFor)
	if row.Expires.Before(known.Begun.Add(goodFor)) {
		row.Expires = known.Begun.Add(goodFor)
	}
	_, err = memory.Apply(ctx, scheduling.Change{Command: "probe/" + rand.Text(), Put: []scheduling.Record{*row}})
	row.Version++
	return err
}
