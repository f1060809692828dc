package calendars

import (
	"cmp"
	"slices"
	"strings"

	"escale/scheduling"
)

// opening gathers the open hours of an agenda.
type opening struct {
	*agenda
	plain   []scheduling.Interval
	worded  []scheduling.OpenHours
	unknown []string
}

// seenLayer is an availability in a calendar that is for open hours, or for
// others.
type seenLayer struct {
	layer
	opens bool
}

// maxUnknown bounds what is told of words that mean nothing.
const maxUnknown = 20

// add takes open hours in.
func (o *opening) add(s stretch) {
	h := o.said(s, func(tag string) {
		if len(o.unknown) < maxUnknown && !slices.Contains(o.unknown, tag) {
			o.unknown = append(o.unknown, tag)
		}
	})
	if isPlain(h) {
		o.plain = append(o.plain, h.Interval)
	} else {
		o.worded = append(o.worded, h)
	}
}

// under lets availabilities act on the open hours, as RFC 7953, section 4 has
// it: from the lowest priority to the highest, each closes its span, and then
// opens its hours. Those in a calendar that is not for open hours only leave
// open what is. What is closed is cut out and not called busy: a session needs no
// distance from the end of a working day.
func (o *opening) under(layers []seenLayer) {
	layers = slices.DeleteFunc(layers, func(l seenLayer) bool {
		return !l.span.Start.Before(l.span.End) || o.isOthers(l.tags)
	})
	slices.SortStableFunc(layers, func(a, b seenLayer) int { return cmp.Compare(a.rank, b.rank) })
	hours := opening{agenda: o.agenda}
	var shut []scheduling.Interval
	for len(layers) > 0 {
		n := slices.IndexFunc(layers, func(l seenLayer) bool { return l.rank != layers[0].rank })
		if n < 0 {
			n = len(layers)
		}
		var spans, free []scheduling.Interval
		for _, l := range layers[:n] {
			spans = append(spans, l.span)
		}
		spans = union(spans)
		hours.cut(spans)
		for _, l := range layers[:n] {
			for _, s := range l.hours {
				free = append(free, scheduling.Interval{Start: s.start, End: s.end})
				if l.opens && !s.allDay && o.isMine(s.tags) {
					hours.add(s)
				}
			}
		}
		shut = minus(union(append(shut, spans...)), union(free))
		layers = layers[n:]
	}
	o.cut(shut)
	o.plain, o.worded, o.unknown = append(o.plain, hours.plain...), append(o.worded, hours.worded...), append(o.unknown, hours.unknown...)
}

// UnknownWords are words that staff wrote on an agenda's open hours and that mean
// nothing, neither a mode nor an offer nor a tag.
func (m *Mirror) UnknownWords(id string) []string {
	a := m.find(id)
	if a == nil {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(a.over(m.window()).unknown)))
}

// isMine reports whether open hours with these tags are the agenda's.
func (a *agenda) isMine(tags []string) bool {
	return a.Tag == "" || slices.Contains(tags, strings.ToLower(a.Tag))
}

// isOthers reports whether what carries these tags is for another agenda of the
// structure, and not for this one.
func (a *agenda) isOthers(tags []string) bool {
	mine := a.Tag != "" && a.isMine(tags)
	return !mine && slices.ContainsFunc(tags, func(tag string) bool { return slices.Contains(a.others, tag) })
}

// cut takes closed time, sorted and disjoint, out.
func (o *opening) cut(shut []scheduling.Interval) {
	if len(shut) == 0 {
		return
	}
	o.plain = minus(union(o.plain), shut)
	var left []scheduling.OpenHours
	for _, h := range o.worded {
		for _, i := range minus([]scheduling.Interval{h.Interval}, shut) {
			h.Interval = i
			left = append(left, h)
		}
	}
	o.worded = left
}

// result is the open time without words, and with. Where both are, words count.
func (o *opening) result() ([]scheduling.Interval, []scheduling.OpenHours) {
	if len(o.worded) == 0 {
		return union(o.plain), nil
	}
	worded := special(o.worded)
	var taken []scheduling.Interval
	for _, h := range worded {
		taken = append(taken, h.Interval)
	}
	return minus(union(o.plain), union(taken)), worded
}
