package web

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/scheduling"
	"escale/web/browsertest"
)

// callbook keeps requests on paper, with versions as the desk has them.
type callbook struct {
	all  []scheduling.Callback
	who  map[string]scheduling.Caller
	done []string
	fail error
}

func (b *callbook) Callbacks(context.Context) ([]scheduling.Callback, error) {
	return slices.Clone(b.all), b.fail
}

func (b *callbook) Caller(_ context.Context, c scheduling.Callback) (scheduling.Caller, error) {
	who, ok := b.who[c.ID]
	if !ok {
		return who, scheduling.ErrErased
	}
	return who, nil
}

func (b *callbook) act(what, id string, version int64, user string) error {
	for i, c := range b.all {
		if c.ID != id {
			continue
		}
		if c.Version != version {
			return scheduling.ErrAnswered
		}
		b.all[i].Version++
		b.all[i].Owner = user
		if what == "done" {
			b.all[i].State, b.all[i].Closed = scheduling.CallDone, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
		}
		b.done = append(b.done, fmt.Sprintf("%s %s by %s", what, id, user))
		return nil
	}
	return scheduling.ErrNotFound
}

func (b *callbook) TakeCall(_ context.Context, id string, version int64, user string) error {
	return b.act("take", id, version, user)
}

func (b *callbook) CallDone(_ context.Context, id string, version int64, user string) error {
	return b.act("done", id, version, user)
}

func (b *callbook) CallUnanswered(_ context.Context, id string, version int64, user string) error {
	return b.act("unanswered", id, version, user)
}

// callers has four requests: two of Isère, one of them late, one of the Nord, one
// that names no département.
func (w *world) callers() *callbook {
	at := w.clocks.now
	open := func(id, departement string, deadline time.Time) scheduling.Callback {
		return scheduling.Callback{
			CallFor: scheduling.CallFor{Departement: departement, Language: "fr"}, ID: id, State: scheduling.CallOpen,
			Created: at.Add(-72 * time.Hour), Deadline: deadline, Version: 3,
		}
	}
	late, near := open("late", "38", at.Add(-40*time.Hour)), open("near", "38", at.Add(31*time.Hour))
	late.Late, late.Owner, late.Tried = true, "une-autre", []time.Time{at.Add(-50 * time.Hour)}
	near.Language, near.Part, near.Topic = "ar", scheduling.Morning, "separation"
	done := open("done", "38", at)
	done.State, done.Closed, done.Owner = scheduling.CallMissed, at.Add(-30*time.Hour), "marie"
	done.Tried = []time.Time{at.Add(-50 * time.Hour), at.Add(-30 * time.Hour)}
	b := &callbook{
		all: []scheduling.Callback{late, near, open("far", "59", at.Add(50*time.Hour)), open("nowhere", "", at.Add(51*time.Hour)), done},
		who: map[string]scheduling.Caller{
			"late": {Number: "+33612345670"}, "near": {Number: "+596696123456", FirstName: `Zoé <b>Exemple</b>`},
			"far": {Number: "+33612345672"}, "nowhere": {Number: "+32470123456"},
		},
	}
	w.Callbacks = b
	return b
}

func answerCall(id, vu, what string) url.Values {
	return url.Values{"demande": {id}, "vu": {vu}, "faire": {what}}
}

func TestRequestsToBeCalledAreShownToWhoAnswersThem(t *testing.T) {
	w := newWorld(t)
	w.callers()
	all := map[string]string{"06 12 34 56 70": "late", "0696 12 34 56": "near", "06 12 34 56 72": "far", "+32470123456": "nowhere"}
	for user, want := range map[string][]string{
		national: {"far", "late", "near", "nowhere"},
		isere:    {"late", "near"}, // somebody sees the rest
		tilleuls: nil,
		"":       nil,
	} {
		w.signedOut()
		if user != "" {
			w.signInAs(user)
		}
		_, page := w.get("/rappels")
		page = strings.ReplaceAll(html.UnescapeString(page), "\u00a0", " ")
		var seen []string
		for number, id := range all {
			if strings.Contains(page, number) {
				seen = append(seen, id)
			}
		}
		slices.Sort(seen)
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Errorf("%q (-want +got):\n%s", user, diff)
		}
		if _, results := w.get("/resultats"); strings.Contains(results, "/rappels") != (len(want) > 0) {
			t.Errorf("%q: the results lead there, or should", user)
		}
	}
}

// Where nobody sees the whole country, every Caf sees who did not say where she
// lives: else nobody would call.
func TestSomebodyAnswersWhoNamedNoDepartement(t *testing.T) {
	w := newWorld(t)
	w.callers()
	w.signInAs(isere)
	w.Users = slices.DeleteFunc(slices.Clone(w.Users), func(u User) bool { return u.Scope.national() })
	if page := w.page("/rappels"); !strings.Contains(page, "32470123456") || strings.Contains(page, "72") && strings.Contains(page, "56\u00a072") {
		t.Error("the one without a département is not shown, or another Caf's is")
	}
}

