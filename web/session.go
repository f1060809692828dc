package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// signedFor is how long a sign-in lasts.
const signedFor = 8 * time.Hour

// sessions seals who is signed in into a cookie, so that any replica can read
// it and none has to remember it.
type sessions struct {
	secret []byte
	now    func() time.Time
}

// ticket is what the cookie says. Proof ties it to the password it was given
// for: a new password ends the old sign-ins.
type ticket struct {
	Name  string    `json:"name"`
	Until time.Time `json:"until"`
	Proof string    `json:"proof"`
}

func (s sessions) seal(u User) string {
	b, _ := json.Marshal(ticket{u.Name, s.now().Add(signedFor).UTC().Truncate(time.Second), s.proof(u)})
	body := base64.RawURLEncoding.EncodeToString(b)
	return body + "." + s.mac("session", body)
}

// open returns the name that a cookie was sealed for, if it still holds.
func (s sessions) open(cookie string) (ticket, bool) {
	body, mac, _ := strings.Cut(cookie, ".")
	if !hmac.Equal([]byte(mac), []byte(s.mac("session", body))) {
		return ticket{}, false
	}
	b, err := base64.RawURLEncoding.DecodeString(body)
	var t ticket
	if err != nil || json.Unmarshal(b, &t) != nil {
		return ticket{}, false
	}
	return t, s.now().Before(t.Until)
}

func (s sessions) proof(u User) string { return s.mac("proof", u.PasswordHash) }

func (s sessions) mac(purpose, text string) string {
	m := hmac.New(sha256.New, s.secret)
	m.Write([]byte(purpose + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// cookie is the sign-in cookie; an empty value takes it back.
func (w *Web) cookie(value string) *http.Cookie {
	c := &http.Cookie{
		Name: w.cookieName(), Value: value, Path: "/", HttpOnly: true,
		Secure: w.secure(), SameSite: http.SameSiteStrictMode, MaxAge: int(signedFor.Seconds()),
	}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

func (w *Web) secure() bool { return strings.HasPrefix(w.BaseURL, "https://") }

func (w *Web) cookieName() string {
	if w.secure() {
		return "__Host-escale-resultats"
	}
	return "escale-resultats"
}

// user returns who is signed in.
func (w *Web) user(r *http.Request) (User, bool) {
	c, err := r.Cookie(w.cookieName())
	if err != nil {
		return User{}, false
	}
	t, ok := w.sessions.open(c.Value)
	if !ok {
		return User{}, false
	}
	u, known := w.guard.users[t.Name]
	return u, known && hmac.Equal([]byte(t.Proof), []byte(w.sessions.proof(u)))
}

// signedIn sends everybody else to sign in first.
func (w *Web) signedIn(page func(http.ResponseWriter, *http.Request, User)) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		u, ok := w.user(r)
		if !ok {
			http.Redirect(rw, r, "/connexion", http.StatusSeeOther)
			return
		}
		page(rw, r, u)
	}
}
