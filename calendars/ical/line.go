package ical

import "iter"

// Line is a content line (RFC 5545, 3.1), unfolded and as it is written.
type Line []byte

// Lines yields the content lines of a text, each with the number of the line that
// it begins at. A line is valid until the next; one that is very long is cut.
func Lines(data []byte) iter.Seq2[int, Line] {
	return func(yield func(int, Line) bool) {
		for l := newLines(data); ; {
			text, number, ok := l.next()
			if !ok || !yield(number, text) {
				return
			}
		}
	}
}

// Name is the upper-case name of the line's property; empty if it has none.
func (l Line) Name() string { return lineName(l) }

// Value is what follows the line's colon, escaped as it is written; empty if it
// can't be read.
func (l Line) Value() string { return value(l) }

// Component is the upper-case name that follows BEGIN or END.
func (l Line) Component() string { return component(l) }
