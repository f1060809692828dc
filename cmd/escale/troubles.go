package main

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"time"

	"escale/calendars"
	"escale/calendars/caldav"
	"escale/scheduling"
)

// trouble is since when a calendar can't be read, in machine time. It outlives
// restarts, so that a structure can be told "since Tuesday".
type trouble struct {
	Trouble caldav.Trouble `json:"trouble"`
	Since   time.Time      `json:"since"`
}

// troubles are those of all calendars, by agenda and name.
type troubles map[string]trouble

func troubled(s calendars.CalendarStatus) string { return s.Agenda + " " + s.Calendar }

var troublesKey = scheduling.Key{Kind: "calendar-troubles", ID: "all"}

// troubles reads the record, and what it says.
func (h *house) troubles(ctx context.Context) (scheduling.Record, troubles, error) {
	row, err := h.store.Get(ctx, troublesKey)
	if errors.Is(err, scheduling.ErrNotFound) {
		return scheduling.Record{Key: troublesKey}, nil, nil
	}
	var known troubles
	if err == nil {
		err = json.Unmarshal(row.Data, &known)
	}
	return row, known, err
}

// noteTroubles keeps the record as the mirror has it, and writes only what
// changed.
func (h *house) noteTroubles(ctx context.Context) error {
	row, known, err := h.troubles(ctx)
	if err != nil {
		return err
	}
	now := known.after(h.mirror.Status())
	if maps.Equal(now, known) {
		return nil
	}
	if row.Data, err = json.Marshal(now); err != nil {
		return err
	}
	_, err = h.store.Apply(ctx, scheduling.Change{Command: "troubles/" + newID(), Put: []scheduling.Record{row}})
	return err
}

// after is what the mirror says now. A trouble that goes on began when it was
// first seen; a calendar not tried yet is as it was.
func (t troubles) after(list []calendars.CalendarStatus) troubles {
	now := troubles{}
	for _, s := range list {
		before, was := t[troubled(s)]
		switch {
		case s.Trouble == "" && s.LastSuccess.IsZero() && was,
			s.Trouble != "" && was && before.Trouble == s.Trouble:
			now[troubled(s)] = before
		case s.Trouble != "":
			now[troubled(s)] = trouble{s.Trouble, s.Since.UTC()}
		}
	}
	return now
}
