package bot

import "escale/scheduling"

// wishFor is what the structure is told she wishes: an interpreter, and for which
// language, or to be received in the language that she looked for.
func (t *turn) wishFor(w Wanted) string {
	own := t.ownLanguage()
	switch {
	case w.Wish == scheduling.Interpreter && own != "":
		return scheduling.Interpreter + "-" + own
	case w.Wish == "" && w.Language != "":
		return w.Language
	}
	return w.Wish
}
