package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
)

// ErrDamaged: the file is no store, or not a whole one. Nothing was written to it.
var ErrDamaged = errors.New("this is no store of Escale, or a damaged one; nothing was written to it. " +
	"Put it aside with the files beside it (-wal, -shm) and fill a new one from the last backup: escale restore")

func damaged(how string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(how, args...), ErrDamaged)
}

// examine reads the whole file, and fails unless it is a sound store of this
// version or an earlier one, or there is none yet. It writes nothing: SQLite
// would empty or repair some of what is refused here.
func examine(ctx context.Context, path string) error {
	head, size, err := headOf(path)
	if err != nil {
		return err
	}
	log, logSize, err := headOf(path + "-wal")
	if err != nil {
		return err
	}
	switch {
	case size == 0 && logSize > 0:
		return damaged("the file is empty, but its log %s-wal is not", path)
	case size == 0:
		return nil
	case !bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		return damaged("the file does not begin as a database does")
	case logSize >= 32 && !isLog(log):
		return damaged("its log %s-wal does not begin as a log does", path)
	}
	if _, undo, err := headOf(path + "-journal"); err != nil || undo > 0 {
		return err // its making was interrupted, which SQLite undoes
	}
	source := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: "mode=ro&_pragma=busy_timeout(5000)"}
	db, err := sql.Open("sqlite", source.String())
	if err != nil {
		return err
	}
	defer db.Close()
	return sound(ctx, db)
}

// sound asks SQLite whether every page is where it should be, and whose they are.
func sound(ctx context.Context, db *sql.DB) error {
	var said string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&said); err != nil {
		return errors.Join(context.Cause(ctx), damaged("the file can't be read (%v)", err))
	}
	if said != "ok" {
		return damaged("the file is not whole (%s)", said)
	}
	var tables, ours, version int
	const whose = `SELECT count(*), count(*) FILTER (WHERE name = 'schema') FROM sqlite_master WHERE type = 'table'`
	if err := db.QueryRowContext(ctx, whose).Scan(&tables, &ours); err != nil {
		return err
	}
	switch {
	case tables == 0:
		return nil
	case ours == 0:
		return damaged("the database is another program's")
	}
	if err := db.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM schema`).Scan(&version); err != nil {
		return err
	}
	if known := len(migrations()); version > known {
		return newer(version, known)
	}
	return nil
}

// headOf reads the first bytes of a file; one that is missing is empty.
func headOf(path string) (head []byte, size int64, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	head = make([]byte, 32)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, 0, err
	}
	return head[:n], info.Size(), nil
}

// isLog knows the two beginnings that a log may have; one of zeros was never
// filled.
func isLog(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0x37, 0x7f, 0x06, 0x82}) || bytes.HasPrefix(head, []byte{0x37, 0x7f, 0x06, 0x83}) ||
		bytes.Equal(head, make([]byte, len(head)))
}
