package evaluation

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseMonth checks a whole month written 2026-11.
func ParseMonth(s string) (string, error) {
	if _, err := time.Parse("2006-01", s); err != nil {
		return "", fmt.Errorf("month %q: YYYY-MM is expected, with a month from 01 to 12", s)
	}
	return s, nil
}

// MonthOf returns the month of an instant in its own location.
func MonthOf(t time.Time) string { return t.Format("2006-01") }

// quarter returns the quarter of a month, "2026-Q4".
func quarter(month string) string {
	year, m, _ := strings.Cut(month, "-")
	n, err := strconv.Atoi(m)
	if err != nil {
		return month
	}
	return year + "-Q" + strconv.Itoa((n+2)/3)
}

// Months returns every month from the first to the last, both included.
func Months(first, last string) []string {
	t, err := time.Parse("2006-01", first)
	if err != nil {
		return nil
	}
	var all []string
	for m := first; m <= last && len(all) < 1200; {
		all = append(all, m)
		t = t.AddDate(0, 1, 0)
		m = MonthOf(t)
	}
	return all
}
