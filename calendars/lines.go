package calendars

import (
	"bytes"
	"errors"
	"strings"
)

// maxLine is how many bytes of one unfolded line are kept: what scheduling
// reads is short, and attachments may be long.
const maxLine = 64 << 10

// lines yields unfolded content lines (RFC 5545, 3.1). It is lenient about line
// ends, blank lines and a byte order mark.
type lines struct {
	rest   []byte
	number int // of the last physical line read
	buf    []byte
}

func newLines(data []byte) *lines {
	return &lines{rest: bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))}
}

// next returns the next line and the number it begins at. The line is valid
// until the next call; a line over maxLine is cut.
func (l *lines) next() (text []byte, number int, ok bool) {
	for len(l.rest) > 0 {
		text = l.physical()
		number = l.number
		if len(text) > 0 {
			return l.unfold(text), number, true
		}
	}
	return nil, 0, false
}

func (l *lines) physical() []byte {
	l.number++
	text, rest, _ := bytes.Cut(l.rest, []byte("\n"))
	l.rest = rest
	return bytes.TrimSuffix(text, []byte("\r"))
}

// unfold joins the continuation lines that follow; it copies only if there are
// any. A fold may stand in the middle of a UTF-8 sequence.
func (l *lines) unfold(text []byte) []byte {
	if !l.folded() {
		return text[:min(len(text), maxLine)]
	}
	l.buf = append(l.buf[:0], text...)
	for l.folded() {
		if more := l.physical()[1:]; len(l.buf) < maxLine {
			l.buf = append(l.buf, more...)
		}
	}
	return l.buf[:min(len(l.buf), maxLine)]
}

func (l *lines) folded() bool {
	return len(l.rest) > 0 && (l.rest[0] == ' ' || l.rest[0] == '\t')
}

// property is a content line in the parts that scheduling needs.
type property struct {
	line  int
	tzid  string
	kind  string // VALUE, upper case
	rang  string // RANGE, upper case
	value string
}

var errNoColon = errors.New("a content line without a colon")

// lineName returns the upper-case name of a content line.
func lineName(text []byte) string {
	i := bytes.IndexAny(text, ";:")
	if i < 0 {
		return ""
	}
	return strings.ToUpper(string(text[:i]))
}

// readProperty splits a content line. Parameters that scheduling does not use
// are passed over.
func readProperty(text []byte, number int) (property, error) {
	p := property{line: number}
	i := bytes.IndexAny(text, ";:")
	if i < 0 {
		return p, errNoColon
	}
	for rest := text[i:]; ; {
		if rest[0] == ':' {
			p.value = string(rest[1:])
			return p, nil
		}
		end := paramEnd(rest[1:])
		if end < 0 {
			return p, errNoColon
		}
		p.param(string(rest[1 : 1+end]))
		rest = rest[1+end:]
	}
}

// paramEnd finds the ; or : that ends a parameter, outside of quotes.
func paramEnd(text []byte) int {
	quoted := false
	for i, c := range text {
		switch {
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ';' || c == ':'):
			return i
		}
	}
	return -1
}

func (p *property) param(text string) {
	name, value, _ := strings.Cut(text, "=")
	value = strings.Trim(strings.TrimSpace(value), `"`)
	switch strings.ToUpper(strings.TrimSpace(name)) {
	case "TZID":
		p.tzid = value
	case "VALUE":
		p.kind = strings.ToUpper(value)
	case "RANGE":
		p.rang = strings.ToUpper(value)
	}
}

// unescape reads a TEXT value (RFC 5545, 3.3.11); an unknown escape stands for
// the character itself.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\\' && i+1 < len(s) {
			i++
			if c = s[i]; c == 'n' || c == 'N' {
				c = '\n'
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

// unescapeList reads a comma-separated list of TEXT values.
func unescapeList(s string) []string {
	var list []string
	for from, i := 0, 0; i <= len(s); i++ {
		if i < len(s) && s[i] == '\\' {
			i++
			continue
		}
		if i == len(s) || s[i] == ',' {
			if item := strings.TrimSpace(unescape(s[from:min(i, len(s))])); item != "" {
				list = append(list, item)
			}
			from = i + 1
		}
	}
	return list
}
