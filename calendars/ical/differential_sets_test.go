package ical

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// drawnSet is a series with dates put in and taken out, in its own form.
type drawnSet struct {
	*drawn
	in, out []time.Time
}

// line is the case for libical, which takes an RDATE in a zone for one in UTC.
func (s *drawnSet) line() string {
	utc := *s
	utc.date, utc.zone, utc.in = s.date, "", nil
	for _, wall := range s.in {
		utc.in = append(utc.in, InstantOf(wall, s.location()).UTC())
	}
	content := slices.Concat(s.canonical(), dates("RDATE", utc.in, utc.form), dates("EXDATE", s.out, s.form))
	from, to := InstantOf(s.from, s.location()), InstantOf(s.to, s.location())
	from = from.Add(-time.Second) // else it leaves out what begins there and lasts no time
	return fmt.Sprintf("object\t%sZ\t%sZ\t%d\t%s\n", from.UTC().Format(wallForm), to.UTC().Format(wallForm), 100_000, strings.Join(content, "\t"))
}

// form writes a time as the series writes its start, after the property's name.
func (d *drawn) form(wall time.Time) (params, value string) {
	switch {
	case d.date:
		return ";VALUE=DATE:", wall.Format(dateForm)
	case d.zone != "":
		return ";TZID=" + d.zone + ":", wall.Format(wallForm)
	}
	return ":", wall.Format(wallForm) + "Z"
}

// dates is one property that lists times; none if there are none.
func dates(name string, list []time.Time, form func(time.Time) (params, value string)) []string {
	var values []string
	params := ""
	for _, at := range list {
		p, v := form(at)
		params, values = p, append(values, v)
	}
	if len(values) == 0 {
		return nil
	}
	return []string{name + params + strings.Join(values, ",")}
}

// drawSet takes a rule that libical reads as ours and draws dates of it, and
// some that are not, in one list or several.
func (r dice) drawSet(t *testing.T) *drawnSet {
	t.Helper()
	d := r.draw()
	for d.isFine() || !d.synced || slices.ContainsFunc(explained, func(c difference) bool { return c.is(d) }) {
		d = r.draw()
	}
	s := &drawnSet{drawn: d}
	for _, token := range d.ours(t) {
		text, _, _ := strings.Cut(token, "@")
		at, err := time.Parse(wallForm[:len(text)], text)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case at.Equal(d.start):
		case r.one(5):
			s.out = append(s.out, at)
		case r.one(8):
			s.in = append(s.in, at.Add(time.Duration(1+r.IntN(40))*day))
		}
	}
	return s
}

// ours is what Expand gives, in Unix seconds.
func (s *drawnSet) ours(t *testing.T) []string {
	t.Helper()
	content := slices.Concat(s.content(), dates("RDATE", s.in, s.form), dates("EXDATE", s.out, s.form))
	text := "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n" + strings.Join(content, "\n") + "\nEND:VEVENT\nEND:VCALENDAR\n"
	found, problems, err := Expand([]byte(text), InstantOf(s.from, s.location()), InstantOf(s.to, s.location()), s.location())
	if err != nil || len(problems) > 0 {
		t.Fatalf("%s: %v %v", s, problems, err)
	}
	var list []string
	for _, o := range found {
		list = append(list, fmt.Sprintf("@%d", o.Start.Unix()))
	}
	return list
}

// Series with dates put in and taken out give what libical makes of them.
func TestSetsAgreeWithLibical(t *testing.T) {
	r := dice{rand.New(rand.NewPCG(5545, 11))}
	var cases []*drawnSet
	var input bytes.Buffer
	for range 3000 {
		s := r.drawSet(t)
		cases = append(cases, s)
		input.WriteString(s.line())
	}
	answers := askLibical(t, input.Bytes())
	if len(answers) != len(cases) {
		t.Fatalf("%d answers to %d cases", len(answers), len(cases))
	}
	for i, s := range cases {
		theirs := strings.Fields(answers[i])
		slices.Sort(theirs)
		first, _ := slices.BinarySearch(theirs, fmt.Sprintf("@%d", InstantOf(s.from, s.location()).Unix()))
		theirs = theirs[first:] // it lists a day that ends with the window's start
		if ours := s.ours(t); !slices.Equal(ours, slices.Compact(theirs)) {
			t.Errorf("%s\n   ours %s\nlibical %s", s.line(), ours, theirs)
		}
	}
}
