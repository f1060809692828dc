// Package when reads days and hours in the words of parents: "mardi prochain",
// "plutôt le soir", "not before Monday". It knows no conversation.
package when

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"escale/programme"
	"escale/scheduling"
)

// Heard is what words say of a day and an hour. Zero fields say nothing.
type Heard struct {
	From, To programme.Date  // both included
	Part     scheduling.Part // of the day
	// Earliest and Latest are minutes after midnight; both the same: at that hour.
	Earliest, Latest int
	Soonest          bool // the first there is
	AnyTime          bool // no matter when
}

// said is one thing said of the time, and where in the text it stands.
type said struct {
	at, end  int
	from, to programme.Date
	clock    int // minutes after midnight
}

// Hear reads a day, a part of the day or an hour in words, seen from now, in now's
// own location. rest is what the words say besides. It is false when they say
// nothing of the kind, or what can't be read with certainty: a day that is over,
// one refused, one that does not exist.
//
// It goes through the text once a kind of thing said; what is read is blotted
// out, so that nothing is read twice.
func (g *Grammar) Hear(words string, now time.Time) (w Heard, rest string, ok bool) {
	text, today := timely(words), programme.DateOf(now)
	if g.past.MatchString(text) {
		return Heard{}, text, false
	}
	text = g.parts(text, today, &w)
	text, clocks, fine := g.clocks(text, w.Part)
	text, days, sure := g.days(text, today)
	text = blotWhere(text, g.soonest, func() { w.Soonest = true })
	text = blotWhere(text, g.anyTime, func() { w.AnyTime = true })
	if !fine || !sure {
		return Heard{}, text, false
	}
	text = g.bound(text, days, clocks, &w)
	rest = strings.Join(strings.Fields(strings.ReplaceAll(text, blot, " ")), " ")
	if w == (Heard{}) || g.refuses.MatchString(rest) || !w.sensible(today) {
		return Heard{}, rest, false
	}
	return w, rest, true
}

// sensible: not over before today, and not turned round.
func (w Heard) sensible(today programme.Date) bool {
	if !w.To.IsZero() && (w.To.Compare(today) < 0 || w.To.Compare(w.From) < 0) {
		return false
	}
	return w.Latest == 0 || w.Earliest <= w.Latest
}

// bound makes one span of the days said, and one of the hours, by the words that
// stand before them: "not before", "until", "between".
func (g *Grammar) bound(text string, days, clocks []said, w *Heard) string {
	all := append(slices.Clone(days), clocks...)
	slices.SortFunc(all, func(a, b said) int { return cmp.Compare(a.at, b.at) })
	before, open := 0, false
	for _, s := range all {
		kind, length := g.lead(text[before:s.at])
		text = text[:s.at-length] + strings.Repeat(blot, length) + text[s.at:]
		if before = s.end; s.from.IsZero() && open && kind == leadNone {
			continue // "not before Monday at 10": the day bounds enough
		}
		open = !s.from.IsZero() && kind != leadNone
		s.into(w, kind)
	}
	return text
}

// into widens or bounds the span by one thing said.
func (s said) into(w *Heard, kind lead) {
	if s.from.IsZero() {
		s.hour(w, kind)
		return
	}
	switch kind {
	case leadFrom:
		w.From = s.from
	case leadAfter:
		w.From = addDays(s.to, 1)
	case leadUntil:
		w.To = s.to
	case leadBefore:
		w.To = addDays(s.from, -1)
	default:
		if w.From.IsZero() || s.from.Compare(w.From) < 0 {
			w.From = s.from
		}
		if w.To.Compare(s.to) < 0 {
			w.To = s.to
		}
	}
}

func (s said) hour(w *Heard, kind lead) {
	switch kind {
	case leadFrom, leadAfter:
		w.Earliest = s.clock
	case leadUntil, leadBefore:
		w.Latest = s.clock
	default:
		if w.Earliest == 0 || s.clock < w.Earliest {
			w.Earliest = s.clock
		}
		w.Latest = max(w.Latest, s.clock)
	}
}

// blot takes the place of what was read.
const blot = "\x00"

func blotWhere(text string, re *regexp.Regexp, found func()) string {
	return re.ReplaceAllStringFunc(text, func(match string) string {
		found()
		return strings.Repeat(blot, len(match))
	})
}

// timely writes words as the rules read them: plain, but for the signs that hold
// a date or an hour together ("3/12", "14:30").
func timely(words string) string {
	runes := []rune(norm.NFKD.String(strings.ToLower(words)))
	var b strings.Builder
	for i, r := range runes {
		between := i > 0 && i+1 < len(runes) && isDigit(runes[i-1]) && isDigit(runes[i+1])
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)), between && strings.ContainsRune("/:.", r):
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			b.WriteByte(' ')
		}
	}
	return " " + strings.Join(strings.Fields(b.String()), " ") + " "
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func addDays(d programme.Date, n int) programme.Date {
	return programme.DateOf(d.In(time.UTC).AddDate(0, 0, n))
}

// monday is that of the day's week.
func monday(d programme.Date) programme.Date {
	return addDays(d, -(int(d.In(time.UTC).Weekday())+6)%7)
}

// Besides are those of some words that have nothing to do with a time.
func (g *Grammar) Besides(rest string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(rest), func(w string) bool { return g.fillers[w] }), " ")
}

// IsAll reports whether words say nothing, and refuse nothing, but what goes with
// a time.
func (g *Grammar) IsAll(words string) bool {
	rest := timely(words)
	return !g.refuses.MatchString(rest) && g.Besides(rest) == ""
}

// NamesDay reports whether words name a day, were it to refuse it.
func (g *Grammar) NamesDay(words string, today programme.Date) bool {
	_, days, _ := g.days(timely(words), today)
	return len(days) > 0
}

// Target is the instant that the words are about.
func (w Heard) Target(now time.Time, zone *time.Location) time.Time {
	day := programme.DateOf(now.In(zone))
	switch {
	case !w.From.IsZero():
		day = w.From
	case !w.To.IsZero():
		day = w.To
	}
	hours := map[scheduling.Part]int{"": 12, scheduling.Morning: 10, scheduling.Afternoon: 15, scheduling.Evening: 18}
	minutes := cmp.Or(w.Earliest, w.Latest, 60*hours[w.Part])
	return time.Date(day.Year, day.Month, day.Day, minutes/60, minutes%60, 0, 0, zone)
}
