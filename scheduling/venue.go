package scheduling

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"escale/programme"
)

// Venue is what an event said of the place when it was written.
type Venue struct {
	Location string `json:"location"` // of the event
	Place    string `json:"place,omitempty"`
}

// placeAt is where the parent is awaited, as the event says it now: staff's own
// words, the booking's place if they only wrote the same address in another way,
// or took it away. Sessions at a distance are held nowhere.
func (d *Desk) placeAt(b Booking, ev SeenEvent) string {
	said := oneLine(ev.Place)
	if b.Written == nil || b.Written.Location == "" || said == "" ||
		b.Mode == programme.Video || b.Mode == programme.Phone {
		return b.Place
	}
	t := d.termsOf(b)
	name := t.structure.Name
	said = strings.TrimSpace(strings.TrimLeft(strings.TrimPrefix(said, name), " ,;–-"))
	ignore := words(t.commune.Name + " " + name)
	switch {
	case said == "", saysNoMore(said, b.Written.Location, ignore):
		return b.Written.Place
	case b.Place != "" && saysNoMore(said, b.Place, ignore):
		return b.Place
	}
	return t.within(b.Written.Place, said)
}

// within puts a room that staff name after the address at which it is: the
// structure's, or that of the open hours that were booked.
func (t terms) within(booked, said string) string {
	base := t.structure.Address
	if booked != "" && !strings.HasPrefix(Plain(booked), Plain(base)) {
		base = booked
	}
	if base == "" || !isRoom(said) {
		return said
	}
	return oneLine(base + ", " + said)
}

// isRoom reports whether a place names a room and no address.
func isRoom(place string) bool {
	written := Plain(place)
	starts := func(word string) bool { return strings.HasPrefix(written, word) }
	if !slices.ContainsFunc(rooms, starts) {
		return false
	}
	all := words(place)
	return !slices.ContainsFunc(streets, func(w string) bool { return all[w] })
}

// streets are words of an address.
var streets = []string{"rue", "avenue", "boulevard", "chemin", "cours", "impasse", "place", "route", "square", "allee", "quai", "https"}

// maxPlace bounds, in letters, a place that a message can bear.
const maxPlace = 200

// oneLine makes one line of what staff wrote, short enough for a message.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar {
			return -1
		}
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if letters := []rune(text); len(letters) > maxPlace {
		return string(letters[:maxPlace-1]) + "…"
	}
	return text
}

// saysNoMore reports whether a place has no word or number that another has not:
// clients write addresses in their own ways, and what is left out is no news.
func saysNoMore(said, known string, ignore map[string]bool) bool {
	was := words(known)
	for w := range words(said) {
		if !was[w] && !ignore[w] && !isPostcode(w) {
			return false
		}
	}
	return true
}

func isPostcode(w string) bool {
	return len(w) == 5 && strings.Trim(w, "0123456789") == ""
}

// words are the distinct words of an address, however it is written.
func words(text string) map[string]bool {
	split := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	all := map[string]bool{}
	for _, w := range strings.FieldsFunc(Fold(text), split) {
		if long, short := abbreviations[w]; short {
			w = long
		}
		all[w] = true
	}
	maps.DeleteFunc(all, func(w string, _ bool) bool { return slices.Contains(idleWords, w) })
	return all
}

// abbreviations that maps and address books write.
var abbreviations = map[string]string{
	"all": "allee", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard",
	"ch": "chemin", "chem": "chemin", "crs": "cours", "imp": "impasse", "pl": "place", "r": "rue", "rte": "route",
	"sq": "square", "st": "saint", "ste": "sainte", "bat": "batiment", "rdc": "rez",
}

// idleWords tell no place from another.
var idleWords = []string{"france", "fr", "cedex", "de", "du", "des", "la", "le", "les", "l", "d", "a", "au", "aux", "et", "chaussee"}

// Fold makes words comparable: lower case, without accents, the kinds of hyphen
// and apostrophe being one.
func Fold(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.Is(unicode.Pd, r):
			return '-'
		case r == '’':
			return '\''
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, norm.NFD.String(strings.ToLower(text)))
}
