package web

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	calendarRow = regexp.MustCompile(`<tr><td>[^<]*</td><th scope="row">.*?</tr>`)
	anyTag      = regexp.MustCompile(`(<[^>]*>)+`)
)

// calendarRows are the lines of the tables of calendars, as they are read.
func calendarRows(page string) []string {
	var out []string
	for _, row := range calendarRow.FindAllString(page, -1) {
		out = append(out, strings.Trim(anyTag.ReplaceAllString(html.UnescapeString(row), "|"), "|"))
	}
	return out
}

// Each calendar's state is a line of a table: what is to be seen to comes first,
// and says whether parents are still offered its hours.
func TestTheStateOfEveryCalendarIsInWords(t *testing.T) {
	w := newWorld(t)
	w.signInAs(national)
	strange := "2 événements n’ont pas été compris : la commande « escale check » dit lesquels."
	want := []string{
		"Centre social des Tilleuls (exemple)|Agenda de M. Modèle|Lu normalement. " + strange + "|à l’instant|7 événements",
		"Laep|Accueil|Le mot de passe est refusé. Cela a commencé il y a 9 minutes.| Ses créneaux restent proposés, d’après la dernière lecture.|il y a 10 minutes|0 événement",
		"Laep|Nouveau|Pas encore lu.| Ses créneaux ne sont plus proposés aux parents.|jamais lu|0 événement",
		"Paej|Agenda d’accueil|le serveur d’agendas ne répond pas. Cela a commencé il y a 5 heures.| Ses créneaux ne sont plus proposés aux parents.|il y a 5 heures|3 événements",
		"Centre social des Tilleuls (exemple)|Agenda de Mme Exemple|Lu normalement. |Cet agenda est partagé.|à l’instant|42 événements",
	}
	for i, id := range []string{"centre-social-des-tilleuls", "laep-libourne", "laep-libourne", "paej-bordeaux", "centre-social-des-tilleuls"} {
		_, words, _ := strings.Cut(want[i], "|")
		want[i] = structureName(w.catalog, id) + "|" + words
	}
	if diff := cmp.Diff(want, calendarRows(w.page("/resultats"))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	w.signedOut()
	w.signInAs(tilleuls)
	if got := calendarRows(w.page("/resultats")); len(got) != 2 || strings.Contains(strings.Join(got, ""), "Laep") {
		t.Errorf("a structure sees %q", got)
	}
}
