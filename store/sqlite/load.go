package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"escale/store/archive"
)

// ErrRestoring: what a restore had filled so far is no store that anybody may
// work with.
var ErrRestoring = errors.New("a restore of this store was interrupted: run it again")

// filling is the database's user_version from when a restore begins to fill it
// until it has ended; it is 0 otherwise. It changes with a transaction, as rows
// do.
const filling = 1

// filled is how many entries go in one transaction.
const filled = 20000

// Load fills the store; see archive.Sink. The store was opened with
// Config.Restore.
func (s *Store) Load(ctx context.Context, entries iter.Seq2[archive.Entry, error]) error {
	err := s.writer.send(&op{ctx: context.WithoutCancel(ctx), alone: true, done: make(chan error, 1), run: func(t *tx) error {
		if err := t.beginLoad(); err != nil {
			return err
		}
		if err := t.load(ctx, entries); err != nil {
			return errors.Join(err, t.give())
		}
		return nil
	}})
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}

// beginLoad marks the empty store. What a load that was interrupted left goes.
func (t *tx) beginLoad() error {
	marked, err := isFilling(t.ctx, t.w.conn)
	if err != nil {
		return err
	}
	if marked {
		return t.whole(t.wipe)
	}
	n, err := t.counts()
	if err != nil {
		return err
	}
	if n.Total() > 0 {
		return fmt.Errorf("%w: it holds %d records", archive.ErrNotEmpty, n.Records)
	}
	return t.whole(func() error { return t.mark(filling) })
}

// load puts everything in, looks whether it is there, and takes the mark away.
func (t *tx) load(ctx context.Context, entries iter.Seq2[archive.Entry, error]) (err error) {
	// Until the last COMMIT, a power cut may take what it likes but the mark.
	if err := errors.Join(t.pragma("synchronous = NORMAL"), t.pragma("cache_size = -65536"), t.plain("BEGIN IMMEDIATE")); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			// SQLite may have rolled back by itself; then this one fails, rightly.
			_ = t.plain("ROLLBACK")
		}
	}()
	var n archive.Counts
	for e, err := range entries {
		if err = errors.Join(err, context.Cause(ctx)); err != nil {
			return err
		}
		if err := t.fill(e); err != nil {
			return err
		}
		if n.Add(e); n.Total()%filled == 0 {
			if err := errors.Join(t.plain("COMMIT"), t.plain("BEGIN IMMEDIATE")); err != nil {
				return err
			}
		}
	}
	there, err := t.counts()
	if err != nil {
		return err
	}
	if there != n {
		return fmt.Errorf("of %+v, %+v are there", n, there)
	}
	if err := errors.Join(t.plain("COMMIT"), t.pragma("synchronous = FULL")); err != nil {
		return err
	}
	return t.whole(func() error { return t.mark(0) })
}

// give makes the store empty again, as it was before the load.
func (t *tx) give() error {
	return errors.Join(t.pragma("synchronous = FULL"), t.whole(func() error { return errors.Join(t.wipe(), t.mark(0)) }))
}

// whole runs something in a transaction of its own.
func (t *tx) whole(run func() error) error {
	if err := t.plain("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := run(); err != nil {
		return errors.Join(err, t.plain("ROLLBACK"))
	}
	return t.plain("COMMIT")
}

func (t *tx) wipe() error {
	for _, q := range []string{
		`DELETE FROM commands`, `DELETE FROM records`, `DELETE FROM tags`, `DELETE FROM claims`,
		`DELETE FROM counters`, `DELETE FROM due`, `DELETE FROM outbox`, `DELETE FROM chats`,
	} {
		if err := t.plain(q); err != nil {
			return err
		}
	}
	return nil
}

// mark sets the version that isFilling reads.
func (t *tx) mark(version int) error { return t.pragma(fmt.Sprint("user_version = ", version)) }

// pragma is not prepared: it takes no parameter.
func (t *tx) pragma(setting string) error {
	_, err := t.w.conn.ExecContext(t.ctx, "PRAGMA "+setting)
	return err
}

func isFilling(ctx context.Context, conn *sql.Conn) (bool, error) {
	var version int
	err := conn.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version)
	return version == filling, err
}

// counts is how much the store holds.
func (t *tx) counts() (n archive.Counts, err error) {
	const q = `SELECT (SELECT count(*) FROM records), (SELECT count(*) FROM claims), (SELECT count(*) FROM outbox),
		(SELECT count(*) FROM commands), (SELECT count(*) FROM counters), (SELECT count(*) FROM due),
		(SELECT count(*) FROM chats WHERE rest > 0)`
	err = t.w.conn.QueryRowContext(t.ctx, q).Scan(
		&n.Records, &n.Claims, &n.Messages, &n.Commands, &n.Counters, &n.Works, &n.Chats,
	)
	return n, err
}

// fill puts one entry in; that it is there already is an error.
func (t *tx) fill(e archive.Entry) error {
	var err error
	switch e := e.(type) {
	case *archive.Counter:
		_, err = t.exec(`INSERT INTO counters (name, n) VALUES (?, ?)`, e.Name, e.N)
	case *archive.Command:
		_, err = t.exec(`INSERT INTO commands (id, outcome, at) VALUES (?, ?, ?)`, e.ID, blob(e.Outcome), ms(e.At))
	case *archive.Record:
		err = t.fillRecord(e)
	case *archive.Claim:
		_, err = t.exec(`INSERT INTO claims (resource, owner, start, end, pad, capacity, expires, reach)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, e.Resource, e.Owner, ms(e.Start), ms(e.End), e.Pad.Milliseconds(),
			e.Capacity, ms(e.Expires), ms(e.End)+e.Pad.Milliseconds())
	case *archive.Work:
		_, err = t.exec(`INSERT INTO due (id, kind, subject, at, clock, data, owner, lease, born, try, rest, dead, error)
			VALUES (?, ?, ?, ?, ?, ?, '', 0, 0, ?, ?, ?, ?)`, e.ID, e.Kind, e.Subject, ms(e.At), string(e.Clock),
			blob(e.Data), e.Try, ms(e.Rest), e.Dead, e.LastError)
	case *archive.Message:
		_, err = t.exec(`INSERT INTO outbox (seq, id, chat, channel, class, booking, placement, not_after, parent, sealed, try, held)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`, e.Seq, e.ID, e.Chat, e.Channel, string(e.Class), e.Guard.Booking,
			e.Guard.Placement, ms(e.Guard.NotAfter), e.Parent, blob(e.Sealed), e.Try)
	case *archive.Chat:
		_, err = t.exec(`INSERT INTO chats (chat, owner, lease, rest) VALUES (?, '', 0, ?)`, e.ID, ms(e.Rest))
	default:
		err = fmt.Errorf("an entry of type %T", e)
	}
	return err
}

func (t *tx) fillRecord(r *archive.Record) error {
	tags, err := json.Marshal(append([]string{}, r.Tags...))
	if err != nil {
		return err
	}
	const q = `INSERT INTO records (kind, id, version, tags, data, expires) VALUES (?, ?, ?, ?, ?, ?)`
	if _, err := t.exec(q, r.Kind, r.ID, r.Version, string(tags), blob(r.Data), ms(r.Expires)); err != nil {
		return err
	}
	if len(r.Tags) == 0 {
		return nil
	}
	const each = `INSERT OR IGNORE INTO tags (kind, tag, id) SELECT ?1, value, ?2 FROM json_each(?3)`
	_, err = t.exec(each, r.Kind, r.ID, string(tags))
	return err
}
