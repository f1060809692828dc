package telegram

import (
	"strings"
	"unicode/utf16"
)

// units is the length of a text as Telegram counts it: UTF-16 code units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// split cuts a text into parts of at most limit units, at a paragraph, a line
// or a word where there is one in the second half of the part.
func split(text string, limit int) []string {
	var parts []string
	for units(text) > limit {
		at := cutAt(text, limit)
		if part := strings.TrimSpace(text[:at]); part != "" {
			parts = append(parts, part)
		}
		text = strings.TrimSpace(text[at:])
	}
	return append(parts, text)
}

// cutAt is the byte at which the first part ends.
func cutAt(text string, limit int) int {
	end, n := 0, 0
	for i, r := range text {
		if n += utf16.RuneLen(r); n > limit {
			break
		}
		end = i + len(string(r))
	}
	for _, seam := range []string{"\n\n", "\n", " "} {
		if i := strings.LastIndex(text[:end], seam); i > end/2 {
			return i
		}
	}
	return end
}
