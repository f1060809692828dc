package bot

import (
	"strings"
	"testing"
)

// Days and parts of the day are heard in every language as the same ones are in
// French; and what refuses one, or says more, is not.
func TestTimesInEveryLanguage(t *testing.T) {
	if wrong := notUnderstood(t, wordsIn(t, "testdata/times.txt")); len(wrong) > 0 {
		t.Error(strings.Join(wrong, "\n"))
	}
}

// The lists have as many groups as there are days and parts of the day.
func TestTimesAreWhole(t *testing.T) {
	texts := newStageDoor(t).d.Locales
	for _, l := range texts.Languages() {
		say := texts.In(l.Tag)
		for id, want := range map[string]int{"said.weekdays": 7, "said.coming-days": 3, "said.parts": 3} {
			if got := len(say.Alternatives(id)); got != want {
				t.Errorf("%s: %s has %d groups, want %d", l.Tag, id, got, want)
			}
		}
	}
}
