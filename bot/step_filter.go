package bot

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"escale/programme"
	"escale/scheduling"
)

// Views of the list of slots.
const (
	viewPlace = "by-place"
	viewDay   = "by-day"
	viewMode  = "by-mode"
)

// askFilter lists the values of a filter that leave something.
func (t *turn) askFilter(view string, page scheduling.Page) {
	var choices []Choice
	switch view {
	case viewPlace:
		if page.Within > 0 {
			choices = append(choices, t.filter("near-"+strconv.Itoa(page.Within), t.say.T("tap.near")))
		}
		for _, id := range page.Places {
			s, _ := t.p.Structure(id)
			choices = append(choices, t.filter("place-"+short(id), inTown(s)))
		}
		t.put(Message{Text: t.say.T("ask.place"), Replace: true}, choices)
	case viewDay:
		for _, d := range page.Days {
			day := d.In(t.zone())
			choices = append(choices, t.filter("day-"+programme.DateOf(day).String(), t.say.Day(day, t.zone())))
		}
		choices = append(choices, t.parts(page)...)
		t.put(Message{Text: t.say.T("ask.day"), Replace: true}, choices)
	default:
		for _, m := range page.Modes {
			choices = append(choices, t.filter("mode-"+m, capital(t.mode(m))))
		}
		t.put(Message{Text: t.say.T("ask.mode"), Replace: true}, choices)
	}
}

// takeFilter opens a filter, sets one, or takes them all off. The list then
// begins anew.
func (t *turn) takeFilter(value string) bool {
	n := t.notes()
	kind, which, _ := strings.Cut(value, "-")
	switch {
	case value == viewPlace || value == viewDay || value == viewMode:
		n.View = value
		return true
	case value == "language" && t.ownLanguage() != "":
		n.Wanted.Language = t.ownLanguage()
	case value == "first":
	case value == "all":
		n.Wanted.widen()
		n.Early = Early{}
	case kind == "place":
		i := slices.IndexFunc(t.p.Structures, func(s programme.Structure) bool { return short(s.ID) == which })
		if i < 0 {
			return false
		}
		n.Wanted.Structure, n.Wanted.Within = t.p.Structures[i].ID, 0
	case value == "near-1" || value == "near-2":
		n.Wanted.Structure, n.Wanted.Within = "", int(which[0]-'0')
	case kind == "part" && slices.Contains(scheduling.Parts(), scheduling.Part(which)):
		n.Wanted.Part, n.Wanted.Span.Earliest, n.Wanted.Span.Latest = scheduling.Part(which), 0, 0
		n.Early = Early{}
	case kind == "day":
		if _, err := programme.ParseDate(which); err != nil {
			return false
		}
		n.Wanted.Day, n.Wanted.Span = which, Span{}
		n.Early = Early{}
	case kind == "mode" && slices.Contains([]string{programme.InPerson, programme.Video, programme.Phone}, which):
		n.Wanted.Mode = which
	default:
		return false
	}
	n.View, n.Wanted.After = "", scheduling.Cursor{}
	return true
}

// ownLanguage is the one she reads, as agendas name it, unless it is French.
func (t *turn) ownLanguage() string {
	own, _, _ := strings.Cut(t.say.Tag(), "-")
	if own == "fr" {
		return ""
	}
	return own
}

// parts are those of the day, where there is something to choose between.
func (t *turn) parts(page scheduling.Page) []Choice {
	if len(page.Parts) < 2 {
		return nil
	}
	var choices []Choice
	for _, p := range page.Parts {
		choices = append(choices, t.filter("part-"+string(p), t.say.T("tap."+string(p))))
	}
	return choices
}

// capital begins a label as a sentence does.
func capital(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:]
}
