package web

import (
	"html"
	"net/http"
	"strings"
	"testing"
)

func TestPublicPagesNameWhoAnswers(t *testing.T) {
	w := newWorld(t)
	c := w.catalog.Controller
	for path, wants := range map[string][]string{
		"/confidentialite":  {c.Name, c.DPO, c.Contact.Phone, c.Host, "CNIL", "au moins 5 personnes", "treize mois", "au bout de 60 jours", "pendant 60 jours", "/effacer", "Union européenne"},
		"/mentions-legales": {c.Name, c.Address, c.Director, c.Host, c.Contact.Email, "112"},
		"/accessibilite":    {c.Name, "non conforme", "Défenseur des droits", c.Contact.Phone},
	} {
		page := html.UnescapeString(w.page(path))
		for _, want := range wants {
			if want == "" || !strings.Contains(page, want) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
	}
}

func TestAPageThatIsNotThere(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/rien", "/static/rien.css", "/static/..%2fweb.go", "/resultats/0612345678"} {
		status, page := w.get(path)
		if status != http.StatusNotFound || strings.Contains(page, "0612345678") || !strings.Contains(html.UnescapeString(page), "n’existe pas") {
			t.Errorf("%s: %d\n%s", path, status, page)
		}
	}
}

func TestPagesAreKeptOutOfCachesAndFrames(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/connexion", "/confidentialite", "/rien", "/resultats"} {
		r, err := w.client.Get(w.server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		for name, want := range map[string]string{
			"Content-Security-Policy": policy, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
}

func TestStylesAreServed(t *testing.T) {
	w := newWorld(t)
	if css := w.page("/static/base.css"); css != string(HouseStyle()) || !strings.Contains(css, "--brand") {
		t.Error("base.css is another")
	}
	if css := w.page("/static/pages.css"); !strings.Contains(css, ".filters") {
		t.Error("pages.css is another")
	}
}

func TestFrenchNumbers(t *testing.T) {
	for in, want := range map[int]string{0: "0", 12: "12", 1234: "1\u202f234", 1234567: "1\u202f234\u202f567", -1234: "-1\u202f234"} {
		if got := number(in); got != want {
			t.Errorf("%d: %q", in, got)
		}
	}
	if got := percent(0.885); got != "89\u202f%" {
		t.Error(got)
	}
	if got := count(1, "réponse", "réponses") + decimal(2.25, 1); got != "1 réponse2,2" {
		t.Error(got)
	}
}
