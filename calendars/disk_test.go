package calendars

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// cached fills a cache from a server and returns its folder and two files.
func cached(t *testing.T, s *shelfServer) (dir string, files []string) {
	t.Helper()
	dir = t.TempDir()
	for i := range 300 {
		s.put(fmt.Sprintf("/odd/rendez-vous/%d.ics", i), icsOf(strconv.Itoa(i), "DTSTART:20260324T130000Z", "DURATION:PT1H", "SUMMARY:Secret"))
	}
	m := newTestMirror(t, MirrorConfig{CacheDir: dir, HTTPClient: &http.Client{Transport: s}}, shelfSource)
	m.mustSync(t, aline)
	return dir, filesIn(t, dir, 2)
}

func filesIn(t *testing.T, dir string, want int) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != want {
		t.Fatalf("cached: %v, %v, want %d files", files, err, want)
	}
	return files
}

// again starts anew on a cache, and says what that asked of the server.
func again(t *testing.T, s *shelfServer, dir string) (requests []string, size int) {
	t.Helper()
	s.take()
	m := newTestMirror(t, MirrorConfig{CacheDir: dir, HTTPClient: &http.Client{Transport: s}}, shelfSource)
	m.mustSync(t, aline)
	expectWeek(t, m, aline, []string{"23 14:00-17:00"}, []string{"23 14:00-15:00"})
	if n := len(m.objectsNow()); n != 302 {
		t.Errorf("%d objects", n)
	}
	size = s.bytes
	return s.take(), size
}

func TestARestartAsksForWhatChangedOnly(t *testing.T) {
	s := newShelfServer()
	dir, _ := cached(t, s)
	full := s.bytes
	requests, size := again(t, s, dir)
	if diff := cmp.Diff([]string{"REPORT", "REPORT"}, requests); diff != "" {
		t.Errorf("requests of a restart (-want +got)\n%s", diff)
	}
	if size > 1000 || full < 100*size {
		t.Errorf("a restart costs %d bytes, the first start %d", size, full)
	}
	s.put("/odd/rendez-vous/busy.ics", icsOf("busy", "DTSTART:20261123T130000Z", "DURATION:PT1H", "SEQUENCE:1"))
	if requests, _ := again(t, s, dir); len(requests) != 3 {
		t.Errorf("after one change: %v", requests)
	}
}

