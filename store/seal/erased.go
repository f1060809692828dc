package seal

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Ledger remembers which parents were erased, for when a backup that still
// knows them is restored. It is a folder with a file a month, to which lines are
// appended: the day and the parent's random id, which leads to nobody. It stands
// outside of the store and of its backups. Several processes may write to it.
type Ledger struct {
	dir   string
	clock func() time.Time
}

// NewLedger returns the ledger in a folder, which the first Add creates. clock
// is machine time.
func NewLedger(dir string, clock func() time.Time) *Ledger { return &Ledger{dir, clock} }

const month = "2006-01"

// Add notes that a parent is erased. Once it returns nil, the note survives a
// power cut. Adding twice does no harm.
func (l *Ledger) Add(parent string) error {
	now := l.clock().UTC()
	line := now.Format(time.DateOnly) + " " + parent + "\n"
	if !whole.MatchString(strings.TrimSuffix(line, "\n")) {
		return fmt.Errorf("note erasure: %q is no parent's id", parent)
	}
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return fmt.Errorf("note erasure: %w", err)
	}
	if err := appendLine(filepath.Join(l.dir, now.Format(month)), line); err != nil {
		return fmt.Errorf("note erasure: %w", err)
	}
	return nil
}

// appendLine writes the line with one write and waits until it is durable. What
// a power cut left of the line before it is ended first.
func appendLine(path, line string) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if last := []byte{'\n'}; info.Size() > 0 {
		if _, err := f.ReadAt(last, info.Size()-1); err != nil {
			return err
		}
		if last[0] != '\n' {
			line = "\n" + line
		}
	}
	if _, err := f.WriteString(line); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return errors.Join(syncDir(filepath.Dir(path)), syncDir(filepath.Dir(filepath.Dir(path))))
}

var (
	whole = regexp.MustCompile(`^\d{4}-\d\d-\d\d [a-z2-7]{26}$`)
	torn  = regexp.MustCompile(`^[-0-9]{0,10}( [a-z2-7]{0,25})?$`) // by a power cut, before Add returned
	named = regexp.MustCompile(`^\d{4}-\d\d$`)
)

// All returns the ids of every erased parent that is remembered. No folder is an
// empty ledger. A line that was altered is an error that names it: passing over
// it would bring somebody back.
func (l *Ledger) All() (map[string]bool, error) {
	months, err := l.months()
	if err != nil {
		return nil, err
	}
	all := map[string]bool{}
	for _, m := range months {
		if err := read(filepath.Join(l.dir, m), all); err != nil {
			return nil, fmt.Errorf("erased parents: %w", err)
		}
	}
	return all, nil
}

func read(path string, into map[string]bool) error {
	lines, err := entries(path)
	for _, line := range lines {
		into[strings.TrimSpace(line[len(time.DateOnly):])] = true
	}
	return err
}

// entries reads the lines of a file.
func entries(path string) (lines []string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	file := bufio.NewScanner(f)
	for n := 1; file.Scan(); n++ {
		switch line := file.Text(); {
		case whole.MatchString(line):
			lines = append(lines, line+"\n")
		case !torn.MatchString(line):
			return nil, fmt.Errorf("%s, line %d: want a day and the id of a parent", path, n)
		}
	}
	return lines, file.Err()
}

// Trim forgets the erasures of months that ended before an instant, when no
// backup is left that knows those parents.
func (l *Ledger) Trim(before time.Time) error {
	months, err := l.months()
	if err != nil {
		return err
	}
	for _, m := range months {
		begun, err := time.Parse(month, m)
		if err == nil && !begun.AddDate(0, 1, 0).After(before) {
			if err := os.Remove(filepath.Join(l.dir, m)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("erased parents: %w", err)
			}
		}
	}
	return nil
}

// CopyTo adds the ledger to the one in another folder: what is known there alone
// stays, such as the erasures of a machine that was lost. Nobody may add to that
// one meanwhile.
func (l *Ledger) CopyTo(dir string) error {
	months, err := l.months()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("copy erased parents: %w", err)
	}
	for _, m := range months {
		if err := mergeInto(filepath.Join(dir, m), filepath.Join(l.dir, m)); err != nil {
			return fmt.Errorf("copy erased parents: %w", err)
		}
	}
	return syncDir(dir)
}

// mergeInto puts what two files of a ledger know into the first; that is whole
// afterwards, or as it was.
func mergeInto(path, other string) error {
	all, err := entries(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	more, err := entries(other)
	if err != nil {
		return err
	}
	lines := append(all, more...)
	slices.Sort(lines)
	f, err := os.CreateTemp(filepath.Dir(path), ".copy-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.WriteString(strings.Join(slices.Compact(lines), ""))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), path)
}

// months lists the files of the ledger.
func (l *Ledger) months() ([]string, error) {
	found, err := os.ReadDir(l.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("erased parents: %w", err)
	}
	var months []string
	for _, e := range found {
		if named.MatchString(e.Name()) {
			months = append(months, e.Name())
		}
	}
	return months, nil
}
