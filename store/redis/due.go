package redis

import (
	"context"
	"fmt"
	"time"

	"escale/scheduling"
)

// dueArgs is work as due.lua takes it.
func dueArgs(a args, d scheduling.Due) args {
	born := 0
	if d.LeasedTo != "" {
		born = 1
	} else {
		d.LeaseUntil = time.Time{}
	}
	return append(a, d.ID, d.Kind, d.Subject, ms(d.At), string(d.Clock), blob(d.Data), d.LeasedTo, ms(d.LeaseUntil), born)
}

// ClaimDue leases work whose instant has come; see scheduling.DueStore.
func (s *Store) ClaimDue(ctx context.Context, owner string, programme, machine time.Time, lease time.Duration, n int) ([]scheduling.Due, error) {
	if n <= 0 {
		return nil, nil
	}
	r, err := s.patiently(ctx, s.scripts.claimDue, owner, ms(programme), ms(machine), ms(machine.Add(lease)), n)
	if err != nil {
		return nil, fmt.Errorf("claim due work: %w", err)
	}
	return dues(r), nil
}

// patiently runs a script that files what has become free before it answers,
// some hundreds at a time so that others get their turn.
func (s *Store) patiently(ctx context.Context, sc *script, args ...any) (reply, error) {
	for {
		r, err := s.run(ctx, sc, args...)
		if err != nil || r.word != "more" {
			return r, err
		}
	}
}

// FailDue notes the error and lets the work rest until machine time retry, or
// puts it among the dead letters.
func (s *Store) FailDue(ctx context.Context, f scheduling.Fence, cause string, retry time.Time) error {
	r, err := s.run(ctx, s.scripts.failDue, f.ID, f.Try, cause, ms(retry))
	if err == nil {
		err = refusal(r)
	}
	if err != nil {
		return fmt.Errorf("due %s, try %d: %w", f.ID, f.Try, err)
	}
	return nil
}

// NextDue returns the earliest instant at which work waits on the clock, or
// scheduling.ErrNotFound; see scheduling.DueStore.
func (s *Store) NextDue(ctx context.Context, c scheduling.Clock) (time.Time, error) {
	r, err := s.patiently(ctx, s.scripts.nextDue, string(c), ms(s.clock()))
	if err == nil && r.text() == "" {
		err = scheduling.ErrNotFound
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("next due work on the %s clock: %w", c, err)
	}
	at := row(r.said)
	return at.instant(), nil
}

// Dead lists the dead letters, oldest first.
func (s *Store) Dead(ctx context.Context) ([]scheduling.Due, error) {
	r, err := s.run(ctx, s.scripts.dead)
	if err != nil {
		return nil, fmt.Errorf("dead letters: %w", err)
	}
	return dues(r), nil
}

func dues(r reply) []scheduling.Due {
	var some []scheduling.Due
	for _, v := range r.said {
		values, _ := v.([]any)
		at := row(values)
		d := scheduling.Due{ID: at.text(), Kind: at.text(), Subject: at.text(), At: at.instant(), Clock: scheduling.Clock(at.text())}
		d.Data, d.LeasedTo, d.LeaseUntil = at.bytes(), at.text(), at.instant()
		d.Try, d.LastError = int(at.number()), at.text()
		some = append(some, d)
	}
	return some
}
