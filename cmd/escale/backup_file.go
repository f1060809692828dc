package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// stamp is the time in the name of a backup, UTC.
const stamped = "20060102T150405Z"

// backupPath is the file that -to names: itself, or one with the installation
// and the time in its name in the folder that it is. dir is then the folder.
//
// A new file has to end in .age: a folder that was forgotten would otherwise
// become a file tonight, and refuse every backup from tomorrow on.
func backupPath(to, installation string, now time.Time) (path, dir string, err error) {
	info, err := os.Stat(to)
	switch {
	case err == nil && info.IsDir():
		return filepath.Join(to, backupPrefix(installation)+now.UTC().Format(stamped)+backupSuffix), to, nil
	case errors.Is(err, fs.ErrNotExist) && filepath.Ext(to) != ".age":
		return "", "", fmt.Errorf("there is no folder %s: make it, or name a file that ends in .age", to)
	}
	return to, "", nil
}

const backupSuffix = ".escale.age"

// backupPrefix begins the names of an installation's backups.
func backupPrefix(installation string) string {
	plain := func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '_'
	}
	return strings.TrimLeft(strings.Map(plain, installation), ".") + "-"
}

// writeWhole makes a file of mode 0600 that is there whole or not at all: what
// write gives is on the disk, and reads back as it was written, before the file
// gets its name, and check has found nothing wrong with it. A file that has the
// name already is left alone.
func writeWhole(path string, write func(io.Writer) error, check func(path string) error) (size int64, err error) {
	if _, err := os.Lstat(path); err == nil {
		return 0, fmt.Errorf("%s is there already: name another file, or a folder", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".escale-*.partial") // mode 0600
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	counted := &counted{sum: sha256.New()}
	err = write(io.MultiWriter(f, counted))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return 0, err
	}
	if err := errors.Join(readsBack(f.Name(), counted), check(f.Name())); err != nil {
		return 0, err
	}
	// Unlike a rename, a link fails where a file stands.
	if err := os.Link(f.Name(), path); err != nil {
		return 0, err
	}
	return counted.n, errors.Join(os.Remove(f.Name()), syncFolder(filepath.Dir(path)))
}

// counted is how much was written, and its hash.
type counted struct {
	n   int64
	sum hash.Hash
}

func (c *counted) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return c.sum.Write(b)
}

func readsBack(path string, written *counted) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	read := &counted{sum: sha256.New()}
	_, err = io.Copy(read, f)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if read.n != written.n || !bytes.Equal(read.sum.Sum(nil), written.sum.Sum(nil)) {
		return fmt.Errorf("%s does not read back as it was written: look at that disk", path)
	}
	return nil
}

func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// expireBackups removes this installation's backups of before an instant, by the
// time in their names, and what backups that were cut off left. It returns how
// many backups went.
func expireBackups(dir, installation string, before time.Time) (gone int, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, err
	}
	var errs []error
	for _, e := range entries {
		rest, ours := strings.CutPrefix(e.Name(), backupPrefix(installation))
		when, ending := strings.CutSuffix(rest, backupSuffix)
		at, err := time.Parse(stamped, when)
		switch {
		case !e.Type().IsRegular():
		case ours && ending && err == nil && at.Before(before):
			err := os.Remove(filepath.Join(dir, e.Name()))
			if errs = append(errs, err); err == nil {
				gone++
			}
		case abandoned(e, before):
			errs = append(errs, os.Remove(filepath.Join(dir, e.Name())))
		}
	}
	return gone, errors.Join(errs...)
}

// abandoned reports whether a file is what a backup that was cut off left, long
// ago: it holds what a backup does.
func abandoned(e os.DirEntry, before time.Time) bool {
	if !strings.HasPrefix(e.Name(), ".escale-") || !strings.HasSuffix(e.Name(), ".partial") {
		return false
	}
	info, err := e.Info()
	return err == nil && info.ModTime().Before(before)
}
