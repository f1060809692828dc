package web

import (
	"html"
	"strings"
	"testing"
)

// TestUnmetDemand: by offer, place, month and part of the day, small numbers
// hidden, and nothing for who sees one structure.
func TestUnmetDemand(t *testing.T) {
	w := newWorld(t)
	offer := w.catalog.Offers[0]
	w.store.counts["unmet/2026-10/38/"+offer.ID+"/evening"] = 31
	w.store.counts["unmet/2026-10/38/"+offer.ID+"/any"] = 27
	w.store.counts["unmet/2026-10/33/"+offer.ID+"/any"] = 2
	w.signInAs(national)
	page := html.UnescapeString(w.page("/resultats"))
	for _, want := range []string{"Demandes restées sans créneau", "Soir", "Sans préférence", ">31<"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	one := html.UnescapeString(w.page("/resultats?offre=" + offer.ID))
	if want := "Isère · " + offer.Name.In("fr"); !strings.Contains(one, want) {
		t.Errorf("the line of an offer does not say where: %q", want)
	}
	w.signInAs(isere)
	if page := w.page("/resultats"); !strings.Contains(page, ">31<") {
		t.Error("who sees Isère does not see its demand")
	}
	w.signInAs(tilleuls)
	if page := w.page("/resultats"); strings.Contains(page, "Demandes restées") {
		t.Error("who sees one structure sees the demand of a département")
	}
}
