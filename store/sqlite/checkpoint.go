package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A dump holds the log for as long as it is read, perhaps minutes, and the log
// can't be emptied before. A checkpoint waits for that beside the writer, so that
// parents don't: it tries for a moment, as long as ordinary reads take, and comes
// back after a pause.
const (
	momentary = 50 * time.Millisecond
	pause     = 250 * time.Millisecond
	// usual is how long the writer waits else, see pragmas.
	usual = 5 * time.Second
	// patient is for how long it comes back.
	patient = 30 * time.Second
)

// errHeld is the answer while a reader holds the log.
var errHeld = errors.New("a reader holds the log")

// Checkpoint brings everything into the database file and empties the log, so
// that what was deleted stands in neither: deleted pages are overwritten
// (secure_delete), and the log that still held them is cut to nothing. While a
// Dump is read it can't be done: it waits half a minute for that, and then it is
// an error, and to be asked for again. Changes go on meanwhile.
func (s *Store) Checkpoint(ctx context.Context) error {
	ctx, stop := context.WithTimeoutCause(ctx, patient, errHeld)
	defer stop()
	for {
		err := s.tryCheckpoint(ctx)
		if err == nil {
			return nil
		}
		if !errors.Is(err, errHeld) {
			return fmt.Errorf("checkpoint: %w", err)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return fmt.Errorf("checkpoint: %w", context.Cause(ctx))
		}
	}
}

// tryCheckpoint keeps the writer for a moment; errHeld if that is too short.
func (s *Store) tryCheckpoint(ctx context.Context) error {
	return s.writer.send(&op{ctx: ctx, alone: true, done: make(chan error, 1), run: func(t *tx) (err error) {
		if err := t.patience(momentary); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, t.patience(usual)) }()
		var held, log, moved int
		if err := t.w.conn.QueryRowContext(t.ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&held, &log, &moved); err != nil {
			return err
		}
		if held != 0 {
			return errHeld
		}
		return nil
	}})
}

// patience sets how long the writer waits for a lock of another process.
func (t *tx) patience(d time.Duration) error {
	_, err := t.w.conn.ExecContext(t.ctx, fmt.Sprintf(`PRAGMA busy_timeout = %d`, d.Milliseconds()))
	return err
}
