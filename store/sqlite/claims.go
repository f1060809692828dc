package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"escale/scheduling"
)

// release gives back every claim of an owner.
func (t *tx) release(owner string) error {
	const q = `DELETE FROM claims WHERE owner = ?`
	_, err := t.exec(q, owner)
	return err
}

// claim takes a part of a resource, or fails with ErrTaken. A claim equal in
// owner, resource and interval to an earlier one replaces it.
func (t *tx) claim(c scheduling.Claim) error {
	n, err := t.touching(c)
	if err != nil {
		return err
	}
	if n >= c.Capacity {
		return fmt.Errorf("claim %s: %w", c.Resource, scheduling.ErrTaken)
	}
	const q = `INSERT OR REPLACE INTO claims (resource, owner, start, end, pad, capacity, expires, reach)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
	end, pad := ms(c.End), c.Pad.Milliseconds()
	_, err = t.exec(q, c.Resource, c.Owner, ms(c.Start), end, pad, c.Capacity, ms(c.Expires), end+pad)
	return err
}

// touching counts the live claims of others that touch c, up to its capacity.
//
// Two claims touch when each starts before the other's end plus the larger pad
// of the two. Their reach (end + own pad) must then lie after c.Start − c.Pad,
// which the index finds: past claims are never read. Without its plus
// signs the last condition would make SQLite ask at each new value whether the
// index of what expires serves, and compile the statement anew.
func (t *tx) touching(c scheduling.Claim) (int, error) {
	const q = `SELECT count(*) FROM (
		SELECT 1 FROM claims
		WHERE resource = ?1 AND reach > ?3 - ?5 AND owner <> ?2
		  AND start < ?4 + max(pad, ?5) AND ?3 < end + max(pad, ?5)
		  AND (+expires = 0 OR +expires > ?6)
		LIMIT ?7)`
	rows, err := t.query(q, c.Resource, c.Owner, ms(c.Start), ms(c.End),
		c.Pad.Milliseconds(), ms(t.now), c.Capacity)
	counts, err := collect(rows, err, func(r *sql.Rows) (n int, err error) { return n, r.Scan(&n) })
	if err != nil {
		return 0, err
	}
	return counts[0], nil
}

// Claims answers every question from one state of the database; see
// scheduling.Reader.
func (s *Store) Claims(ctx context.Context, asked []scheduling.Ask, now time.Time) ([][]scheduling.Claim, error) {
	q, err := s.prepared(ctx, claimsQuery)
	if err != nil {
		return nil, fmt.Errorf("claims: %w", err)
	}
	if len(asked) > 1 { // one question is one state as it is
		tx, err := s.readDB.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			return nil, fmt.Errorf("claims: %w", err)
		}
		defer tx.Rollback() // it only read
		q = tx.StmtContext(ctx, q)
	}
	all := make([][]scheduling.Claim, len(asked))
	for n, a := range asked {
		if all[n], err = claimsOn(ctx, q, a, now); err != nil {
			return nil, fmt.Errorf("claims on %s: %w", a.Resource, err)
		}
	}
	return all, nil
}

// claimsQuery has its plus signs for the reason given at touching.
const claimsQuery = `SELECT owner, start, end, pad, capacity, expires FROM claims
	WHERE resource = ?1 AND reach > ?2 AND end > ?2 AND start < ?3 AND (+expires = 0 OR +expires > ?4)
	ORDER BY start, owner`

func claimsOn(ctx context.Context, q *sql.Stmt, a scheduling.Ask, now time.Time) ([]scheduling.Claim, error) {
	rows, err := q.QueryContext(ctx, a.Resource, ms(a.Window.Start), ms(a.Window.End), ms(now))
	return collect(rows, err, func(r *sql.Rows) (scheduling.Claim, error) {
		c := scheduling.Claim{Resource: a.Resource}
		var start, end, pad, expires int64
		err := r.Scan(&c.Owner, &start, &end, &pad, &c.Capacity, &expires)
		c.Start, c.End, c.Expires = instant(start), instant(end), instant(expires)
		c.Pad = time.Duration(pad) * time.Millisecond
		return c, err
	})
}
