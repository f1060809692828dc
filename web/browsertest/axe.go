package browsertest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Violation is a barrier that axe-core found.
type Violation struct {
	ID     string `json:"id"` // the rule, e.g. "color-contrast"
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

func (v Violation) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&s, "\n  %s\n    %s", n.HTML, strings.ReplaceAll(n.Summary, "\n", "\n    "))
	}
	return s.String()
}

// Axe fails the test for every barrier that axe-core finds on the page as it
// stands.
func (b *Browser) Axe(t testing.TB) {
	t.Helper()
	for _, v := range b.Violations() {
		t.Errorf("axe: %s", v)
	}
}

// Violations returns what axe-core finds on the page as it stands, by all its
// rules: WCAG 2.2 A and AA and its advice.
func (b *Browser) Violations() []Violation {
	b.t.Helper()
	source, err := os.ReadFile(axe(b.t, b.root))
	if err != nil {
		b.t.Fatal(err)
	}
	b.Eval(string(source)+";0", nil)
	var violations []Violation
	b.Eval(`axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)`, &violations)
	return violations
}

// axe returns the path of axe-core, installed at its locked version when it is
// not there. A lock keeps two test programs from installing at once.
func axe(t testing.TB, root string) string {
	t.Helper()
	dir := filepath.Join(root, "bot", "webchat", "testdata", "browser")
	unlock := lock(t, filepath.Join(root, "build", "browser.lock"))
	defer unlock()
	path := filepath.Join(dir, "node_modules", "axe-core", "axe.min.js")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	npm := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		t.Fatalf("npm ci in %s (Debian package npm): %v\n%s", dir, err, out)
	}
	return path
}

func lock(t testing.TB, path string) (unlock func()) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	return func() { f.Close() }
}

// projectRoot is the folder of go.mod above the test.
func projectRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}

// quoted writes a text for JavaScript and, where it has no double quote, XPath.
func quoted(text string) string {
	var s strings.Builder
	e := json.NewEncoder(&s)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic(err) // a string always encodes
	}
	return strings.TrimSpace(s.String())
}
