package email

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// FolderConfig is where letters are written instead of sent.
type FolderConfig struct {
	Path  string // made if missing
	From  string
	Clock func() time.Time // for the Date header
}

// Folder writes letters as .eml files, for the demo: nothing leaves the
// machine.
type Folder struct{ FolderConfig }

// Kept is a letter in the folder.
type Kept struct {
	File     string // its name in the folder
	Subject  string
	To       string
	Date     time.Time
	Text     string
	Calendar string // the invitation, if it has one
}

// NewFolder makes the folder.
func NewFolder(c FolderConfig) (*Folder, error) {
	if _, err := address(c.From); err != nil {
		return nil, fmt.Errorf("mail sender %q: %w", c.From, err)
	}
	if err := os.MkdirAll(c.Path, 0o700); err != nil {
		return nil, fmt.Errorf("mail folder: %w", err)
	}
	return &Folder{c}, nil
}

// Post writes a letter; see Sender. Names sort by date.
func (f *Folder) Post(_ context.Context, l Letter) error {
	now := f.Clock().UTC()
	m, err := compose(f.From, l, now)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(f.Path, now.Format("20060102T150405.000000000")+"-*.part")
	if err != nil {
		return fmt.Errorf("mail folder: %w", err)
	}
	_, err = m.WriteTo(file)
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(fmt.Errorf("write letter: %w", err), os.Remove(file.Name()))
	}
	if err := os.Rename(file.Name(), strings.TrimSuffix(file.Name(), ".part")+".eml"); err != nil {
		return fmt.Errorf("mail folder: %w", err)
	}
	return nil
}

// List returns at most n letters, the newest first.
func (f *Folder) List(n int) ([]Kept, error) {
	names, err := filepath.Glob(filepath.Join(f.Path, "*.eml"))
	if err != nil {
		return nil, fmt.Errorf("mail folder: %w", err)
	}
	slices.Sort(names)
	slices.Reverse(names)
	var kept []Kept
	for _, name := range names[:min(n, len(names))] {
		k, err := read(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // taken away meanwhile
		}
		if err != nil {
			return nil, fmt.Errorf("letter %s: %w", filepath.Base(name), err)
		}
		kept = append(kept, k)
	}
	return kept, nil
}
