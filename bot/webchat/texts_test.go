package webchat

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"escale/locales"
)

var catalogue = func() *locales.Catalogue {
	c, err := locales.New()
	if err != nil {
		panic(err)
	}
	return c
}()

func texts(language string) Printer { return catalogue.In(language) }

// french is a text of the frame.
func french(id string) string { return texts("fr").T("webchat." + id) }

func TestEveryTextOfTheFrameIsSaidInEveryLanguage(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	used := regexp.MustCompile(`T "([a-z_]+)"|"webchat\.([a-z_]+)"|v\.T\("([a-z_]+)"\)`)
	ids := map[string]bool{}
	for _, f := range files {
		if f.IsDir() || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		source, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range used.FindAllStringSubmatch(string(source), -1) {
			ids[m[1]+m[2]+m[3]] = true
		}
	}
	if len(ids) < 25 {
		t.Fatalf("only %d texts were found: %v", len(ids), ids)
	}
	for id := range ids {
		for _, language := range []string{"fr", "en", "fr-falc"} {
			if texts(language).T("webchat."+id) == "" {
				t.Errorf("webchat.%s is missing in %s", id, language)
			}
		}
	}
}
