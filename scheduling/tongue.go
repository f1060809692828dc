package scheduling

import "strings"

// Interpreter is the wish of who asks for one; with a language tag after a hyphen,
// of who said in which language.
const Interpreter = "interpreter"

// wishWord says a wish to a structure, in French: an interpreter, or a language
// to be received in. Anything else is left out: it may be a parent's own words.
func wishWord(wish string) string {
	if tag, ok := strings.CutPrefix(wish, Interpreter+"-"); ok && LanguageName(tag) != "" {
		return "Interprète souhaité : " + LanguageName(tag)
	}
	switch {
	case wish == Interpreter:
		return "Interprète souhaité"
	case LanguageName(wish) != "":
		return "Langue d’accueil souhaitée : " + LanguageName(wish)
	}
	return ""
}

// LanguageName names a language in French, for staff; a tag that has no name here
// says itself, and what is none says nothing.
func LanguageName(tag string) string {
	names := map[string]string{
		"fr": "français", "en": "anglais", "ar": "arabe", "tr": "turc", "pt": "portugais", "es": "espagnol",
		"ro": "roumain", "ru": "russe", "uk": "ukrainien", "fsl": "langue des signes",
	}
	if name, ok := names[tag]; ok {
		return name
	}
	letters := strings.Trim(strings.ToLower(tag), "abcdefghijklmnopqrstuvwxyz-")
	if letters != "" || len(tag) > 8 {
		return ""
	}
	return tag
}
