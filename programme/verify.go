package programme

import (
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// verifier finds what a well-formed file says that makes no sense.
type verifier struct {
	*document
	p *Programme
}

var (
	// plainID: ids travel in buttons of 64 bytes, in addresses and file names.
	plainID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	// questionID: conditions call a question by its id.
	questionID = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	language   = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]+)*$`)
	phone      = regexp.MustCompile(`^\+?[0-9][0-9 ]*$`)
)

// maxID is the longest id, in bytes.
const maxID = 40

// reserved words can't be the id of a question.
var reserved = []string{departementName, "and", "or", "not", "in", "let", "if", "else", "true", "false", "nil", "contains", "matches"}

// id checks an id and that no other has it; taken maps ids to their field.
func (v verifier) id(field, id string, form *regexp.Regexp, taken map[string]string) {
	switch {
	case id == "":
		v.fault(field, "is missing")
	case !form.MatchString(id) || len(id) > maxID:
		v.fault(field, "%q is not an id: want at most %d small letters and digits%s", id, maxID, joiners(form))
	case taken[id] != "":
		v.fault(field, "%q is already that of %s", id, taken[id])
	default:
		taken[id] = strings.TrimSuffix(field, ".id")
	}
}

func joiners(form *regexp.Regexp) string {
	if form == questionID {
		return ", with _ between words"
	}
	return ", with - between words"
}

// text checks that a text has every language of the programme.
func (v verifier) text(field string, t Text) {
	v.translated(field, t, v.fault)
}

// optionalText may be absent, but not half there.
func (v verifier) optionalText(field string, t Text) {
	if len(t) > 0 {
		v.text(field, t)
	}
}

// localText is a structure's own: French is enough, and shown to everybody.
func (v verifier) localText(field string, t Text) {
	v.translated(field, t, v.warn)
}

func (v verifier) translated(field string, t Text, missing func(field, format string, args ...any)) {
	if strings.TrimSpace(t["fr"]) == "" {
		v.fault(field, "is missing in fr")
	}
	for _, lang := range v.p.Languages {
		if lang != "fr" && strings.TrimSpace(t[lang]) == "" && !v.p.apart[lang] {
			missing(field, "is missing in %s", lang)
		}
	}
}

// one checks a word against the few it may be.
func (v verifier) one(field, word, what string, words ...string) {
	if !slices.Contains(words, word) {
		v.fault(field, "%q is not %s: want %s", word, what, orList(words))
	}
}

// known checks that a list names things that exist, each once.
func (v verifier) known(field string, names []string, what string, exists func(string) bool) {
	for i, name := range names {
		at := fmt.Sprintf("%s[%d]", field, i)
		if !exists(name) {
			v.fault(at, "%q is not %s", name, what)
		} else if slices.Contains(names[:i], name) {
			v.fault(at, "%q is given twice", name)
		}
	}
}

func (v verifier) positive(field string, n int) {
	if n < 0 {
		v.fault(field, "%d: want 0 or more", n)
	}
}

func (v verifier) phone(field, number string) {
	if number != "" && !phone.MatchString(number) {
		v.fault(field, "%q is not a phone number: want digits and spaces", number)
	}
}

func (v verifier) email(field, address string) {
	if address == "" {
		return
	}
	if a, err := mail.ParseAddress(address); err != nil || a.Address != address {
		v.fault(field, "%q is not an e-mail address", address)
	}
}

func (v verifier) link(field, address string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		v.fault(field, "is not an address: want https://…") // it may hold a secret: not repeated
	} else if u.User != nil {
		v.fault(field, "holds a password: want it in a file or the environment")
	}
}

// secureLink is a link that parents open: it tells nobody on the way.
func (v verifier) secureLink(field, address string) {
	v.link(field, address)
	if u, err := url.Parse(address); err == nil && u.Scheme == "http" {
		v.fault(field, "is not encrypted: want https://…")
	}
}

func (v verifier) hours(field string, hours []Hours) {
	for i, h := range hours {
		at := fmt.Sprintf("%s[%d]", field, i)
		for j, day := range h.Days {
			v.one(fmt.Sprintf("%s.days[%d]", at, j), day, "a day", weekdays...)
		}
		from, err := parseClock(h.From)
		if err != nil {
			v.fault(at+".from", "%v", err)
		}
		to, err2 := parseClock(h.To)
		if err2 != nil {
			v.fault(at+".to", "%v", err2)
		}
		if err == nil && err2 == nil && from >= to {
			v.fault(at+".to", "%s is not after %s", h.To, h.From)
		}
	}
}
