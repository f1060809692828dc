package email

import (
	"fmt"
	"strings"
	"testing"
)

// nested is a letter with a calendar object so many parts deep, beside some more.
func nested(depth, beside int) []byte {
	var b strings.Builder
	b.WriteString("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n")
	for i := range depth {
		fmt.Fprintf(&b, "--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n", i, i+1)
	}
	for i := range beside {
		fmt.Fprintf(&b, "--b%d\r\nContent-Type: text/plain\r\n\r\n%d\r\n", depth, i)
	}
	fmt.Fprintf(&b, "--b%d\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n", depth)
	for i := depth; i >= 0; i-- {
		fmt.Fprintf(&b, "--b%d--\r\n", i)
	}
	return []byte(b.String())
}

// Reading 1 MB of parts within parts takes minutes, and nobody writes such
// letters.
func TestLettersOfTooManyParts(t *testing.T) {
	for _, c := range []struct{ depth, beside, want int }{
		{0, 0, 1},
		{10, 0, 1},
		{0, 100, 1},
		{10, 100, 1},
		{30, 0, 0},
		{8000, 0, 0},
		{0, 300, 0},
		{0, 10000, 0},
	} {
		if got := len(objects(nested(c.depth, c.beside))); got != c.want {
			t.Errorf("%d deep, among %d: %d objects, want %d", c.depth, c.beside, got, c.want)
		}
	}
}
