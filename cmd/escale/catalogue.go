package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"path"
	"slices"
	"strings"
	"sync/atomic"

	"escale/bot/danger"
	"escale/evaluation"
	"escale/programme"
)

// catalogue holds the programme in force and reads it again when its files
// change. A broken file leaves the old programme in force.
type catalogue struct {
	files   fs.FS
	log     *slog.Logger
	current atomic.Pointer[offered]
	sum     [sha256.Size]byte // of the files last read; touched by reload only
}

// offered is one reading of the files: programme and questionnaires together.
type offered struct {
	programme      *programme.Programme
	questionnaires map[string]*evaluation.Questionnaire // by id, which is the file's name
	danger         *danger.List
}

// openCatalogue reads the files. A structure whose file is broken is left out
// and reported; a broken programme.yaml or questionnaire is an error.
func openCatalogue(files fs.FS, log *slog.Logger) (*catalogue, error) {
	c := &catalogue{files: files, log: log}
	o, faults := readOffered(files)
	if o == nil {
		return nil, faults
	}
	c.report(faults, "what is broken is left out: a structure, or a text, which is said in French")
	c.current.Store(o)
	c.sum, _ = c.digest()
	return c, nil
}

// readOffered reads everything once. With faults in structure files only, both
// results are set.
func readOffered(files fs.FS) (*offered, error) {
	p, err := programme.Load(files)
	if p == nil {
		return nil, err
	}
	o := &offered{programme: p, questionnaires: map[string]*evaluation.Questionnaire{}}
	words, unread := readDanger(files)
	if unread != nil {
		return nil, errors.Join(unread, err)
	}
	o.danger = words
	var broken []error
	for name, b := range p.Questionnaires {
		q, err := evaluation.ParseQuestionnaire("questionnaires/"+name+".yaml", b)
		if err != nil {
			broken = append(broken, err)
			continue
		}
		o.questionnaires[name] = q
	}
	if len(broken) > 0 {
		return nil, errors.Join(append(broken, err)...)
	}
	return o, errors.Join(err, translateQuestionnaires(o))
}

func (c *catalogue) programme() *programme.Programme { return c.current.Load().programme }

// inOrder lists the questionnaires by name, for the pages.
func (c *catalogue) inOrder() []*evaluation.Questionnaire {
	qs := c.questionnaires()
	out := make([]*evaluation.Questionnaire, 0, len(qs))
	for _, name := range slices.Sorted(maps.Keys(qs)) {
		out = append(out, qs[name])
	}
	return out
}

func (c *catalogue) questionnaires() map[string]*evaluation.Questionnaire {
	return c.current.Load().questionnaires
}

// reload reads the files again if any changed, and reports whether a new
// programme is in force.
func (c *catalogue) reload() bool {
	sum, err := c.digest()
	if err != nil {
		c.log.Error("the programme can't be read; the one in force stays", "err", err)
		return false
	}
	if sum == c.sum {
		return false
	}
	c.sum = sum
	o, faults := readOffered(c.files)
	if faults != nil {
		c.report(faults, "the programme is broken; the one in force stays")
		return false
	}
	c.current.Store(o)
	c.log.Info("the programme was read again", "structures", len(o.programme.Structures))
	return true
}

// report logs every fault on a line of its own: file, line, column, field.
func (c *catalogue) report(err error, what string) {
	if err == nil {
		return
	}
	for line := range strings.Lines(err.Error()) {
		c.log.Warn(what, "fault", strings.TrimSpace(line))
	}
}

// digest sums up the names and contents of the YAML files.
func (c *catalogue) digest() (sum [sha256.Size]byte, err error) {
	h := sha256.New()
	err = fs.WalkDir(c.files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		b, err := fs.ReadFile(c.files, name)
		fmt.Fprintf(h, "%s %d\n", name, len(b))
		h.Write(b)
		return err
	})
	return [sha256.Size]byte(h.Sum(nil)), err
}
