package locales

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// message is a text by plural form; one without plurals has the form "".
type message map[string]string

func readFile(t *testing.T, tag string) map[string]message {
	t.Helper()
	return readFrom(t, files, tag)
}

func readFrom(t *testing.T, files fs.FS, tag string) map[string]message {
	t.Helper()
	data, err := fs.ReadFile(files, tag+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&raw); err != nil {
		t.Fatal(err)
	}
	all := map[string]message{}
	for id, v := range raw {
		switch v := v.(type) {
		case string:
			all[id] = message{"": v}
		case map[string]any:
			all[id] = message{}
			for form, text := range v {
				all[id][form], _ = text.(string)
			}
		default:
			t.Errorf("%s: %s is neither a text nor plural forms", tag, id)
		}
	}
	return all
}

func keys[V any](m map[string]V) []string {
	var all []string
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// Every language has every message in every plural form, with the placeholders
// of the French, in its own script.
func TestLanguagesAreWhole(t *testing.T) {
	french := readFile(t, French)
	for _, l := range texts(t).Languages() {
		for _, fault := range faultsIn(l.Tag, french, readFile(t, l.Tag)) {
			t.Errorf("%s.yaml: %s", l.Tag, fault)
		}
	}
}

// French typography: no-break spaces, guillemets, real apostrophes.
func TestFrenchIsWellSet(t *testing.T) {
	wrong := regexp.MustCompile(`[ \p{L}][:;?!»](?:\s|$)|« |'|"|\.\.\.|  `)
	for _, tag := range []string{French, FALC} {
		for id, m := range readFile(t, tag) {
			for _, text := range m {
				if bad := wrong.FindString(placeholder.ReplaceAllString(text, "x\u00a0")); bad != "" {
					t.Errorf("%s: %s: %q in %q", tag, id, bad, text)
				}
			}
		}
	}
}

// Easy to read: fifteen words a sentence at most.
func TestEasySentencesAreShort(t *testing.T) {
	end := regexp.MustCompile(`[.?!…]\s|[.?!…]$|\n|\x{a0}:\s`)
	for id, m := range readFile(t, FALC) {
		if isList(id) || id == "menu.description" || id == "menu.short" {
			continue // lists of words
		}
		for _, text := range m {
			for _, sentence := range end.Split(text, -1) {
				if n := len(strings.Fields(strings.ReplaceAll(sentence, "\u00a0", " "))); n > 15 {
					t.Errorf("%s: %d words: %q", id, n, sentence)
				}
			}
		}
	}
}

// TestUses reads the sources: every message that is asked for exists, and every
// one that exists is asked for.
func TestUses(t *testing.T) {
	french := readFile(t, French)
	areas := map[string]bool{}
	for id := range french {
		area, _, _ := strings.Cut(id, ".")
		areas[area] = true
	}
	used := uses(t)
	for id, where := range used {
		area, _, _ := strings.Cut(id, ".")
		if _, ok := french[id]; !ok && (areas[area] || where.asked) {
			t.Errorf("%s: message %q does not exist", where.file, id)
		}
	}
	for id := range french {
		if _, ok := used[id]; !ok {
			t.Errorf("message %q is used nowhere", id)
		}
	}
}

// use is where an id stands; asked: as the argument of T or N.
type use struct {
	file  string
	asked bool
}

var (
	likeID   = regexp.MustCompile(`^[a-z]+\.[a-z][a-z0-9_-]*$`)
	aFile    = regexp.MustCompile(`\.(html|css|js|svg|yaml|ics|txt|json)$`)
	template = regexp.MustCompile(`\.T "([a-z0-9_.-]+)"`)
)

// uses finds the ids in Go sources and templates. The templates of a web folder
// name messages of that folder's own area.
func uses(t *testing.T) map[string]use {
	t.Helper()
	found := map[string]use{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules" || d.Name() == ".git"):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".html"):
			return inTemplate(found, path)
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			return inSource(found, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func inTemplate(found map[string]use, path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, m := range template.FindAllStringSubmatch(string(data), -1) {
		id := m[1]
		if !strings.Contains(id, ".") {
			id = filepath.Base(filepath.Dir(path)) + "." + id
		}
		found[id] = use{path, true}
	}
	return nil
}

func inSource(found map[string]use, path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil // not compiled either; its own build says so
	}
	asked := map[ast.Expr]bool{}
	prefix := "" // of a folder's own T
	if filepath.Base(filepath.Dir(path)) == "webchat" {
		prefix = "webchat."
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
			if f, ok := call.Fun.(*ast.SelectorExpr); ok && (f.Sel.Name == "T" || f.Sel.Name == "N") {
				asked[call.Args[0]] = true
			}
		}
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			id, err := strconv.Unquote(lit.Value)
			if err == nil && asked[lit] && !strings.Contains(id, ".") {
				id = prefix + id
			}
			if err == nil && likeID.MatchString(id) && !aFile.MatchString(id) {
				found[id] = use{path, asked[lit]}
			}
		}
		return true
	})
	return nil
}

func plainSpaces(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }
