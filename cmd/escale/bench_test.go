package main

import (
	"compress/gzip"
	"io"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// BenchmarkDemoStart measures the wall time from starting the program to its
// first answer, on a data folder that it fills first and on one that it finds,
// beside starting the same program for its version alone.
func BenchmarkDemoStart(b *testing.B) {
	path, err := binary()
	if err != nil {
		b.Fatal(err)
	}
	var first, again, bare []time.Duration
	for b.Loop() {
		data := b.TempDir()
		first = append(first, started(b, data))
		again = append(again, started(b, data))
		at := time.Now()
		if err := exec.Command(path, "version").Run(); err != nil {
			b.Fatal(err)
		}
		bare = append(bare, time.Since(at))
	}
	b.ReportMetric(float64(median(first).Milliseconds()), "ms/first-start")
	b.ReportMetric(float64(median(again).Milliseconds()), "ms/later-start")
	b.ReportMetric(float64(median(first))/float64(median(bare)), "x-version")
}

// started is how long the demo takes to its first answer.
func started(b *testing.B, data string) time.Duration {
	b.Helper()
	at := time.Now()
	p := start(b, "demo", "-data", data, "-listen", "127.0.0.1:0")
	took := time.Since(at)
	p.kill()
	return took
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}

// BenchmarkFirstPage fetches the first page with all it needs, and reports its
// size before and after gzip.
func BenchmarkFirstPage(b *testing.B) {
	p := start(b, "demo", "-data", b.TempDir(), "-listen", "127.0.0.1:0")
	var plain, packed int
	for b.Loop() {
		plain, packed = 0, 0
		for _, path := range append([]string{"/"}, assets(b, p.base)...) {
			body := get(b, p.base+path)
			plain += len(body)
			packed += gzipped(b, body)
		}
	}
	b.ReportMetric(float64(plain), "B/page")
	b.ReportMetric(float64(packed), "B/page-gzipped")
	if plain > 30_000 {
		b.Errorf("the first page takes %d bytes, 30,000 are allowed", plain)
	}
}

// assets are the files that the first page asks for.
func assets(b *testing.B, base string) []string {
	b.Helper()
	page, err := html.Parse(strings.NewReader(get(b, base+"/")))
	if err != nil {
		b.Fatal(err)
	}
	var out []string
	for n := range page.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch {
		case n.Data == "link":
			out = append(out, attr(n, "href"))
		case n.Data == "script" && attr(n, "src") != "":
			out = append(out, attr(n, "src"))
		}
	}
	return out
}

func get(b *testing.B, url string) string {
	b.Helper()
	resp, err := http.Get(url)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		b.Fatalf("%s: %d, %v", url, resp.StatusCode, err)
	}
	return string(body)
}

func gzipped(b *testing.B, body string) int {
	b.Helper()
	var n counter
	w := gzip.NewWriter(&n)
	if _, err := io.WriteString(w, body); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return int(n)
}

// counter counts what is written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
