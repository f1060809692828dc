package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// reads are the statements of the readers, compiled once a connection: there are
// some ten, all of them literal.
type reads struct {
	mu    sync.Mutex // guards stmts
	stmts map[string]*sql.Stmt
}

// prepared finds the statement of a query.
func (s *Store) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s.writer.closed() {
		return nil, ErrClosed
	}
	s.reads.mu.Lock()
	defer s.reads.mu.Unlock()
	if stmt, ok := s.reads.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := s.readDB.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if s.reads.stmts == nil {
		s.reads.stmts = map[string]*sql.Stmt{}
	}
	s.reads.stmts[query] = stmt
	return stmt, nil
}

// read runs a query on one of the readers.
func (s *Store) read(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := s.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// close gives the statements back: SQLite would keep the files open for them.
func (r *reads) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs []error
	for _, stmt := range r.stmts {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(errs...)
}