func TestARequestIsShownWhole(t *testing.T) {
	w := newWorld(t)
	w.callers()
	w.signInAs(isere)
	page := w.page("/rappels")
	if strings.Contains(page, "<b>Exemple</b>") {
		t.Error("a first name is shown unescaped")
	}
	page = strings.ReplaceAll(html.UnescapeString(page), "\u00a0", " ")
	for _, want := range []string{
		`href="tel:+596696123456"`, "Zoé <b>Exemple</b>", "arabe", "le matin", "Une séparation", "Isère",
		"En retard : promis pour vendredi 20 novembre à 18\u202fh", "Au plus tard <strong>lundi 23 novembre à 17\u202fh</strong>", "une-autre", "Je m’en occupe à sa place",
		"close après 2 essais sans réponse", "2 appels à faire", "Closes ces 30 derniers jours",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if page := w.page("/resultats"); !strings.Contains(html.UnescapeString(page), "2 parents attendent qu’on les appelle. Une demande est en retard.") {
		t.Error("the results do not say how many wait")
	}
}

func TestAnsweringARequest(t *testing.T) {
	w := newWorld(t)
	b := w.callers()
	w.signInAs(isere)
	for _, c := range []struct {
		form url.Values
		says string
	}{
		{answerCall("near", "3", "pris"), "vous vous occupez de cette demande"},
		{answerCall("near", "3", "fait"), "Quelqu’un d’autre a été plus rapide"},
		{answerCall("near", "4", "sans-reponse"), "sans réponse. Le parent le sait"},
		{answerCall("near", "5", "fait"), "l’appel est fait"},
		{answerCall("gone", "1", "fait"), "n’est plus là"},
		{answerCall("far", "3", "fait"), "n’est plus là"}, // another Caf's
	} {
		status, page := w.post("/rappels", c.form)
		if status != http.StatusOK || !strings.Contains(html.UnescapeString(page), c.says) {
			t.Errorf("%v: %d, does not say %q", c.form, status, c.says)
		}
	}
	want := []string{"take near by caf-isere", "unanswered near by caf-isere", "done near by caf-isere"}
	if diff := cmp.Diff(want, b.done); diff != "" {
		t.Errorf("done (-want +got):\n%s", diff)
	}
}

func TestRequestsThatMakeNoSense(t *testing.T) {
	w := newWorld(t)
	b := w.callers()
	w.signInAs(isere)
	for _, form := range []url.Values{{}, answerCall("near", "x", "fait"), answerCall("near", "3", "tout"), answerCall("near", "", "pris")} {
		if status, _ := w.post("/rappels", form); status != http.StatusNotFound {
			t.Errorf("%v: %d", form, status)
		}
	}
	w.signInAs(tilleuls)
	if status, _ := w.post("/rappels", answerCall("near", "3", "fait")); status != http.StatusNotFound {
		t.Errorf("a structure answers: %d", status)
	}
	w.signedOut()
	if _, page := w.post("/rappels", answerCall("near", "3", "fait")); !strings.Contains(page, "mot-de-passe") {
		t.Error("who is not signed in is not asked to")
	}
	r, err := http.NewRequest(http.MethodPost, w.server.URL+"/rappels", strings.NewReader(answerCall("near", "3", "fait").Encode()))
	if err != nil {
		t.Fatal(err)
	}
	w.signInAs(isere)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if status, _ := w.body(w.client.Do(r)); status != http.StatusForbidden {
		t.Errorf("from another site: %d", status)
	}
	if len(b.done) > 0 {
		t.Errorf("done: %v", b.done)
	}
}

// What is shown to whom is written down, and nothing that it holds.
func TestShowingRequestsIsWrittenDown(t *testing.T) {
	w := newWorld(t)
	w.callers()
	var log bytes.Buffer
	w.Log = slog.New(slog.NewTextHandler(&log, nil))
	w.signInAs(isere)
	w.page("/rappels")
	w.post("/rappels", answerCall("near", "3", "pris"))
	said := log.String()
	if !strings.Contains(said, "user=caf-isere") || !strings.Contains(said, "near") || !strings.Contains(said, "late") || strings.Contains(said, "far") {
		t.Errorf("not written down who saw what:\n%s", said)
	}
	for _, secret := range []string{"612345670", "696123456", "Zoé", "Exemple", "56\u00a070"} {
		if strings.Contains(said, secret) {
			t.Errorf("the log says %q", secret)
		}
	}
}

func TestRequestsInABrowser(t *testing.T) {
	w := newWorld(t)
	w.callers()
	b := browsertest.New(t)
	b.Open(w.server.URL + "/connexion")
	b.Fill("#nom", isere)
	b.Fill("#mot-de-passe", password)
	b.Press("\r")
	b.WaitText("Se déconnecter") // "Les résultats" is on the page before, too
	b.Open(w.server.URL + "/rappels")
	b.WaitText("2 appels à faire")
	look := func(name string) {
		t.Helper()
		for _, width := range []int{1280, 320} {
			b.Size(width, 800)
			b.NoSideScroll(t)
			b.Axe(t)
			b.Screenshot(fmt.Sprintf("rappels-%s-%d", name, width))
		}
	}
	look("a-faire")
	b.TabTo(`button[value="pris"]`)
	b.Press("\r")
	b.WaitText("vous vous occupez de cette demande")
	look("pris")
	b.Open(w.server.URL + "/resultats")
	b.WaitText("2 parents attendent")
	if said := b.Complaints(); len(said) > 0 {
		t.Errorf("the browser complains: %q", said)
	}
}
