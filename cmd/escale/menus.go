package main

import (
	"regexp"
	"slices"

	"escale/bot/telegram"
	"escale/locales"
)

// menus are what Telegram shows of the bot: in French to everybody, and in each
// of the programme's languages to whose app is in it. Of the others nothing is
// left that was shown before. Easy French has no app of its own.
func (h *house) menus() []telegram.Menu {
	all := []telegram.Menu{h.menu("", locales.French)}
	offered := h.catalogue.programme().Languages
	for _, tag := range locales.Known() {
		switch {
		case len(tag) != 2:
		case slices.Contains(offered, tag) && h.texts.In(tag).Tag() == tag:
			all = append(all, h.menu(tag, tag))
		default:
			all = append(all, telegram.Menu{Language: tag})
		}
	}
	return all
}

// menu lists the words that matter; the platform's terms ask for start, help,
// privacy and settings.
func (h *house) menu(shown, tag string) telegram.Menu {
	say := h.texts.In(tag)
	m := telegram.Menu{Language: shown, Description: say.T("menu.description"), Short: say.T("menu.short")}
	for _, w := range []struct{ word, text string }{
		{"word.start", "menu.start"},
		{"word.urgence", "menu.urgence"},
		{"word.rdv", "menu.rdv"},
		{"word.humain", "menu.humain"},
		{"word.annuler", "menu.annuler"},
		{"word.langue", "menu.langue"},
		{"word.aide", "menu.aide"},
		{"word.confidentialite", "menu.confidentialite"},
		{"word.mesdonnees", "menu.mesdonnees"},
		{"word.effacer", "menu.effacer"},
	} {
		m.Commands = append(m.Commands, telegram.Command{Name: h.command(say, w.word), Description: say.T(w.text)})
	}
	return m
}

// isCommand is what Telegram takes as one.
var isCommand = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// command is the first way to say a word; the English one where the language is
// written in other letters.
func (h *house) command(say *locales.Printer, word string) string {
	for _, p := range []*locales.Printer{say, h.texts.In(locales.English)} {
		if ways := p.Alternatives(word); len(ways) > 0 && isCommand.MatchString(ways[0]) {
			return ways[0]
		}
	}
	return "start"
}
