package calendars

import (
	"strings"
	"unicode"

	"escale/calendars/ical"
	"escale/scheduling"
)

// Words with which staff say how a session went, without accents or endings:
// "Absente - …", "[venu]", "#absent", a category. The title that Escale writes
// begins with none.
var (
	cameNot = []string{"absent", "pas venu", "non venu", "pas present", "non present", "no show", "noshow", "lapin"}
	came    = []string{"venu", "present", "honore", "recu"}
)

// mark is what staff say of the session; empty if they say nothing. In the title
// they say it first, or apart from the rest, between signs.
func mark(e *ical.Event) scheduling.State {
	parts := strings.FieldsFunc(scheduling.Fold(e.Summary), func(r rune) bool {
		return strings.ContainsRune("·|/:;,.()[]{}<>*#!–—", r)
	})
	for n, part := range parts {
		for said := range strings.SplitSeq(part, " - ") {
			if state := markIn(said, n == 0 || leads(e.Summary, part)); state != "" {
				return state
			}
			n++
		}
	}
	return markOf(e.Categories)
}

// leads reports whether nothing but signs stands before a part of the title.
func leads(title, part string) bool {
	before, _, _ := strings.Cut(scheduling.Fold(title), part)
	return !strings.ContainsFunc(before, unicode.IsLetter)
}

// markOf is what categories, or #words without their sign, say.
func markOf(tags []string) scheduling.State {
	for _, tag := range tags {
		if state := markIn(scheduling.Fold(tag), false); state != "" {
			return state
		}
	}
	return ""
}

// markIn reads folded words: all of them, or the first if more may follow.
func markIn(words string, more bool) scheduling.State {
	words = strings.Join(strings.FieldsFunc(words, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
	switch {
	case isAny(words, cameNot, more):
		return scheduling.Missed
	case isAny(words, came, more):
		return scheduling.Attended
	}
	return ""
}

// isAny reports whether words are one of the list, in any gender and number.
func isAny(words string, list []string, more bool) bool {
	for _, word := range list {
		rest, ok := strings.CutPrefix(words, word)
		if !ok {
			continue
		}
		for _, ending := range []string{"es", "e", "s"} {
			if cut, found := strings.CutPrefix(rest, ending); found && (cut == "" || cut[0] == ' ') {
				rest = cut
				break
			}
		}
		if rest == "" || more && rest[0] == ' ' {
			return true
		}
	}
	return false
}
