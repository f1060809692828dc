package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// ErrNewer: the file was written by a later version of the program. Nothing was
// written to it.
var ErrNewer = errors.New("the database is newer than this program; nothing was written to it. Install the version that wrote it, or a later one")

func newer(have, known int) error {
	return fmt.Errorf("schema %d, this program knows %d: %w", have, known, ErrNewer)
}

// migrations take the schema from version n to n+1. They are only ever appended
// to: a file in the field may stand at any of them. All times are UTC
// milliseconds, 0 meaning none.
func migrations() []string {
	return []string{
		// 1: everything of scheduling.Store.
		`CREATE TABLE commands (
			id      TEXT PRIMARY KEY,
			outcome BLOB NOT NULL,
			at      INTEGER NOT NULL
		) WITHOUT ROWID;
		CREATE INDEX commands_at ON commands (at);

		CREATE TABLE records (
			kind    TEXT NOT NULL,
			id      TEXT NOT NULL,
			version INTEGER NOT NULL,
			tags    TEXT NOT NULL, -- a JSON array, in the writer's order
			data    BLOB NOT NULL,
			expires INTEGER NOT NULL,
			UNIQUE (kind, id)
		);
		CREATE INDEX records_expires ON records (expires) WHERE expires > 0;

		CREATE TABLE tags (
			kind TEXT NOT NULL,
			tag  TEXT NOT NULL,
			id   TEXT NOT NULL,
			PRIMARY KEY (kind, tag, id)
		) WITHOUT ROWID;
		CREATE INDEX tags_id ON tags (kind, id);

		CREATE TABLE claims (
			resource TEXT NOT NULL,
			owner    TEXT NOT NULL,
			start    INTEGER NOT NULL,
			end      INTEGER NOT NULL,
			pad      INTEGER NOT NULL,
			capacity INTEGER NOT NULL,
			expires  INTEGER NOT NULL,
			reach    INTEGER NOT NULL, -- end + pad: what the check's index is on
			PRIMARY KEY (resource, owner, start, end)
		) WITHOUT ROWID;
		CREATE INDEX claims_reach ON claims (resource, reach);
		CREATE INDEX claims_owner ON claims (owner);
		CREATE INDEX claims_expires ON claims (expires) WHERE expires > 0;

		CREATE TABLE counters (
			name TEXT PRIMARY KEY,
			n    INTEGER NOT NULL
		) WITHOUT ROWID;

		CREATE TABLE due (
			id      TEXT PRIMARY KEY,
			kind    TEXT NOT NULL,
			subject TEXT NOT NULL,
			at      INTEGER NOT NULL,
			clock   TEXT NOT NULL,
			data    BLOB NOT NULL,
			owner   TEXT NOT NULL,    -- who holds the lease; empty: nobody
			lease   INTEGER NOT NULL, -- until when
			born    INTEGER NOT NULL, -- 1: leased when added, not claimed yet
			try     INTEGER NOT NULL,
			rest    INTEGER NOT NULL, -- not before, after a failure
			dead    INTEGER NOT NULL,
			error   TEXT NOT NULL
		);
		CREATE INDEX due_at ON due (clock, at) WHERE dead = 0;
		CREATE INDEX due_subject ON due (subject);

		CREATE TABLE outbox (
			seq       INTEGER PRIMARY KEY AUTOINCREMENT,
			id        TEXT NOT NULL UNIQUE,
			chat      TEXT NOT NULL,
			channel   TEXT NOT NULL,
			class     TEXT NOT NULL,
			booking   TEXT NOT NULL,
			placement INTEGER NOT NULL,
			not_after INTEGER NOT NULL,
			parent    TEXT NOT NULL,
			sealed    BLOB NOT NULL,
			try       INTEGER NOT NULL,
			held      INTEGER NOT NULL -- handed out until then
		);
		CREATE INDEX outbox_chat ON outbox (chat, seq);
		CREATE INDEX outbox_reply ON outbox (seq) WHERE class = 'reply';

		CREATE TABLE chats (
			chat  TEXT PRIMARY KEY,
			owner TEXT NOT NULL,
			lease INTEGER NOT NULL,
			rest  INTEGER NOT NULL
		) WITHOUT ROWID;`,

		// 2: fewer pages touched by each change. Claims stand by owner, and work by
		// id, without an index beside; a record's tags are found from its own row; a
		// message's number needs no table of numbers that were used.
		`ALTER TABLE claims RENAME TO claims_1;
		CREATE TABLE claims (
			owner    TEXT NOT NULL,
			resource TEXT NOT NULL,
			start    INTEGER NOT NULL,
			end      INTEGER NOT NULL,
			pad      INTEGER NOT NULL,
			capacity INTEGER NOT NULL,
			expires  INTEGER NOT NULL,
			reach    INTEGER NOT NULL, -- end + pad: what the check's index is on
			PRIMARY KEY (owner, resource, start, end)
		) WITHOUT ROWID;
		INSERT INTO claims (owner, resource, start, end, pad, capacity, expires, reach)
			SELECT owner, resource, start, end, pad, capacity, expires, reach FROM claims_1;
		DROP TABLE claims_1;
		CREATE INDEX claims_reach ON claims (resource, reach);
		CREATE INDEX claims_expires ON claims (expires) WHERE expires > 0;

		DROP INDEX tags_id;

		ALTER TABLE due RENAME TO due_1;
		CREATE TABLE due (
			id      TEXT PRIMARY KEY,
			kind    TEXT NOT NULL,
			subject TEXT NOT NULL,
			at      INTEGER NOT NULL,
			clock   TEXT NOT NULL,
			data    BLOB NOT NULL,
			owner   TEXT NOT NULL,    -- who holds the lease; empty: nobody
			lease   INTEGER NOT NULL, -- until when
			born    INTEGER NOT NULL, -- 1: leased when added, not claimed yet
			try     INTEGER NOT NULL,
			rest    INTEGER NOT NULL, -- not before, after a failure
			dead    INTEGER NOT NULL,
			error   TEXT NOT NULL
		) WITHOUT ROWID;
		INSERT INTO due (id, kind, subject, at, clock, data, owner, lease, born, try, rest, dead, error)
			SELECT id, kind, subject, at, clock, data, owner, lease, born, try, rest, dead, error FROM due_1;
		DROP TABLE due_1;
		CREATE INDEX due_at ON due (clock, at) WHERE dead = 0;
		CREATE INDEX due_subject ON due (subject);

		ALTER TABLE outbox RENAME TO outbox_1;
		CREATE TABLE outbox (
			seq       INTEGER PRIMARY KEY,
			id        TEXT NOT NULL UNIQUE,
			chat      TEXT NOT NULL,
			channel   TEXT NOT NULL,
			class     TEXT NOT NULL,
			booking   TEXT NOT NULL,
			placement INTEGER NOT NULL,
			not_after INTEGER NOT NULL,
			parent    TEXT NOT NULL,
			sealed    BLOB NOT NULL,
			try       INTEGER NOT NULL,
			held      INTEGER NOT NULL -- handed out until then
		);
		INSERT INTO outbox (seq, id, chat, channel, class, booking, placement, not_after, parent, sealed, try, held)
			SELECT seq, id, chat, channel, class, booking, placement, not_after, parent, sealed, try, held FROM outbox_1;
		DROP TABLE outbox_1;
		CREATE INDEX outbox_chat ON outbox (chat, seq);
		CREATE INDEX outbox_reply ON outbox (seq) WHERE class = 'reply';`,
	}
}

