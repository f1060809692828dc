package bot

import (
	"slices"
	"strings"
	"unicode"

	"escale/locales"
)

// undoubled writes double letters once.
func undoubled(stem string) string {
	return string(slices.Compact([]rune(stem)))
}

// misspelt: in a short word, a letter doubled or not; else one too many, too few,
// changed or swapped, and two of these in a long word.
func misspelt(a, b string) bool {
	x, y := []rune(a), []rune(b)
	short := min(len(x), len(y))
	switch {
	case short < 4 || x[0] != y[0]:
		return false
	case short == 4:
		return undoubled(a) == undoubled(b)
	case short < 8:
		return distance(x, y) <= 1
	}
	return distance(x, y) <= 2
}

// distance is that of Damerau and Levenshtein, of neighbours swapped once.
func distance(a, b []rune) int {
	if d := len(a) - len(b); d > 2 || d < -2 || len(a) > 60 {
		return 3
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// stems are those of what is said, each once. "Rendez-vous" is one word, however
// it is written.
func stems(language, words string) []string {
	words = strings.ReplaceAll(shortened(plain(words)), "rendez vous", "rdv")
	if strings.HasPrefix(language, locales.English) {
		words = strings.ReplaceAll(words+" ", " t ", " not ") // "don’t"
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(locales.Stems(language, words), func(s string) bool {
		was := seen[s]
		seen[s] = true
		return was
	})
}

// shortened writes a letter that is drawn out once: "merciii".
func shortened(words string) string {
	letters := []rune(words)
	var b []rune
	for i := 0; i < len(letters); {
		end := i
		for end < len(letters) && letters[end] == letters[i] {
			end++
		}
		if end-i > 2 && !unicode.IsDigit(letters[i]) {
			b = append(b, letters[i])
		} else {
			b = append(b, letters[i:end]...)
		}
		i = end
	}
	return string(b)
}

// ways are the stems of ways to say a thing.
func ways(language string, sentences ...string) [][]string {
	var all [][]string
	for _, s := range sentences {
		if stems := stems(language, s); len(stems) > 0 {
			all = append(all, stems)
		}
	}
	return all
}
