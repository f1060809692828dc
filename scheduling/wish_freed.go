package scheduling

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// A slot that frees goes to the wishes that fit, the oldest first: each has it
// held for two hours of the day, three at most are told, then it is anybody's.
// Time frees when a booking gives it up, which is noted in the same Apply, and
// when a look finds it: hours that staff opened, a hold that nobody used (see
// look). All that is under way stands in the record of kind "freed" and in one
// piece of due work of kind DueFreed, run again when a turn is over.

// mostNotices is how many may have a freed slot held before it is anybody's.
const mostNotices = 3

// freeing is time of an agenda that became free.
type freeing struct {
	Agenda string `json:"agenda"`
	Interval
	// Cause tells one freeing from another of the same time; empty: a look found it.
	Cause string `json:"cause,omitempty"`
}

func (f freeing) id() string { return f.Agenda + "/" + strconv.FormatInt(f.Start.Unix(), 10) }

// freed is the record of kind "freed": how far a freeing has come.
type freed struct {
	freeing
	Notices int      `json:"notices"`
	Passed  []string `json:"passed,omitempty"` // wishes that had their turn
	Wish    string   `json:"wish,omitempty"`   // whose turn it is
	Over    bool     `json:"over,omitempty"`   // it is anybody's
	version int64
}

// freedRecord reads how far a freeing has come; one with a cause of its own
// begins anew.
func (d *Desk) freedRecord(ctx context.Context, of freeing) (freed, error) {
	f := freed{freeing: of}
	r, err := d.c.Store.Get(ctx, Key{Kind: "freed", ID: of.id()})
	if errors.Is(err, ErrNotFound) {
		return f, nil
	}
	if err != nil {
		return f, fmt.Errorf("freed %s: %w", of.id(), err)
	}
	if err := json.Unmarshal(r.Data, &f); err != nil {
		return f, fmt.Errorf("freed %s: %w", of.id(), err)
	}
	f.version = r.Version
	if of.Cause != "" && of.Cause != f.Cause {
		f.freeing, f.Notices, f.Passed, f.Over = of, 0, nil, false
	}
	return f, nil
}

func (f freed) record(d *Desk) Record {
	c := d.c.Clocks
	return Record{
		Key: Key{Kind: "freed", ID: f.id()}, Version: f.version, Data: encode(f),
		Expires: c.Machine().Add(f.End.Sub(c.Programme()) + week),
	}
}

// freedWork serves the next wish from an instant of programme time on.
func (d *Desk) freedWork(f freeing, at time.Time) Due {
	id := "freed/" + f.id()
	return Due{ID: id, Kind: DueFreed, Subject: id, At: at, Clock: ProgrammeTime, Data: encode(f)}
}

// frees lists the work that follows from time a booking gives up. Where nobody
// waits there is none.
func (d *Desk) frees(ctx context.Context, tr transition) ([]Due, error) {
	now := d.c.Clocks.Programme()
	var all []Due
	after := placesOf(tr.is)
	for agenda, was := range placesOf(tr.was) {
		for _, i := range was {
			kept := slices.ContainsFunc(after[agenda], func(j Interval) bool { return same(i, j) })
			if kept || !i.Start.After(now) {
				continue
			}
			awaited, err := d.awaited(ctx, agenda)
			if err != nil {
				return nil, err
			}
			if awaited {
				cause := tr.is.ID + "/" + itoa(tr.is.Sequence)
				all = append(all, d.freedWork(freeing{Agenda: agenda, Interval: i, Cause: cause}, now))
			}
		}
	}
	return all, nil
}

// awaited reports whether any wish is for an offer of the agenda.
func (d *Desk) awaited(ctx context.Context, agenda string) (bool, error) {
	s, a, _ := d.c.Catalogue().Agenda(agenda)
	for _, offer := range a.Offers {
		some, err := d.c.Store.List(ctx, Query{Kind: "wish", Tag: seekTag(offer, s.Departement()), Limit: 1})
		if err != nil {
			return false, fmt.Errorf("wishes for %s: %w", agenda, err)
		}
		if len(some) > 0 {
			return true, nil
		}
	}
	return false, nil
}
