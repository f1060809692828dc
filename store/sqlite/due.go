package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"escale/scheduling"
)

// due adds work, in place of what waits under the same id. Replaced work goes
// on counting its tries, so that whoever held it before is fenced off.
func (t *tx) due(d scheduling.Due) error {
	const q = `INSERT INTO due (id, kind, subject, at, clock, data, owner, lease, born, try, rest, dead, error)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, '')
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, subject = excluded.subject,
			at = excluded.at, clock = excluded.clock, data = excluded.data,
			owner = excluded.owner, lease = excluded.lease, born = excluded.born,
			try = try + (try > 0 OR owner <> ''), rest = 0, dead = 0, error = ''`
	born := d.LeasedTo != ""
	if !born {
		d.LeaseUntil = time.Time{}
	}
	_, err := t.exec(q, d.ID, d.Kind, d.Subject, ms(d.At), string(d.Clock), blob(d.Data),
		d.LeasedTo, ms(d.LeaseUntil), born)
	return err
}

// drop takes out all work about a subject, held or dead as it may be.
func (t *tx) drop(subject string) error {
	if subject == "" {
		return nil
	}
	const q = `DELETE FROM due WHERE subject = ?`
	_, err := t.exec(q, subject)
	return err
}

// done finishes work under the try that holds it.
func (t *tx) done(f scheduling.Fence) error {
	const q = `DELETE FROM due WHERE id = ? AND try = ? AND owner <> ''`
	n, err := t.exec(q, f.ID, f.Try)
	return fenced(f, n, err)
}

func fenced(f scheduling.Fence, n int64, err error) error {
	if err == nil && n == 0 {
		err = scheduling.ErrFenced
	}
	if err != nil {
		return fmt.Errorf("due %s, try %d: %w", f.ID, f.Try, err)
	}
	return nil
}

// ClaimDue leases work whose instant has come; see scheduling.DueStore.
func (s *Store) ClaimDue(ctx context.Context, owner string, programme, machine time.Time, lease time.Duration, n int) ([]scheduling.Due, error) {
	var claimed []scheduling.Due
	err := s.writer.do(ctx, func(t *tx) error {
		ids, err := t.waiting(owner, programme, machine, n)
		if err != nil {
			return err
		}
		claimed, err = t.lease(ids, owner, machine.Add(lease))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim due work: %w", err)
	}
	return claimed, nil
}

// waiting lists work that the owner may claim, the longest overdue first.
func (t *tx) waiting(owner string, programme, machine time.Time, n int) ([]string, error) {
	const q = `SELECT id, at FROM due
		WHERE dead = 0 AND clock = ?1 AND at <= ?2 AND rest <= ?3
		  AND (lease <= ?3 OR (born = 1 AND owner = ?4))
		ORDER BY at, id LIMIT ?5`
	type candidate struct {
		id string
		at int64
	}
	scan := func(r *sql.Rows) (c candidate, err error) { return c, r.Scan(&c.id, &c.at) }
	n = max(n, 0)
	var all []candidate
	for clock, now := range map[scheduling.Clock]time.Time{
		scheduling.ProgrammeTime: programme, scheduling.MachineTime: machine,
	} {
		rows, err := t.query(q, string(clock), ms(now), ms(machine), owner, n)
		some, err := collect(rows, err, scan)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id))
	})
	var ids []string
	for _, c := range all[:min(n, len(all))] {
		ids = append(ids, c.id)
	}
	return ids, nil
}

// lease takes all of them in one statement, in their order.
func (t *tx) lease(ids []string, owner string, until time.Time) ([]scheduling.Due, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	const q = `UPDATE due SET owner = ?, lease = ?, born = 0, try = try + 1
		WHERE id IN (SELECT value FROM json_each(?)) RETURNING ` + dueColumns
	rows, err := t.query(q, owner, ms(until), string(list))
	leased, err := collect(rows, err, dueRow)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(leased, func(a, b scheduling.Due) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	return leased, nil
}

// FailDue notes the error and lets the work rest until machine time retry, or
// puts it among the dead letters.
func (s *Store) FailDue(ctx context.Context, f scheduling.Fence, cause string, retry time.Time) error {
	const q = `UPDATE due SET error = ?, rest = ?, dead = ?, owner = '', lease = 0, born = 0
		WHERE id = ? AND try = ? AND owner <> ''`
	return s.writer.do(ctx, func(t *tx) error {
		n, err := t.exec(q, cause, ms(retry), retry.IsZero(), f.ID, f.Try)
		return fenced(f, n, err)
	})
}

// NextDue returns the earliest instant at which work waits on the clock, or
// scheduling.ErrNotFound; see scheduling.DueStore.
func (s *Store) NextDue(ctx context.Context, c scheduling.Clock) (time.Time, error) {
	const programme = `SELECT min(at) FROM due
		WHERE dead = 0 AND clock = 'programme' AND rest <= ?1 AND (lease <= ?1 OR born = 1)`
	const machine = `SELECT min(CASE WHEN clock = 'machine' THEN max(at, rest, lease * (1 - born))
			ELSE max(rest, lease * (1 - born)) END) FROM due
		WHERE dead = 0 AND (clock = 'machine' OR rest > ?1 OR (lease > ?1 AND born = 0))`
	q := machine
	if c == scheduling.ProgrammeTime {
		q = programme
	}
	rows, err := s.read(ctx, q, ms(s.clock()))
	next, err := collect(rows, err, func(r *sql.Rows) (n sql.NullInt64, err error) { return n, r.Scan(&n) })
	if err == nil && !next[0].Valid {
		err = scheduling.ErrNotFound
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("next due work on the %s clock: %w", c, err)
	}
	return instant(next[0].Int64), nil
}

// Dead lists the dead letters, oldest first.
func (s *Store) Dead(ctx context.Context) ([]scheduling.Due, error) {
	const q = `SELECT ` + dueColumns + ` FROM due WHERE dead = 1 ORDER BY at, id`
	rows, err := s.read(ctx, q)
	dead, err := collect(rows, err, dueRow)
	if err != nil {
		return nil, fmt.Errorf("dead letters: %w", err)
	}
	return dead, nil
}

const dueColumns = `id, kind, subject, at, clock, data, owner, lease, try, error`

func dueRow(r *sql.Rows) (scheduling.Due, error) {
	var d scheduling.Due
	var at, lease int64
	err := r.Scan(&d.ID, &d.Kind, &d.Subject, &at, &d.Clock, &d.Data, &d.LeasedTo, &lease, &d.Try, &d.LastError)
	d.At, d.LeaseUntil = instant(at), instant(lease)
	return d, err
}
