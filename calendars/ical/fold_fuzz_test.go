package ical

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A file means the same however its lines are folded and ended, although most
// lines are passed over without being unfolded.
func FuzzFolding(f *testing.F) {
	files, _ := filepath.Glob("testdata/expand/*.ics")
	for n, file := range files {
		if text, err := os.ReadFile(file); err == nil {
			f.Add(text, uint8(n))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, width uint8) {
		from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		plain, _, err1 := Expand(refold(data, maxLine), from, from.AddDate(0, 2, 0), paris)
		folded, _, err2 := Expand(refold(data, 1+int(width%80)), from, from.AddDate(0, 2, 0), paris)
		if (err1 == nil) != (err2 == nil) {
			t.Fatalf("%v, folded %v", err1, err2)
		}
		if diff := cmp.Diff(plain, folded); diff != "" {
			t.Errorf("(-plain +folded)\n%s", diff)
		}
	})
}

var paris, _ = time.LoadLocation("Europe/Paris")

// refold writes every content line anew, folded after so many bytes.
func refold(data []byte, width int) []byte {
	var b bytes.Buffer
	for _, text := range Lines(data) {
		for len(text) > width && text[width-1] != '\r' {
			b.Write(text[:width])
			b.WriteString("\r\n\t")
			text = text[width:]
		}
		b.Write(text)
		b.WriteString("\r\n")
	}
	return b.Bytes()
}
