package bot

import (
	"slices"
	"strings"
	"time"

	"escale/bot/when"
	"escale/locales"
	"escale/programme"
)

// timeReader reads a time in the words of one language.
type timeReader interface {
	Hear(words string, now time.Time) (w when.Heard, rest string, ok bool)
	Besides(rest string) string
	IsAll(words string) bool
	NamesDay(words string, today programme.Date) bool
}

// timesOf reads a language's words for days out of the texts.
func timesOf(say *locales.Printer) *when.Vocabulary {
	weekdays := inGroups(say.Alternatives("said.weekdays"))
	for i, day := range strings.Fields(say.T("date.weekdays")) {
		weekdays[plain(day)] = i + 1
	}
	besides := slices.Concat(plainly(say.Alternatives("said.polite")), strings.Fields(plain(say.T("said.light")+" "+say.T("said.picking"))))
	refuses := strings.Fields(plain(say.T("said.refusing")))
	return when.NewVocabulary(when.Lists{
		Weekdays: weekdays,
		Days:     inGroups(say.Alternatives("said.coming-days")),
		Parts:    inGroups(say.Alternatives("said.parts")),
		Soonest:  plainly(say.Alternatives("said.soonest")),
		AnyTime:  plainly(say.Alternatives("said.any-time")),
		Besides:  slices.DeleteFunc(besides, func(word string) bool { return slices.Contains(refuses, word) }),
		Refuses:  refuses,
	}, plain)
}

func plainly(ways []string) []string {
	for i, way := range ways {
		ways[i] = plain(way)
	}
	return ways
}

// timesHere read a time: in the parent's language first, then in French and English.
func (t *turn) timesHere() []timeReader {
	tag, french, english := t.say.Tag(), when.French(), when.English()
	switch {
	case strings.HasPrefix(tag, locales.English):
		return []timeReader{english, french}
	case strings.HasPrefix(tag, locales.French):
		return []timeReader{french, english}
	}
	return []timeReader{t.vocabulary.times[tag], french, english}
}
