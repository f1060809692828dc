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

	handle("GET /connexion", w.signInPage)
	handle("POST /connexion", w.signIn)
	handle("POST /deconnexion", w.signOut)

	handle("GET /confidentialite", w.privacy)
	handle("GET /mentions-legales", w.legal)
	handle("GET /accessibilite", w.accessibility)

	handle("GET /static/{file}", w.static)
	handle("/", w.notFound)
}
