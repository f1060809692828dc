package main

import (
	"testing"

	"escale/web/browsertest"
)

// TestDemoInABrowser walks the real demo in Chromium on a small phone, looks for
// barriers at every stop, and leaves pictures under build/screenshots.
func TestDemoInABrowser(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := start(t, "demo", "-data", data, "-listen", "127.0.0.1:0")
	b := browsertest.New(t)
	b.Size(320, 640)
	look := func(name string) {
		t.Helper()
		b.Axe(t)
		b.NoSideScroll(t)
		b.Screenshot("demo-" + name)
	}
	b.Open(p.base + "/")
	look("1-bienvenue")
	b.ClickText("Mon rôle de parent")
	b.WaitText("code postal")
	b.Fill("#text", "38000")
	b.Press("\r")
	b.ClickText("De 0 à 5 ans")
	b.WaitText("en sécurité")
	look("2-securite")
	b.ClickText("Oui")
	b.Wait(`button[value*=".slots.s-"]`)
	look("3-creneaux")
	b.Size(360, 1100) // as docs/images/chat.png shows it
	b.Eval(`document.querySelector('[value*=".slots.s-"]').closest("li").scrollIntoView({block: "end"})`, nil)
	b.ScreenshotView("demo-3-creneaux-vue")
	b.Size(320, 640)
	b.Click(`button[value*=".slots.s-"]`)
	b.WaitText("Voici votre rendez-vous")
	look("4-resume")
	b.ClickText("Oui, je confirme")
	b.WaitText("C’est réservé")
	look("5-reserve")
	p.until("the structure has its mail", func() bool { return mailed(t, data, "METHOD:REQUEST") == 1 })
	b.Open(p.base + "/demo")
	look("6-horloge")
	b.ClickText("+ 1 semaine")
	b.WaitText("d’avance")
	b.Open(p.base + "/")
	b.WaitText("a-t-il eu lieu")
	look("7-questionnaire")
	if said := b.Complaints(); len(said) > 0 {
		t.Errorf("the browser complains: %q", said)
	}
}

// TestDemoByKeyboardAlone books without a pointer, and reads the results.
func TestDemoByKeyboardAlone(t *testing.T) {
	t.Parallel()
	p := start(t, "demo", "-data", t.TempDir(), "-listen", "127.0.0.1:0")
	b := browsertest.New(t)
	b.Size(1180, 900)
	enter := func(selector string) {
		t.Helper()
		b.Wait(selector)
		b.TabTo(selector)
		b.Press("\r")
	}
	b.Open(p.base + "/")
	enter(`button[value$="topic-role"]`)
	b.WaitText("code postal")
	b.TabTo("#text")
	b.Press("33000\r")
	enter(`button[value$="age-6-11"]`)
	b.WaitText("en sécurité")
	enter(`button[value$="safety-unsaid"]`)
	enter(`button[value*=".slots.s-"]`)
	enter(`button[value*=".summary.confirm"]`)
	b.WaitText("C’est réservé")

	b.Open(p.base + "/resultats")
	b.TabTo("#nom")
	b.Press("nationale")
	b.TabTo("#mot-de-passe")
	b.Press("demo-nationale\r")
	b.WaitText("Rendez-vous")
	b.Axe(t)
	var titled bool
	b.Eval(`document.body.textContent.includes("Agenda – Mme Exemple-Tilleul")`, &titled)
	if !titled {
		t.Error("a hosted calendar has not the name that its structure sees")
	}
	b.Screenshot("demo-8-resultats")
	b.ScreenshotView("demo-8-resultats-vue")
	b.Size(320, 640)
	b.NoSideScroll(t)
	b.Axe(t)
	b.Screenshot("demo-9-resultats-320")
}
