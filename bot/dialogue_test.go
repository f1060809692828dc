package bot

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the transcripts anew; read the difference before committing")

// TestTranscripts plays testdata/dialogues: lines that begin with ">" are what
// the parent (or somebody else) does, the others what the bot says.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/dialogues/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := replay(t, string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("%s (-written +said):\n%s", file, diff)
			}
		})
	}
}

// replay runs a transcript's own lines and writes down what comes of them.
func replay(t *testing.T, script string) string {
	s := newStageDoor(t)
	for line := range strings.Lines(script) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "# = "):
			s.meaning = strings.TrimPrefix(line, "# = ")
			s.out.WriteString("\n" + line + "\n")
		case strings.HasPrefix(line, "#"):
			s.out.WriteString(line + "\n")
		case strings.HasPrefix(line, "> "):
			if s.meaning == "" {
				s.out.WriteString("\n")
			}
			s.out.WriteString(line + "\n")
			s.play(line)
		}
	}
	return strings.TrimRight(squeezed(s.out.String()), "\n") + "\n"
}

// squeezed leaves one blank line at most.
func squeezed(text string) string {
	for strings.Contains(text, "\n\n\n") {
		text = strings.ReplaceAll(text, "\n\n\n", "\n\n")
	}
	return text
}
