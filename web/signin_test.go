package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestNobodySeesResultsUnsigned(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/resultats", "/resultats.csv"} {
		if page := w.page(path); !strings.Contains(page, `name="mot-de-passe"`) || strings.Contains(page, "Isère") {
			t.Errorf("%s: not sent to sign in", path)
		}
	}
}

func TestSigningInAndOut(t *testing.T) {
	w := newWorld(t)
	for _, wrong := range []url.Values{
		{"nom": {national}, "mot-de-passe": {"faux"}},
		{"nom": {"inconnue"}, "mot-de-passe": {password}},
		{},
	} {
		if status, page := w.post("/connexion", wrong); status != http.StatusUnauthorized || !strings.Contains(page, `role="alert"`) {
			t.Errorf("%v: %d", wrong, status)
		}
	}
	w.signInAs(national)
	if status, page := w.post("/deconnexion", nil); status != http.StatusOK || !strings.Contains(page, "mot-de-passe") {
		t.Errorf("sign out: %d", status)
	}
	if page := w.page("/resultats"); !strings.Contains(page, "mot-de-passe") {
		t.Error("still signed in")
	}
}

func TestTheCookieIsKeptClose(t *testing.T) {
	w := newWorld(t)
	w.BaseURL = "https://escale.example"
	c := w.cookie("x")
	if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteStrictMode || !strings.HasPrefix(c.Name, "__Host-") {
		t.Errorf("%+v", c)
	}
}

func TestASessionEnds(t *testing.T) {
	w := newWorld(t)
	w.signInAs(national)
	w.clocks.now = w.clocks.now.Add(signedFor - time.Second)
	if page := w.page("/resultats"); strings.Contains(page, "mot-de-passe") {
		t.Error("ended before its time")
	}
	w.clocks.now = w.clocks.now.Add(time.Second)
	if page := w.page("/resultats"); !strings.Contains(page, "mot-de-passe") {
		t.Error("did not end")
	}
}

func TestAForgedOrOldCookieOpensNothing(t *testing.T) {
	w := newWorld(t)
	u := w.guard.users[isere]
	good := w.sessions.seal(u)
	if t1, ok := w.sessions.open(good); !ok || t1.Name != isere {
		t.Fatal("its own cookie is refused")
	}
	other := w.sessions
	other.secret = []byte(strings.Repeat("x", 32))
	body, mac, _ := strings.Cut(good, ".")
	for _, c := range []string{"", ".", body, body + ".", "." + mac, good + "x", "x" + good, other.seal(u), mac + "." + body} {
		if _, ok := w.sessions.open(c); ok {
			t.Errorf("%q opens", c)
		}
	}
	u.PasswordHash = w.guard.nobody // a new password
	w.guard.users[isere] = u
	r, _ := http.NewRequest(http.MethodGet, "/resultats", nil)
	r.AddCookie(&http.Cookie{Name: w.cookieName(), Value: good})
	if _, ok := w.user(r); ok {
		t.Error("a cookie outlives its password")
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	w := newWorld(t)
	for range wrongAllowed {
		w.post("/connexion", url.Values{"nom": {national}, "mot-de-passe": {"faux"}})
	}
	right := url.Values{"nom": {national}, "mot-de-passe": {password}}
	if status, _ := w.post("/connexion", right); status != http.StatusTooManyRequests {
		t.Errorf("after %d wrong passwords: %d", wrongAllowed, status)
	}
	if _, ok, err := w.guard.check(national, password, "another origin"); !ok || err != nil {
		t.Error("somebody else's guessing shut her out")
	}
	w.clocks.now = w.clocks.now.Add(wrongWithin)
	if status, _ := w.post("/connexion", right); status != http.StatusOK {
		t.Errorf("a quarter of an hour later: %d", status)
	}
}

func TestTriesStayFew(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	tr := newTries(func() time.Time { return now })
	for i := range wrongKept + 50 {
		tr.take(string(rune(i)) + "x")
	}
	if len(tr.at) > wrongKept {
		t.Errorf("%d are remembered", len(tr.at))
	}
}

func TestAnotherSiteCantPost(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/connexion", "/deconnexion", "/resultats/alerte"} {
		r, err := http.NewRequest(http.MethodPost, w.server.URL+path, strings.NewReader("nom=x"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Origin", "https://ailleurs.example")
		if status, _ := w.body(w.client.Do(r)); status != http.StatusForbidden {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestUsersAreCheckedAtTheStart(t *testing.T) {
	w := newWorld(t)
	hash := w.guard.nobody
	for name, users := range map[string][]User{
		"no hash":  {{Name: "a", PasswordHash: "clear text"}},
		"twice":    {{Name: "a", PasswordHash: hash}, {Name: "a", PasswordHash: hash}},
		"nameless": {{PasswordHash: hash}},
	} {
		c := w.Config
		c.Users = users
		if _, err := New(c); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestScopesAreRead(t *testing.T) {
	for in, want := range map[string]Scope{"national": {}, "departement:38": {Departement: "38"}, "structure:a": {Structure: "a"}} {
		if got, err := ParseScope(in); err != nil || got != want {
			t.Errorf("%s: %+v, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "national:38", "departement:", "structure", "caf:38"} {
		if _, err := ParseScope(in); err == nil {
			t.Errorf("%q is accepted", in)
		}
	}
}
