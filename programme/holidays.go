package programme

import (
	"slices"
	"time"
)

// fixedHolidays are those of Code du travail L. 3133-1 that keep their date.
var fixedHolidays = map[monthDay]string{
	{time.January, 1}:   "Jour de l’an",
	{time.May, 1}:       "Fête du Travail",
	{time.May, 8}:       "Victoire de 1945",
	{time.July, 14}:     "Fête nationale",
	{time.August, 15}:   "Assomption",
	{time.November, 1}:  "Toussaint",
	{time.November, 11}: "Armistice de 1918",
	{time.December, 25}: "Noël",
}

// movingHolidays are counted in days from Easter Sunday.
var movingHolidays = map[int]string{
	1:  "Lundi de Pâques",
	39: "Ascension",
	50: "Lundi de Pentecôte",
}

// abolitionDays commemorate the end of slavery (Code du travail L. 3422-2).
var abolitionDays = map[string]monthDay{
	"971": {time.May, 27},
	"972": {time.May, 22},
	"973": {time.June, 10},
	"974": {time.December, 20},
	"976": {time.April, 27},
}

// alsaceMoselle keeps two more days (Code du travail L. 3134-13).
var alsaceMoselle = []string{"57", "67", "68"}

type monthDay struct {
	month time.Month
	day   int
}

// DayOff names the public holiday that the day is in the département, in French.
func DayOff(departement string, d Date) (name string, off bool) {
	md := monthDay{d.Month, d.Day}
	if name, off = fixedHolidays[md]; off {
		return name, true
	}
	fromEaster := daysBetween(easter(d.Year), d)
	if name, off = movingHolidays[fromEaster]; off {
		return name, true
	}
	if day, ok := abolitionDays[departement]; ok && day == md {
		return "Abolition de l’esclavage", true
	}
	if !slices.Contains(alsaceMoselle, departement) {
		return "", false
	}
	switch {
	case fromEaster == -2:
		return "Vendredi saint", true
	case md == monthDay{time.December, 26}:
		return "Saint-Étienne", true
	}
	return "", false
}

// easter is Easter Sunday of the Gregorian year (Meeus, Astronomical
// Algorithms, chapter 8).
func easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date{year, time.Month(n / 31), n%31 + 1}
}

func daysBetween(from, to Date) int {
	return int(to.In(time.UTC).Sub(from.In(time.UTC)) / (24 * time.Hour))
}
