package webchat

import (
	"bytes"
	"compress/gzip"
	"testing"
)

// firstPage is how much the first page may weigh, uncompressed: document, style,
// script and picture.
const firstPage = 30 << 10

func TestFirstPageIsLight(t *testing.T) {
	b := newHouse(t).browser()
	p := b.get("/")
	all := []byte(b.body)
	for _, path := range []string{"link href", "script src", "img src"} {
		element, name, _ := bytes.Cut([]byte(path), []byte(" "))
		seen := map[string]bool{}
		for n := range p.all(string(element)) {
			address := attr(n, string(name))
			if address == "" || seen[address] {
				continue
			}
			seen[address] = true
			b.get(address)
			if b.last.StatusCode != 200 || b.last.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
				t.Errorf("%s: %d %q", address, b.last.StatusCode, b.last.Header.Get("Cache-Control"))
			}
			all = append(all, b.body...)
		}
	}
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := z.Write(all); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("the first page weighs %d bytes, %d compressed", len(all), zipped.Len())
	if len(all) > firstPage {
		t.Errorf("the first page weighs %d bytes, over %d", len(all), firstPage)
	}
}
