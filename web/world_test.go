package web

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"escale/evaluation"
	"escale/programme"
	"escale/programme/sample"
	"escale/scheduling"
)

// store is records and counters in memory, read as the real ones are.
type store struct {
	records []scheduling.Record
	counts  map[string]int64
	err     error
}

func (s *store) List(_ context.Context, q scheduling.Query) ([]scheduling.Record, error) {
	var page []scheduling.Record
	for _, r := range s.records {
		if r.Kind == q.Kind && r.ID > q.After && (q.Limit == 0 || len(page) < q.Limit) {
			page = append(page, r)
		}
	}
	return page, s.err
}

func (s *store) Counts(context.Context, string) (map[string]int64, error) { return s.counts, s.err }

func (s *store) put(kind, id string, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	s.records = append(s.records, scheduling.Record{Key: scheduling.Key{Kind: kind, ID: id}, Version: 1, Data: data})
	slices.SortFunc(s.records, func(a, b scheduling.Record) int { return strings.Compare(a.ID, b.ID) })
}

type clocks struct{ now time.Time }

func (c *clocks) Programme() time.Time { return c.now }
func (c *clocks) Machine() time.Time   { return c.now }

// world is the pages on the sample programme with an invented past.
type world struct {
	*Web
	t       testing.TB
	server  *httptest.Server
	client  *http.Client
	clocks  *clocks
	store   *store
	catalog *programme.Programme
}

const password = "un mot de passe de test"

// names of users by scope.
const (
	national = "nationale"
	isere    = "caf-isere"
	tilleuls = "tilleuls"
)

