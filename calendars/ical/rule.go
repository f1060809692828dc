package ical

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// frequency is the FREQ of a rule, coarsest first.
type frequency int

const (
	yearly frequency = iota
	monthly
	weekly
	daily
	hourly
	minutely
	secondly
)

var frequencies = map[string]frequency{
	"YEARLY": yearly, "MONTHLY": monthly, "WEEKLY": weekly, "DAILY": daily,
	"HOURLY": hourly, "MINUTELY": minutely, "SECONDLY": secondly,
}

var weekdays = map[string]time.Weekday{
	"SU": time.Sunday, "MO": time.Monday, "TU": time.Tuesday, "WE": time.Wednesday,
	"TH": time.Thursday, "FR": time.Friday, "SA": time.Saturday,
}

// dayOf is a BYDAY entry: every such weekday, or the nth of the month or year.
type dayOf struct {
	nth int
	day time.Weekday
}

// rule is an RRULE (RFC 5545, 3.3.10).
type rule struct {
	freq     frequency
	interval int
	count    int    // 0: no end by count
	until    moment // zero wall: no end by date
	wkst     time.Weekday

	setpos, months, monthdays, yeardays, weeks []int
	days                                       []dayOf
	hours, minutes, seconds                    []int
}

// readRule reads a rule as people and programs write it: any case, spaces, a
// semicolon at the end, X- parts (passed over).
func (r *Reader) readRule(p property) (rule, error) {
	u := rule{freq: -1, interval: 1, wkst: time.Monday}
	for part := range strings.SplitSeq(strings.ToUpper(p.value), ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if name == "" || strings.HasPrefix(name, "X-") {
			continue
		}
		if err := r.rulePart(&u, p, name, value); err != nil {
			return rule{}, fmt.Errorf("rule part %s=%s: %w", clip(name), clip(value), err)
		}
	}
	if u.freq < 0 {
		return rule{}, errors.New("rule without FREQ")
	}
	return u, nil
}

func (r *Reader) rulePart(u *rule, p property, name, value string) (err error) {
	switch name {
	case "FREQ":
		u.freq, err = oneOf(frequencies, value)
	case "INTERVAL":
		u.interval, err = number(value, 1, 100_000)
	case "COUNT":
		u.count, err = number(value, 1, 1_000_000_000)
	case "UNTIL":
		u.until, err = r.moment(p, value)
	case "WKST":
		u.wkst, err = oneOf(weekdays, value)
	case "BYSETPOS":
		u.setpos, err = numbers(value, -366, 366, true)
	case "BYMONTH":
		u.months, err = numbers(value, 1, 12, false)
	case "BYMONTHDAY":
		u.monthdays, err = numbers(value, -31, 31, true)
	case "BYYEARDAY":
		u.yeardays, err = numbers(value, -366, 366, true)
	case "BYWEEKNO":
		u.weeks, err = numbers(value, -53, 53, true)
	case "BYDAY":
		u.days, err = readDays(value)
	case "BYHOUR":
		u.hours, err = numbers(value, 0, 23, false)
	case "BYMINUTE":
		u.minutes, err = numbers(value, 0, 59, false)
	case "BYSECOND":
		u.seconds, err = numbers(value, 0, 60, false)
	case "RSCALE":
		if value != "GREGORIAN" {
			err = errors.New("only the Gregorian calendar is read")
		}
	case "SKIP":
		if value != "OMIT" {
			err = errors.New("only OMIT is read")
		}
	default:
		err = errors.New("unknown")
	}
	return err
}

func oneOf[T any](table map[string]T, value string) (T, error) {
	v, ok := table[value]
	if !ok {
		return v, errors.New("unknown value")
	}
	return v, nil
}

func number(s string, low, high int) (int, error) {
	n, err := strconv.Atoi(strings.TrimPrefix(strings.TrimSpace(s), "+"))
	if err != nil || n < low || n > high {
		return 0, fmt.Errorf("want a number from %d to %d", low, high)
	}
	return n, nil
}

// numbers reads a list, sorted and without repetition.
func numbers(s string, low, high int, notZero bool) ([]int, error) {
	var list []int
	for item := range strings.SplitSeq(s, ",") {
		n, err := number(item, low, high)
		if err == nil && n == 0 && notZero {
			err = errors.New("zero has no meaning here")
		}
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

func readDays(s string) ([]dayOf, error) {
	var list []dayOf
	for item := range strings.SplitSeq(s, ",") {
		item = strings.TrimSpace(item)
		if len(item) < 2 {
			return nil, errors.New("want weekdays")
		}
		day, err := oneOf(weekdays, item[len(item)-2:])
		if err != nil {
			return nil, err
		}
		d := dayOf{day: day}
		if nth := item[:len(item)-2]; nth != "" {
			if d.nth, err = number(nth, -53, 53); err != nil {
				return nil, err
			}
		}
		if !slices.Contains(list, d) {
			list = append(list, d)
		}
	}
	return list, nil
}
