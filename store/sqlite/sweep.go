package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"escale/scheduling"
)

// kept is how long the outcome of a command is remembered; the contract asks
// for 48 hours, and a long weekend without power should not cost a second
// booking.
const kept = 14 * 24 * time.Hour

// swept is how many rows go in one operation: parents' turns come in between.
const swept = 500

// Sweep drops outcomes of commands older than 14 days, expired claims and
// records, and the state of chats that have nothing to be sent. It returns how
// many rows went.
func (s *Store) Sweep(ctx context.Context) (int, error) {
	total := 0
	for {
		n, err := s.sweepSome(ctx)
		total += n
		if err != nil {
			return total, fmt.Errorf("sweep: %w", err)
		}
		if n == 0 {
			return total, nil
		}
	}
}

func (s *Store) sweepSome(ctx context.Context) (n int, err error) {
	const commands = `DELETE FROM commands WHERE id IN (SELECT id FROM commands WHERE at < ? LIMIT ?)`
	const claims = `DELETE FROM claims WHERE (resource, owner, start, end) IN
		(SELECT resource, owner, start, end FROM claims WHERE expires > 0 AND expires <= ? LIMIT ?)`
	const chats = `DELETE FROM chats WHERE chat IN (SELECT chat FROM chats AS c
		WHERE max(c.lease, c.rest) <= ? AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.chat = c.chat) LIMIT ?)`
	err = s.writer.do(ctx, func(t *tx) error {
		for q, before := range map[string]time.Time{commands: t.now.Add(-kept), claims: t.now, chats: t.now} {
			gone, err := t.exec(q, ms(before), swept)
			if err != nil {
				return err
			}
			n += int(gone)
		}
		gone, err := t.sweepRecords()
		n += gone
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

func (t *tx) sweepRecords() (int, error) {
	const q = `SELECT kind, id FROM records WHERE expires > 0 AND expires <= ? LIMIT ?`
	rows, err := t.query(q, ms(t.now), swept)
	keys, err := collect(rows, err, key)
	if err != nil {
		return 0, err
	}
	return len(keys), each(keys, t.delete)
}

func key(r *sql.Rows) (k scheduling.Key, err error) { return k, r.Scan(&k.Kind, &k.ID) }
