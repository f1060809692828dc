package web

import (
	"errors"
	"net/http"
)

// signInView is the page to sign in; the name typed is not shown again.
type signInView struct {
	frame
	Problem string
}

func (w *Web) signInPage(rw http.ResponseWriter, r *http.Request) {
	if _, ok := w.user(r); ok {
		http.Redirect(rw, r, "/resultats", http.StatusSeeOther)
		return
	}
	w.show(rw, http.StatusOK, "connexion", signInView{frame: w.frame("Connexion")})
}

func (w *Web) signIn(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, 4096)
	again := func(status int, problem string) {
		w.show(rw, status, "connexion", signInView{frame: w.frame("Connexion"), Problem: problem})
	}
	if err := r.ParseForm(); err != nil {
		again(http.StatusBadRequest, "Le formulaire n’a pas pu être lu. Essayez encore.")
		return
	}
	u, ok, err := w.guard.check(r.PostForm.Get("nom"), r.PostForm.Get("mot-de-passe"), w.Origin(r))
	switch {
	case errors.Is(err, errTooMany):
		rw.Header().Set("Retry-After", "900")
		again(http.StatusTooManyRequests, "Trop d’essais. Attendez un quart d’heure avant de recommencer.")
	case err != nil:
		w.failed(rw, "check password", err)
	case !ok:
		again(http.StatusUnauthorized, "Ce nom et ce mot de passe ne vont pas ensemble. Vérifiez-les tous les deux.")
	default:
		http.SetCookie(rw, w.cookie(w.sessions.seal(u)))
		http.Redirect(rw, r, "/resultats", http.StatusSeeOther)
	}
}

func (w *Web) signOut(rw http.ResponseWriter, r *http.Request) {
	http.SetCookie(rw, w.cookie(""))
	http.Redirect(rw, r, "/connexion", http.StatusSeeOther)
}
