package web

import "net/http"

// errorView is a page that says what happened and what to do; it repeats
// nothing of what was asked for.
type errorView struct {
	frame
	Text string
}

func (w *Web) notFound(rw http.ResponseWriter, _ *http.Request) {
	w.show(rw, http.StatusNotFound, "erreur", errorView{w.frame("Page introuvable"), "Cette page n’existe pas, ou n’existe plus."})
}

func (w *Web) crossOrigin(rw http.ResponseWriter, _ *http.Request) {
	w.show(rw, http.StatusForbidden, "erreur", errorView{
		w.frame("Demande refusée"),
		"Cette demande venait d’un autre site. Revenez à la page et recommencez.",
	})
}

// failed logs what went wrong for the operator and shows a plain page.
func (w *Web) failed(rw http.ResponseWriter, doing string, err error) {
	w.Log.Error(doing, "err", err)
	view := errorView{w.frame("Une erreur est survenue"), "Rien n’est perdu. Réessayez dans un instant, ou parlez-en à la personne qui tient le service."}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.WriteHeader(http.StatusInternalServerError)
	if err := w.pages["erreur"].ExecuteTemplate(rw, "frame", view); err != nil {
		w.Log.Error("write error page", "err", err)
	}
}
