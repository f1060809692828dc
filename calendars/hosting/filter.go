package hosting

import (
	"strings"
	"time"

	"escale/calendars"

	"github.com/emersion/go-ical"
	"github.com/emersion/go-webdav/caldav"
)

// filter decides whether an object passes the filter of a calendar-query (RFC
// 4791, 9.7). The library's own counts an event that exactly fills the range as
// outside, and one that begins at its end as inside.
type filter struct {
	object
	cal *ical.Calendar
}

func (f filter) passes(c caldav.CompFilter) bool {
	if !strings.EqualFold(c.Name, ical.CompCalendar) {
		return c.IsNotDefined
	}
	return !c.IsNotDefined && f.component(f.cal.Component, c)
}

// component holds if everything asked of a component and of those in it does.
func (f filter) component(comp *ical.Component, c caldav.CompFilter) bool {
	for _, p := range c.Props {
		if !propMatches(comp.Props, p) {
			return false
		}
	}
	for _, inner := range c.Comps {
		if !f.inner(comp, inner) {
			return false
		}
	}
	return true
}

// inner holds if one of the component's children is as asked, or, if that is
// asked, none is of that name.
func (f filter) inner(comp *ical.Component, c caldav.CompFilter) bool {
	for _, child := range comp.Children {
		if !strings.EqualFold(child.Name, c.Name) {
			continue
		}
		if c.IsNotDefined {
			return false
		}
		if f.component(child, c) && f.touches(child, c.Start, c.End) {
			return true
		}
	}
	return c.IsNotDefined
}

// touches holds if the object has an occurrence in [from, to), either of which
// may be open. Only events have a time here: others pass, and so do events
// whose times can't be told, since a client can leave out what it gets too much.
func (f filter) touches(comp *ical.Component, from, to time.Time) bool {
	if (from.IsZero() && to.IsZero()) || comp.Name != ical.CompEvent {
		return true
	}
	if from.IsZero() {
		from = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if to.IsZero() {
		to = from.AddDate(20, 0, 0)
	}
	found, problems, err := calendars.Expand([]byte(f.ICS), from, to, time.UTC)
	if err != nil || len(problems) > 0 || strings.Contains(f.ICS, "STATUS:CANCELLED") {
		return true
	}
	return len(found) > 0
}

// propMatches reports whether a property of that name is as asked.
func propMatches(props ical.Props, p caldav.PropFilter) bool {
	for _, v := range props.Values(p.Name) {
		if p.IsNotDefined {
			return false
		}
		if contains(v.Value, p.TextMatch) && params(v, p.ParamFilter) {
			return true
		}
	}
	return p.IsNotDefined
}

func params(v ical.Prop, all []caldav.ParamFilter) bool {
	for _, p := range all {
		value := v.Params.Get(p.Name)
		if (value == "") != p.IsNotDefined || (!p.IsNotDefined && !contains(value, p.TextMatch)) {
			return false
		}
	}
	return true
}

// contains compares as i;ascii-casemap does (RFC 4791, 7.5); no text, no demand.
func contains(value string, m *caldav.TextMatch) bool {
	return m == nil || strings.Contains(strings.ToLower(value), strings.ToLower(m.Text))
}
