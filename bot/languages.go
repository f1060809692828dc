package bot

import "escale/locales"

// fewLanguages are shown on the first page; of more, only the likeliest are, and
// a way to the others.
const fewLanguages = 3

// otherLanguages are the choices of the first page. The conversation began in the
// language of her app: what may be missing is French, or French in easy words.
func (t *turn) otherLanguages() []Choice {
	var others, likely []Choice
	for _, l := range t.languages() {
		if l.Tag == t.say.Tag() {
			continue
		}
		choice := word(langue+l.Tag, l.Name)
		others = append(others, choice)
		if l.Tag == locales.French || l.Tag == locales.FALC && t.say.Tag() == locales.French {
			likely = append(likely, choice)
		}
	}
	if len(others) <= fewLanguages {
		return others
	}
	return append(likely, word("langue", t.say.T("tap.languages")))
}
