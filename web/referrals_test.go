package web

import (
	"html"
	"strings"
	"testing"
)

// TestFamiliesByPartner: in groups of whole months, by the partners that the
// reader may see; a family more in the present month moves nothing on the page.
func TestFamiliesByPartner(t *testing.T) {
	w := newWorld(t)
	w.store.counts["referral/2026-08/pmi-exempleville"] = 2
	w.store.counts["referral/2026-09/pmi-exempleville"] = 4
	w.store.counts["referral/2026-09/ecole-des-modeles"] = 4
	read := func() string { return html.UnescapeString(w.page("/resultats")) }
	w.signInAs(national)
	page := read()
	for _, want := range []string{"Familles venues par un partenaire", "La PMI d’Exempleville", ">6<", "août 2026 à sept. 2026 : 6", "moins de 5, ou aucune"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	w.store.counts["referral/"+w.clocks.Programme().Format("2006-01")+"/pmi-exempleville"] = 9
	if partnersOn(t, read()) != partnersOn(t, page) {
		t.Error("a family of the present month is on the page")
	}
	w.signInAs(isere)
	if page := read(); !strings.Contains(page, "La PMI d’Exempleville") || strings.Contains(page, "école des Modèles") {
		t.Error("who sees Isère sees another département's partner, or not its own")
	}
	w.signInAs(tilleuls)
	if strings.Contains(read(), "venues par un partenaire") {
		t.Error("who sees one structure sees partners")
	}
}

func partnersOn(t *testing.T, page string) string {
	t.Helper()
	_, after, ok := strings.Cut(page, `id="partenaires"`)
	table, _, whole := strings.Cut(after, "</section>")
	if !ok || !whole {
		t.Fatal("the page has no partners")
	}
	return table
}
