package browsertest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"escale/deploy/servertest"
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
	modules := servertest.Modules(b.t, "bot/webchat/testdata/browser")
	source, err := os.ReadFile(filepath.Join(modules, "axe-core", "axe.min.js"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.Eval(string(source)+";0", nil)
	var violations []Violation
	b.Eval(`axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)`, &violations)
	return violations
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
