package programme

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// PhoneNumber is a telephone number as ITU-T E.164 has it: +33612345678.
type PhoneNumber string

// Errors of ParsePhone, for errors.Is.
var (
	ErrNoPhone    = errors.New("no telephone number")
	ErrWrongPhone = errors.New("not a whole telephone number")
	// ErrServicePhone: nobody is reached by calling it back.
	ErrServicePhone = errors.New("the number of a service")
)

// written is a number as people write it.
var written = regexp.MustCompile(`\+? ?\(?[0-9][0-9 .\-/()]*`)

// overseasPhones are the country codes of numbers that are written with a 0 at
// home, by how they begin (Arcep, plan national de numérotation).
var overseasPhones = []struct {
	country  string
	national []string
}{
	{"590", []string{"590", "690", "691"}},
	{"594", []string{"594", "694"}},
	{"596", []string{"596", "696", "697"}},
	{"262", []string{"262", "263", "269", "639", "692", "693"}},
}

// nowhere are codes of no country: satellites, shared costs, services.
var nowhere = []string{"800", "808", "870", "878", "881", "882", "883", "888", "979"}

// ParsePhone finds the telephone number in what a person wrote: French as it is
// dialled at home, in métropole or overseas, or any other with its country's code.
func ParsePhone(words string) (PhoneNumber, error) {
	var err error = ErrNoPhone
	for _, found := range written.FindAllString(typed(words), -1) {
		number, wrong := phoneOf(found)
		if wrong == nil {
			return number, nil
		}
		if len(onlyDigits(found)) > 2 { // else a quantity, an hour
			err = wrong
		}
	}
	return "", err
}

func phoneOf(found string) (PhoneNumber, error) {
	digits := onlyDigits(strings.Replace(found, "(0)", "", 1))
	international := strings.HasPrefix(found, "+")
	if abroad, ok := strings.CutPrefix(digits, "00"); ok && !international {
		digits, international = abroad, true
	}
	switch national, home := strings.CutPrefix(digits, "0"); {
	case international:
		return abroad(digits)
	case home && len(national) == 9:
		return atHome(national)
	case strings.HasPrefix(digits, "33") && len(digits) == 11: // the plus was forgotten
		return abroad(digits)
	case !home && len(digits) <= 6 && len(digits) > 1:
		return "", ErrServicePhone // 17, 118 218, 3919
	}
	return "", ErrWrongPhone
}

// atHome is a French number without its 0.
func atHome(national string) (PhoneNumber, error) {
	if national[0] == '8' || national[0] == '0' {
		return "", ErrServicePhone
	}
	for _, o := range overseasPhones {
		if slices.ContainsFunc(o.national, func(begin string) bool { return strings.HasPrefix(national, begin) }) {
			return PhoneNumber("+" + o.country + national), nil
		}
	}
	return PhoneNumber("+33" + national), nil
}

func abroad(digits string) (PhoneNumber, error) {
	if national, ok := strings.CutPrefix(digits, "33"); ok {
		if national = strings.TrimPrefix(national, "0"); len(national) == 9 {
			return atHome(national)
		}
		return "", ErrWrongPhone
	}
	switch {
	case len(digits) < 8 || len(digits) > 15 || digits[0] == '0':
		return "", ErrWrongPhone
	case slices.Contains(nowhere, digits[:3]):
		return "", ErrServicePhone
	}
	return PhoneNumber("+" + digits), nil
}

// String writes the number as it is dialled in France: 06 12 34 56 78.
func (p PhoneNumber) String() string {
	digits := strings.TrimPrefix(string(p), "+")
	if national, ok := strings.CutPrefix(digits, "33"); ok && len(national) == 9 {
		return inPairs("0" + national)
	}
	for _, o := range overseasPhones {
		if national, ok := strings.CutPrefix(digits, o.country); ok && len(national) == 9 {
			return "0" + national[:3] + "\u00a0" + inPairs(national[3:])
		}
	}
	return string(p)
}

// inPairs parts digits with spaces that no line breaks at.
func inPairs(digits string) string {
	var pairs []string
	for pair := range slices.Chunk([]rune(digits), 2) {
		pairs = append(pairs, string(pair))
	}
	return strings.Join(pairs, "\u00a0")
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// LatinDigits writes the digits of Arabic and Persian keyboards as 0 to 9.
func LatinDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		}
		return r
	}, s)
}

// typed writes digits and spaces of any script as ASCII has them, and drops the
// marks that tell which way to read.
func typed(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '＋':
			return '+'
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Pd, r):
			return '-'
		}
		return r
	}, LatinDigits(s))
}
