package bot

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Wherever a transcript leads, the label of a choice typed out does what the tap
// does. A label is tried once at each step and in each language.
func TestTypedLabelDoesWhatTheTapDoes(t *testing.T) {
	files, err := filepath.Glob("testdata/dialogues/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	tried := map[string]bool{}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			script, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, ids := newStageDoor(t), 0
			config := s.d.DialogueConfig
			config.NewID = func() string { ids++; return "id" + strconv.Itoa(ids) }
			s.d = NewDialogue(config)
			for line := range strings.Lines(string(script)) {
				if line = strings.TrimRight(line, "\n"); !strings.HasPrefix(line, "> ") || strings.HasPrefix(line, "> beside ") {
					continue
				}
				s.play(line)
				if !s.erased {
					s.tryLabels(tried, &ids)
				}
			}
		})
	}
	if len(tried) < 200 {
		t.Errorf("only %d labels tried: the walk is broken", len(tried))
	}
}

// tryLabels compares tap and typed label of what is on screen. Random ids are made
// from the same number for both.
func (s *stageDoor) tryLabels(tried map[string]bool, ids *int) {
	s.t.Helper()
	n := s.c.Data
	for _, o := range append(append([]Offered{}, n.Offered...), n.Aside...) {
		key := s.c.Language + " " + s.c.Step + " " + n.View + " " + o.Label
		if tried[key] || s.isAmbiguous(o) {
			continue
		}
		tried[key] = true
		first := *ids
		tapped := s.does(Inbound{Choice: o.ID})
		*ids = first
		typed := s.does(Inbound{Text: o.Label})
		*ids = first
		if !sameTurn(tapped, typed) {
			s.t.Errorf("at %s, %q typed out (%s) says something else (-tap +typed):\n%s", s.c.Step, o.Label, o.ID, cmp.Diff(tapped.Messages, typed.Messages))
		}
	}
}

// isAmbiguous: another choice on screen has the same label.
func (s *stageDoor) isAmbiguous(o Offered) bool {
	for _, other := range append(append([]Offered{}, s.c.Data.Offered...), s.c.Data.Aside...) {
		if other.ID != o.ID && plain(other.Label) == plain(o.Label) {
			return true
		}
	}
	return false
}
