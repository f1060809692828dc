package webchat

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
)

func FuzzForeignText(f *testing.F) {
	for _, seed := range []string{
		"<script>alert(1)</script>", `"><img src=x onerror=y>`, "appelez 3919 ou https://a.example/?<b>", "\xff\xfe\x00",
		"\u202egnirts", "{{.Token}}", "01 23 45 67 89", "a\n\n\n\nb\r\n",
	} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, words, choice string) {
		h := newHouse(t)
		form := url.Values{"form": {choice}, "text": {words}, "lang": {words}}
		r := httptest.NewRequest(http.MethodPost, "/message", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		mux := http.NewServeMux()
		h.chat.Routes(mux)
		mux.ServeHTTP(w, r)
		if w.Code != http.StatusSeeOther && w.Code != http.StatusRequestEntityTooLarge {
			t.Fatalf("answered %d", w.Code)
		}
		again := httptest.NewRequest(http.MethodGet, "/", nil)
		for _, c := range w.Result().Cookies() {
			again.AddCookie(c)
		}
		seen := httptest.NewRecorder()
		mux.ServeHTTP(seen, again)
		root, err := html.Parse(seen.Body)
		if err != nil || seen.Code != http.StatusOK {
			t.Fatalf("page: %d, %v", seen.Code, err)
		}
		harmless(t, &page{root})
	})
}

// harmless fails when the page holds anything that our template did not put
// there.
func harmless(t *testing.T, p *page) {
	t.Helper()
	scripts := 0
	for n := range p.Descendants() {
		if n.Type == html.TextNode && !utf8.ValidString(n.Data) {
			t.Errorf("not UTF-8: %q", n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || strings.HasPrefix(strings.ToLower(a.Val), "javascript:") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
		if n.Type == html.ElementNode && n.Data == "script" {
			scripts++
		}
	}
	if scripts != 1 {
		t.Errorf("%d scripts", scripts)
	}
}
