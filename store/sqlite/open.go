// Package sqlite keeps everything Escale must remember in one SQLite file: it
// implements scheduling.Store for a single process. It knows no rule of
// scheduling beyond what the Store's contract says, and what it stores is
// opaque to it.
//
// Durability: WAL with synchronous FULL; an answer is given after COMMIT, so
// what was acknowledged survives a crash and a power cut. Times are kept as UTC
// milliseconds: finer parts are cut off, and what comes back is in UTC.
package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"escale/scheduling"

	_ "modernc.org/sqlite" // the "sqlite" driver
)

// Config says where the file is and what the store needs besides.
type Config struct {
	// Path of the database file; its folder is created (mode 0700) if missing.
	// Beside it stand "<Path>-wal", "<Path>-shm" and "<Path>.lock".
	Path string
	// Log hears of migrations; nil: nothing is logged.
	Log *slog.Logger
	// Clock is machine time; nil: time.Now. It decides which claims have expired
	// and what Sweep drops.
	Clock func() time.Time
	// Beside opens a file that a service may have open, for a command that changes
	// a record or two: it takes no lock, creates nothing and migrates nothing.
	Beside bool
	// Restore opens a store for Load alone, were it one that a load which was
	// interrupted left behind (ErrRestoring otherwise).
	Restore bool
	// Admit looks at what is stored before anything of it is changed, were it of an
	// earlier version; its error refuses the file. It is not asked about a new one.
	// Nil: anybody may.
	Admit func(context.Context, scheduling.Reader) error
}

// Store is a scheduling.Store in one SQLite file. It is safe for concurrent
// use within the process that opened it; a second process is refused.
type Store struct {
	clock   func() time.Time
	lock    *os.File
	writer  *writer
	writeDB *sql.DB
	readDB  *sql.DB
	reads   reads
}

var _ scheduling.Store = (*Store)(nil)

// ErrClosed is returned by every method after Close.
var ErrClosed = errors.New("store is closed")

// readers is how many reads may run side by side; each is short.
const readers = 8

// Open opens or creates the database, brings its schema up to date and starts
// the writer. It fails if another process holds the file (ErrLocked), if the
// schema is newer than this program (ErrNewer) or if the file is not sound
// (ErrDamaged).
func Open(ctx context.Context, c Config) (*Store, error) {
	s, err := open(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", c.Path, err)
	}
	return s, nil
}

func open(ctx context.Context, c Config) (_ *Store, err error) {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	path, err := filepath.Abs(c.Path)
	if err != nil {
		return nil, err
	}
	s := &Store{clock: c.Clock}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.release())
		}
	}()
	if s.lock, err = prepare(ctx, path, c.Beside); err != nil {
		return nil, err
	}
	if s.writeDB, err = sql.Open("sqlite", dsn(path, "&_txlock=immediate")); err != nil {
		return nil, err
	}
	if s.readDB, err = sql.Open("sqlite", dsn(path, "&_pragma=query_only(1)")); err != nil {
		return nil, err
	}
	s.readDB.SetMaxOpenConns(readers)
	s.readDB.SetMaxIdleConns(readers)
	conn, err := s.writeDB.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.settleIn(ctx, conn, c); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	s.writer = startWriter(conn, c.Clock)
	return s, nil
}

// settleIn makes the file this process's own, unless it is another's.
func (s *Store) settleIn(ctx context.Context, conn *sql.Conn, c Config) error {
	if marked, err := isFilling(ctx, conn); err != nil || marked && !c.Restore {
		return cmp.Or(err, ErrRestoring)
	}
	if err := s.admit(ctx, conn, c); err != nil {
		return err
	}
	if c.Beside {
		return current(ctx, conn)
	}
	if err := migrate(ctx, conn, c.Clock(), c.Log); err != nil {
		return err
	}
	return forgetPredecessor(ctx, conn)
}

// admit asks whether what is stored may be opened.
func (s *Store) admit(ctx context.Context, conn *sql.Conn, c Config) error {
	if c.Admit == nil {
		return nil
	}
	if have, err := schema(ctx, conn); have == 0 || err != nil {
		return err
	}
	return c.Admit(ctx, s)
}

// prepare makes the folder, takes the lock, looks at what is there and creates
// the file readable by its owner alone; SQLite gives the same mode to the files beside it. Beside a
// service it does none of it.
func prepare(ctx context.Context, path string, beside bool) (*os.File, error) {
	if beside {
		_, err := os.Stat(path)
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	lock, err := lockFile(path + ".lock")
	if err != nil {
		return nil, err
	}
	if err := examine(ctx, path); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return lock, f.Close()
}

// What a savepoint might give back is kept in memory, not in a file that nobody
// knows of. The log grows to 16 MB before it is brought into the database, since
// changes that follow each other touch the same pages.
const pragmas = "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
	"&_pragma=secure_delete(1)&_pragma=temp_store(MEMORY)&_pragma=wal_autocheckpoint(4000)"

// dsn is the SQLite URI of an absolute path.
func dsn(path, more string) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	return u.String() + "?" + pragmas + more
}

// Close ends the writer once the operations under way are committed, and gives
// the file back. Later calls return ErrClosed.
func (s *Store) Close() error {
	if !s.writer.stop() {
		return ErrClosed
	}
	return s.release()
}

func (s *Store) release() error {
	errs := []error{s.reads.close()}
	for _, db := range []*sql.DB{s.readDB, s.writeDB} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// ms is an instant in the database: UTC milliseconds, 0 for the zero time.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant reads what ms wrote.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
