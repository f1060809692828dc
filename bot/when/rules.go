package when

import (
	"strconv"
	"strings"
	"time"

	"escale/programme"
)

// What French and English share: how an expression's groups make a span of days.

// ahead is a day so many days from now.
func ahead(n int) func(*Grammar, []string, programme.Date) (programme.Date, programme.Date, bool) {
	return func(_ *Grammar, _ []string, today programme.Date) (from, to programme.Date, ok bool) {
		return one(addDays(today, n), true)
	}
}

// numeric: day, month, year, both ways where only one can be.
func numeric(_ *Grammar, m []string, today programme.Date) (from, to programme.Date, ok bool) {
	day, month := number(m[1]), number(m[2])
	if month > 12 {
		day, month = month, day
	}
	return one(calendarDay(day, month, m[3], today))
}

// named: day, name of a month, year.
func named(g *Grammar, m []string, today programme.Date) (from, to programme.Date, ok bool) {
	return one(calendarDay(g.number(m[1]), g.months[m[2]], m[3], today))
}

// monthFirst: name of a month, day, year.
func monthFirst(g *Grammar, m []string, today programme.Date) (from, to programme.Date, ok bool) {
	return one(calendarDay(g.number(m[2]), g.months[m[1]], m[3], today))
}

// fromTo: two days of a month.
func fromTo(g *Grammar, m []string, today programme.Date) (from, to programme.Date, ok bool) {
	to, last := calendarDay(g.number(m[2]), g.months[m[3]], "", today)
	from, first := calendarDay(g.number(m[1]), g.months[m[3]], strconv.Itoa(to.Year), today)
	return from, to, first && last
}

func thisWeekday(g *Grammar, m []string, today programme.Date) (from, to programme.Date, ok bool) {
	return one(coming(g.weekdays[m[1]], today, false), true)
}

func nextWeekday(g *Grammar, m []string, today programme.Date) (from, to programme.Date, ok bool) {
	return one(coming(g.weekdays[m[1]+m[2]], today, true), true)
}

// inAWeek: the weekday after the coming one, or the one after that.
func inAWeek(g *Grammar, m []string, today programme.Date) (from, to programme.Date, ok bool) {
	weeks := 1
	if m[2] == "quinze" || m[2] == "15" {
		weeks = 2
	}
	return one(addDays(coming(g.weekdays[m[1]], today, false), 7*weeks), true)
}

func numbered31(g *Grammar, m []string, today programme.Date) (from, to programme.Date, ok bool) {
	return one(dayOfMonth(g.number(m[1]), today))
}

func thisWeek(_ *Grammar, _ []string, today programme.Date) (from, to programme.Date, ok bool) {
	return week(monday(today), today)
}

func nextWeek(_ *Grammar, _ []string, today programme.Date) (from, to programme.Date, ok bool) {
	return week(addDays(monday(today), 7), today)
}

// partOfWeek: its beginning, middle or end; of the next one if the second group
// says so.
func partOfWeek(g *Grammar, m []string, today programme.Date) (from, to programme.Date, ok bool) {
	first := monday(today)
	if m[2] != "" {
		first = addDays(first, 7)
	}
	from, to = first, addDays(first, 2)
	switch g.third(m[1]) {
	case 2:
		from, to = addDays(first, 1), addDays(first, 3)
	case 3:
		from, to = addDays(first, 3), addDays(first, 4)
	}
	if from.Compare(today) < 0 {
		from = today
	}
	return from, to, to.Compare(from) >= 0
}

func weekend(_ *Grammar, m []string, today programme.Date) (from, to programme.Date, ok bool) {
	saturday := addDays(monday(today), 5)
	if m[1] != "" && today.Compare(saturday) >= 0 { // the next one, said at the weekend
		saturday = addDays(saturday, 7)
	}
	_, to, _ = week(addDays(saturday, -5), today)
	if from = saturday; from.Compare(today) < 0 {
		from = today
	}
	return from, to, true
}

// within: a preposition, how many, of what. Days are counted one by one, weeks
// are whole.
func within(g *Grammar, m []string, today programme.Date) (from, to programme.Date, ok bool) {
	n := g.number(m[2])
	if n == 0 || n > 60 {
		return from, to, false
	}
	switch unit := m[3]; {
	case strings.HasPrefix(unit, "mo"):
		at := programme.DateOf(today.In(time.UTC).AddDate(0, n, 0))
		from, to, ok = week(monday(at), today)
	case strings.HasPrefix(unit, "sem") || strings.HasPrefix(unit, "week"):
		from, to, ok = week(addDays(monday(today), 7*n), today)
	case n > 7:
		from, to, ok = week(monday(addDays(today, n)), today)
	default:
		from, to, ok = one(addDays(today, n), true)
	}
	if m[1] == "d ici" || m[1] == "within" {
		from = today
	}
	return from, to, ok
}

// partOfMonth: its beginning, middle or end, and its name.
func partOfMonth(g *Grammar, m []string, today programme.Date) (from, to programme.Date, ok bool) {
	first, last := monthOf(g.months[m[2]], today)
	from, to = third(g.third(m[1]), first, last)
	return from, to, true
}

func wholeMonth(g *Grammar, m []string, today programme.Date) (from, to programme.Date, ok bool) {
	from, to = monthOf(g.months[m[1]], today)
	return from, to, true
}

// someMonth: its beginning, middle or end, if any; of the next one if the second
// group says so.
func someMonth(g *Grammar, m []string, today programme.Date) (from, to programme.Date, ok bool) {
	month := int(today.Month)
	if m[2] != "" {
		month = month%12 + 1
	}
	first, last := monthOf(month, today)
	from, to = third(g.third(m[1]), first, last)
	if from.Compare(today) < 0 {
		from = today
	}
	return from, to, to.Compare(from) >= 0
}

// third: 1 for the beginning, 2 the middle, 3 the end; 0 says nothing.
func (g *Grammar) third(word string) int { return g.thirds[strings.TrimSpace(word)] }

// number reads figures or a word; 0 is none.
func (g *Grammar) number(word string) int {
	if n := g.numbers[word]; n > 0 {
		return n
	}
	return number(word)
}

func number(figures string) int {
	n, err := strconv.Atoi(figures)
	if err != nil {
		return 0
	}
	return n
}
