package evaluation

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxWords bounds a free text, in characters.
const MaxWords = 1000

// Next returns the first item that has no answer yet and whose When holds. An
// item whose answer is present but empty was skipped. It returns false once
// nothing is left to ask.
func (q *Questionnaire) Next(answers map[string]string) (Item, bool) {
	for _, it := range q.Items {
		if _, done := answers[it.ID]; !done && it.asked(answers) {
			return it, true
		}
	}
	return Item{}, false
}

// asked reports whether every earlier answer that When names is one it lists.
func (it Item) asked(answers map[string]string) bool {
	for id, wanted := range it.When {
		if !slices.Contains(wanted, answers[id]) {
			return false
		}
	}
	return true
}

// Item returns the item of that id.
func (q *Questionnaire) Item(id string) (Item, bool) {
	for _, it := range q.Items {
		if it.ID == id {
			return it, true
		}
	}
	return Item{}, false
}

// Valid reports whether the value answers the item: the id of an option, a
// whole number from 0 to Max as strconv writes it, or words of which none is a
// control character. The empty value skips an item that is optional.
func (q *Questionnaire) Valid(item, value string) bool {
	it, ok := q.Item(item)
	if !ok {
		return false
	}
	if value == "" {
		return it.Optional
	}
	switch it.Kind {
	case Number:
		n, err := strconv.Atoi(value)
		return err == nil && n >= 0 && n <= it.Max && strconv.Itoa(n) == value
	case Words:
		return readable(value)
	default:
		_, ok := it.option(value)
		return ok
	}
}

func readable(s string) bool {
	control := func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= MaxWords &&
		strings.TrimSpace(s) != "" && !strings.ContainsFunc(s, control)
}

func (it Item) option(id string) (Option, bool) {
	for _, o := range it.Options {
		if o.ID == id {
			return o, true
		}
	}
	return Option{}, false
}

// judged reports whether some options count as favourable, so that the item
// has a share k/n.
func (it Item) judged() bool { return it.liked() > 0 }

// liked is how many options count as favourable.
func (it Item) liked() int {
	n := 0
	for _, o := range it.Options {
		if o.Favourable {
			n++
		}
	}
	return n
}
