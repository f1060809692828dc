package ical

import (
	"bytes"
	"errors"
	"slices"
	"strings"
)

// property is a content line in the parts that are read.
type property struct {
	line  int
	tzid  string
	kind  string // VALUE, upper case
	rang  string // RANGE, upper case
	value string
}

var errNoColon = errors.New("a content line without a colon")

// nameEnd is where the name of a content line ends; -1 if it has none.
func nameEnd(text []byte) int {
	return slices.IndexFunc(text, func(c byte) bool { return c == ':' || c == ';' })
}

// lineName returns the upper-case name of a content line; empty if it has none.
func lineName(text []byte) string {
	return strings.ToUpper(string(text[:max(0, nameEnd(text))]))
}

// isNamed reports whether a content line, as far as it was read, has that name.
func isNamed(text []byte, name string) bool {
	n := len(name)
	return len(text) > n && (text[n] == ':' || text[n] == ';') && strings.EqualFold(string(text[:n]), name)
}

// readProperty splits a content line. Parameters that mean nothing for time
// are passed over.
func readProperty(text []byte, number int) (property, error) {
	p := property{line: number}
	i := nameEnd(text)
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
		p.param(rest[1 : 1+end])
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

func (p *property) param(text []byte) {
	name, value, _ := bytes.Cut(text, []byte("="))
	name, value = bytes.TrimSpace(name), bytes.Trim(bytes.TrimSpace(value), `"`)
	switch {
	case strings.EqualFold(string(name), "TZID"):
		p.tzid = string(value)
	case strings.EqualFold(string(name), "VALUE"):
		p.kind = strings.ToUpper(string(value))
	case strings.EqualFold(string(name), "RANGE"):
		p.rang = strings.ToUpper(string(value))
	}
}

// Unescape reads a TEXT value (RFC 5545, 3.3.11); an unknown escape stands for
// the character itself.
func Unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
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

// UnescapeList reads a comma-separated list of TEXT values.
func UnescapeList(s string) []string {
	var list []string
	for from, i := 0, 0; i <= len(s); i++ {
		if i < len(s) && s[i] == '\\' {
			i++
			continue
		}
		if i == len(s) || s[i] == ',' {
			if item := strings.TrimSpace(Unescape(s[from:min(i, len(s))])); item != "" {
				list = append(list, item)
			}
			from = i + 1
		}
	}
	return list
}

// value is what follows the colon of a content line.
func value(text []byte) string {
	p, err := readProperty(text, 0)
	if err != nil {
		return ""
	}
	return p.value
}
