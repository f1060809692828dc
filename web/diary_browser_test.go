package web

import (
	"testing"

	"escale/web/browsertest"
)

// TestDiaryInABrowser keeps an agenda in a real browser, as on a phone and on a
// screen, and lets axe-core look at each page. The pages hold no script, and
// their policy lets none in.
func TestDiaryInABrowser(t *testing.T) {
	w, p := newDiary(t)
	o := &oneSession{it: Session{Reference: "K7M2-P9", Start: p.at("25 10:00"), From: p.at("25 10:00"), Until: p.at("30 10:00")}}
	w.Sessions = o
	b := browsertest.New(t)
	look := func(name string) {
		t.Helper()
		for _, size := range []struct {
			label string
			width int
		}{{"-1280", 1280}, {"-320", 320}} {
			b.Size(size.width, 800)
			b.NoSideScroll(t)
			b.Axe(t)
			b.Screenshot("agenda-" + name + size.label)
		}
	}
	b.Open(w.server.URL + mine)
	b.ClickText("Ajouter des heures")
	b.Press("\t") // into the form, by keyboard
	b.TabTo("#chaque-semaine")
	b.Press(" \t\r")
	b.WaitText("Ces heures sont proposées aux parents")
	look("semaine")
	b.Open(w.server.URL + mine)
	b.ClickText("Fermer une demi-journée ou plus")
	look("fermer")
	b.Open(w.server.URL + mine + "?semaine=2026-11-30")
	b.ClickText("Fermer une demi-journée ou plus")
	b.TabTo("#journee")
	b.Press("\t\r")
	b.WaitText("C’est noté. Rien ne sera proposé sur ce temps")
	w.does("/fermer", map[string][]string{"cle": {"k"}, "du": {"2026-11-26"}, "moment": {"matin"}})
	b.Open(w.server.URL + mine)
	b.Click(`.line.booking button[value="oui"]`)
	b.WaitText("Noté : venu.")
	b.Click(`a[href*="annuler"]`)
	b.WaitText("Oui, annuler")
	look("annuler")
	b.ClickText("Non, le garder")
	b.Wait("#semaine")
	b.Eval(`document.documentElement.dir = "rtl"`, nil)
	look("de-droite-a-gauche")
	b.Open(w.server.URL + "/seance/jeton")
	look("seance")
	b.ClickText("Absent")
	b.WaitText("C’est noté : absent")
	look("seance-dite")
	if said := b.Complaints(); len(said) > 0 {
		t.Errorf("the browser complains: %q", said)
	}
}
