package bot

import (
	"strings"
	"testing"
)

// Other languages have fewer ways to say a thing in their texts: three times in
// four, what is written is understood, and never what can't be taken back.
func TestWordsOfOtherLanguages(t *testing.T) {
	all := wordsIn(t, "testdata/words-others.txt")
	said, missed := map[string]int{}, map[string]int{}
	for _, w := range all {
		said[w.language]++
	}
	wrong := notUnderstood(t, all)
	for _, line := range wrong {
		_, language, _ := strings.Cut(line, " ")
		missed[language[:2]]++
	}
	t.Logf("%d of %d understood; not:\n%s", len(all)-len(wrong), len(all), strings.Join(wrong, "\n"))
	for language, n := range said {
		if right := n - missed[language]; 4*right < 3*n {
			t.Errorf("%s: %d of %d understood, want three in four", language, right, n)
		}
	}
}
