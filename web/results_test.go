package web

import (
	"encoding/csv"
	"errors"
	"fmt"
	"html"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/evaluation"
)

func TestResultsShowHowMany(t *testing.T) {
	w := newWorld(t)
	w.signInAs(national)
	page := w.page("/resultats")
	for _, want := range []string{
		"Rendez-vous pris", "Séances honorées", "Délai médian avant la séance", "Où le dialogue s’arrête", "Isère", "Gironde", "Nord",
		"Ce que répondent les parents", "le serveur d’agendas ne répond pas", "Rien n’a été annulé", "1 agenda est lu normalement",
	} {
		if !strings.Contains(html.UnescapeString(page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if n := len(figures(page)); n < 60 {
		t.Errorf("only %d figures", n)
	}
}

// What is asked twice in the same words says when, and nothing else does.
func TestAQuestionAskedTwiceSaysWhen(t *testing.T) {
	w := newWorld(t)
	w.signInAs(national)
	page := html.UnescapeString(w.page("/resultats"))
	for _, want := range []string{"très difficile. (avant la séance)", "très difficile. (plus tard)", "A suivi le conseil d’aller ailleurs"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, "(après la séance)") {
		t.Error("what is asked once says when, too")
	}
}

// TestTheExportIsWhatIsShown: the same figures in the same order and words,
// under every filter.
func TestTheExportIsWhatIsShown(t *testing.T) {
	w := newWorld(t)
	for _, user := range []string{national, isere, tilleuls} {
		w.signInAs(user)
		for _, q := range []string{"", "?departement=38", "?structure=paej-bordeaux&de=2026-08", "?de=2026-07&a=2026-09", "?offre=" + w.catalog.Offers[1].ID, "?de=2031-01"} {
			page, export := w.page("/resultats"+q), w.page("/resultats.csv"+q)
			rows := parseCSV(t, export)
			var words []string
			for _, row := range rows[1:] {
				words = append(words, row[slices.Index(exportColumns, "affichage")])
			}
			if diff := cmp.Diff(figures(page), words); diff != "" {
				t.Errorf("%s %q: page (-) and export (+) differ:\n%s", user, q, diff)
			}
		}
	}
}

func parseCSV(t *testing.T, export string) [][]string {
	t.Helper()
	text, marked := strings.CutPrefix(export, "\ufeff")
	if !marked {
		t.Error("no byte order mark: Excel would misread accents")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(exportColumns, rows[0]); diff != "" {
		t.Error(diff)
	}
	return rows
}

func TestEveryColumnOfTheExportIsExplained(t *testing.T) {
	doc, err := os.ReadFile("../docs/coordinateurs.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range exportColumns {
		if !strings.Contains(string(doc), "| `"+c+"` |") {
			t.Errorf("docs/coordinateurs.md does not explain the column %s", c)
		}
	}
}

func TestABadQuestionIsSaidAndThePageShown(t *testing.T) {
	w := newWorld(t)
	w.signInAs(national)
	for q, want := range map[string]string{
		"de=2026-13":                                 "Du mois « 2026-13 » : un mois s’écrit année-mois",
		"a=novembre":                                 "Au mois « novembre »",
		"de=2026-09&a=2026-08":                       "Au mois « 2026-08 » : il vient avant le premier mois",
		"structure=nulle-part":                       "Structure « nulle-part » : elle n’existe pas",
		"departement=99":                             "Département « 99 » : il ne participe pas",
		"departement=38&structure=paej-bordeaux":     "elle est dans un autre département",
		"offre=%3Cscript%3E":                         "Offre « <script> »",
		"structure=" + strings.Repeat("x", 5000):     "xxx… »",
		"de=%FF%00":                                  "Du mois «",
		"departement=38&departement=33&offre=' OR 1": "Offre « ' OR 1 »",
	} {
		page := w.page("/resultats?" + strings.ReplaceAll(q, " ", "+"))
		if !strings.Contains(html.UnescapeString(page), want) || !strings.Contains(page, "Rendez-vous pris") {
			t.Errorf("%.60s: %q is not said", q, want)
		}
		if strings.Contains(page, "<script") {
			t.Errorf("%s: unescaped", q)
		}
	}
}

// TestNobodyLeavesTheirScope tries every query that names what a user may not
// see: no figure moves, and no other place is named outside the message.
func TestNobodyLeavesTheirScope(t *testing.T) {
	w := newWorld(t)
	w.signInAs(isere)
	own := w.page("/resultats.csv")
	for _, q := range []string{"departement=33", "structure=paej-bordeaux", "departement=&structure=", "departement=33&structure=paej-bordeaux", "departement=38&departement=33", "structure=nulle-part"} {
		if got := w.page("/resultats.csv?" + q); got != own {
			t.Errorf("Isère with %s is another export", q)
		}
	}
	w.holdsOnly("/resultats", "38")
	w.signInAs(tilleuls)
	own = w.page("/resultats.csv")
	for _, q := range []string{"departement=33", "departement=38", "structure=paej-bordeaux", "structure=maison-1000-jours-voiron", "structure="} {
		if got := w.page("/resultats.csv?" + q); got != own {
			t.Errorf("Tilleuls with %s is another export", q)
		}
	}
	page := w.page("/resultats")
	for _, s := range w.catalog.Structures {
		if s.ID != "centre-social-des-tilleuls" && strings.Contains(html.UnescapeString(page), s.Name) {
			t.Errorf("Tilleuls reads of %s", s.Name)
		}
	}
	if strings.Contains(page, "Où le dialogue") || strings.Contains(own, "Isère") || strings.Contains(own, "national") {
		t.Error("Tilleuls reads of more than itself")
	}
}

// holdsOnly fails if the page names a structure of another département, or the
// whole country.
func (w *world) holdsOnly(path, departement string) {
	w.t.Helper()
	page := html.UnescapeString(w.page(path))
	for _, d := range w.catalog.Departements {
		if d.Code == departement {
			continue
		}
		for _, s := range w.structures(d.Code) {
			if strings.Contains(page, s) {
				w.t.Errorf("%s names %s", path, s)
			}
		}
	}
	if strings.Contains(page, `class="national"`) || strings.Contains(page, "paej-bordeaux") || strings.Contains(page, "Rien n’a été annulé") {
		w.t.Errorf("%s shows what lies outside %s", path, departement)
	}
}

// TestTheNumberOfAnswersMovesAtOnce, and the scores do not.
func TestTheNumberOfAnswersMovesAtOnce(t *testing.T) {
	w := newWorld(t)
	w.signInAs(national)
	before := w.numbers(t, "question-took-place", "favourable")
	for i := range 3 {
		id := fmt.Sprintf("new-%d", i)
		w.store.put("answer", id, evaluation.Answer{
			ID: id, Month: "2026-11", Arrived: "2026-11", Departement: "38",
			Structure: "centre-social-des-tilleuls", Offer: w.catalog.Offers[0].ID, Items: map[string]string{"took-place": "couldnt"},
		})
	}
	after := w.numbers(t, "question-took-place", "favourable")
	if after["effectif"] == before["effectif"] || after["base"] != before["base"] || after["favorables"] != before["favorables"] {
		t.Errorf("before %v, after three answers %v", before, after)
	}
}

func (w *world) numbers(t *testing.T, table, level string) map[string]string {
	t.Helper()
	for _, row := range parseCSV(t, w.page("/resultats.csv"))[1:] {
		by := map[string]string{}
		for i, c := range exportColumns {
			by[c] = row[i]
		}
		if by["tableau"] == table && by["niveau"] == level {
			return by
		}
	}
	t.Fatalf("no %s in %s", level, table)
	return nil
}

func TestWhatIsHiddenForAStructureIsShownForItsCaf(t *testing.T) {
	w := newWorld(t)
	var few string // the structure that answers only began for
	for i, s := range w.catalog.Structures {
		if i == 4 {
			few = s.ID
		}
	}
	w.signInAs(national)
	page := html.UnescapeString(w.page("/resultats?structure=" + few))
	if !strings.Contains(page, "Pas encore de résultat ici : voici les chiffres pour "+departementName(w.catalog, departementOf(w.catalog, few))) {
		t.Error("not rolled up to the département")
	}
}

func TestAnEmptyProgrammeSaysSo(t *testing.T) {
	w := newWorld(t)
	w.store.records, w.store.counts = nil, nil
	w.signInAs(national)
	if page := w.page("/resultats"); !strings.Contains(html.UnescapeString(page), "rien pour l’instant") {
		t.Error(page)
	}
}

func TestAStoreThatFailsIsAPlainPage(t *testing.T) {
	w := newWorld(t)
	w.signInAs(national)
	w.store.err = errors.New("disk of 0612345678 is full")
	for _, path := range []string{"/resultats", "/resultats.csv"} {
		status, page := w.get(path)
		if status != http.StatusInternalServerError || strings.Contains(page, "0612345678") || !strings.Contains(html.UnescapeString(page), "Rien n’est perdu") {
			t.Errorf("%s: %d\n%s", path, status, page)
		}
	}
}

func TestASpreadsheetTakesNothingForAFormula(t *testing.T) {
	for in, want := range map[string]string{"=1+1": "'=1+1", "+33": "'+33", "-1": "'-1", "@x": "'@x", "Isère": "Isère", "": "", "– ": "– "} {
		if got := harmless(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
