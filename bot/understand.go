package bot

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// understand finds the choice that words stand for: the label itself, a word
// that works anywhere, a number, yes or no, or a part of just one label. It
// returns "" when they are no choice's.
func (t *turn) understand(words string) string {
	said := plain(words)
	if said == "" {
		return ""
	}
	n := t.notes()
	lists := [][]Offered{n.Offered, n.Aside}
	if n.AsideFirst && len(n.Aside) > 0 {
		lists = [][]Offered{n.Aside, n.Offered}
	}
	for i, list := range lists {
		if id := labelled(list, said); id != "" {
			return id
		}
		if i == 0 && n.AsideFirst && !strings.HasPrefix(words, "/") {
			// "annuler", of the appointment on screen; "oui", though the question that
			// waits has just this answer, too.
			if id := meant(n.Aside, said); id != "" {
				return id
			}
		}
	}
	if id := t.spoken(words, said); id != "" {
		return id
	}
	for _, list := range lists {
		if slices.ContainsFunc(list, func(o Offered) bool { return o.Answer }) {
			if id := numbered(list, said); id != "" {
				return id
			}
			break // a number means the list she is answering, and no other
		}
	}
	for _, list := range lists {
		if id := meant(list, said); id != "" {
			return id
		}
	}
	return ""
}

// labelled finds the label typed out.
func labelled(list []Offered, said string) string {
	for _, o := range list {
		if plain(o.Label) == said {
			return o.ID
		}
	}
	return ""
}

// numbered reads "2", "2.", "la 2e", "deuxième".
func numbered(list []Offered, said string) string {
	i := ordinal(said)
	for _, o := range list {
		if !o.Answer {
			continue
		}
		if i--; i == 0 {
			return o.ID
		}
	}
	return ""
}

// meant finds the one choice that the words begin, or stand in: "oui" for
// "Oui, je confirme", "grenoble" for a commune's label.
func meant(list []Offered, said string) string {
	if same, ok := affirmations[said]; ok {
		said = same
	}
	for _, fits := range []func(label, said string) bool{begins, contains} {
		found := ""
		for _, o := range list {
			if !o.Answer || !fits(plain(o.Label), said) {
				continue
			}
			if found != "" {
				found = ""
				break
			}
			found = o.ID
		}
		if found != "" {
			return found
		}
	}
	return ""
}

func begins(label, said string) bool { return strings.HasPrefix(label+" ", said+" ") }

func contains(label, said string) bool {
	return len(said) >= 3 && strings.Contains(" "+label+" ", " "+said+" ")
}

// affirmations are other ways to say yes and no.
var affirmations = map[string]string{
	"o": "oui", "ouais": "oui", "ok": "oui", "d accord": "oui", "je confirme": "oui", "oui merci": "oui",
	"y": "yes", "yeah": "yes", "yep": "yes", "sure": "yes",
	"oui tout a fait": "oui", "tout a fait": "oui", "oui bien sur": "oui", "bien sur": "oui", "oui c est ca": "oui", "oui c est bon": "oui",
	"oui je confirme": "oui", "c est bon je confirme": "oui", "oui svp": "oui", "oui s il vous plait": "oui",
	"n": "non", "nan": "non", "non merci": "non", "pas du tout": "non", "non pas du tout": "non", "non vraiment pas": "non",
	"yes please": "yes", "yes of course": "yes", "of course": "yes", "i confirm": "yes", "yes i confirm": "yes", "not at all": "no", "nope": "no", "no thanks": "no",
}

// ordinals are numbers in words.
var ordinals = map[string]int{
	"un": 1, "une": 1, "one": 1, "premier": 1, "premiere": 1, "first": 1,
	"deux": 2, "two": 2, "deuxieme": 2, "second": 2, "seconde": 2,
	"trois": 3, "three": 3, "troisieme": 3, "third": 3,
	"quatre": 4, "four": 4, "quatrieme": 4, "fourth": 4,
	"cinq": 5, "five": 5, "cinquieme": 5, "fifth": 5,
}

// courteous are words around a number that change nothing about it.
var courteous = words("je prends prend choisis choisi voudrais veux plutot alors ok oui svp stp s il vous plait merci le la celui numero n " +
	"option choix reponse creneau rdv i ll will take choose d like want please the one slot answer number")

// vague: with other words, they say how many or which kind.
var vague = words("un une one deux two trois three quatre four cinq five")

func words(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

// ordinal reads a place in a list, from 1; 0 when it is none.
func ordinal(said string) int {
	for _, article := range []string{"le ", "la ", "the ", "numero ", "n "} {
		said = strings.TrimPrefix(said, article)
	}
	if i, ok := ordinals[said]; ok {
		return i
	}
	if words := strings.Fields(said); len(words) > 1 {
		words = slices.DeleteFunc(words, func(w string) bool { return courteous[w] })
		if len(words) != 1 || vague[words[0]] {
			return 0
		}
		return ordinal(words[0])
	}
	for _, suffix := range []string{"eme", "ieme", "ere", "er", "nd", "st", "rd", "th", "e"} {
		if digits, ok := strings.CutSuffix(said, suffix); ok {
			said = digits
			break
		}
	}
	if i, err := strconv.Atoi(said); err == nil && i > 0 && i < 100 {
		return i
	}
	return 0
}

// latinDigits writes the digits of Arabic and Persian keyboards as 0 to 9.
func latinDigits(words string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		}
		return r
	}, words)
}

// plain reduces words to what they have in common however they are typed: lower
// case, no accents, no punctuation, single spaces.
func plain(words string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(words)) {
		switch {
		case r == 'ı': // Turkish; phones set to other languages write the dotted one
			b.WriteByte('i')
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