// ErrOlder: the file is yet to be brought up to date, by the service.
var ErrOlder = errors.New("the database is older than this program: start the service once")

// schema is the version at which the file stands; 0: a new one.
func schema(ctx context.Context, conn *sql.Conn) (have int, err error) {
	const made = `SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema'`
	if err := conn.QueryRowContext(ctx, made).Scan(&have); err != nil || have == 0 {
		return 0, err
	}
	const latest = `SELECT coalesce(max(version), 0) FROM schema`
	err = conn.QueryRowContext(ctx, latest).Scan(&have)
	return have, err
}

// current fails unless the schema is this program's.
func current(ctx context.Context, conn *sql.Conn) error {
	have, err := schema(ctx, conn)
	if err != nil {
		return err
	}
	switch want := len(migrations()); {
	case have > want:
		return ErrNewer
	case have < want:
		return ErrOlder
	}
	return nil
}

// migrate brings the schema up to the latest version, one transaction a step.
func migrate(ctx context.Context, conn *sql.Conn, now time.Time, log *slog.Logger) error {
	const table = `CREATE TABLE IF NOT EXISTS schema (version INTEGER PRIMARY KEY, at INTEGER NOT NULL)`
	if _, err := conn.ExecContext(ctx, table); err != nil {
		return err
	}
	have, err := schema(ctx, conn)
	if err != nil {
		return err
	}
	steps := migrations()
	if have > len(steps) {
		return newer(have, len(steps))
	}
	for v := have; v < len(steps); v++ {
		if err := step(ctx, conn, v+1, steps[v], now); err != nil {
			return fmt.Errorf("migrate to schema %d: %w", v+1, err)
		}
		log.InfoContext(ctx, "store migrated", "schema", v+1)
	}
	return nil
}

func step(ctx context.Context, conn *sql.Conn, version int, ddl string, now time.Time) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after Commit there is nothing to roll back
	if _, err := tx.ExecContext(ctx, ddl); err != nil {
		return err
	}
	const mark = `INSERT INTO schema (version, at) VALUES (?, ?)`
	if _, err := tx.ExecContext(ctx, mark, version, ms(now)); err != nil {
		return err
	}
	return tx.Commit()
}
