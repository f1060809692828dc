package programme

import (
	"path"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// translations is the folder of texts in other languages, one file each
// (texts/ar.yaml), whose keys are those of Place.
const translations = "texts"

// Translation is one language's file of texts.
type Translation struct {
	Language string
	doc      *document
	words    *words // nil: the file can't be read
}

// words are one place of the file: a text, ways to ask, or other places.
type words struct {
	text    string
	heard   []string
	isList  bool
	inner   map[string]*words // nil: a text or a list
	order   []string
	claimed bool // something of the programme has this path
	french  int  // at the root: texts of structures that are left in French
}

// translations reads the folder; it may be missing. A file that can't be read
// says nothing, and no more is asked of it.
func (l *loader) translations() {
	for _, name := range l.files(translations) {
		t := Translation{Language: strings.TrimSuffix(path.Base(name), ".yaml"), doc: newDocument(name)}
		t.doc.unread = map[string]bool{}
		switch {
		case t.Language == "fr":
			t.doc.fault("", "is not read: French stands in the files themselves")
		case !language.MatchString(t.Language):
			t.doc.fault("", "%q is not a language tag: want a name such as ar.yaml", t.Language)
		default:
			if data, ok := l.file(t.doc); ok {
				if root := t.doc.parse(data); root != nil {
					t.words = t.doc.wordsAt(root, "")
				}
			}
		}
		l.p.Translations = append(l.p.Translations, t)
	}
}

// wordsAt reads a node; what can't be read is noted.
func (d *document) wordsAt(n ast.Node, field string) *words {
	before := len(d.faults)
	w := d.readWords(n, field)
	if len(d.faults) > before && w.inner == nil {
		d.unread[field] = true
	}
	return w
}

func (d *document) readWords(n ast.Node, field string) *words {
	if _, null := n.(*ast.NullNode); null {
		return &words{}
	}
	if text, ok := scalar(n); ok {
		return &words{text: text}
	}
	if list, ok := n.(*ast.SequenceNode); ok {
		w := &words{isList: true}
		for _, item := range list.Values {
			text, ok := scalar(item)
			if !ok {
				d.fault(field, "want a list of sentences")
			}
			w.heard = append(w.heard, text)
		}
		return w
	}
	if _, ok := n.(ast.MapNode); !ok {
		d.fault(field, "want a text, or keys and values")
		return &words{}
	}
	w := &words{inner: map[string]*words{}}
	d.pairs(n, field, func(key, child string, value ast.Node) {
		w.order = append(w.order, key)
		w.inner[key] = d.wordsAt(value, child)
	})
	return w
}

// at claims the path and returns what the file has there; nil if nothing.
func (w *words) at(path []string) *words {
	for _, key := range path {
		if w == nil || w.inner == nil {
			return nil
		}
		w = w.inner[key]
		if w != nil {
			w.claimed = true
		}
	}
	return w
}
