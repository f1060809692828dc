package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"escale/scheduling"
)

// Apply makes every part of the change or none of it; see scheduling.Store and,
// for the order, scheduling.Change.
func (s *Store) Apply(ctx context.Context, c scheduling.Change) (scheduling.Result, error) {
	if err := c.Valid(); err != nil {
		return scheduling.Result{}, fmt.Errorf("apply %q: %w", c.Command, err)
	}
	var r scheduling.Result
	err := s.writer.do(ctx, func(t *tx) (err error) {
		r, err = t.apply(c)
		return err
	})
	if err != nil {
		return scheduling.Result{}, fmt.Errorf("apply %s: %w", c.Command, err)
	}
	return r, nil
}

func (t *tx) apply(c scheduling.Change) (scheduling.Result, error) {
	outcome, found, err := t.command(c)
	if err != nil || found {
		return scheduling.Result{Outcome: outcome, Repeated: found}, err
	}
	parts := []func() error{
		func() error { return each(c.Release, t.release) },
		func() error { return each(c.Expect, t.expect) },
		func() error { return each(c.Claims, t.claim) },
		func() error { return each(c.Put, t.put) },
		func() error { return each(c.Delete, t.delete) },
		func() error { return t.count(c.Count) },
		func() error { return each(c.Done, t.done) },
		func() error { return each(c.Drop, t.drop) },
		func() error { return each(c.Due, t.due) },
		func() error { return each(c.Silence, t.silence) },
		func() error { return each(c.Outbox, t.send) },
	}
	for _, part := range parts {
		if err := part(); err != nil {
			return scheduling.Result{}, err
		}
	}
	return scheduling.Result{Outcome: c.Outcome}, nil
}

// command notes the command id, or finds the outcome it had the first time.
func (t *tx) command(c scheduling.Change) (outcome []byte, found bool, err error) {
	const note = `INSERT INTO commands (id, outcome, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`
	n, err := t.exec(note, c.Command, blob(c.Outcome), ms(t.now))
	if err != nil || n == 1 {
		return nil, false, err
	}
	const first = `SELECT outcome FROM commands WHERE id = ?`
	rows, err := t.query(first, c.Command)
	firsts, err := collect(rows, err, func(r *sql.Rows) (b []byte, err error) { return b, r.Scan(&b) })
	if err != nil {
		return nil, false, err
	}
	return firsts[0], true, nil
}

func each[T any](all []T, do func(T) error) error {
	for _, v := range all {
		if err := do(v); err != nil {
			return err
		}
	}
	return nil
}

// blob keeps nil out of columns that are NOT NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
