package locales

import (
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// Marks of the bidirectional algorithm (UAX #9).
const (
	isolate     = "\u2068" // what follows finds its own direction and moves nothing around it
	endIsolate  = "\u2069"
	rightToLeft = "\u200f" // an invisible letter that is written from the right
)

// RightToLeft reports whether the texts are written from the right.
func (p *Printer) RightToLeft() bool { return p.rightToLeft }

// Apart keeps a value – a name, a date, a number, a link – from mixing with what
// stands around it in a language written from the right; elsewhere it is left as
// it is. T and N do so with every value they are given.
func (p *Printer) Apart(value string) string {
	value = settled(value)
	if !p.rightToLeft || strings.TrimSpace(value) == "" || isApart(value) {
		return value
	}
	lines := strings.Split(value, "\n") // an isolate ends with its line
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			lines[i] = enclosed(line)
		}
	}
	return strings.Join(lines, "\n")
}

// enclosed puts the marks around a line. A link ends before the mark: programs
// that find links in a text would take it for a part of the address.
func enclosed(line string) string {
	if strings.Contains(line, "://") {
		line += " "
	}
	return isolate + line + endIsolate
}

// isApart reports whether one pair of marks holds the whole value.
func isApart(value string) bool {
	return strings.HasPrefix(value, isolate) && strings.Index(value, endIsolate) == len(value)-len(endIsolate)
}

// settled takes out the marks by which a value could turn around what follows:
// embeddings and overrides, and isolates that are not closed.
func settled(value string) string {
	if !strings.ContainsFunc(value, directs) {
		return value
	}
	open, drop := 0, false
	for _, r := range value {
		switch r {
		case '\u2066', '\u2067', '\u2068':
			open++
		case '\u2069':
			if open--; open < 0 {
				drop = true
			}
		}
	}
	return strings.Map(func(r rune) rune {
		if r >= '\u202a' && r <= '\u202e' || (drop || open != 0) && r >= '\u2066' && r <= '\u2069' {
			return -1
		}
		return r
	}, value)
}

func directs(r rune) bool { return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' }

// Laid makes a whole message, or the label of a button, ready to be shown. In a
// language written from the right, each line begins with a letter that is, so
// that no name or number at its head turns it around; a line in another script (a
// link, what a structure wrote in French) stays one piece. Elsewhere it is left
// as it is.
func (p *Printer) Laid(text string) string {
	if !p.rightToLeft {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = laid(line)
	}
	return strings.Join(lines, "\n")
}

func laid(line string) string {
	s := strengthOf(line)
	switch {
	case strings.TrimSpace(line) == "" || s.first == bidi.R && s.outside == bidi.R:
		return line
	case s.foreign && !strings.Contains(line, isolate):
		return rightToLeft + enclosed(line)
	}
	return rightToLeft + line
}

// strength is what decides the direction of a line: its first letter, and its
// first outside isolates, bidi.ON when there is none. Programs go by the one or
// the other.
type strength struct {
	first, outside bidi.Class // bidi.L, bidi.R or bidi.ON
	// foreign: no letter at all is written from the right. The parts of a telephone
	// number would change places.
	foreign bool
}

func strengthOf(line string) strength {
	s := strength{first: bidi.ON, outside: bidi.ON, foreign: true}
	depth := 0
	for _, r := range line {
		p, _ := bidi.LookupRune(r)
		switch class := p.Class(); class {
		case bidi.FSI, bidi.LRI, bidi.RLI:
			depth++
		case bidi.PDI:
			depth = max(0, depth-1)
		case bidi.L, bidi.R, bidi.AL:
			s.meet(class, depth)
		}
	}
	return s
}

func (s *strength) meet(class bidi.Class, depth int) {
	if class == bidi.AL { // Arabic letters
		class = bidi.R
	}
	s.foreign = s.foreign && class == bidi.L
	if s.first == bidi.ON {
		s.first = class
	}
	if depth == 0 && s.outside == bidi.ON {
		s.outside = class
	}
}
