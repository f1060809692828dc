package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"escale/store/archive"
)

var (
	_ archive.Source = (*Store)(nil)
	_ archive.Sink   = (*Store)(nil)
)

// table is how the rows of a table become entries.
type table struct {
	query string
	entry func(*sql.Rows) (archive.Entry, error)
}

func tables() []table {
	return []table{
		{`SELECT name, n FROM counters ORDER BY name`, counterEntry},
		{`SELECT id, outcome, at FROM commands ORDER BY id`, commandEntry},
		{`SELECT kind, id, version, tags, data, expires FROM records ORDER BY kind, id`, recordEntry},
		{`SELECT resource, owner, start, end, pad, capacity, expires FROM claims ORDER BY resource, owner, start, end`, claimEntry},
		{`SELECT id, kind, subject, at, clock, data, try, rest, dead, error FROM due ORDER BY id`, workEntry},
		{`SELECT id, chat, channel, class, booking, placement, not_after, parent, sealed, seq, try FROM outbox ORDER BY seq`, messageEntry},
		{`SELECT chat, rest FROM chats WHERE rest > 0 ORDER BY chat`, chatEntry},
	}
}

// Dump gives everything as of one instant, in one read of the database, while a
// service goes on writing; see archive.Source. As long as it is read, the log
// can't be emptied: what was deleted meanwhile is in it still.
func (s *Store) Dump(ctx context.Context) iter.Seq2[archive.Entry, error] {
	return func(yield func(archive.Entry, error) bool) {
		if s.writer.closed() {
			yield(nil, ErrClosed)
			return
		}
		tx, err := s.readDB.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			yield(nil, fmt.Errorf("dump: %w", err))
			return
		}
		defer tx.Rollback() // it only read
		for _, t := range tables() {
			if !t.dump(ctx, tx, yield) {
				return
			}
		}
	}
}

// dump gives the rows of one table; false: no more are wanted.
func (t table) dump(ctx context.Context, tx *sql.Tx, yield func(archive.Entry, error) bool) bool {
	rows, err := tx.QueryContext(ctx, t.query)
	if err != nil {
		yield(nil, fmt.Errorf("dump: %w", err))
		return false
	}
	defer rows.Close()
	for rows.Next() {
		e, err := t.entry(rows)
		if err != nil {
			err = fmt.Errorf("dump: %w", err)
		}
		if !yield(e, err) || err != nil {
			return false
		}
	}
	if err := rows.Err(); err != nil {
		yield(nil, fmt.Errorf("dump: %w", err))
		return false
	}
	return true
}

func counterEntry(rows *sql.Rows) (archive.Entry, error) {
	n := &archive.Counter{}
	return n, rows.Scan(&n.Name, &n.N)
}

func commandEntry(rows *sql.Rows) (archive.Entry, error) {
	o, at := &archive.Command{}, int64(0)
	err := rows.Scan(&o.ID, &o.Outcome, &at)
	o.At = instant(at)
	return o, err
}

func recordEntry(rows *sql.Rows) (archive.Entry, error) {
	r, tags, expires := &archive.Record{}, []byte{}, int64(0)
	if err := rows.Scan(&r.Kind, &r.ID, &r.Version, &tags, &r.Data, &expires); err != nil {
		return nil, err
	}
	r.Expires = instant(expires)
	return r, json.Unmarshal(tags, &r.Tags)
}

func claimEntry(rows *sql.Rows) (archive.Entry, error) {
	var start, end, pad, expires int64
	c := &archive.Claim{}
	err := rows.Scan(&c.Resource, &c.Owner, &start, &end, &pad, &c.Capacity, &expires)
	c.Start, c.End, c.Expires = instant(start), instant(end), instant(expires)
	c.Pad = time.Duration(pad) * time.Millisecond
	return c, err
}

func workEntry(rows *sql.Rows) (archive.Entry, error) {
	w, at, rest := &archive.Work{}, int64(0), int64(0)
	err := rows.Scan(&w.ID, &w.Kind, &w.Subject, &at, &w.Clock, &w.Data, &w.Try, &rest, &w.Dead, &w.LastError)
	w.At, w.Rest = instant(at), instant(rest)
	return w, err
}

func messageEntry(rows *sql.Rows) (archive.Entry, error) {
	m, notAfter := &archive.Message{}, int64(0)
	err := rows.Scan(&m.ID, &m.Chat, &m.Channel, &m.Class, &m.Guard.Booking, &m.Guard.Placement,
		&notAfter, &m.Parent, &m.Sealed, &m.Seq, &m.Try)
	m.Guard.NotAfter = instant(notAfter)
	return m, err
}

func chatEntry(rows *sql.Rows) (archive.Entry, error) {
	t, rest := &archive.Chat{}, int64(0)
	err := rows.Scan(&t.ID, &rest)
	t.Rest = instant(rest)
	return t, err
}
