package ical

import "bytes"

// maxLine is how many bytes of one unfolded line are kept: what is read is
// short, and attachments may be long.
const maxLine = 64 << 10

// lines yields content lines (RFC 5545, 3.1). It is lenient about line ends,
// blank lines and a byte order mark.
type lines struct {
	rest   []byte
	number int // of the last physical line read
	buf    []byte
}

func newLines(data []byte) *lines {
	return &lines{rest: bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))}
}

// next returns the next line, unfolded, and the number it begins at. The line is
// valid until the next call; a line over maxLine is cut.
func (l *lines) next() (text []byte, number int, ok bool) {
	head, number, ok := l.head()
	return l.whole(head), number, ok
}

// head returns the next line as far as its first fold after the name, and the
// number it begins at. What continues the line before is passed over: most lines
// are not read.
func (l *lines) head() (text []byte, number int, ok bool) {
	for len(l.rest) > 0 {
		text = l.physical()
		if len(text) == 0 || text[0] == ' ' || text[0] == '\t' {
			continue
		}
		number = l.number
		if nameEnd(text) < 0 {
			text = l.whole(text)
		}
		return text, number, true
	}
	return nil, 0, false
}

func (l *lines) physical() []byte {
	l.number++
	text, rest, _ := bytes.Cut(l.rest, []byte("\n"))
	l.rest = rest
	return bytes.TrimRight(text, "\r")
}

// whole joins a head with the lines that continue it; it copies only if there
// are any. A fold may stand in the middle of a UTF-8 sequence.
func (l *lines) whole(head []byte) []byte {
	if !l.folded() {
		return head[:min(len(head), maxLine)]
	}
	l.buf = append(l.buf[:0], head[:min(len(head), maxLine)]...)
	for l.folded() {
		if more := l.physical(); len(more) > 1 && len(l.buf) < maxLine {
			l.buf = append(l.buf, more[1:]...)
		}
	}
	return l.buf[:min(len(l.buf), maxLine)]
}

func (l *lines) folded() bool {
	return len(l.rest) > 0 && (l.rest[0] == ' ' || l.rest[0] == '\t')
}
