package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"
)

// batch is how many operations share one COMMIT at most.
const batch = 64

// writer is the one goroutine that changes the database. Operations that wait
// are committed together: of several, each runs inside a savepoint of its own, so
// that one that fails leaves nothing, and each is answered only after the COMMIT.
type writer struct {
	conn  *sql.Conn
	clock func() time.Time
	stmts map[string]*sql.Stmt // only the writer's goroutine touches it
	ops   chan *op
	ended chan struct{}

	mu      sync.RWMutex // guards stopped and sending on ops against its closing
	stopped bool
}

// op is one operation. run may be called at most once; alone makes it run
// outside any transaction.
type op struct {
	ctx   context.Context
	run   func(*tx) error
	alone bool
	done  chan error
}

func startWriter(conn *sql.Conn, clock func() time.Time) *writer {
	w := &writer{
		conn: conn, clock: clock, stmts: map[string]*sql.Stmt{},
		ops: make(chan *op, batch), ended: make(chan struct{}),
	}
	go w.loop()
	return w
}

// do runs the operation and waits for its COMMIT. If ctx ends first, whether it
// was done is unknown: command ids make asking again harmless.
func (w *writer) do(ctx context.Context, run func(*tx) error) error {
	return w.send(&op{ctx: ctx, run: run, done: make(chan error, 1)})
}

func (w *writer) send(o *op) error {
	if err := w.enqueue(o); err != nil {
		return err
	}
	select {
	case err := <-o.done:
		return err
	case <-o.ctx.Done():
		return context.Cause(o.ctx)
	}
}

func (w *writer) enqueue(o *op) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.stopped {
		return ErrClosed
	}
	select {
	case w.ops <- o:
		return nil
	case <-o.ctx.Done():
		return context.Cause(o.ctx)
	}
}

// stop lets what waits be committed, then ends the goroutine; false if it was
// stopped before.
func (w *writer) stop() bool {
	w.mu.Lock()
	first := !w.stopped
	if first {
		w.stopped = true
		close(w.ops)
	}
	w.mu.Unlock()
	<-w.ended
	return first
}

func (w *writer) loop() {
	defer close(w.ended)
	defer w.conn.Close()
	defer w.finalize()
	for o := range w.ops {
		if o.alone {
			o.done <- o.run(w.tx())
			continue
		}
		ops, last := w.gather(o)
		w.commit(ops)
		if last != nil {
			last.done <- last.run(w.tx())
		}
	}
}

// finalize gives the statements back: SQLite would keep the files open for them.
func (w *writer) finalize() {
	for _, s := range w.stmts {
		_ = s.Close()
	}
}

// gather takes what waits already, up to batch, stopping before an operation
// that must run alone.
func (w *writer) gather(first *op) (ops []*op, alone *op) {
	ops = []*op{first}
	for len(ops) < batch {
		select {
		case o, ok := <-w.ops:
			if !ok {
				return ops, nil
			}
			if o.alone {
				return ops, o
			}
			ops = append(ops, o)
		default:
			return ops, nil
		}
	}
	return ops, nil
}

// commit runs the operations in one transaction and answers each. If the
// transaction itself fails, every operation hears of it and none is kept.
func (w *writer) commit(ops []*op) {
	t := w.tx()
	errs := make([]error, len(ops))
	err := t.plain("BEGIN IMMEDIATE")
	if err == nil {
		err = t.all(ops, errs)
	}
	if err != nil {
		err = fmt.Errorf("commit: %w", err)
		// SQLite may have rolled back by itself; then this one fails, rightly.
		_ = t.plain("ROLLBACK")
	}
	for i, o := range ops {
		if err != nil {
			o.done <- errors.Join(err, errs[i])
		} else {
			o.done <- errs[i]
		}
	}
}

// all runs the operations and commits. One alone needs no savepoint: what it
// leaves when it fails goes with the whole.
func (t *tx) all(ops []*op, errs []error) error {
	if len(ops) == 1 {
		if errs[0] = t.only(ops[0]); errs[0] != nil {
			return t.plain("ROLLBACK")
		}
		return t.plain("COMMIT")
	}
	for i, o := range ops {
		var fatal error
		if errs[i], fatal = t.saved(o); fatal != nil {
			return fatal
		}
	}
	return t.plain("COMMIT")
}

func (t *tx) only(o *op) error {
	if err := context.Cause(o.ctx); err != nil {
		return err
	}
	return o.run(t)
}

func (w *writer) tx() *tx {
	return &tx{w: w, ctx: context.Background(), now: w.clock()}
}

// tx runs SQL on the writer's connection. now is machine time at its begin. Its
// context never ends: an operation once begun is finished.
type tx struct {
	w   *writer
	ctx context.Context
	now time.Time
}

// saved runs one operation in a savepoint: own is its error, fatal that of the
// whole transaction.
func (t *tx) saved(o *op) (own, fatal error) {
	if err := t.plain("SAVEPOINT op"); err != nil {
		return nil, err
	}
	own = t.only(o)
	if own != nil {
		// This fails when a full disk made SQLite roll everything back.
		if err := t.plain("ROLLBACK TO op"); err != nil {
			return own, err
		}
	}
	return own, t.plain("RELEASE op")
}

func (t *tx) plain(query string) error {
	_, err := t.exec(query)
	return err
}

// exec returns how many rows were changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	s, err := t.prepare(query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (t *tx) query(query string, args ...any) (*sql.Rows, error) {
	s, err := t.prepare(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(t.ctx, args...)
}

// prepare keeps statements: there are some thirty, all of them literal.
func (t *tx) prepare(query string) (*sql.Stmt, error) {
	if s, ok := t.w.stmts[query]; ok {
		return s, nil
	}
	s, err := t.w.conn.PrepareContext(t.ctx, query)
	if err != nil {
		return nil, err
	}
	t.w.stmts[query] = s
	return s, nil
}

// collect reads all rows and closes them.
func collect[T any](rows *sql.Rows, err error, scan func(*sql.Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

func text(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) }

// closed: a store that is being opened has none yet, and may be read.
func (w *writer) closed() bool {
	if w == nil {
		return false
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.stopped
}
