package programme

import (
	"strings"
	"testing"
	"testing/fstest"

	"escale/programme/sample"
)

func TestHowSeparatedParentsCountIsChecked(t *testing.T) {
	text, err := sample.FS.ReadFile("programme.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for change, want := range map[[2]string]string{
		{"separated_parents: two-families", "separated_parents: one"}:        `separated_parents: "one"`,
		{"separated_parents: two-families", "separated_parents: one-family"}: "",
		{`      - id: "no"`, "      - id: \"no\"\n        separated: true"}:  "separated: the answers to safety are consumed",
	} {
		spoilt := strings.Replace(string(text), change[0], change[1], 1)
		_, err := Load(fstest.MapFS{"programme.yaml": {Data: []byte(spoilt)}})
		if got := err != nil && strings.Contains(err.Error(), "separated"); got != (want != "") || want != "" && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", change[1], err)
		}
	}
}
