package main

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"escale/bot/email"
	"escale/programme/sample"
	"escale/scheduling"
)

const (
	herNumber = "01 99 00 47 11"
	herOther  = "0690 99 47 12"
)

// unbroken is a number as pages show it.
func unbroken(number string) string { return strings.ReplaceAll(number, " ", "\u00a0") }

// asksToBeCalled goes from the first page to a request that is kept.
func (p *parent) asksToBeCalled(number string) {
	p.t.Helper()
	p.tap("Parler à une personne")
	p.tap("Qu’on me rappelle")
	p.say("zorglub-inconnu")
	p.sees("Je ne reconnais pas ce numéro")
	p.say(number)
	p.tap("Peu importe")
	p.tap("Donner un prénom")
	p.say(herName)
	p.sees(herName)
	p.tap("Oui, appelez-moi")
	p.sees("C’est noté. Une personne vous appellera au plus tard")
}

// A parent asks to be called, the coordinator sees to it, and the parent hears.
// Another one is forgotten: the coordinators are alarmed, and she is told.
func TestAParentIsCalled(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum, other := h.parent(), h.parentAt("198.51.100.7")
	mum.asksToBeCalled(herNumber)
	mum.tap("Parler à une personne")
	mum.sees("Votre demande d’appel est notée")
	other.asksToBeCalled(herOther)

	here := h.signIn("nationale", "demo-nationale")
	here.open("/resultats")
	here.sees("2 parents attendent qu’on les appelle.")
	here.open("/rappels")
	here.sees(unbroken(herNumber))
	here.sees(herName)
	old := h.signIn("nationale", "demo-nationale") // the same page in another window
	old.open("/rappels")
	here.send(here.buttons("pris")[0])
	here.sees("vous vous occupez de cette demande")
	old.send(old.buttons("pris")[0])
	old.sees("Quelqu’un d’autre a été plus rapide")
	here.send(here.buttons("fait")[0])
	here.sees("l’appel est fait")
	if strings.Contains(here.text(), unbroken(herNumber)) {
		t.Error("the number is still shown after the call")
	}
	h.soon("she hears that she was called", func() bool {
		mum.open("/")
		return strings.Contains(mum.text(), "L’équipe a noté que l’appel est fait")
	})

	h.soon("it is late, and both are told", func() bool {
		other.push("next")
		other.open("/")
		return strings.Contains(other.text(), "nous n’avons pas encore pu vous appeler")
	})
	here.open("/resultats")
	here.sees("Une demande est en retard.")
	other.tap("Ne plus m’appeler")
	other.sees("personne ne vous appellera")
	here.open("/rappels")
	here.sees("Personne n’attend d’appel.")
	if n := len(h.records("callback")); n != 1 {
		t.Errorf("%d requests are kept, want the one that was answered", n)
	}
}

// Her number is read by who calls her, and stands nowhere else: not in what is
// stored, not in the log, on no other page, in no letter and no export. Erased, it
// is gone for those too.
func TestHerNumberIsShownToWhoCallsAlone(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum := h.parent()
	mum.asksToBeCalled(herNumber)
	here := h.signIn("nationale", "demo-nationale")
	here.open("/rappels")
	here.sees(unbroken(herNumber))
	var secrets []string
	for _, s := range []string{herNumber, "0199004711", "199004711", unbroken(herNumber), herName, "zorglub"} {
		secrets = append(secrets, disguises(s)...)
	}
	everywhere := func(when string) {
		t.Helper()
		for name, b := range h.files() {
			look(t, when+", "+name, b, secrets)
		}
		look(t, when+", the log", []byte(h.log.String()), secrets)
		for _, path := range []string{"/healthz", "/confidentialite", "/connexion", "/rappels", "/demo/nulle-part"} {
			look(t, when+", "+path, []byte(h.get(path)), secrets)
		}
		look(t, when+", the export", []byte(resultsOf(t, h.base, "nationale", "demo-nationale")), secrets)
		for _, user := range []string{"caf38/demo-caf-isere", "tilleuls/demo-tilleuls"} {
			name, password, _ := strings.Cut(user, "/")
			p := h.signIn(name, password)
			if name == "tilleuls" {
				resp, err := p.http.Get(h.base + "/rappels")
				if err != nil || resp.StatusCode != 404 {
					t.Fatalf("a structure is shown requests: %v, %v", resp, err)
				}
				resp.Body.Close()
				continue
			}
			p.open("/rappels")
			look(t, when+", the page of "+name, []byte(p.text()), secrets)
		}
	}
	everywhere("while she waits")
	if !strings.Contains(h.log.String(), "requests to be called were shown") {
		t.Error("the log does not say who was shown requests")
	}
	mum.say("/effacer")
	mum.tap("Oui, tout effacer")
	h.soon("her request is erased", func() bool {
		if b := mum.button("tout de suite"); b != nil {
			mum.send(b)
		}
		return len(h.records("callback")) == 0
	})
	everywhere("erased")
	here.open("/rappels")
	if strings.Contains(here.text(), "47\u00a011") {
		t.Error("her number is shown though she erased everything")
	}
}

func TestTheContactIsToldByMail(t *testing.T) {
	c, err := openCatalogue(sample.FS, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	var letters []email.Letter
	h := &house{config: &Config{BaseURL: "https://escale.example"}, catalogue: c, letters: posted{&letters}, clocks: realClocks{}}
	by := time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)
	for kind, want := range map[string]string{
		scheduling.AlarmCallAsked: "au plus tard le 24/11/2026 à 17 h 00", scheduling.AlarmCallLate: "attend toujours",
	} {
		letters = nil
		if err := h.alarm(t.Context(), alarmDue(t, scheduling.Alarm{Kind: kind, Call: "c", By: by, Departement: "38"})); err != nil {
			t.Fatal(err)
		}
		if len(letters) != 1 || letters[0].To != c.programme().Controller.Contact.Email || !strings.Contains(letters[0].Text, want) || !strings.Contains(letters[0].Text, "https://escale.example/rappels") {
			t.Errorf("%s: %+v", kind, letters)
		}
	}
}
