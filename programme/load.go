package programme

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// mainFile holds everything but structures and questionnaires.
const mainFile = "programme.yaml"

// Load reads programme.yaml, faq.yaml, structures/*.yaml and
// questionnaires/*.yaml, strictly. Its error is a Faults with all that is wrong,
// in every file.
//
// A fault in programme.yaml or in a questionnaire leaves nothing to rely on:
// the programme is nil. A fault in a structure's file leaves that structure
// out, and one in faq.yaml its questions: the programme comes with the others,
// and with the error, and the caller chooses between it and the one in force.
// What is worth saying but no reason to refuse is in Programme.Warnings.
func Load(fsys fs.FS) (*Programme, error) {
	l := loader{fsys: fsys, p: &Programme{}}
	whole := l.programme()
	l.structures()
	l.partners()
	l.faq()
	l.untranslated()
	l.unspoken()
	l.unserved()
	l.faults.sort()
	wrong, warnings := l.faults.split()
	if !whole {
		return nil, wrong
	}
	l.p.Warnings = warnings
	return l.p, wrong.err()
}

// loader gathers the programme and the faults of one Load.
type loader struct {
	fsys   fs.FS
	p      *Programme
	faults Faults
	// readable is false when programme.yaml could not be parsed: structures are
	// then not held against it.
	readable bool
}

// programme reads all but the structures, and reports whether it is whole.
func (l *loader) programme() bool {
	l.questionnaires()
	l.translations()
	doc := newDocument(mainFile)
	data, ok := l.file(doc)
	if l.readable = ok && doc.decode(data, l.p); l.readable {
		l.p.source = doc
		l.p.setDefaults()
		l.translate(l.p)
		l.p.setApart()
		verifier{doc, l.p}.programme()
	}
	l.faults = append(l.faults, doc.faults...)
	wrong, _ := l.faults.split()
	return len(wrong) == 0
}

func (l *loader) questionnaires() {
	l.p.Questionnaires = map[string][]byte{}
	for _, name := range l.files("questionnaires") {
		doc := newDocument(name)
		if data, ok := l.file(doc); ok {
			doc.parse(data) // its meaning belongs to package evaluation
			l.p.Questionnaires[strings.TrimSuffix(path.Base(name), ".yaml")] = data
		}
		l.faults = append(l.faults, doc.faults...)
	}
}

func (l *loader) structures() {
	first := map[string]string{} // structure id → file
	docs := map[string]*document{}
	for _, name := range l.files("structures") {
		doc := newDocument(name)
		docs[name] = doc
		s := Structure{File: name}
		if data, ok := l.file(doc); ok {
			if doc.decode(data, &s) && l.readable {
				verifier{doc, l.p}.seats(s.Agendas)
				s.setDefaults()
				l.translate(&structureList{[]Structure{s}})
				verifier{doc, l.p}.structure(&s)
			}
			if other := first[s.ID]; other != "" && s.ID != "" {
				doc.fault("id", "%q is already that of %s", s.ID, other)
			}
		}
		l.faults = append(l.faults, doc.faults...)
		if wrong, _ := doc.faults.split(); len(wrong) == 0 {
			l.p.Structures = append(l.p.Structures, s)
		}
		if first[s.ID] == "" {
			first[s.ID] = name
		}
	}
	l.lent(docs)
}

// unserved warns of offers that no agenda offers.
func (l *loader) unserved() {
	for i, o := range l.p.Offers {
		serves := func(s Structure) bool {
			return slices.ContainsFunc(s.Agendas, func(a Agenda) bool { return slices.Contains(a.Offers, o.ID) })
		}
		if !o.HandedOver() && !slices.ContainsFunc(l.p.Structures, serves) {
			doc := &document{file: mainFile, marks: l.p.source.marks}
			doc.warn(fmt.Sprintf("offers[%d]", i), "no agenda offers %q", o.ID)
			l.faults = append(l.faults, doc.faults...)
		}
	}
}

// files lists the YAML files of a folder in order of name. A folder that is
// missing is empty.
func (l *loader) files(folder string) []string {
	entries, err := fs.ReadDir(l.fsys, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		l.faults = append(l.faults, Fault{File: folder, Message: "can't be read: " + err.Error()})
	}
	var names []string
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		switch {
		case e.IsDir() || strings.HasPrefix(e.Name(), "."):
		case path.Ext(name) == ".yaml":
			names = append(names, name)
		case path.Ext(name) == ".yml":
			l.faults = append(l.faults, Fault{File: name, Message: "is not read: rename it to .yaml", Warning: true})
		}
	}
	slices.Sort(names)
	return names
}

func (l *loader) file(doc *document) ([]byte, bool) {
	data, err := fs.ReadFile(l.fsys, doc.file)
	if err == nil {
		return data, true
	}
	message := "can't be read: " + err.Error()
	if errors.Is(err, fs.ErrNotExist) {
		message = "is missing"
	}
	doc.faults = append(doc.faults, Fault{File: doc.file, Message: message})
	return nil, false
}
