package browsertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func serve(t *testing.T, pages map[string]string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
		fmt.Fprint(w, pages[r.URL.Path])
	}))
	t.Cleanup(s.Close)
	return s.URL
}

const good = `<!doctype html><html lang="fr"><title>Bien</title><link rel=icon href="data:,">
<main><h1>Bien</h1><button>Un</button> <a href="/autre">Deux «&nbsp;liens&nbsp;»</a></main>`

func TestAxeFindsBarriersAndOnlyBarriers(t *testing.T) {
	url := serve(t, map[string]string{
		"/bad":  `<!doctype html><title>x</title><main><h1>x</h1><img src="data:,"><input></main>`,
		"/good": good,
	})
	b := New(t)
	b.Open(url + "/good")
	b.Axe(t)
	b.Open(url + "/bad")
	rules := map[string]bool{}
	for _, v := range b.Violations() {
		rules[v.ID] = true
	}
	for _, rule := range []string{"html-has-lang", "image-alt", "label"} {
		if !rules[rule] {
			t.Errorf("%s was not found among %v", rule, rules)
		}
	}
}

func TestBrowserReadsTapsAndLooks(t *testing.T) {
	url := serve(t, map[string]string{
		"/":      good,
		"/autre": `<!doctype html><html lang="fr"><title>Autre</title><main><h1>Arrivée</h1><style>b{}</style></main>`,
	})
	b := New(t)
	b.Size(320, 568)
	b.Open(url + "/")
	b.NoSideScroll(t)
	b.TabTo("a")
	b.Screenshot("browsertest")
	if png, err := os.ReadFile(filepath.Join(b.root, "build", "screenshots", "browsertest.png")); err != nil || !strings.HasPrefix(string(png), "\x89PNG") {
		t.Errorf("no picture: %v", err)
	}
	b.Press("\r")
	b.WaitText("Arrivée")
	if got := b.Text("h1"); got != "Arrivée" {
		t.Errorf("the page says %q", got)
	}
	b.Back()
	b.ClickText("Un")
	b.Wait("a")
	b.Reload()
	b.WaitGone("b")
	if got := b.URL(); got != url+"/" {
		t.Errorf("going back led to %s", got)
	}
	if len(b.Complaints()) == 0 {
		t.Error("the refused inline style was not reported")
	}
}

// recorder keeps what a check reports instead of failing.
type recorder struct {
	testing.TB
	errors []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func TestSideScrollIsSeen(t *testing.T) {
	url := serve(t, map[string]string{
		"/": `<!doctype html><html lang="fr"><title>Large</title><table id=wide><td>` + strings.Repeat("x", 200) + `</table>`,
	})
	b := New(t)
	b.Size(320, 568)
	b.Open(url + "/")
	r := &recorder{TB: t}
	b.NoSideScroll(r)
	if len(r.errors) != 1 || !strings.Contains(r.errors[0], "wide") {
		t.Errorf("a page of 200 letters in 320 px passed: %q", r.errors)
	}
}
