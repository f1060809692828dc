package evaluation

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// ParseQuestionnaire reads a questionnaire strictly: a key it does not know, a
// repeated id, a condition on a later item are errors. The error joins every
// fault found, one a line, each "file:line:column: field: what is expected".
func ParseQuestionnaire(file string, b []byte) (*Questionnaire, error) {
	tree, err := parser.ParseBytes(b, 0)
	if err != nil {
		return nil, syntaxError(file, err)
	}
	if len(tree.Docs) != 1 || tree.Docs[0].Body == nil {
		return nil, fmt.Errorf("%s:1:1: questionnaire: one YAML document with id, title and items is expected", file)
	}
	r := &reader{file: file}
	q := r.questionnaire(tree.Docs[0].Body)
	if err := errors.Join(r.faults...); err != nil {
		return nil, err
	}
	return q, nil
}

func syntaxError(file string, err error) error {
	var at *yaml.SyntaxError
	if errors.As(err, &at) && at.Token != nil && at.Token.Position != nil {
		p := at.Token.Position
		return fmt.Errorf("%s:%d:%d: yaml: %s", file, p.Line, p.Column, at.Message)
	}
	return fmt.Errorf("%s:1:1: yaml: %w", file, err)
}

// identifier is what ids may look like: they stand in buttons of 64 bytes.
var identifier = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)

func (r *reader) questionnaire(n ast.Node) *Questionnaire {
	q := &Questionnaire{}
	m := r.mapping(n, "questionnaire", "id", "title", "items")
	q.ID, q.Title = r.id(m, "id", "id"), r.text(m, "title", "title")
	items := r.list(m, "items", "items")
	if len(items) == 0 {
		r.fault(m.node, "items", "at least one item is expected")
	}
	for i, n := range items {
		it := r.item(n, fmt.Sprintf("items[%d]", i), q.Items)
		q.Items = append(q.Items, it)
	}
	return q
}

func (r *reader) item(n ast.Node, path string, earlier []Item) Item {
	m := r.mapping(n, path, "id", "kind", "text", "options", "max", "optional", "when", "indicator")
	it := Item{
		ID: r.id(m, path+".id", "id"), Kind: Kind(r.word(m, path+".kind", "kind", true)),
		Text: r.text(m, path+".text", "text"), Optional: r.truth(m, path+".optional", "optional"),
		Max: r.number(m, path+".max", "max"), Indicator: r.word(m, path+".indicator", "indicator", false),
	}
	if slices.ContainsFunc(earlier, func(e Item) bool { return e.ID == it.ID && it.ID != "" }) {
		r.fault(m.at("id"), path+".id", fmt.Sprintf("an id that no earlier item has is expected, not %q", it.ID))
	}
	it.Options = r.options(m, path)
	it.When = r.when(m, path, earlier)
	r.kind(m, path, it)
	return it
}

// kind checks what each kind needs beside it.
func (r *reader) kind(m fields, path string, it Item) {
	switch it.Kind {
	case Choice, Scale:
		if len(it.Options) < 2 {
			r.fault(m.at("options"), path+".options", "at least two options are expected")
		}
	case Number:
		if it.Max < 1 || it.Max > 100 {
			r.fault(m.at("max"), path+".max", "a whole number from 1 to 100 is expected")
		}
	case Words:
	case "":
		return // reported already
	default:
		r.fault(m.at("kind"), path+".kind", "choice, scale, number or text is expected")
	}
	if it.Kind != Number && m.has("max") {
		r.fault(m.at("max"), path+".max", "max is expected with kind number only")
	}
	if (it.Kind == Number || it.Kind == Words) && len(it.Options) > 0 {
		r.fault(m.at("options"), path+".options", "options are expected with kind choice or scale only")
	}
}

func (r *reader) options(m fields, path string) []Option {
	var all []Option
	for i, n := range r.list(m, path+".options", "options") {
		at := fmt.Sprintf("%s.options[%d]", path, i)
		o := r.mapping(n, at, "id", "label", "favourable", "reply")
		opt := Option{
			ID: r.id(o, at+".id", "id"), Label: r.text(o, at+".label", "label"),
			Favourable: r.truth(o, at+".favourable", "favourable"),
		}
		if o.has("reply") {
			opt.Reply = r.text(o, at+".reply", "reply")
		}
		if slices.ContainsFunc(all, func(e Option) bool { return e.ID == opt.ID && opt.ID != "" }) {
			r.fault(o.at("id"), at+".id", fmt.Sprintf("an id that no earlier option has is expected, not %q", opt.ID))
		}
		all = append(all, opt)
	}
	return all
}

// when reads conditions; they may only look back, so that asking in order
// always knows.
func (r *reader) when(m fields, path string, earlier []Item) map[string][]string {
	n, ok := m.value["when"]
	if !ok {
		return nil
	}
	conditions := r.mapping(n, path+".when")
	when := map[string][]string{}
	for _, id := range conditions.order {
		at := path + ".when." + id
		i := slices.IndexFunc(earlier, func(e Item) bool { return e.ID == id })
		if i < 0 {
			r.fault(conditions.at(id), at, "the id of an earlier item is expected")
			continue
		}
		for _, v := range r.list(conditions, at, id) {
			s := r.scalar(v, at)
			if _, ok := earlier[i].option(s); !ok {
				r.fault(v, at, fmt.Sprintf("the id of an option of %q is expected, not %q", id, s))
			}
			when[id] = append(when[id], s)
		}
	}
	return when
}
