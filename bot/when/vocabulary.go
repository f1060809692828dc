package when

import (
	"slices"
	"strings"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// Lists are ways to say a thing, numbered from 1; a way has one word or several.
type Lists struct {
	Weekdays map[string]int // Sunday is 1
	Days     map[string]int // today, tomorrow, the day after
	Parts    map[string]int // morning, afternoon, evening
	Soonest  []string
	AnyTime  []string
	Besides  []string // adds nothing to a time: "please", "on"
	Refuses  []string // words that say "not"
}

// Vocabulary reads days and parts of the day by lists alone: "Tuesday morning",
// "tomorrow", "as soon as possible". It knows less than a Grammar, and hears nothing
// where words are left over.
type Vocabulary struct {
	plain   func(words string) string
	signs   map[string]sign
	fillers map[string]bool
	refuses map[string]bool
	longest int // words of a way
}

// sign is what one way says; the zero sign is courtesy.
type sign struct {
	weekday int // Sunday is 1
	day     int // today is 1
	part    scheduling.Part
	soonest bool
	anyTime bool
}

// NewVocabulary makes one of lists whose ways are as plain writes what is typed:
// words with single spaces between them.
func NewVocabulary(l Lists, plain func(words string) string) *Vocabulary {
	v := &Vocabulary{plain: plain, signs: map[string]sign{}, fillers: map[string]bool{}, refuses: map[string]bool{}}
	for _, way := range l.Besides {
		v.add(way, sign{})
		for word := range strings.FieldsSeq(way) {
			v.fillers[word] = true
		}
	}
	for _, word := range l.Refuses {
		v.refuses[word] = true
	}
	for way, i := range l.Weekdays {
		v.add(way, sign{weekday: i})
	}
	for way, i := range l.Days {
		v.add(way, sign{day: i})
	}
	for way, i := range l.Parts {
		v.add(way, sign{part: scheduling.Parts()[i-1]})
	}
	for _, way := range l.Soonest {
		v.add(way, sign{soonest: true})
	}
	for _, way := range l.AnyTime {
		v.add(way, sign{anyTime: true})
	}
	return v
}

func (v *Vocabulary) add(way string, s sign) {
	v.signs[way] = s
	v.longest = max(v.longest, len(strings.Fields(way)))
}

// read takes the longest ways out of words, and returns what is left.
func (v *Vocabulary) read(words string) (found []sign, rest []string) {
	for left := strings.Fields(v.plain(words)); len(left) > 0; {
		n := min(v.longest, len(left))
		for ; n > 0; n-- {
			if s, ok := v.signs[strings.Join(left[:n], " ")]; ok {
				found = append(found, s)
				break
			}
		}
		if n == 0 {
			rest, n = append(rest, left[0]), 1
		}
		left = left[n:]
	}
	return found, rest
}

// Hear is Grammar.Hear, of less.
func (v *Vocabulary) Hear(words string, now time.Time) (w Heard, rest string, ok bool) {
	today := programme.DateOf(now)
	found, left := v.read(words)
	for _, s := range found {
		s.into(&w, today)
	}
	rest = strings.Join(left, " ")
	if w == (Heard{}) || !v.addsNothing(left) || !w.sensible(today) {
		return Heard{}, rest, false
	}
	return w, rest, true
}

func (s sign) into(w *Heard, today programme.Date) {
	switch {
	case s.weekday > 0:
		d := coming(s.weekday-1, today, false)
		said{from: d, to: d}.into(w, leadNone)
	case s.day > 0:
		d := addDays(today, s.day-1)
		said{from: d, to: d}.into(w, leadNone)
	case s.part != "":
		w.Part = s.part
	}
	w.Soonest, w.AnyTime = w.Soonest || s.soonest, w.AnyTime || s.anyTime
}

func (v *Vocabulary) addsNothing(rest []string) bool {
	return !slices.ContainsFunc(rest, func(word string) bool { return v.refuses[word] || !v.fillers[word] })
}

// Besides is Grammar.Besides.
func (v *Vocabulary) Besides(rest string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(rest), func(w string) bool { return v.fillers[w] }), " ")
}

// IsAll is Grammar.IsAll.
func (v *Vocabulary) IsAll(words string) bool {
	_, rest := v.read(words)
	return v.addsNothing(rest)
}

// NamesDay is Grammar.NamesDay.
func (v *Vocabulary) NamesDay(words string, _ programme.Date) bool {
	found, _ := v.read(words)
	return slices.ContainsFunc(found, func(s sign) bool { return s.weekday+s.day > 0 })
}
