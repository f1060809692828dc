package locales

import (
	"strconv"
	"strings"
	"time"
)

// Day writes the day of an instant in loc: "mardi 24 novembre".
func (p *Printer) Day(t time.Time, loc *time.Location) string {
	return p.day("date.day", t.In(loc), "date.weekdays", "date.months")
}

// ShortDay writes it for a button: "mar. 24 nov.".
func (p *Printer) ShortDay(t time.Time, loc *time.Location) string {
	return p.day("date.short-day", t.In(loc), "date.short-weekdays", "date.short-months")
}

// LongDay writes it with the year: "mardi 24 novembre 2026".
func (p *Printer) LongDay(t time.Time, loc *time.Location) string {
	return p.day("date.long-day", t.In(loc), "date.weekdays", "date.months")
}

// Clock writes the hour of an instant in its own location: "10 h 30" in French,
// where a full hour is "10 h"; "10:30" in English.
func (p *Printer) Clock(t time.Time) string {
	minutes := t.Format("04")
	if minutes == "00" {
		return p.T("date.full-hour", "Hour", t.Hour())
	}
	return p.T("date.clock", "Hour", t.Hour(), "Minutes", minutes)
}

func (p *Printer) day(id string, t time.Time, weekdays, months string) string {
	number := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		number = p.T("date.first")
	}
	return p.T(
		id,
		"Weekday", p.nth(weekdays, int(t.Weekday())),
		"Number", number,
		"Month", p.nth(months, int(t.Month())-1),
		"Year", t.Year(),
	)
}

// nth picks a word of a list that the texts keep on one line.
func (p *Printer) nth(id string, i int) string {
	words := strings.Fields(p.T(id))
	if i < len(words) {
		return words[i]
	}
	return ""
}
