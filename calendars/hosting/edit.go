package hosting

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	goical "github.com/emersion/go-ical"

	"escale/calendars/ical"
)

// How an event is changed without losing what other programs wrote into it.

var errNoSeries = errors.New("the event is no series that can be changed here")

// except takes one occurrence out of a series; keep is false when none is left.
func (s *story) except(occurrence time.Time) (keep bool, err error) {
	if s.master == nil {
		return false, errNoSeries
	}
	s.drop(s.singles, func(at int64) bool { return at == occurrence.Unix() })
	s.master.Props.Add(s.like(goical.PropExceptionDates, occurrence))
	return s.lives()
}

// end lets a series end before an occurrence.
func (s *story) end(occurrence time.Time) (keep bool, err error) {
	if s.master == nil {
		return false, errNoSeries
	}
	rules := s.master.Props[goical.PropRecurrenceRule]
	for i := range rules {
		rules[i].Value = until(rules[i].Value, s.until(occurrence))
	}
	from := func(at int64) bool { return at >= occurrence.Unix() }
	s.drop(s.singles, from)
	s.drop(s.futures, from)
	s.master.Props[goical.PropRecurrenceDates] = nil
	return s.lives()
}

// drop takes out the changed occurrences that which names.
func (s *story) drop(changed map[int64]*goical.Component, which func(at int64) bool) {
	for at, c := range changed {
		if which(at) {
			s.cal.Children = slices.DeleteFunc(s.cal.Children, func(d *goical.Component) bool { return c == d })
			delete(changed, at)
		}
	}
}

// lives reports whether the series still has an occurrence.
func (s *story) lives() (bool, error) {
	ics, err := s.text()
	if err != nil {
		return false, err
	}
	start := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	found, problems, err := ical.Expand([]byte(ics), start, start.AddDate(130, 0, 0), s.zone)
	return len(found) > 0 || len(problems) > 0, err
}

// like writes an occurrence in the form of the series' start: a date, a time in
// its zone, or UTC.
func (s *story) like(name string, occurrence time.Time) *goical.Prop {
	p := goical.NewProp(name)
	start := s.master.Props.Get(goical.PropDateTimeStart)
	zone := s.zone
	if start != nil {
		if tzid := start.Params.Get(goical.ParamTimezoneID); tzid != "" {
			p.Params.Set(goical.ParamTimezoneID, tzid)
			if named, err := time.LoadLocation(tzid); err == nil {
				zone = named
			}
		}
	}
	switch {
	case s.wholeDays():
		p.Params = goical.Params{}
		p.SetDate(occurrence.In(s.zone))
	case start != nil && strings.HasSuffix(start.Value, "Z"):
		p.Value = occurrence.UTC().Format(utcFormat)
	default:
		p.Value = occurrence.In(zone).Format("20060102T150405")
	}
	return p
}

func (s *story) wholeDays() bool {
	start := s.master.Props.Get(goical.PropDateTimeStart)
	return start != nil && len(start.Value) == len("20060102")
}

// until is the UNTIL with which a series ends just before an occurrence.
func (s *story) until(occurrence time.Time) string {
	if s.wholeDays() {
		return occurrence.In(s.zone).AddDate(0, 0, -1).Format("20060102")
	}
	return occurrence.Add(-time.Second).UTC().Format(utcFormat)
}

func until(rule, end string) string {
	parts := slices.DeleteFunc(strings.Split(rule, ";"), func(p string) bool {
		name, _, _ := strings.Cut(strings.ToUpper(p), "=")
		return name == "UNTIL" || name == "COUNT" || name == ""
	})
	return strings.Join(append(parts, "UNTIL="+end), ";")
}

// cancel marks every event of the object.
func (s *story) cancel() {
	for _, c := range s.cal.Children {
		if c.Name == goical.CompEvent {
			c.Props.SetText(goical.PropStatus, "CANCELLED")
		}
	}
}

// stamp notes when the object was changed, and that it was (RFC 5545, 3.8.7).
func (s *story) stamp(now time.Time) {
	for _, c := range s.cal.Children {
		if c.Name != goical.CompEvent {
			continue
		}
		c.Props.SetDateTime(goical.PropDateTimeStamp, now.UTC())
		if p := c.Props.Get(goical.PropSequence); p != nil {
			n, _ := strconv.Atoi(p.Value)
			p.Value = strconv.Itoa(n + 1)
			c.Props.Set(p)
		}
	}
}

// text is the object as it is now.
func (s *story) text() (string, error) {
	var b bytes.Buffer
	if err := goical.NewEncoder(&b).Encode(s.cal); err != nil {
		return "", fault{validData, err.Error()}
	}
	return folded(b.String()), nil
}
