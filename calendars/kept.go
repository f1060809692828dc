package calendars

import (
	"slices"
	"strings"
	"time"

	"escale/calendars/caldav"
	"escale/calendars/ical"
)

// kept is what the mirror keeps of one object: its times and tags, and the
// title of our own events only.
type kept struct {
	etag         string
	series       []*ical.Series
	availability []*presence
	ours         []*ical.Event
	pasted       []*ical.Event // ours too, under a UID that is not
	invited      bool          // made by accepting an invitation
	problems     []ical.Problem
	text         []byte // what the cache on disk keeps; nil without one
	sum          string // digest of the text as it was read

	// Of an object that could not be had: when to ask again, and how often that
	// was in vain.
	again time.Time
	tries int

	// The expansion, done once for a window.
	window    [2]time.Time
	stretches []stretch
	layers    []layer
}

// stretch is one occurrence, as far as free time goes.
type stretch struct {
	start, end  time.Time
	allDay      bool
	transparent bool
	tags        []string // lower case, shared with the event
	place       string   // of open hours: see whereabouts
	key         string   // of what may be a session entered by staff: see keyOf
}

// keep reads an object.
func keep(o caldav.Object, by ical.Reader, installation string) *kept {
	k := &kept{etag: o.ETag}
	s, err := by.Read(o.Data)
	if err != nil {
		k.problems = []ical.Problem{{Href: o.Href, Line: 1, Text: err.Error()}}
		return k
	}
	var others []*ical.Event
	for _, e := range s.Events {
		if isOurs(e.UID, installation) {
			k.ours, k.invited = append(k.ours, e), isInvitation(o.Data)
			continue
		}
		if isPasted(e) {
			pasted := *e
			k.pasted = append(k.pasted, &pasted)
		}
		e.Categories = tagsOf(e)
		e.Summary, e.Location = "", whereabouts(e)
		others = append(others, e)
	}
	k.series = ical.Gather(others)
	var wrong []ical.Problem
	k.availability, wrong = presences(o.Data, by)
	k.problems = append(s.Problems, wrong...)
	for i := range k.problems {
		k.problems[i].Href = o.Href
	}
	return k
}

// tagsOf are the categories of an event and the #words of its title.
func tagsOf(e *ical.Event) []string {
	var tags []string
	for _, c := range e.Categories {
		tags = append(tags, strings.ToLower(c))
	}
	for _, word := range hashtags(e.Summary) {
		tags = append(tags, strings.ToLower(word[1:]))
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

// hashtags are the words of a title that begin with #.
func hashtags(title string) []string {
	var list []string
	for word := range strings.FieldsSeq(title) {
		word = strings.TrimRight(word, ".,;:!?)]")
		if len(word) > 1 && word[0] == '#' {
			list = append(list, word)
		}
	}
	return list
}

// expand returns the object's stretches in a window that moves once a day, doing
// the work when it has moved.
func (k *kept) expand(from, to time.Time, work *ical.Budget, href string) []stretch {
	if k.window == [2]time.Time{from, to} {
		return k.stretches
	}
	k.window, k.stretches, k.layers = [2]time.Time{from, to}, nil, nil
	k.problems = slices.DeleteFunc(k.problems, func(p ical.Problem) bool { return p.Text == ical.ErrTooFine.Error() })
	for _, s := range k.series {
		err := s.Expand(from, to, work, func(o ical.Occurrence) {
			if o.Status != ical.Cancelled && o.Start.Before(o.End) {
				s := stretch{o.Start.UTC(), o.End.UTC(), o.AllDay, o.Transparent, o.Categories, o.Location, ""}
				if isEntered(o.Categories, false) && len(k.pasted) == 0 {
					s.key = keyOf(o)
				}
				k.stretches = append(k.stretches, s)
			}
		})
		if err != nil {
			p := s.Problem(err)
			p.Href = href
			k.problems = append(k.problems, p)
		}
	}
	for _, a := range k.availability {
		l, err := a.lay(from, to)
		if err != nil {
			k.problems = append(k.problems, ical.Problem{Href: href, Line: a.line, Text: err.Error()})
			continue
		}
		k.layers = append(k.layers, l)
	}
	return k.stretches
}
