package programme

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// decode parses the file into dst, a pointer to a struct, and notes every
// fault: keys that nobody knows, keys given twice, values of the wrong kind. It
// fills by itself, over the library's tree, since the library's own decoder
// stops at the first fault and would read the commune 01004 as a number. It
// reports whether the file is YAML at all.
func (d *document) decode(data []byte, dst any) bool {
	root := d.parse(data)
	if root == nil {
		return false
	}
	if _, ok := root.(ast.MapNode); !ok {
		d.broken(d.where(root), "want keys and values")
		return false
	}
	d.fill(reflect.ValueOf(dst).Elem(), root, "")
	unread := map[string]bool{}
	for _, f := range d.faults {
		if f.Field != "" {
			unread[f.Field] = true
		}
	}
	d.unread = unread
	return true
}

var (
	durationType = reflect.TypeFor[time.Duration]()
	dateType     = reflect.TypeFor[Date]()
	textType     = reflect.TypeFor[Text]()
	refusedType  = reflect.TypeFor[Refused]()
)

// fill sets dst from the node, whose field is already marked.
func (d *document) fill(dst reflect.Value, n ast.Node, field string) {
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		d.fault(field, "anchors, aliases and tags are not read: write the value out")
		return
	case *ast.NullNode:
		return // as if the key were not there
	}
	switch t := dst.Type(); {
	case t == refusedType:
	case t == durationType:
		fillBy(d, dst, n, field, ParseDuration)
	case t == dateType:
		fillBy(d, dst, n, field, ParseDate)
	case t == textType:
		d.fillText(dst, n, field)
	case t.Kind() == reflect.Struct:
		d.fillStruct(dst, n, field)
	case t.Kind() == reflect.Slice:
		d.fillSlice(dst, n, field)
	case t.Kind() == reflect.Map:
		d.fillMap(dst, n, field)
	case t.Kind() == reflect.Bool:
		fillBy(d, dst, n, field, parseBool)
	case t.Kind() == reflect.Int:
		fillBy(d, dst, n, field, parseInt)
	default:
		fillBy(d, dst, n, field, func(s string) (string, error) { return s, nil })
	}
}

// fillBy sets a field that is written as one word or sentence.
func fillBy[T any](d *document, dst reflect.Value, n ast.Node, field string, parse func(string) (T, error)) {
	s, ok := scalar(n)
	if !ok {
		d.fault(field, "want one value, not a list or a block")
		return
	}
	v, err := parse(s)
	if err != nil {
		d.fault(field, "%v", err)
		return
	}
	dst.Set(reflect.ValueOf(v).Convert(dst.Type()))
}

// fillText reads a text by language, or a plain sentence: French.
func (d *document) fillText(dst reflect.Value, n ast.Node, field string) {
	if s, ok := scalar(n); ok {
		dst.Set(reflect.ValueOf(Text{"fr": s}))
		return
	}
	d.fillMap(dst, n, field)
}

func (d *document) fillStruct(dst reflect.Value, n ast.Node, field string) {
	fields := map[string]int{}
	for i := range dst.NumField() {
		if tag := dst.Type().Field(i).Tag.Get("yaml"); tag != "" && tag != "-" {
			fields[tag] = i
		}
	}
	d.pairs(n, field, func(key, child string, value ast.Node) {
		i, known := fields[key]
		if !known {
			names := make([]string, 0, len(fields))
			for name, i := range fields {
				if dst.Field(i).Type() != refusedType {
					names = append(names, name)
				}
			}
			slices.Sort(names)
			d.fault(child, "is not known here: want %s", orList(names))
			return
		}
		d.fill(dst.Field(i), value, child)
	})
}

func (d *document) fillMap(dst reflect.Value, n ast.Node, field string) {
	filled := reflect.MakeMap(dst.Type())
	d.pairs(n, field, func(key, child string, value ast.Node) {
		v := reflect.New(dst.Type().Elem()).Elem()
		d.fill(v, value, child)
		filled.SetMapIndex(reflect.ValueOf(key), v)
	})
	dst.Set(filled)
}

func (d *document) fillSlice(dst reflect.Value, n ast.Node, field string) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		d.fault(field, "want a list")
		return
	}
	filled := reflect.MakeSlice(dst.Type(), len(list.Values), len(list.Values))
	for i, value := range list.Values {
		child := fmt.Sprintf("%s[%d]", field, i)
		d.marks[child] = d.where(value)
		d.fill(filled.Index(i), value, child)
	}
	dst.Set(filled)
}

// pairs visits the keys of a mapping. A field is marked by its value when that
// is one word, else by its key.
func (d *document) pairs(n ast.Node, field string, visit func(key, child string, value ast.Node)) {
	mapping, ok := n.(ast.MapNode)
	if !ok {
		d.fault(field, "want keys and values")
		return
	}
	seen := map[string]bool{}
	for it := mapping.MapRange(); it.Next(); {
		pair := it.KeyValue()
		key, ok := scalar(pair.Key)
		if !ok {
			d.broken(d.where(pair.Key), "want a plain key")
			continue
		}
		child := strings.TrimPrefix(field+"."+key, ".")
		if seen[key] {
			d.broken(d.where(pair.Key), fmt.Sprintf("%s: is given twice", child))
			continue
		}
		seen[key] = true
		d.marks[child] = d.where(pair.Key)
		if _, ok := scalar(pair.Value); ok {
			if _, null := pair.Value.(*ast.NullNode); !null {
				d.marks[child] = d.where(pair.Value)
			}
		}
		visit(key, child, pair.Value)
	}
}
