package web

import (
	"net/http"

	"escale/programme"
	"escale/scheduling"
)

// legalView is a page made from who answers for the service.
type legalView struct {
	frame
	Controller programme.Controller
	Hours      string
	Site       string
	Threshold  int
	Kept       []keptLine
	Wish       string // how long one waits on the list, in words
}

func (w *Web) legalPage(rw http.ResponseWriter, name, title string) {
	p := w.Catalogue()
	w.show(rw, http.StatusOK, name, legalView{
		frame: w.frame(title), Controller: p.Controller,
		Hours: p.Controller.Contact.Hours.In("fr"), Site: w.BaseURL, Threshold: p.Thresholds.Inside,
		Kept: keptLines(), Wish: inWords(scheduling.Periods()[scheduling.KeptWish]),
	})
}

func (w *Web) privacy(rw http.ResponseWriter, _ *http.Request) {
	w.legalPage(rw, "confidentialite", "Confidentialité")
}

func (w *Web) legal(rw http.ResponseWriter, _ *http.Request) {
	w.legalPage(rw, "mentions-legales", "Mentions légales")
}

func (w *Web) accessibility(rw http.ResponseWriter, _ *http.Request) {
	w.legalPage(rw, "accessibilite", "Accessibilité")
}
