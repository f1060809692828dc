package scheduling

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

const (
	// lookAgain is how long after a name was taken out of a calendar it is looked
	// for once more: a slow server may carry an earlier write out late.
	lookAgain = time.Hour
	// worthTrying is for how long a calendar that doesn't answer is asked.
	worthTrying = 30 * 24 * time.Hour
)

// notReached is said in the notes of an event whose parent erased everything.
const notReached = "Ce parent ne reçoit plus de messages : personne ne peut le prévenir d’un changement"

// unnameLater has the first name taken out of a booking's event.
func (d *Desk) unnameLater(booking string, after time.Duration, last bool) Due {
	id := "unname/" + booking
	return Due{ID: id, Kind: DueUnname, Subject: id, At: d.c.Clocks.Machine().Add(after), Clock: MachineTime, Data: encode(last)}
}

// unname takes the first name out of every event of a booking that may bear it,
// and changes nothing else that staff made of them. A calendar that refuses makes
// a dead letter; one that is silent is asked for a month.
func (d *Desk) unname(ctx context.Context, due Due) error {
	id, _ := strings.CutPrefix(due.Subject, "unname/")
	b, err := d.Booking(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return Drop{"no such booking"}
	}
	if err == nil && (b.State == Placing || len(b.Gone) > 0) {
		err = fmt.Errorf("booking %s is on its way", id)
	}
	if err == nil {
		err = d.unnameAll(ctx, b)
	}
	now := d.c.Clocks.Machine()
	switch {
	case errors.Is(err, ErrRefused) || err != nil && now.After(due.At.Add(worthTrying)):
		return &GiveUp{Err: err}
	case err != nil:
		return &Again{At: now.Add(backoff(due.Try, 15*time.Minute)), Err: err}
	}
	var last bool
	if json.Unmarshal(due.Data, &last) != nil || last {
		return nil
	}
	_, err = d.c.Store.Apply(ctx, Change{
		Command: "unname/" + newToken(),
		Done:    []Fence{{ID: due.ID, Try: due.Try}}, Due: []Due{d.unnameLater(id, lookAgain, true)},
	})
	return err
}

func (d *Desk) unnameAll(ctx context.Context, b Booking) error {
	placed := []Placed{{Placement: b.Placement, Agenda: b.Agenda, Interval: b.Stands(), Seen: b.Seen}}
	for _, n := range b.Left {
		placed = append(placed, Placed{Placement: n, Agenda: b.Agenda, Interval: b.Stands()})
	}
	var errs []error
	for _, p := range placed {
		e := d.event(b, p)
		e.Unname = true
		if b.State.Live() {
			e.Private = notReached
		}
		_, err := d.c.Calendars.Publish(ctx, e)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
