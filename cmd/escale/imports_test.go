package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// directions says which of the project's folders each folder may import: the
// arrows of docs/architecture.md. A folder covers those below it unless they have a row.
var directions = map[string][]string{
	"programme":         {},
	"evaluation":        {},
	"locales":           {},
	"scheduling":        {"programme", "evaluation"},
	"calendars":         {"calendars/ical", "calendars/caldav", "scheduling"},
	"calendars/ical":    {},
	"calendars/caldav":  {},
	"calendars/hosting": {"calendars/ical", "scheduling"},
	"store":             {"scheduling", "store/archive"},
	"store/archive":     {"scheduling"},
	"bot":               {"bot/when", "scheduling", "evaluation", "programme", "locales"},
	"bot/danger":        {"locales"},
	"bot/when":          {"programme", "scheduling"},
	"bot/telegram":      {"bot", "scheduling"},
	"bot/webchat":       {"bot", "scheduling"},
	"bot/email":         {"bot", "scheduling"},
	"bot/terminal":      {"bot", "scheduling"},
	"web":               {"scheduling", "evaluation", "programme"},

	"deploy/servertest":         {},
	"web/browsertest":           {"deploy/servertest"},
	"store/storetest":           {"scheduling"},
	"store/archive/archivetest": {"scheduling", "store/archive"},
	"bot/telegram/faketelegram": {},
}

// forTests are the folders that only tests, and each other, may import.
var forTests = []string{"deploy/servertest", "web/browsertest", "store/storetest", "store/archive/archivetest", "bot/telegram/faketelegram"}

// pure folders do no I/O: they may not import these.
var (
	pure    = []string{"programme", "scheduling", "evaluation"}
	outside = []string{"os", "net", "net/http", "database/sql", "os/exec"}
)

func TestImportsGoOneWay(t *testing.T) {
	root := filepath.Join("..", "..")
	checked := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		rel, _ := filepath.Rel(root, path)
		folder := filepath.ToSlash(filepath.Dir(rel))
		if isProgram(t, path) {
			return nil
		}
		checked++
		for _, imported := range importsOf(t, path) {
			checkImport(t, folder, rel, imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checked < 20 {
		t.Fatalf("only %d files were looked at", checked)
	}
}

func checkImport(t *testing.T, folder, file, imported string) {
	t.Helper()
	top, _, _ := strings.Cut(folder, "/")
	if slices.Contains(pure, top) && slices.Contains(outside, imported) {
		t.Errorf("%s imports %s, but %s does no I/O", file, imported, top)
	}
	other, ours := strings.CutPrefix(imported, "escale/")
	if !ours {
		return
	}
	if slices.Contains(forTests, other) && !slices.Contains(forTests, folder) {
		t.Errorf("%s imports %s, which is for tests only", file, imported)
	}
	if strings.HasPrefix(folder+"/", "cmd/") {
		return
	}
	allowed, ok := rule(folder)
	if !ok {
		t.Errorf("%s: the folder %s has no row in the table of directions", file, folder)
		return
	}
	if other != folder && !slices.Contains(allowed, other) && !within(folder, other) {
		t.Errorf("%s imports %s: the arrows of the house forbid it", file, imported)
	}
}

// rule finds the row of the folder or of the nearest one above it.
func rule(folder string) ([]string, bool) {
	for folder != "." {
		if r, ok := directions[folder]; ok {
			return r, true
		}
		folder = filepath.ToSlash(filepath.Dir(folder))
	}
	return nil, false
}

// within allows a folder the folders below it, such as embedded data.
func within(folder, other string) bool {
	_, own := directions[other]
	return strings.HasPrefix(other, folder+"/") && !own
}

func isProgram(t *testing.T, path string) bool {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	return f.Name.Name == "main" && !strings.Contains(filepath.ToSlash(path), "cmd/")
}

func importsOf(t *testing.T, path string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, i := range f.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

func TestMain(m *testing.M) { os.Exit(m.Run()) }