func newWorld(t testing.TB) *world {
	t.Helper()
	p, err := programme.Load(sample.FS)
	if err != nil {
		t.Fatal(err)
	}
	q, err := evaluation.ParseQuestionnaire("apres-seance.yaml", p.Questionnaires["apres-seance"])
	if err != nil {
		t.Fatal(err)
	}
	before, err := evaluation.ParseQuestionnaire("avant.yaml", p.Questionnaires["avant"])
	if err != nil {
		t.Fatal(err)
	}
	after, err := evaluation.ParseQuestionnaire("un-mois-apres.yaml", p.Questionnaires["un-mois-apres"])
	if err != nil {
		t.Fatal(err)
	}
	hash, err := HashPassword(password)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, catalog: p, store: &store{counts: map[string]int64{}}, clocks: &clocks{now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}}
	w.invent(q)
	w.Web, err = New(Config{
		Catalogue: func() *programme.Programme { return w.catalog }, Reader: w.store, Clocks: w.clocks, Demo: &Demo{},
		Questionnaires: func() []*evaluation.Questionnaire { return []*evaluation.Questionnaire{before, q, after} },
		Calendars:      w.calendarStates,
		Users: []User{
			{national, hash, Scope{}},
			{isere, hash, Scope{Departement: "38"}},
			{tilleuls, hash, Scope{Structure: "centre-social-des-tilleuls"}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	w.Routes(mux)
	w.server = httptest.NewServer(mux)
	t.Cleanup(w.server.Close)
	w.signedOut()
	return w
}

func (w *world) calendarStates() []CalendarState {
	return []CalendarState{
		{Structure: "centre-social-des-tilleuls", Name: "Agenda de Mme Exemple", Last: w.clocks.now.Add(-time.Minute), Events: 42, Note: "Cet agenda est partagé."},
		{Structure: "centre-social-des-tilleuls", Name: "Agenda de M. Modèle", Last: w.clocks.now.Add(-time.Minute), Events: 7, Strange: 2},
		{Structure: "paej-bordeaux", Name: "Agenda d’accueil", Last: w.clocks.now.Add(-5 * time.Hour), Error: "le serveur d’agendas ne répond pas.", Since: w.clocks.now.Add(-5 * time.Hour), Silent: true, Events: 3},
		{Structure: "laep-libourne", Name: "Accueil", Last: w.clocks.now.Add(-10 * time.Minute), Error: "Le mot de passe est refusé.", Since: w.clocks.now.Add(-9 * time.Minute)},
		{Structure: "laep-libourne", Name: "Nouveau", Silent: true},
	}
}

// invent fills six months; the last, November, is not over.
func (w *world) invent(q *evaluation.Questionnaire) {
	r := rand.New(rand.NewPCG(38, 59))
	for i, s := range w.catalog.Structures {
		for m := range 6 {
			for n := range 3 + r.IntN(6) + 2*(i%3) {
				id := fmt.Sprintf("%016x", r.Uint64())
				f := evaluation.Fact{
					ID: id, Month: fmt.Sprintf("2026-%02d", 6+m), Departement: s.Departement(), Structure: s.ID,
					Offer: w.catalog.Offers[min(n%4, 1)*(i%2)].ID, State: []string{"attended", "attended", "presumed-held", "missed"}[r.IntN(4)],
					DelayDays: 2 + r.IntN(15), Invited: true, Answered: r.IntN(5) < 3,
				}
				w.store.put("fact", id, f)
				if f.Answered && (i != 4 || m > 4) {
					w.answer(r, q, f)
				}
			}
			for k, st := range stepsOf(w.catalog) {
				w.store.counts[fmt.Sprintf("step/2026-%02d/%s/%s", 6+m, s.Departement(), st.id)] += int64(max(1, 40-3*k))
			}
		}
	}
	w.store.put("alarm", "vanished/paej-bordeaux/a", scheduling.Alarm{Kind: scheduling.AlarmVanished, At: w.clocks.now, Agenda: "paej-bordeaux/a"})
}

func (w *world) answer(r *rand.Rand, q *evaluation.Questionnaire, f evaluation.Fact) {
	a := evaluation.Answer{
		ID: fmt.Sprintf("%016x", r.Uint64()), Questionnaire: q.ID, Month: f.Month,
		Departement: f.Departement, Structure: f.Structure, Offer: f.Offer, Items: map[string]string{},
	}
	for {
		it, more := q.Next(a.Items)
		if !more {
			break
		}
		switch {
		case it.Kind == evaluation.Words:
			a.Items[it.ID] = "merci"
		case it.ID == "took-place" || r.IntN(4) > 0 && it.Kind == evaluation.Scale:
			a.Items[it.ID] = "yes"
		default:
			a.Items[it.ID] = it.Options[r.IntN(len(it.Options))].ID
		}
	}
	w.store.put("answer", a.ID, a)
}

// signedOut begins anew with no cookie.
func (w *world) signedOut() {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.client = &http.Client{Jar: jar, Timeout: 20 * time.Second}
}

func (w *world) signInAs(name string) {
	w.t.Helper()
	w.signedOut()
	status, page := w.post("/connexion", url.Values{"nom": {name}, "mot-de-passe": {password}})
	if status != http.StatusOK || !strings.Contains(page, "Les résultats") {
		w.t.Fatalf("%s can't sign in: %d\n%s", name, status, page)
	}
}

func (w *world) get(path string) (int, string) {
	w.t.Helper()
	r, err := w.client.Get(w.server.URL + path)
	return w.body(r, err)
}

func (w *world) post(path string, v url.Values) (int, string) {
	w.t.Helper()
	r, err := w.client.PostForm(w.server.URL+path, v)
	return w.body(r, err)
}

func (w *world) body(r *http.Response, err error) (int, string) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

// page gets a page that must be there.
func (w *world) page(path string) string {
	w.t.Helper()
	status, body := w.get(path)
	if status != http.StatusOK {
		w.t.Fatalf("GET %s: %d\n%s", path, status, body)
	}
	return body
}

var figureText = regexp.MustCompile(`<span class="fig[^>]*>([^<]*)</span>`)

// figures lists every figure of a page as it reads, in order.
func figures(page string) []string {
	var all []string
	for _, m := range figureText.FindAllStringSubmatch(page, -1) {
		all = append(all, html.UnescapeString(m[1]))
	}
	return all
}

func (w *world) structures(departement string) []string {
	ids := map[string]bool{}
	for _, s := range w.catalog.Structures {
		if s.Departement() == departement {
			ids[s.Name] = true
		}
	}
	return slices.Sorted(maps.Keys(ids))
}
