package faketelegram

import (
	"slices"
	"unicode/utf8"
)

// Described is what the bot's page shows in a language.
type Described struct{ Description, Short string }

// Described returns it; "" for everybody else's.
func (s *Server) Described(language string) Described {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.described[language]
}

func (s *Server) setMyDescription(p params) (any, *refusal) {
	return s.describe(p, "description", 512, func(d *Described) *string { return &d.Description })
}

func (s *Server) setMyShortDescription(p params) (any, *refusal) {
	return s.describe(p, "short_description", 120, func(d *Described) *string { return &d.Short })
}

func (s *Server) describe(p params, field string, limit int, of func(*Described) *string) (any, *refusal) {
	lang, text := p.values["language_code"], p.values[field]
	switch {
	case !language.MatchString(lang):
		return nil, bad("invalid language code specified")
	case utf8.RuneCountInString(text) > limit:
		return nil, bad("%s is too long", field)
	}
	d := s.described[lang]
	*of(&d) = text
	s.described[lang] = d
	return true, nil
}

func (s *Server) deleteMyCommands(p params) (any, *refusal) {
	if !language.MatchString(p.values["language_code"]) {
		return nil, bad("invalid language code specified")
	}
	delete(s.commands, p.values["language_code"])
	return true, nil
}

// Languages are those that have a menu.
func (s *Server) Languages() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for lang := range s.commands {
		all = append(all, lang)
	}
	slices.Sort(all)
	return all
}
