package danger

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"escale/locales"
)

// written is a file as it stands.
type written struct {
	ReviewedBy string                `yaml:"reviewed_by"`
	ReviewedOn string                `yaml:"reviewed_on"`
	Languages  map[string]vocabulary `yaml:"languages"`
}

type vocabulary struct {
	Words     map[string]string   `yaml:"words"`
	Negation  []string            `yaml:"negation"`
	Trailing  []string            `yaml:"trailing"`
	Insisting []string            `yaml:"insisting"`
	Danger    map[string][]string `yaml:"danger"`
	Harmless  []string            `yaml:"harmless"`
}

// compiled is a file ready for use.
type compiled struct {
	set
	reviewedBy, reviewedOn string
}

// source is a file being read, for saying where a fault is.
type source struct {
	name string
	tree *ast.File
}

// read compiles a file. What it says nothing of, how a language denies, it has
// from base. The error joins all faults.
func read(name string, data []byte, base set) (compiled, error) {
	w, tree, err := decode(data)
	if err != nil {
		return compiled{}, fmt.Errorf("%s: %w", name, err)
	}
	src := source{name, tree}
	c := compiled{set: set{}, reviewedBy: w.ReviewedBy, reviewedOn: w.ReviewedOn}
	errs := []error{src.reviewed(w)}
	for language, v := range w.Languages {
		at := "$.languages." + language
		if !slices.Contains(languages, language) {
			errs = append(errs, src.fault(at, "%q is not a language read here: want one of %s", language, strings.Join(languages, ", ")))
			continue
		}
		t, err := src.tongue(at, language, v, base[language])
		errs = append(errs, err)
		c.set[language] = t
	}
	return c, errors.Join(errs...)
}

// decode reads the YAML; whatever a file holds, it does not stop the program.
func decode(data []byte) (w written, tree *ast.File, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("can't be read as YAML")
		}
	}()
	if len(data) > largest {
		return w, nil, fmt.Errorf("%d bytes: want %d at most", len(data), largest)
	}
	if err := yaml.UnmarshalWithOptions(data, &w, yaml.Strict()); err != nil {
		return w, nil, err
	}
	tree, err = parser.ParseBytes(data, 0)
	return w, tree, err
}

// largest is more bytes than a list of words needs.
const largest = 512 << 10

// languages are those whose stems are known.
var languages = []string{"fr", "en", "ar", "tr", "pt", "es", "ro", "ru", "uk"}

func (s source) reviewed(w written) error {
	if w.ReviewedOn == "" {
		return nil
	}
	if _, err := time.Parse("2006-01-02", w.ReviewedOn); err != nil {
		return s.fault("$.reviewed_on", "%q is not a day: want one such as 2026-11-22", w.ReviewedOn)
	}
	return nil
}

func (s source) tongue(at, language string, v vocabulary, base *tongue) (*tongue, error) {
	t := &tongue{lexicon: newLexicon(language), phrases: map[int][]phrase{}}
	var errs []error
	t.negation = t.listed(v.Negation, base, func(b *tongue) int { return b.negation })
	t.trailing = t.listed(v.Trailing, base, func(b *tongue) int { return b.trailing })
	t.insisting = t.listed(v.Insisting, base, func(b *tongue) int { return b.insisting })
	add := func(field, kind, line string) {
		if err := t.add(kind, line, v.Words); err != nil {
			errs = append(errs, s.fault(at+field, "%q: %w", line, err))
		}
	}
	for kind, lines := range v.Danger {
		if !slices.Contains(Kinds(), kind) {
			errs = append(errs, s.fault(at+".danger."+kind, "%q is not a kind: want one of %s", kind, strings.Join(Kinds(), ", ")))
		}
		for i, line := range lines {
			add(fmt.Sprintf(".danger.%s[%d]", kind, i), kind, line)
		}
	}
	for i, line := range v.Harmless {
		add(fmt.Sprintf(".harmless[%d]", i), "", line)
	}
	return t, errors.Join(errs...)
}

// listed is the element of a list of words, else the one base has.
func (t *tongue) listed(words []string, base *tongue, of func(*tongue) int) int {
	list := strings.Join(words, "|")
	if list == "" && base != nil {
		for written, id := range base.lexicon.ids {
			if id == of(base) {
				list = written
			}
		}
	}
	if list == "" {
		return -1
	}
	return t.lexicon.element(list)
}

var (
	reference = regexp.MustCompile(`\$[a-z]+`)
	spelled   = regexp.MustCompile(`^(\*?[^|*=?+$\s]+[*=]?|\*)(\|(\*?[^|*=?+$\s]+[*=]?|\*))*$`)
)

// longest is how many words a phrase may have.
const longest = 8

// add compiles a phrase, and its short form for every word that may be missing.
func (t *tongue) add(kind, line string, words map[string]string) error {
	if n := len(strings.Fields(line)); n > longest {
		return fmt.Errorf("%d words: want %d at most", n, longest)
	}
	line, anyOrder := strings.CutPrefix(line, "~ ")
	forms := []phrase{{kind: kind, anyOrder: anyOrder}}
	for word := range strings.FieldsSeq(line) {
		optional := strings.HasSuffix(word, "?")
		written, adjacent := strings.CutPrefix(strings.TrimSuffix(word, "?"), "+")
		if adjacent && anyOrder {
			return fmt.Errorf("%q: no word stands right after another when ~ leaves the order free", word)
		}
		var missing error
		written = reference.ReplaceAllStringFunc(written, func(name string) string {
			if words[name[1:]] == "" {
				missing = fmt.Errorf("%s is not among the words", name)
			}
			return words[name[1:]]
		})
		if missing != nil {
			return missing
		}
		if err := spelt(written); err != nil {
			return err
		}
		e := element{t.lexicon.element(written), adjacent}
		var longer []phrase
		for _, p := range forms {
			if optional {
				longer = append(longer, p)
			}
			p.elements = append(slices.Clone(p.elements), e)
			p.denies = p.denies || t.negates(written)
			longer = append(longer, p)
		}
		forms = longer
	}
	for _, p := range forms {
		if len(p.elements) == 0 {
			return errors.New("no word in it is sure")
		}
		first := p.elements[0].id
		t.phrases[first] = append(t.phrases[first], p)
	}
	return nil
}

// spelt checks the writing of an element.
func spelt(written string) error {
	if !spelled.MatchString(written) {
		return fmt.Errorf("%q: want words parted by |, each with = or * at its end, or * before it", written)
	}
	for word := range strings.SplitSeq(written, "|") {
		if n := len(locales.Words(word)); n != 1 && word != "*" {
			return fmt.Errorf("%q is %d words: want one", word, n)
		}
	}
	return nil
}

// negates reports whether an element is a negation itself.
func (t *tongue) negates(written string) bool {
	for word := range strings.SplitSeq(written, "|") {
		for _, plain := range locales.Words(word) {
			if t.negation >= 0 && slices.Contains(t.lexicon.of(token{word: once(plain), whole: plain}, nil), t.negation) {
				return true
			}
		}
	}
	return false
}

// fault is an error with the line of a path.
func (s source) fault(path, format string, args ...any) error {
	line := 1
	if p, err := yaml.PathString(path); err == nil {
		if node, err := p.FilterFile(s.tree); err == nil && node != nil {
			line = node.GetToken().Position.Line
		}
	}
	return fmt.Errorf("%s: %w", place(s.name, line, strings.TrimPrefix(path, "$.")), fmt.Errorf(format, args...))
}
