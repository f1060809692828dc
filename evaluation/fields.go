package evaluation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// reader walks a YAML tree and keeps every fault it meets.
type reader struct {
	file   string
	faults []error
}

// fields is one mapping of the tree.
type fields struct {
	node  ast.Node
	order []string
	value map[string]ast.Node
	key   map[string]ast.Node
}

func (f fields) has(key string) bool { _, ok := f.value[key]; return ok }

// at is where a fault of the key is shown: the value, else the mapping.
func (f fields) at(key string) ast.Node {
	if n, ok := f.value[key]; ok && n.GetToken() != nil {
		return n
	}
	return f.node
}

func (r *reader) fault(n ast.Node, field, expected string) {
	line, column := 1, 1
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		n = m.Values[0].Key
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		line, column = t.Position.Line, t.Position.Column
	}
	r.faults = append(r.faults, fmt.Errorf("%s:%d:%d: %s: %s", r.file, line, column, field, expected))
}

// mapping reads a mapping whose keys are known; with no known keys, any will do.
func (r *reader) mapping(n ast.Node, path string, known ...string) fields {
	f := fields{node: n, value: map[string]ast.Node{}, key: map[string]ast.Node{}}
	var pairs []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	default:
		r.fault(n, path, "a mapping (key: value) is expected")
	}
	for _, p := range pairs {
		key := p.Key.GetToken().Value
		switch {
		case len(known) > 0 && !slices.Contains(known, key):
			r.fault(p.Key, path+"."+key, "one of "+strings.Join(known, ", ")+" is expected")
			continue
		case f.has(key):
			r.fault(p.Key, path+"."+key, "this key once only is expected")
			continue
		}
		f.order = append(f.order, key)
		f.value[key], f.key[key] = p.Value, p.Key
	}
	return f
}

func (r *reader) list(f fields, path, key string) []ast.Node {
	n, ok := f.value[key]
	if !ok {
		return nil
	}
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		r.fault(n, path, "a list (- …) is expected")
		return nil
	}
	return seq.Values
}

// scalar reads a plain value as it stands in the file: yes, 10 and "10" are
// words here.
func (r *reader) scalar(n ast.Node, path string) string {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value)
	case *ast.IntegerNode, *ast.BoolNode, *ast.FloatNode:
		return n.GetToken().Value
	}
	r.fault(n, path, "a word is expected")
	return ""
}

func (r *reader) word(f fields, path, key string, required bool) string {
	n, ok := f.value[key]
	if !ok {
		if required {
			r.fault(f.node, path, "a word is expected")
		}
		return ""
	}
	return r.scalar(n, path)
}

func (r *reader) id(f fields, path, key string) string {
	s := r.word(f, path, key, true)
	if s != "" && !identifier.MatchString(s) {
		r.fault(f.at(key), path, fmt.Sprintf("small letters, digits and hyphens, 32 at most, are expected, not %q", s))
	}
	return s
}

func (r *reader) text(f fields, path, key string) Text {
	n, ok := f.value[key]
	if !ok {
		r.fault(f.node, path, "a text by language is expected")
		return nil
	}
	t := Text{}
	m := r.mapping(n, path)
	for _, lang := range m.order {
		t[lang] = r.scalar(m.value[lang], path+"."+lang)
	}
	if t["fr"] == "" {
		r.fault(n, path, "a text in French (fr) is expected")
	}
	return t
}

func (r *reader) number(f fields, path, key string) int {
	if !f.has(key) {
		return 0
	}
	v, err := strconv.Atoi(r.scalar(f.value[key], path))
	if err != nil {
		r.fault(f.at(key), path, "a whole number is expected")
	}
	return v
}

func (r *reader) truth(f fields, path, key string) bool {
	if !f.has(key) {
		return false
	}
	b, ok := f.value[key].(*ast.BoolNode)
	if !ok {
		r.fault(f.at(key), path, "true or false is expected")
		return false
	}
	return b.Value
}
