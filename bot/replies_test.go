package bot

import (
	"strings"
	"testing"
)

// Yes, no and which one are understood in every language, as people type them.
func TestRepliesInEveryLanguage(t *testing.T) {
	all := wordsIn(t, "testdata/replies.txt")
	said := map[string]int{}
	for _, w := range all {
		said[w.language]++
	}
	s := newStageDoor(t)
	for _, l := range s.d.Locales.Languages() {
		if said[l.Tag] < 10 {
			t.Errorf("%s: %d answers, want 10", l.Tag, said[l.Tag])
		}
	}
	if wrong := notUnderstood(t, all); len(wrong) > 0 {
		t.Error(strings.Join(wrong, "\n"))
	}
}

// The lists are whole in every language, and no word of them means two things.
func TestRepliesAreClear(t *testing.T) {
	v := newStageDoor(t).d.vocabulary
	for _, tag := range v.tongues {
		r := v.replies[tag]
		if r.yes == "" || r.no == "" || len(r.polite) == 0 {
			t.Errorf("%s: yes %q, no %q, %d polite words", tag, r.yes, r.no, len(r.polite))
		}
		for _, in := range []map[string]int{r.places, r.counts} {
			seen := map[int]bool{}
			for _, i := range in {
				seen[i] = true
			}
			if len(seen) != 5 || in[""] != 0 {
				t.Errorf("%s: %d places of 5 in %v", tag, len(seen), in)
			}
		}
		for way := range r.agrees {
			if n := len(strings.Fields(way)); n == 0 || n > longestReply {
				t.Errorf("%s: %q has %d words", tag, way, n)
			}
			if v.means[tag][way] != "" || r.polite[way] || r.places[way]+r.counts[way] > 0 {
				t.Errorf("%s: %q means another thing, too", tag, way)
			}
		}
		for way, i := range r.places {
			if v.means[tag][way] != "" || r.counts[way] != 0 && r.counts[way] != i {
				t.Errorf("%s: %q means another thing, too", tag, way)
			}
		}
	}
}

// A yes or no that her own language does not know is the same in all that do.
func TestNoLanguageContradictsAnother(t *testing.T) {
	v := newStageDoor(t).d.vocabulary
	for _, tag := range v.tongues {
		for way, yes := range v.replies[tag].agrees {
			for _, other := range v.tongues {
				if is, known := v.replies[other].agrees[way]; known && is != yes {
					t.Errorf("%q is %v in %s, and %v in %s", way, yes, tag, is, other)
				}
			}
		}
	}
}
