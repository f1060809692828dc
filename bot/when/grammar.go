package when

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// Grammar is how a language says days and hours. Its rules read what timely
// wrote; they are tried in order, and the longer of two must come first.
type Grammar struct {
	past    *regexp.Regexp // of what is over: nothing to look for
	refuses *regexp.Regexp // a "not" that no rule read: better not to guess
	soonest *regexp.Regexp
	anyTime *regexp.Regexp
	fillers map[string]bool // words that add nothing to a time
	part    []partRule
	clock   []*regexp.Regexp // groups: hour, minutes, half of the day
	day     []dayRule
	leads   []leadRule

	weekdays, months, numbers, thirds map[string]int
}

type partRule struct {
	re               *regexp.Regexp
	part             scheduling.Part
	today            bool
	earliest, latest int // minutes after midnight
}

// dayRule makes a span of days of what its expression found.
type dayRule struct {
	re   *regexp.Regexp
	span func(g *Grammar, m []string, today programme.Date) (from, to programme.Date, ok bool)
}

// lead is what the words before a day make of it.
type lead int

const (
	leadNone lead = iota
	leadFrom
	leadAfter // from the day after on
	leadUntil
	leadBefore
)

type leadRule struct {
	re   *regexp.Regexp // ends where the day begins
	kind lead
}

// French is the grammar of French.
func French() *Grammar { return french() }

// English is the grammar of English.
func English() *Grammar { return english() }

// They are compiled when a time is first said in words.
var (
	french  = sync.OnceValue(newFrench)
	english = sync.OnceValue(newEnglish)
)

// rule compiles an expression between words; names in braces stand for lists.
func rule(lists map[string]string, expression string) *regexp.Regexp {
	for name, list := range lists {
		expression = strings.ReplaceAll(expression, "{"+name+"}", "(?:"+list+")")
	}
	return regexp.MustCompile(`\b(?:` + expression + `)\b`)
}

// leading ends where the day begins, but for an article.
func leading(kind lead, expression, article string) leadRule {
	return leadRule{regexp.MustCompile(`\b(?:` + expression + `)` + article + ` $`), kind}
}

func (g *Grammar) parts(text string, today programme.Date, w *Heard) string {
	for _, r := range g.part {
		text = blotWhere(text, r.re, func() {
			w.Part = cmp.Or(w.Part, r.part)
			w.Earliest, w.Latest = max(w.Earliest, r.earliest), max(w.Latest, r.latest)
			if r.today {
				w.From, w.To = today, today
			}
		})
	}
	return text
}

// clocks finds hours; it is not fine when one does not exist.
func (g *Grammar) clocks(text string, part scheduling.Part) (rest string, found []said, fine bool) {
	fine = true
	for _, re := range g.clock {
		for _, at := range re.FindAllStringSubmatchIndex(text, -1) {
			m := groups(text, at)
			minutes, ok := clockOf(m[1], m[2], m[3], part)
			fine = fine && ok
			found = append(found, said{at: at[0], end: at[1], clock: minutes})
		}
		text = blotWhere(text, re, func() {})
	}
	return text, found, fine
}

// clockOf is minutes after midnight. Nobody is received at night: "at 2" is in
// the afternoon.
func clockOf(hour, minutes, half string, part scheduling.Part) (int, bool) {
	h, err := strconv.Atoi(hour)
	if err != nil || h > 23 {
		return 0, false
	}
	m := 0
	if minutes != "" {
		if m, err = strconv.Atoi(minutes); err != nil || m > 59 {
			return 0, false
		}
	}
	half = strings.ReplaceAll(half, " ", "")
	later := half == "pm" || part == scheduling.Afternoon || part == scheduling.Evening || half == "" && part == "" && h < 8
	if later && h < 12 {
		h += 12
	}
	return h*60 + m, h > 0
}

// days finds days; it is not sure when one does not exist.
func (g *Grammar) days(text string, today programme.Date) (rest string, found []said, sure bool) {
	sure = true
	for _, r := range g.day {
		for _, at := range r.re.FindAllStringSubmatchIndex(text, -1) {
			from, to, ok := r.span(g, groups(text, at), today)
			sure = sure && ok
			found = append(found, said{at: at[0], end: at[1], from: from, to: to})
		}
		text = blotWhere(text, r.re, func() {})
	}
	return text, found, sure
}

func groups(text string, at []int) []string {
	m := make([]string, max(4, len(at)/2))
	for i := range len(at) / 2 {
		if at[2*i] >= 0 {
			m[i] = text[at[2*i]:at[2*i+1]]
		}
	}
	return m
}

// lead finds what the words just before a day say of it, and how long they are.
func (g *Grammar) lead(before string) (lead, int) {
	for _, r := range g.leads {
		if at := r.re.FindStringIndex(before); at != nil {
			return r.kind, len(before) - at[0]
		}
	}
	return leadNone, 0
}

// one is a span of a single day.
func one(d programme.Date, ok bool) (from, to programme.Date, fine bool) { return d, d, ok }

// coming is the first such weekday after today, or in the week that begins with a
// Monday when next is set.
func coming(weekday int, today programme.Date, next bool) programme.Date {
	if next {
		return addDays(monday(today), 7+(weekday+6)%7)
	}
	ahead := (weekday - int(today.In(time.UTC).Weekday()) + 7) % 7
	if ahead == 0 {
		ahead = 7
	}
	return addDays(today, ahead)
}

// calendarDay is a day of a month, of the year said or the next such day; false
// when there is none.
func calendarDay(day, month int, year string, today programme.Date) (programme.Date, bool) {
	y, err := strconv.Atoi(year)
	switch {
	case err != nil:
		y = today.Year
	case y < 100:
		y += 2000
	}
	d := programme.DateOf(time.Date(y, time.Month(month), day, 0, 0, 0, 0, time.UTC))
	if err != nil && d.Compare(today) < 0 {
		d = programme.DateOf(time.Date(y+1, time.Month(month), day, 0, 0, 0, 0, time.UTC))
	}
	return d, d.Day == day && int(d.Month) == month
}

// dayOfMonth is the next day with that number.
func dayOfMonth(day int, today programme.Date) (programme.Date, bool) {
	for n := range 62 {
		if d := addDays(today, n); d.Day == day {
			return d, true
		}
	}
	return programme.Date{}, false
}

// monthOf is a month of which less is over than is to come: of this year or the
// next.
func monthOf(month int, today programme.Date) (first, last programme.Date) {
	year := today.Year
	if month < int(today.Month) {
		year++
	}
	at := time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	return programme.DateOf(at), programme.DateOf(at.AddDate(0, 1, -1))
}

// third is the beginning, the middle or the end of a month.
func third(which int, first, last programme.Date) (from, to programme.Date) {
	switch which {
	case 1:
		return first, addDays(first, 9)
	case 2:
		return addDays(first, 9), addDays(first, 19)
	case 3:
		return addDays(first, 19), last
	}
	return first, last
}

// week is from a Monday to a Sunday, but not before today.
func week(begins, today programme.Date) (from, to programme.Date, ok bool) {
	from, to = begins, addDays(begins, 6)
	if from.Compare(today) < 0 {
		from = today
	}
	return from, to, true
}

// each is the words of a list.
func each(list string) map[string]bool {
	all := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		all[word] = true
	}
	return all
}
