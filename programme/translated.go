package programme

import (
	"fmt"
	"slices"
	"strings"
)

// unspoken names the languages without any text: parents read French until their
// file is there.
func (l *loader) unspoken() {
	for _, lang := range l.p.Languages {
		if l.p.apart[lang] && !l.p.hasFile(lang) && language.MatchString(lang) {
			l.faults = append(l.faults, Fault{
				File:    translations + "/" + lang + ".yaml",
				Message: fmt.Sprintf("is missing, and %q is among the languages: `escale texts -language %s` begins it", lang, lang),
			})
		}
	}
}

// untranslated ends the reading: what the files say of nothing there is a fault,
// unless a broken file may be why; of a structure, which may leave or be renamed
// any day, it is only worth saying.
func (l *loader) untranslated() {
	broken, _ := l.faults.split()
	for _, t := range l.p.Translations {
		if t.words == nil {
			l.faults = append(l.faults, t.doc.faults...)
			continue
		}
		for name := range l.p.Questionnaires { // evaluation knows what is in them
			t.words.at([]string{"questionnaires", name})
		}
		if len(broken) == 0 {
			t.unclaimed(t.words, nil)
		}
		if n := t.words.french; n > 0 {
			t.doc.warn("structures", "%d texts of structures are missing: parents read them in French", n)
		}
		if !slices.Contains(l.p.Languages, t.Language) && l.readable {
			t.doc.warn("", "is not used: %q is not among the languages of programme.yaml", t.Language)
		}
		l.faults = append(l.faults, t.doc.faults...)
	}
}

func (t Translation) unclaimed(w *words, path []string) {
	for _, key := range w.order {
		inner, at := w.inner[key], beneath(path, key)
		switch {
		case !inner.claimed && len(t.words.order) > 0:
			t.wrong(at)(strings.Join(at, "."), "is nothing of the programme's: want %s", orList(w.claimedKeys()))
		case !slices.Equal(path, []string{"questionnaires"}):
			t.unclaimed(inner, at)
		}
	}
}

// claimedKeys are those beside which a stranger stands.
func (w *words) claimedKeys() []string {
	var keys []string
	for _, key := range w.order {
		if w.inner[key].claimed {
			keys = append(keys, fmt.Sprintf("%q", key))
		}
	}
	if len(keys) == 0 {
		return []string{"an id of programme.yaml"}
	}
	return keys
}

// Questionnaire returns what the file says of a questionnaire, by path within it
// (items, difficulty, text), and the fault of a path, for who knows what is in it.
func (t Translation) Questionnaire(name string) []Translated {
	if t.words == nil {
		return nil
	}
	w := t.words.at([]string{"questionnaires", name})
	if w == nil {
		return nil
	}
	return t.leaves(w, []string{"questionnaires", name}, nil)
}

// Translated is one text of a translation.
type Translated struct {
	Path []string
	Text string
	file Fault // where it stands
}

// Fault is something wrong with the text.
func (t Translated) Fault(format string, args ...any) Fault {
	f := t.file
	f.Message = fmt.Sprintf(format, args...)
	return f
}

func (t Translation) leaves(w *words, path []string, all []Translated) []Translated {
	if w.inner == nil {
		field := strings.Join(path, ".")
		at := t.doc.at(field)
		return append(all, Translated{
			Path: path[2:], Text: w.text,
			file: Fault{File: t.doc.file, Line: at.line, Column: at.column, Field: field},
		})
	}
	for _, key := range w.order {
		all = t.leaves(w.inner[key], beneath(path, key), all)
	}
	return all
}

// Fault is something wrong with the file, where the path stands or should.
func (t Translation) Fault(path []string, format string, args ...any) Fault {
	field := strings.Join(path, ".")
	at := t.doc.at(field)
	return Fault{File: t.doc.file, Line: at.line, Column: at.column, Field: field, Message: fmt.Sprintf(format, args...)}
}
