package programme

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// departementName is what a condition calls the parent's département.
const departementName = "departement"

// maxCondition bounds a condition, in bytes.
const maxCondition = 1000

// vocabulary is what the conditions of one offer may speak of: the values that
// each name can have.
type vocabulary map[string][]string

// rule is a condition that was checked, and the names that it mentions.
type rule struct {
	tree     ast.Node
	mentions []string
}

// vocabularyOf is the questions the offer asks, and the département.
func (p *Programme) vocabularyOf(o Offer) vocabulary {
	v := vocabulary{departementName: nil}
	for _, d := range p.Departements {
		v[departementName] = append(v[departementName], d.Code)
	}
	for _, id := range o.Asks {
		q, ok := p.Question(id)
		if !ok {
			continue
		}
		v[id] = nil
		for _, c := range q.Choices {
			v[id] = append(v[id], c.ID)
		}
	}
	return v
}

// vocabularyBefore is what it takes to say to whom a question is put: the
// questions before it whose answers are kept, and the département.
func (p *Programme) vocabularyBefore(question string) vocabulary {
	v := vocabulary{departementName: nil}
	for _, d := range p.Departements {
		v[departementName] = append(v[departementName], d.Code)
	}
	for _, q := range p.Questions {
		if q.ID == question {
			break
		}
		if q.Consumed {
			continue
		}
		v[q.ID] = nil
		for _, c := range q.Choices {
			v[q.ID] = append(v[q.ID], c.ID)
		}
	}
	return v
}

// compile checks a condition against the vocabulary. A condition compares names
// with values in quotes, by ==, != and in [...], joined by and, or, not:
// nothing else, so that every combination of answers can be walked.
func (v vocabulary) compile(when string) (*rule, error) {
	if len(when) > maxCondition {
		return nil, fmt.Errorf("is longer than %d characters", maxCondition)
	}
	tree, err := parser.Parse(when)
	if err != nil {
		return nil, fmt.Errorf("is not a condition: %s", firstLine(err))
	}
	r := &rule{tree: tree.Node}
	if err := v.walk(tree.Node, r); err != nil {
		return nil, err
	}
	return r, nil
}

func (v vocabulary) walk(n ast.Node, r *rule) error {
	switch n := n.(type) {
	case *ast.BoolNode:
		return nil
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			return v.walk(n.Node, r)
		}
	case *ast.BinaryNode:
		switch n.Operator {
		case "and", "&&", "or", "||":
			if err := v.walk(n.Left, r); err != nil {
				return err
			}
			return v.walk(n.Right, r)
		case "==", "!=", "in":
			return v.compared(n, r)
		}
	}
	return fmt.Errorf("%q: want a comparison by ==, != or in, joined by and, or, not", n.String())
}

// compared checks one comparison of a name with values that it can have.
func (v vocabulary) compared(n *ast.BinaryNode, r *rule) error {
	name, ok := n.Left.(*ast.IdentifierNode)
	if !ok {
		return fmt.Errorf("%q: want the name of a question on the left", n.String())
	}
	known, ok := v[name.Value]
	if !ok {
		return fmt.Errorf("%q is not a question that the offer asks: want %s", name.Value, orList(v.names()))
	}
	values := []ast.Node{n.Right}
	if n.Operator == "in" {
		list, ok := n.Right.(*ast.ArrayNode)
		if !ok {
			return fmt.Errorf("%q: want a list after in, e.g. [\"yes\", \"no\"]", n.String())
		}
		values = list.Nodes
	}
	for _, value := range values {
		s, ok := value.(*ast.StringNode)
		if !ok {
			return fmt.Errorf("%q: want a value in quotes", value.String())
		}
		if !slices.Contains(known, s.Value) {
			return fmt.Errorf("%q is not a value of %s: want %s", s.Value, name.Value, orList(known))
		}
	}
	if !slices.Contains(r.mentions, name.Value) {
		r.mentions = append(r.mentions, name.Value)
	}
	return nil
}

// names in order, the département last.
func (v vocabulary) names() []string {
	var names []string
	for name := range v {
		if name != departementName {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return append(names, departementName)
}

// truth is what is known of a condition.
type truth int

const (
	open truth = iota // an answer is missing that decides
	holds
	fails
)

func truthOf(is bool) truth {
	if is {
		return holds
	}
	return fails
}

func (t truth) opposite() truth {
	return [...]truth{open: open, holds: fails, fails: holds}[t]
}

// judge decides a condition by the answers there are: it need not have them all,
// where one of them decides alone. The tree was checked by compile.
func judge(n ast.Node, values map[string]string) truth {
	switch n := n.(type) {
	case *ast.BoolNode:
		return truthOf(n.Value)
	case *ast.UnaryNode:
		return judge(n.Node, values).opposite()
	case *ast.BinaryNode:
		switch n.Operator {
		case "and", "&&":
			return both(judge(n.Left, values), judge(n.Right, values))
		case "or", "||": // by De Morgan
			return both(judge(n.Left, values).opposite(), judge(n.Right, values).opposite()).opposite()
		}
		return compares(n, values)
	}
	return fails
}

func both(a, b truth) truth {
	switch {
	case a == fails || b == fails:
		return fails
	case a == open || b == open:
		return open
	}
	return holds
}

func compares(n *ast.BinaryNode, values map[string]string) truth {
	value, answered := values[n.Left.(*ast.IdentifierNode).Value]
	if !answered {
		return open
	}
	is := func(n ast.Node) bool { return n.(*ast.StringNode).Value == value }
	switch n.Operator {
	case "in":
		return truthOf(slices.ContainsFunc(n.Right.(*ast.ArrayNode).Nodes, is))
	case "!=":
		return truthOf(!is(n.Right))
	}
	return truthOf(is(n.Right))
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// orList writes "a, b or c".
func orList(words []string) string {
	switch n := len(words); n {
	case 0:
		return "nothing"
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
}
