package hosting_test

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzServer sends maison's requests of every kind: none stops the server, none
// is answered with what is not XML where XML is announced, and none shows or
// changes anything of the neighbour's.
func FuzzServer(f *testing.F) {
	seed(f)
	s := open(f)
	const theirs = "/caldav/voisin/calendars/ouvert/"
	if err := s.Put(f.Context(), "voisin/ouvert", "mirliton.ics", event("mirliton", "20260330T080000Z", "20260330T090000Z")); err != nil {
		f.Fatal(err)
	}
	before := s.serve(f, "voisin", "PROPFIND", theirs, "Depth: 1", "")
	f.Fuzz(func(t *testing.T, method, path, headers, body string) {
		r := s.serve(t, "maison", method, path, headers, body)
		if r.status >= 500 && r.status != http.StatusInsufficientStorage {
			t.Errorf("%d: %s", r.status, r.body)
		}
		if strings.Contains(r.body, "mirliton") && !strings.Contains(path+headers+body, "mirliton") {
			t.Errorf("something of the neighbour's: %s", r.body)
		}
		if strings.Contains(r.header.Get("Content-Type"), "xml") {
			if err := wellFormed(r.body); err != nil {
				t.Errorf("%v: %s", err, r.body)
			}
		}
		if after := s.serve(t, "voisin", "PROPFIND", theirs, "Depth: 1", ""); after.body != before.body {
			t.Errorf("the neighbour's calendar is another now: %s", after.body)
		}
	})
}

// seed adds the requests of the transcripts, and some of an attacker's.
func seed(f *testing.F) {
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range strings.Split(string(text), "### ")[1:] {
			request, _, _ := strings.Cut(part, answers)
			head, body, _ := strings.Cut(request, "\n\n")
			lines := strings.Split(head, "\n")
			method, path, _ := strings.Cut(lines[1], " ")
			f.Add(method, path, strings.Join(lines[2:], "\n"), body)
		}
	}
	for _, path := range []string{"/caldav/voisin/calendars/ouvert/", "/caldav/maison/calendars/../../voisin/", "/caldav//voisin", "/caldav/maison/calendars/ouvert/\x00"} {
		f.Add("PROPFIND", path, "Depth: infinity", "")
		f.Add("MOVE", home+"a.ics", "Destination: "+path+"x.ics", "")
		f.Add("REPORT", home, "", multiget(path+"a.ics"))
	}
}

// serve asks without a network.
func (s *site) serve(t testing.TB, user, method, path, headers, body string) reply {
	t.Helper()
	r := &http.Request{
		Method: method, URL: &url.URL{Path: path}, Header: http.Header{}, Host: "agenda.exemple.invalid",
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), RemoteAddr: "192.0.2.1:1",
	}
	for line := range strings.Lines(headers) {
		if name, value, ok := strings.Cut(strings.TrimRight(line, "\n"), ": "); ok {
			r.Header.Set(name, value)
		}
	}
	r.SetBasicAuth(user, secret)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r.WithContext(t.Context()))
	return reply{w.Code, w.Header(), w.Body.String()}
}

func wellFormed(text string) error {
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}
