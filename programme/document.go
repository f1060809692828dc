package programme

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Bounds of a file: a wild one is refused before it costs anything.
const (
	maxFile  = 256 << 10 // bytes
	maxDepth = 32        // brackets or list dashes within one another
)

// document is one YAML file being read. It notes where each field stands, so
// that what is found out later can still be pointed at.
type document struct {
	file   string
	marks  map[string]position // by field: "agendas[0].modes"
	faults Faults
	unread map[string]bool // fields that could not be read: nothing more is said of them
}

type position struct{ line, column int }

func newDocument(file string) *document {
	return &document{file: file, marks: map[string]position{"": {1, 1}}}
}

// fault notes that something is wrong with a field. A field that is not in the
// file is pointed at by what should hold it.
func (d *document) fault(field, format string, args ...any) {
	if d.within(field, d.unread) {
		return
	}
	at := d.at(field)
	d.faults = append(d.faults, Fault{
		File: d.file, Line: at.line, Column: at.column,
		Field: field, Message: fmt.Sprintf(format, args...),
	})
}

// warn notes what is worth saying but no reason to refuse the file.
func (d *document) warn(field, format string, args ...any) {
	before := len(d.faults)
	d.fault(field, format, args...)
	for i := before; i < len(d.faults); i++ {
		d.faults[i].Warning = true
	}
}

// at is where the field stands, or the nearest field around it.
func (d *document) at(field string) position {
	for {
		if at, ok := d.marks[field]; ok || field == "" {
			return at
		}
		field = around(field)
	}
}

// within reports whether the field, or one around it, is in the set.
func (d *document) within(field string, set map[string]bool) bool {
	for field != "" && !set[field] {
		field = around(field)
	}
	return set[field]
}

// around is the field that holds the field: "offers[0]" of "offers[0].name".
func around(field string) string {
	return field[:max(0, strings.LastIndexAny(field, ".["))]
}

// broken notes a fault of the YAML itself.
func (d *document) broken(at position, message string) {
	d.faults = append(d.faults, Fault{File: d.file, Line: at.line, Column: at.column, Message: message})
}

// parse returns the root of the only YAML document in data; nil after a fault.
func (d *document) parse(data []byte) (root ast.Node) {
	defer func() {
		if recover() != nil { // whatever a file holds, it does not stop the program
			d.broken(position{1, 1}, "can't be read as YAML")
			root = nil
		}
	}()
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // as some editors begin a file
	if at, message := outOfBounds(data); message != "" {
		d.broken(at, message)
		return nil
	}
	f, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		d.syntax(err)
		return nil
	}
	for _, doc := range f.Docs {
		switch _, directive := doc.Body.(*ast.DirectiveNode); {
		case doc.Body == nil, directive:
		case root != nil:
			d.broken(d.where(doc.Body), "a second YAML document: want one")
			return root
		default:
			root = doc.Body
		}
	}
	if root == nil {
		d.broken(position{1, 1}, "is empty")
	}
	return root
}

// syntax notes an error of the parser, which knows its place.
func (d *document) syntax(err error) {
	at, message := position{1, 1}, firstLine(err)
	if known, ok := errors.AsType[yaml.Error](err); ok {
		message = known.GetMessage()
		if t := known.GetToken(); t != nil && t.Position != nil {
			at = position{t.Position.Line, t.Position.Column}
		}
	}
	d.broken(at, message)
}

// where a node begins.
func (d *document) where(n ast.Node) position {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 && !m.IsFlowStyle {
		n = m.Values[0].Key
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return position{t.Position.Line, t.Position.Column}
	}
	return position{1, 1}
}

// outOfBounds finds what is no text, or would cost the parser too much.
func outOfBounds(data []byte) (position, string) {
	if len(data) > maxFile {
		return position{1, 1}, fmt.Sprintf("is longer than %d bytes", maxFile)
	}
	depth, number := 0, 0
	for line := range bytes.Lines(data) {
		number++
		if !utf8.Valid(line) {
			return position{number, 1}, "is not written in UTF-8: save the file in that encoding"
		}
		indicators := 0
		for _, b := range line {
			switch b {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(0, depth-1)
			case '-', '?', ':', '&', '!', '*':
				indicators++
			}
		}
		if depth > maxDepth || indicators > 10*maxDepth {
			return position{number, 1}, fmt.Sprintf("nests deeper than %d levels", maxDepth)
		}
	}
	return position{}, ""
}
