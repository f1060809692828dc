package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"escale/scheduling"
)

// in returns the message as it reads at an instant.
func (t Timing) in(m Message, now time.Time) Message {
	if !t.From.IsZero() && !now.Before(t.From) {
		m.Text = t.Late
	}
	return m
}

// day is when the message may leave: now, or in the morning.
func (t Timing) day(now time.Time) time.Time {
	if t.Zone == "" {
		return now
	}
	return scheduling.NextDaytime(now, zoneNamed(t.Zone), t.Limit)
}

// untilMorning takes a message out of its queue, so that replies don't wait
// behind it through the night, and makes due work of it. It is as it lay there:
// sealed.
func (d *Deliverer) untilMorning(ctx context.Context, out scheduling.Outgoing, at time.Time) error {
	data, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("message %s: %w", out.ID, err)
	}
	_, err = d.Store.Apply(ctx, scheduling.Change{Command: "night/" + out.ID, Due: []scheduling.Due{{
		ID: "send/" + out.ID, Kind: scheduling.DueSend, Subject: cmp.Or(out.Guard.Booking, out.Chat),
		At: at, Clock: scheduling.ProgrammeTime, Data: data,
	}}})
	if err != nil {
		return fmt.Errorf("message %s: until morning: %w", out.ID, err)
	}
	return nil
}

// Resume handles due work of kind DueSend: what waited for the morning goes into
// its queue again, unless the person left meanwhile.
func (d *Deliverer) Resume(ctx context.Context, due scheduling.Due) error {
	var out scheduling.Outgoing
	if err := json.Unmarshal(due.Data, &out); err != nil {
		return fmt.Errorf("read %s: %w", due.ID, err)
	}
	record, err := d.Store.Get(ctx, scheduling.Key{Kind: conversationKind, ID: conversationOf(out.Chat)})
	if errors.Is(err, scheduling.ErrNotFound) || err == nil && slices.Contains(record.Tags, leftTag+out.Channel) {
		return scheduling.Drop{Why: "the person left"}
	}
	if err != nil {
		return err
	}
	out.ID += "/day"
	out.LeasedTo, out.LeaseUntil, out.Seq, out.Try = "", time.Time{}, 0, 0
	_, err = d.Store.Apply(ctx, scheduling.Change{
		Command: "day/" + out.ID,
		Expect:  []scheduling.Expect{{Key: record.Key, Version: record.Version}}, // she may leave just now
		Done:    []scheduling.Fence{{ID: due.ID, Try: due.Try}},
		Outbox:  []scheduling.Outgoing{out},
	})
	return err
}
