package web

import (
	"context"
	"strings"
	"testing"
	"time"

	"escale/web/browsertest"
)

// TestPagesInABrowser goes through the pages with a real browser, by keyboard
// where it signs in, at both widths, and lets axe-core look at each.
func TestPagesInABrowser(t *testing.T) {
	w := newWorld(t)
	b := browsertest.New(t)
	look := func(name string) {
		t.Helper()
		for _, size := range []struct {
			label string
			width int
		}{{"", 1180}, {"-320", 320}} {
			b.Size(size.width, 800)
			b.NoSideScroll(t)
			b.Axe(t)
			b.Screenshot(name + size.label)
		}
	}
	b.Size(1180, 800)
	b.Open(w.server.URL + "/connexion")
	b.TabTo("#nom")
	b.Press(national + "\t" + password + "\r")
	b.Wait(".heads")
	look("resultats")
	b.ClickText("1 agenda est lu normalement")
	look("resultats-agendas")
	w.alarmed("centre-social-des-tilleuls/tilleul", "a", "b", "c")
	told := make(chan string, 1)
	w.Believe = func(_ context.Context, agenda string) error {
		told <- agenda
		return nil
	}
	b.Open(w.server.URL + "/resultats?departement=99")
	b.WaitText(believed)
	look("resultats-alerte")
	b.ClickText(believed)
	select {
	case <-told:
	case <-time.After(30 * time.Second):
		t.Fatal("the button does nothing")
	}
	b.WaitGone(`[role="alert"]`) // back on the page without the question
	b.Wait("#lire")
	b.Open(w.server.URL + "/resultats?structure=" + w.catalog.Structures[4].ID + "&de=2026-13")
	look("resultats-structure")
	b.Size(900, 800)
	b.Media("print", nil)
	b.Screenshot("resultats-imprimes")
	b.Media("", nil)
	for _, page := range []string{"confidentialite", "mentions-legales", "accessibilite", "rien"} {
		b.Open(w.server.URL + "/" + page)
		look("page-" + page)
	}
	b.Open(w.server.URL + "/resultats")
	b.ClickText("Se déconnecter")
	b.Wait("#mot-de-passe")
	look("connexion")
	for _, c := range b.Complaints() {
		if !strings.Contains(c, "/rien") { // asked for what is not there
			t.Errorf("the browser complains: %s", c)
		}
	}
}
