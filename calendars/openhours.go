package calendars

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"escale/calendars/ical"
	"escale/scheduling"
)

// modeWords are the words by which staff keep open hours for a mode, or say
// instead of a place that there is none, as scheduling.Plain leaves them. The
// modes are those of the programme.
var modeWords = map[string]string{
	"inperson": "in-person", "surplace": "in-person", "presentiel": "in-person", "enpresentiel": "in-person",
	"phone": "phone", "telephone": "phone", "tel": "phone", "partelephone": "phone", "appel": "phone",
	"video": "video", "visio": "video", "envisio": "video", "visioconference": "video", "enligne": "video",
	"microsoftteamsmeeting": "video", "reunionmicrosoftteams": "video",
}

// offerWords are the ids of offers by the words that mean them.
func offerWords(offers []OfferNames) map[string]string {
	words := map[string]string{}
	for _, o := range offers {
		for _, name := range append([]string{o.ID}, o.Names...) {
			if word := scheduling.Plain(name); word != "" {
				words[word] = o.ID
			}
		}
	}
	return words
}

// said is what staff wrote on open hours, beside their time. Tags that mean
// nothing are told to stray.
func (a *agenda) said(s stretch, stray func(tag string)) scheduling.OpenHours {
	h := scheduling.OpenHours{Interval: scheduling.Interval{Start: s.start, End: s.end}}
	if s.place == "" && len(s.tags) == 0 {
		return h
	}
	location, conference, _ := strings.Cut(s.place, "\n")
	h.Place, h.Video = splitLink(location)
	mode := modeWords[scheduling.Plain(h.Place)]
	switch {
	case mode != "":
		h.Place, h.Modes = "", []string{mode}
	case h.Place == "" && h.Video != "":
		h.Modes = []string{"video"}
	}
	if h.Video == "" {
		_, h.Video = splitLink(conference)
	}
	var modes []string
	for _, tag := range s.tags {
		word := scheduling.Plain(tag)
		mode, offer := modeWords[word], a.words[word]
		switch {
		case mode != "":
			modes = append(modes, mode)
		case offer != "":
			h.Offers = append(h.Offers, offer)
		case tag != openTag && tag != strings.ToLower(a.Tag) && !slices.Contains(a.others, tag):
			stray(tag)
		}
	}
	if len(modes) > 0 {
		h.Modes = modes
	}
	slices.Sort(h.Modes)
	slices.Sort(h.Offers)
	h.Modes, h.Offers = slices.Compact(h.Modes), slices.Compact(h.Offers)
	return h
}

// Bounds of what is shown to a parent, in bytes.
const (
	maxPlace = 200
	maxLink  = 500
)

// splitLink takes the first https address out of a place.
func splitLink(text string) (place, link string) {
	var words []string
	for word := range strings.FieldsSeq(text) {
		bare := strings.TrimRight(word, ".,;:)>")
		if at := strings.Index(strings.ToLower(bare), "https://"); at >= 0 && link == "" && isLink(bare[at:]) {
			link = bare[at:]
			word = strings.Trim(bare[:at], "(<;,")
		}
		if word != "" {
			words = append(words, word)
		}
	}
	place = strings.Trim(strings.Join(words, " "), " ,;:-–—")
	place = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsPrint(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(place, ""))
	return shorten(place, maxPlace), link
}

// shorten cuts a text that has more bytes than that.
func shorten(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

func isLink(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && len(text) <= maxLink
}

// whereabouts are the place of an event and the address of its call, which only
// open hours keep, on a line each.
func whereabouts(e *ical.Event) string {
	location := strings.Join(strings.Fields(e.Location), " ")
	if e.Conference == "" {
		return location
	}
	return location + "\n" + strings.TrimSpace(e.Conference)
}

// isPlain reports whether the hours are no more than a time.
func isPlain(h scheduling.OpenHours) bool {
	return h.Place == "" && h.Video == "" && len(h.Modes)+len(h.Offers) == 0
}

// wordsOf is the same for open hours that differ in time only.
func wordsOf(h scheduling.OpenHours) string {
	return strings.Join([]string{h.Place, h.Video, strings.Join(h.Modes, " "), strings.Join(h.Offers, " ")}, "\x00")
}

// special joins hours of the same words that overlap or touch, in order of
// start.
func special(list []scheduling.OpenHours) []scheduling.OpenHours {
	slices.SortStableFunc(list, func(a, b scheduling.OpenHours) int { return a.Start.Compare(b.Start) })
	var joined []scheduling.OpenHours
	lasts := map[string]int{} // by words
	for _, h := range list {
		words := wordsOf(h)
		if at, there := lasts[words]; there && !h.Start.After(joined[at].End) {
			if h.End.After(joined[at].End) {
				joined[at].End = h.End
			}
			continue
		}
		lasts[words] = len(joined)
		joined = append(joined, h)
	}
	return joined
}

// minus cuts what is in the second list out of the first. Both are sorted and
// disjoint.
func minus(list, out []scheduling.Interval) []scheduling.Interval {
	var left []scheduling.Interval
	n := 0
	for _, i := range list {
		for n < len(out) && !out[n].End.After(i.Start) {
			n++
		}
		for m := n; m < len(out) && out[m].Start.Before(i.End); m++ {
			if out[m].Start.After(i.Start) {
				left = append(left, scheduling.Interval{Start: i.Start, End: out[m].Start})
			}
			i.Start = out[m].End
		}
		if i.Start.Before(i.End) {
			left = append(left, i)
		}
	}
	return left
}
