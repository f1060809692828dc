package hosting_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the answers of the transcripts anew")

// TestTranscripts sends what clients are known to send, in their order, and
// compares every answer with the file. In a request, {token} and {etag} stand
// for the last ones that were answered.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d transcripts, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			s := open(t)
			s.now = time.Date(2026, 3, 20, 9, 0, 0, 0, time.UTC)
			if err := s.Put(t.Context(), "maison/ouvert", "a.ics", event("a", "20260330T080000Z", "20260330T100000Z")); err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := s.replay(string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if d := cmp.Diff(string(want), got); d != "" && !*update {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

const answers = "\n<<<\n"

// replay returns the transcript with the answers that came.
func (s *site) replay(transcript string) string {
	s.t.Helper()
	var b strings.Builder
	token, etag := "", ""
	for i, part := range strings.Split(transcript, "### ") {
		if i == 0 {
			b.WriteString(part)
			continue
		}
		request, _, _ := strings.Cut(part, answers)
		request = strings.TrimRight(request, "\n")
		b.WriteString("### " + request + answers)
		r := s.asksAll(strings.NewReplacer("{token}", token, "{etag}", etag).Replace(request))
		if found := lastOf(tokenText, r.body); found != "" {
			token = found
		}
		if found := lastOf(etagText, r.header.Get("ETag")+r.body); found != "" {
			etag = found
		}
		b.WriteString(written(r) + "\n")
	}
	return b.String()
}

// asksAll sends a title, a request line, headers, an empty line and a body.
func (s *site) asksAll(text string) reply {
	s.t.Helper()
	head, body, _ := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	method, path, ok := strings.Cut(lines[1], " ")
	if !ok {
		s.t.Fatalf("no request: %q", text)
	}
	var headers []string
	for _, line := range lines[2:] {
		name, value, _ := strings.Cut(line, ": ")
		headers = append(headers, name, value)
	}
	if method == "PUT" {
		body = strings.ReplaceAll(body, "\n", "\r\n") + "\r\n"
	}
	return s.asks(method, path, body, headers...)
}

var (
	tokenText = regexp.MustCompile(`urn:escale:sync:[A-Z0-9]+:\d+`)
	etagText  = regexp.MustCompile(`\d+-[0-9a-f]{12}`)
	epoch     = regexp.MustCompile(`sync:[A-Z0-9]+:`)
)

func lastOf(what *regexp.Regexp, text string) string {
	all := what.FindAllString(text, -1)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// written is an answer as a transcript shows it: without what is random.
func written(r reply) string {
	var b strings.Builder
	fmt.Fprintln(&b, r.status)
	for _, name := range []string{"Dav", "Allow", "Location", "Etag", "Content-Type"} {
		if v := r.header.Get(name); v != "" && (name != "Dav" || r.header.Get("Allow") != "") {
			b.WriteString(name + ": " + v + "\n")
		}
	}
	b.WriteString("\n" + indented(r.body) + "\n")
	return strings.ReplaceAll(epoch.ReplaceAllString(b.String(), "sync:EPOCH:"), "\r", "")
}

// indented shows XML an element a line; anything else as it is.
func indented(body string) string {
	if !strings.HasPrefix(body, "<?xml") {
		return body
	}
	d, b := xml.NewDecoder(strings.NewReader(body)), &bytes.Buffer{}
	depth, text := 0, ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return strings.TrimSpace(b.String())
		}
		if err != nil {
			return err.Error() + "\n" + body
		}
		switch e := token.(type) {
		case xml.StartElement:
			b.WriteString("\n" + strings.Repeat("  ", depth) + short(e.Name))
			for _, a := range e.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					b.WriteString(" " + a.Name.Local + "=" + a.Value)
				}
			}
			depth, text = depth+1, ""
		case xml.CharData:
			text += string(e)
		case xml.EndElement:
			if depth--; strings.TrimSpace(text) != "" {
				b.WriteString(": " + strings.TrimSpace(text))
			}
			text = ""
		}
	}
}

// short is an element's name with the usual letter for its namespace.
func short(n xml.Name) string {
	letter := map[string]string{
		"DAV:": "D:", "urn:ietf:params:xml:ns:caldav": "C:", "http://calendarserver.org/ns/": "CS:", "http://apple.com/ns/ical/": "A:",
	}[n.Space]
	if letter == "" && n.Space != "" {
		letter = "{" + n.Space + "}"
	}
	return letter + n.Local
}
