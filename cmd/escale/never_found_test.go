package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// row is one line of the export.
type row struct {
	table, place, level, code, line, column, shown, why string
	n                                                   int // effectif; -1: not said
}

// TestNobodySeesBeyondTheirScope: every user asks for every table by every
// filter. What lies outside the scope is never named or counted, and no count
// from 1 to 4 is shown, nor told by the difference of two periods.
func TestNobodySeesBeyondTheirScope(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	const tilleuls = "centre-social-des-tilleuls|Centre social des Tilleuls-Imaginaires"
	inside := map[string]string{
		"caf38":    "38|Isère|maison-1000-jours-voiron|Maison des 1000 jours du Petit-Exemple|" + tilleuls,
		"tilleuls": tilleuls,
	}
	for _, u := range demoUsers() {
		c := h.signIn(u.user.Name, u.password)
		seen := map[string]map[string]int{} // place and offer → period → count
		questions := h.questions(inside[u.user.Name] == "")
		for _, q := range questions {
			for _, r := range c.rows(q) {
				r.within(t, u.user.Name, inside[u.user.Name], q)
				if r.table == "rendez-vous-offre" && r.n >= 0 {
					key := r.level + r.code + " " + r.column + " " + q.Get("offre")
					if seen[key] == nil {
						seen[key] = map[string]int{}
					}
					seen[key][q.Get("de")+q.Get("a")] = r.n
				}
			}
		}
		if len(seen) < 2 {
			t.Errorf("%s: %d questions, %d places: the test proves nothing", u.user.Name, len(questions), len(seen))
		}
		for key, periods := range seen {
			differences(t, u.user.Name+" "+key, periods)
		}
	}
	for _, path := range []string{"/resultats", "/resultats.csv", "/resultats?structure=evs-roubaix"} {
		if page := h.get(path); strings.Contains(page, "Rendez-vous pris") {
			t.Errorf("%s is shown to who is not signed in", path)
		}
	}
}

// within fails if a row is about something outside the scope, or shows a count
// that is too small.
func (r row) within(t *testing.T, user, inside string, q url.Values) {
	t.Helper()
	if inside != "" && (r.level == "departement" || r.level == "structure") && !strings.Contains("|"+inside+"|", "|"+r.code+"|") {
		t.Errorf("%s sees %s %s (%s)", user, r.level, r.code, q.Encode())
	}
	if inside != "" && r.place != "" && !strings.Contains("|"+inside+"|", "|"+r.place+"|") {
		t.Errorf("%s sees figures of %q (%s)", user, r.place, q.Encode())
	}
	if strings.HasPrefix(r.table, "rendez-vous") && r.n > 0 && r.n < 5 {
		t.Errorf("%s sees a count of %d: %+v (%s)", user, r.n, r, q.Encode())
	}
	if r.why == "" && strings.HasPrefix(r.table, "question-") && r.column == "Réponses" && r.n > 0 && r.n < 5 && r.shown != strconv.Itoa(r.n) {
		t.Errorf("%s sees a share of %d answers: %+v (%s)", user, r.n, r, q.Encode())
	}
}

// differences fails if one period less a shorter one with the same end, or the
// same beginning, leaves a count from 1 to 4.
func differences(t *testing.T, who string, periods map[string]int) {
	t.Helper()
	for long, n := range periods {
		for short, m := range periods {
			nested := len(long) == 14 && len(short) == 14 && long != short &&
				(long[:7] == short[:7] && long[7:] > short[7:] || long[7:] == short[7:] && long[:7] < short[:7])
			if nested && n-m > 0 && n-m < 5 {
				t.Errorf("%s: %d in %s less %d in %s is %d", who, n, long, m, short, n-m)
			}
		}
	}
}

// questions are the forms that can be sent: every département, structure and
// offer, over all months; and, finely, over every period that begins with the
// first or ends with the last.
func (h *demoHouse) questions(finely bool) []url.Values {
	p := h.demo.house.catalogue.programme()
	places := []url.Values{{}}
	for _, d := range []string{"38", "33", "59"} {
		places = append(places, url.Values{"departement": {d}})
	}
	for _, s := range p.Structures {
		places = append(places, url.Values{"structure": {s.ID}})
	}
	var all []url.Values
	for _, place := range places {
		for _, offer := range []string{"", p.Offers[0].ID, p.Offers[1].ID} {
			for _, period := range h.periods(finely) {
				q := url.Values{"offre": {offer}, "de": {period[0]}, "a": {period[1]}}
				maps.Copy(q, place)
				all = append(all, q)
			}
		}
	}
	return all
}

// periods of whole months; the first is all of the invented past.
func (h *demoHouse) periods(finely bool) [][2]string {
	now := h.demo.clocks.Machine()
	month := func(back int) string {
		return time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, -back, 0).Format("2006-01")
	}
	all := [][2]string{{month(pastMonths), month(0)}}
	for back := 1; finely && back < pastMonths; back++ {
		all = append(all, [2]string{month(pastMonths), month(back)}, [2]string{month(back), month(0)})
	}
	return all
}

// signIn is a coordinator's browser.
func (h *demoHouse) signIn(name, password string) *parent {
	h.t.Helper()
	c := newParent(h.t, h.base)
	resp, err := c.http.PostForm(h.base+"/connexion", url.Values{"nom": {name}, "mot-de-passe": {password}})
	c.read(resp, err)
	return c
}

// rows is the export that a question leads to.
func (p *parent) rows(q url.Values) []row {
	p.t.Helper()
	resp, err := p.http.Get(p.base + "/resultats.csv?" + q.Encode())
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		p.t.Fatalf("%s: %d", q.Encode(), resp.StatusCode)
	}
	lines := csv.NewReader(resp.Body)
	lines.Comma = ';'
	if _, err := lines.Read(); err != nil {
		p.t.Fatal(err)
	}
	var all []row
	for {
		f, err := lines.Read()
		if err == io.EOF {
			return all
		}
		if err != nil {
			p.t.Fatal(err)
		}
		r := row{table: f[0], place: f[2], level: f[6], code: f[7], line: f[8], column: f[9], shown: f[10], why: f[20], n: -1}
		if f[11] != "" {
			if _, err := fmt.Sscan(f[11], &r.n); err != nil {
				p.t.Fatalf("%q: %v", f, err)
			}
		}
		all = append(all, r)
	}
}
