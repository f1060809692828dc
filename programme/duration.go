package programme

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxDuration keeps sums of durations far from overflow.
const maxDuration = 10 * 366 * 24 * time.Hour

var units = map[string]time.Duration{
	"m": time.Minute, "min": time.Minute, "minute": time.Minute,
	"h": time.Hour, "hour": time.Hour, "heure": time.Hour,
	"d": 24 * time.Hour, "day": 24 * time.Hour, "j": 24 * time.Hour, "jour": 24 * time.Hour,
	"w": 7 * 24 * time.Hour, "week": 7 * 24 * time.Hour, "semaine": 7 * 24 * time.Hour,
}

// ParseDuration reads a length of time as the YAML files write it: one or more
// whole numbers, each with its unit, with or without a space between. Units are
// m or minutes, h or hours, d or days (24 hours), w or weeks; in French too
// (heures, j or jours, semaines). "60m", "2h 30m", "56 days", "8w", "0".
func ParseDuration(s string) (time.Duration, error) {
	rest := strings.ToLower(strings.TrimSpace(s))
	if rest == "0" {
		return 0, nil
	}
	if rest == "" {
		return 0, badDuration(s)
	}
	var sum time.Duration
	for rest != "" {
		var number, unit string
		number, rest = leading(rest, isDigit)
		unit, rest = leading(rest, isLetter)
		n, err := strconv.Atoi(number)
		if len(unit) > 3 {
			unit = strings.TrimSuffix(unit, "s")
		}
		d := units[unit]
		if err != nil || d == 0 || n > int(maxDuration/d) || sum > maxDuration {
			return 0, badDuration(s)
		}
		sum += time.Duration(n) * d
	}
	return sum, nil
}

func badDuration(s string) error {
	return fmt.Errorf("%q is not a length of time: want for example 60m, 24h, 56 days or 8w", s)
}

// leading cuts the longest beginning whose bytes are all in class, and the
// spaces after it.
func leading(s string, class func(byte) bool) (head, rest string) {
	i := 0
	for i < len(s) && class(s[i]) {
		i++
	}
	return s[:i], strings.TrimLeft(s[i:], " ")
}

func isDigit(b byte) bool  { return '0' <= b && b <= '9' }
func isLetter(b byte) bool { return 'a' <= b && b <= 'z' }

// spoken writes a length of time as the YAML files do, in its largest unit.
func spoken(d time.Duration) string {
	for _, unit := range []struct {
		of   time.Duration
		name string
	}{{7 * 24 * time.Hour, "w"}, {24 * time.Hour, "d"}, {time.Hour, "h"}} {
		if d >= unit.of && d%unit.of == 0 {
			return strconv.FormatInt(int64(d/unit.of), 10) + unit.name
		}
	}
	return strconv.FormatInt(int64(d/time.Minute), 10) + "m"
}
