package web

import "net/http"

// Routes puts every page on a mux.
func (w *Web) Routes(mux *http.ServeMux) {
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(http.HandlerFunc(w.crossOrigin))
	handle := func(pattern string, h http.HandlerFunc) {
		mux.Handle(pattern, headers(sameOrigin.Handler(h)))
	}
	handle("GET /resultats", w.signedIn(w.results))
	handle("GET /resultats.csv", w.signedIn(w.resultsCSV))
	handle("POST /resultats/alerte", w.signedIn(w.believe))

	handle("GET /rappels", w.signedIn(w.callbacks))
	handle("POST /rappels", w.signedIn(w.answerCall))

	handle("GET /connexion", w.signInPage)
	handle("POST /connexion", w.signIn)
	handle("POST /deconnexion", w.signOut)

	secret := func(pattern string, h http.HandlerFunc) {
		mux.Handle(pattern, headers(secretPage(sameOrigin.Handler(h))))
	}
	secret("GET /mon-agenda/{secret}", w.diary(diaryPage.week))
	secret("POST /mon-agenda/{secret}/heures", w.diary(diaryPage.addHours))
	secret("POST /mon-agenda/{secret}/fermer", w.diary(diaryPage.close))
	secret("POST /mon-agenda/{secret}/retirer", w.diary(diaryPage.remove))
	secret("GET /mon-agenda/{secret}/annuler", w.diary(diaryPage.askToCancel))
	secret("POST /mon-agenda/{secret}/annuler", w.diary(diaryPage.cancel))
	secret("POST /mon-agenda/{secret}/presence", w.diary(diaryPage.presence))
	secret("GET /seance/{token}", w.session)
	secret("POST /seance/{token}", w.markSession)

	handle("GET /confidentialite", w.privacy)
	handle("GET /mentions-legales", w.legal)
	handle("GET /accessibilite", w.accessibility)

	handle("GET /static/{file}", w.static)
	handle("/", w.notFound)
}
