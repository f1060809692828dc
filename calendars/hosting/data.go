package hosting

import (
	"bytes"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	goical "github.com/emersion/go-ical"

	"escale/calendars/ical"
)

// of is the text of an object as it is wanted: byte for byte unless single
// occurrences, or a part of the changed ones, are asked for.
func (w wanted) of(o object, zone *time.Location) (string, error) {
	if w.Expand == nil && w.Limit == nil {
		return o.ICS, nil
	}
	r := w.Expand
	if r == nil {
		r = w.Limit
	}
	from, to, err := r.closed()
	if err != nil {
		return "", err
	}
	cal, err := parse([]byte(o.ICS))
	if err != nil {
		return "", err
	}
	s := newStory(o, cal, zone)
	if w.Expand != nil {
		err = s.expand(from, to)
	} else {
		s.limit(from, to)
	}
	if err != nil {
		return "", err
	}
	return s.text()
}

// story is an object whose events are told apart by the occurrence they replace.
type story struct {
	o       object
	cal     *goical.Calendar
	zone    *time.Location
	master  *goical.Component
	singles map[int64]*goical.Component // by the instant they replace
	futures map[int64]*goical.Component // from it on
}

func newStory(o object, cal *goical.Calendar, zone *time.Location) *story {
	s := &story{o: o, cal: cal, zone: zone, singles: map[int64]*goical.Component{}, futures: map[int64]*goical.Component{}}
	for _, c := range cal.Children {
		rid := c.Props.Get(goical.PropRecurrenceID)
		switch {
		case c.Name != goical.CompEvent:
		case rid == nil:
			s.master = c
		case rid.Params.Get("RANGE") == "THISANDFUTURE":
			s.futures[s.instant(rid)] = c
		default:
			s.singles[s.instant(rid)] = c
		}
	}
	return s
}

// instant reads a RECURRENCE-ID the way that starts are read: as that of an
// event of its own.
func (s *story) instant(rid *goical.Prop) int64 {
	probe := goical.NewCalendar()
	probe.Props = s.cal.Props
	for _, c := range s.cal.Children {
		if c.Name == goical.CompTimezone {
			probe.Children = append(probe.Children, c)
		}
	}
	e := goical.NewComponent(goical.CompEvent)
	e.Props.SetText(goical.PropUID, "x")
	e.Props.SetDateTime(goical.PropDateTimeStamp, time.Unix(0, 0).UTC())
	start := *rid
	start.Name = goical.PropDateTimeStart
	e.Props.Set(&start)
	probe.Children = append(probe.Children, e)
	var b bytes.Buffer
	if goical.NewEncoder(&b).Encode(probe) != nil {
		return 0
	}
	year := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	found, _, err := ical.Expand(b.Bytes(), year, year.AddDate(9000, 0, 0), s.zone)
	if err != nil || len(found) != 1 {
		return 0
	}
	return found[0].Start.Unix()
}

// expand replaces the series by its occurrences in the range, in UTC and without
// rules (RFC 4791, 9.6.5).
func (s *story) expand(from, to time.Time) error {
	found, _, err := ical.Expand([]byte(s.o.ICS), from, to, s.zone)
	if err != nil {
		return fault{validData, err.Error()}
	}
	s.cal.Children = slices.DeleteFunc(s.cal.Children, func(c *goical.Component) bool {
		return c.Name == goical.CompEvent || c.Name == goical.CompTimezone
	})
	size := 0
	for _, occ := range found {
		c := s.single(occ)
		if size += len(s.o.ICS); c == nil || size > maxAnswer {
			continue
		}
		s.cal.Children = append(s.cal.Children, c)
	}
	return nil
}

// single is one occurrence as an event of its own.
func (s *story) single(occ ical.Occurrence) *goical.Component {
	from := s.source(occ.RecurrenceID)
	if from == nil {
		return nil
	}
	c := goical.NewComponent(goical.CompEvent)
	c.Children = from.Children
	for name, all := range from.Props {
		if !slices.Contains(ruled(), name) {
			c.Props[name] = all
		}
	}
	set := func(name string, t time.Time) {
		if occ.AllDay {
			c.Props.SetDate(name, t)
			return
		}
		c.Props.SetDateTime(name, t.UTC())
	}
	set(goical.PropDateTimeStart, occ.Start)
	set(goical.PropDateTimeEnd, occ.End)
	if !occ.RecurrenceID.IsZero() {
		set(goical.PropRecurrenceID, occ.RecurrenceID)
	}
	return c
}

// source is the event that tells how an occurrence is.
func (s *story) source(rid time.Time) *goical.Component {
	if c := s.singles[rid.Unix()]; c != nil && !rid.IsZero() {
		return c
	}
	source, since := s.master, int64(0)
	for at, c := range s.futures {
		if !rid.IsZero() && at <= rid.Unix() && (source == s.master || at > since) {
			source, since = c, at
		}
	}
	return source
}

func ruled() []string {
	return []string{
		goical.PropDateTimeStart, goical.PropDateTimeEnd, goical.PropDuration, goical.PropRecurrenceRule,
		goical.PropRecurrenceDates, goical.PropExceptionDates, "EXRULE", goical.PropRecurrenceID,
	}
}

// limit leaves out the changed occurrences that neither are nor were in the
// range (RFC 4791, 9.6.6).
func (s *story) limit(from, to time.Time) {
	for at, c := range s.singles {
		was := time.Unix(at, 0)
		if !was.Before(from) && was.Before(to) || s.touches(c, from, to) {
			continue
		}
		s.cal.Children = slices.DeleteFunc(s.cal.Children, func(d *goical.Component) bool { return c == d })
	}
}

// touches reports whether a changed occurrence now is in the range.
func (s *story) touches(c *goical.Component, from, to time.Time) bool {
	alone := goical.NewCalendar()
	alone.Props = s.cal.Props
	for _, d := range s.cal.Children {
		if d == c || d.Name == goical.CompTimezone {
			alone.Children = append(alone.Children, d)
		}
	}
	var b bytes.Buffer
	if goical.NewEncoder(&b).Encode(alone) != nil {
		return true
	}
	return filter{zone: s.zone}.touches(object{ICS: b.String()}, timeRange{from.UTC().Format(utcFormat), to.UTC().Format(utcFormat)})
}

// folded breaks lines of more than 75 octets (RFC 5545, 3.1).
func folded(ics string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimSuffix(ics, "\r\n"), "\r\n") {
		for limit := 75; len(line) > limit; limit = 74 {
			cut := limit
			for cut > 1 && !utf8.RuneStart(line[cut]) {
				cut--
			}
			b.WriteString(line[:cut] + "\r\n ")
			line = line[cut:]
		}
		b.WriteString(line + "\r\n")
	}
	return b.String()
}