func TestASpoiledCacheIsDownloadedAnew(t *testing.T) {
	s := newShelfServer()
	dir, files := cached(t, s)
	spoil := func(change func([]byte) []byte) {
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, change(data), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, change := range map[string]func([]byte) []byte{
		"empty":     func([]byte) []byte { return nil },
		"truncated": func(b []byte) []byte { return b[:len(b)-9] },
		"a bit": func(b []byte) []byte {
			b[len(b)/2] ^= 1
			return b
		},
		"rubbish":         func([]byte) []byte { return []byte("not what was written") },
		"another version": func([]byte) []byte { return zipped(t, `{"version":99,"objects":[{"href":"/odd/rendez-vous/x.ics"}]}`) },
		"another form":    func([]byte) []byte { return zipped(t, `{"version":3,"objects":"none"}`) },
		"not calendars": func([]byte) []byte {
			return zipped(t, `{"version":3,"objects":[{"href":"/odd/rendez-vous/busy.ics","etag":"\"old\"","text":"Ym9v"}]}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			spoil(change)
			again(t, s, dir)
			requests, _ := again(t, s, dir)
			if diff := cmp.Diff([]string{"REPORT", "REPORT"}, requests); diff != "" {
				t.Errorf("the cache was not written anew\n%s", diff)
			}
		})
	}
}

func zipped(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A disk that is full, or a folder that can't be written, costs the next start a
// download and nothing else.
func TestACacheThatCantBeWrittenStopsNothing(t *testing.T) {
	var log strings.Builder
	try := func(dir string) {
		t.Helper()
		log.Reset()
		m := newTestMirror(t, MirrorConfig{
			CacheDir: dir, HTTPClient: &http.Client{Transport: newShelfServer()}, Log: slog.New(slog.NewTextHandler(&log, nil)),
		}, shelfSource)
		m.mustSync(t, aline)
		expectWeek(t, m, aline, []string{"23 14:00-17:00"}, []string{"23 14:00-15:00"})
		if !strings.Contains(log.String(), "calendar cache not written") {
			t.Errorf("the log does not say so: %s", log.String())
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	try(filepath.Join(file, "folder"))

	dir := t.TempDir()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	full := limit
	full.Cur = 16 // bytes that a file may have
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			t.Fatal(err)
		}
	}()
	try(dir)
	filesIn(t, dir, 0)
}

// Nothing that people wrote in their own appointments reaches the disk.
func TestTheCacheKeepsNobodysWords(t *testing.T) {
	r := startRadicale(t)
	r.Put(r.make("Escale")+"a.ics", "UID:a", "DTSTART:20261123T130000Z", "DTEND:20261123T160000Z", "SUMMARY:Ouvert au public")
	busy := r.make("Rendez-vous")
	r.Put(busy+"b.ics", "UID:b", "DTSTART:20261123T130000Z", "DURATION:PT1H", "SUMMARY:Madame Inventée #Aline",
		"LOCATION:chez elle", "DESCRIPTION:un secret", "COMMENT:une remarque", "CONTACT:sa cousine",
		"ORGANIZER;CN=Chef Fictif:mailto:chef@exemple.example", "ATTENDEE;CN=Tante Fictive:mailto:tante@exemple.example",
		"ATTACH:https://exemple.example/dossier", "URL:https://exemple.example/fiche", "X-NOTE:en marge", "GEO:45.1;5.7",
		"BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT5M", "DESCRIPTION:ne pas oublier", "END:VALARM")
	dir := t.TempDir()
	m := newTestMirror(t, MirrorConfig{CacheDir: dir}, r.source())
	e := session("b1", 1, monday)
	if _, err := m.Publish(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	before := m.mustSync(t, aline)
	var all []byte
	for _, file := range filesIn(t, dir, 2) {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data...)
		f.Close()
	}
	for _, k := range m.objectsNow() {
		all = append(all, k.text...) // what is base64 in the file
	}
	for _, word := range []string{
		"Inventée", "Madame", "chez elle", "secret", "remarque", "cousine", "Fictif", "Fictive", "exemple", "marge", "45.1", "oublier",
	} {
		if bytes.Contains(all, []byte(word)) {
			t.Errorf("the cache keeps %q", word)
		}
	}
	count := &counter{}
	second := newTestMirror(t, MirrorConfig{CacheDir: dir, HTTPClient: &http.Client{Transport: count}}, r.source())
	after := second.mustSync(t, aline)
	if diff := cmp.Diff([]string{"REPORT", "REPORT"}, count.take()); diff != "" {
		t.Errorf("requests of a restart (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(before.AgendaTime, after.AgendaTime); diff != "" {
		t.Error(diff)
	}
	if before.Ours[e.UID].Hash != after.Ours[e.UID].Hash || after.Ours[e.UID].Hash == "" {
		t.Errorf("ours: %+v, %+v", before.Ours, after.Ours)
	}
}

// What belongs to calendars that nobody names any more goes; other files stay.
func TestTheCacheIsSwept(t *testing.T) {
	s := newShelfServer()
	dir, files := cached(t, s)
	for _, name := range []string{"notes.txt", "writing-123"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	alone := shelfSource
	alone.Open = nil
	newTestMirror(t, MirrorConfig{CacheDir: dir, HTTPClient: &http.Client{Transport: s}}, alone)
	left := filesIn(t, dir, 2)
	if !slices.Contains(left, filepath.Join(dir, "notes.txt")) || !slices.ContainsFunc(left, func(f string) bool { return slices.Contains(files, f) }) {
		t.Errorf("left: %v", left)
	}
}
