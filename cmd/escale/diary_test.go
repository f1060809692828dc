package main

import (
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// sheet is a professional's own page, as text.
type sheet struct {
	t  testing.TB
	at string
}

func (s sheet) text(resp *http.Response, err error) (int, string) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	doc, err := html.Parse(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.StatusCode, strings.Join(strings.Fields(textOf(doc)), " ")
}

func (s sheet) week(day time.Time) string {
	s.t.Helper()
	_, text := s.text(http.Get(s.at + "?semaine=" + day.Format(time.DateOnly)))
	return text
}

func (s sheet) does(action string, form url.Values) string {
	s.t.Helper()
	_, text := s.text(http.PostForm(s.at+action, form))
	return text
}

// tells fails unless the text holds every one of the others.
func tells(t testing.TB, text string, others ...string) {
	t.Helper()
	for _, other := range others {
		if !strings.Contains(text, other) {
			t.Errorf("%q is not in: %s", other, text)
		}
	}
}

var reference = regexp.MustCompile(`\b[2-9A-Z]{4}-[2-9A-Z]{2}\b`)

// sessionLinks are the addresses of the sessions in one hosted calendar.
func sessionLinks(t testing.TB, base, user, password, calendar string) []string {
	t.Helper()
	body := `<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:calendar-data/></prop>` +
		`<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter></C:calendar-query>`
	r, err := http.NewRequestWithContext(t.Context(), "REPORT", base+"/caldav/"+user+"/calendars/"+calendar+"/", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(user, password)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Data []string `xml:"response>propstat>prop>calendar-data"`
	}
	if resp.StatusCode == http.StatusUnauthorized {
		return nil
	}
	if err := xml.Unmarshal(text, &m); err != nil {
		t.Fatalf("%d: %v", resp.StatusCode, err)
	}
	var links []string
	for _, ics := range m.Data {
		for line := range strings.Lines(strings.ReplaceAll(ics, "\r\n ", "")) {
			if link, ok := strings.CutPrefix(strings.TrimSpace(line), "URL:"); ok {
				links = append(links, link)
			}
		}
	}
	return links
}

// TestAProfessionalWithAPaperDiary has a link to a page and a password for her
// phone, both made and ended while the service runs.
func TestAProfessionalWithAPaperDiary(t *testing.T) {
	t.Parallel()
	s := newService(t).serve()
	const structure = "paej-bordeaux"
	made := execute(t, "", "link", "-config", s.config, "-structure", structure, "-agenda", "garonne")
	if made.code != 0 {
		t.Fatalf("link: %d %s", made.code, made.err)
	}
	page := sheet{t, strings.TrimSpace(made.out)}

	mum := s.parent()
	mum.book("33000")
	s.hears(mum, said("say.booked"))
	ref := reference.FindString(mum.text())
	// At night the first slot is on the very day, and that is the structure's.
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	today := time.Now().In(paris)
	day := today
	for !strings.Contains(page.week(day), "Rendez-vous "+ref) {
		if day = day.AddDate(0, 0, 7); day.After(today.AddDate(0, 2, 0)) {
			t.Fatalf("the session %q is in no week", ref)
		}
	}
	tells(t, page.week(day), "Heures ouvertes, fixées par votre structure", "Annuler le rendez-vous "+ref)

	first, last := today.Format(time.DateOnly), today.AddDate(0, 3, 0).Format(time.DateOnly)
	closing := url.Values{"cle": {"a-key-of-this-test"}, "du": {first}, "au": {last}, "moment": {"journee"}, "semaine": {day.Format(time.DateOnly)}}
	tells(t, page.does("/fermer", closing), "Un rendez-vous est déjà pris", ref)
	if len(s.slots(structure)) == 0 {
		t.Fatal("asking closed everything")
	}
	closing.Set("garder", "oui")
	tells(t, page.does("/fermer", closing), "Rien ne sera proposé sur ce temps", "Rendez-vous "+ref, "Fermé")
	for _, slot := range s.slots(structure) {
		if slot.Start > first && slot.Start < last {
			t.Errorf("offered though all is closed: %+v", slot)
		}
	}

	device := execute(t, "", "password", "-config", s.config, "-structure", structure, "-device", "téléphone")
	password := regexp.MustCompile(`password +(\S+)`).FindStringSubmatch(device.out)
	if password == nil {
		t.Fatalf("password: %d %s%s", device.code, device.out, device.err)
	}
	links := sessionLinks(t, s.process.base, structure, password[1], "agenda-garonne")
	if len(links) != 1 {
		t.Fatalf("the calendar holds the links %q", links)
	}
	_, early := page.text(http.PostForm(links[0], url.Values{"venu": {"oui"}}))
	tells(t, early, ref, "Vous pourrez répondre à partir du")
	if status, _ := page.text(http.Get(links[0][:len(links[0])-1] + "x")); status != http.StatusNotFound {
		t.Errorf("a made-up link: %d", status)
	}
	feed := execute(t, "", "link", "-config", s.config, "-structure", structure, "-agenda", "garonne", "-feed")
	if status, text := page.text(http.Get(strings.TrimSpace(feed.out))); status != http.StatusOK || !strings.Contains(text, ref) {
		t.Errorf("the feed: %d %s", status, text)
	}

	cancel := regexp.MustCompile(`annuler\?rdv=([^&"]+)`).FindStringSubmatch(source(t, page.at+"?semaine="+day.Format(time.DateOnly)))
	if cancel == nil {
		t.Fatal("the session can't be cancelled")
	}
	tells(t, page.does("/annuler", url.Values{"rdv": {cancel[1]}, "semaine": {day.Format(time.DateOnly)}}), "Le rendez-vous est annulé")
	s.hears(mum, said("told.deleted"))

	if c := execute(t, "", "password", "-config", s.config, "-structure", structure, "-revoke", "téléphone"); c.code != 0 || !strings.Contains(c.out, "no device has a password") {
		t.Errorf("revoke: %s%s", c.out, c.err)
	}
	if c := execute(t, "", "password", "-config", s.config, "-structure", structure, "-revoke", "téléphone"); c.code == 0 || !strings.Contains(c.err, "no device of that name") {
		t.Errorf("revoke what is not there: %s", c.err)
	}
	if links := sessionLinks(t, s.process.base, structure, password[1], "agenda-garonne"); links != nil {
		t.Errorf("a revoked password opens %q", links)
	}
	if c := execute(t, "", "link", "-config", s.config, "-structure", structure, "-agenda", "garonne", "-revoke"); c.code != 0 || !strings.Contains(c.out, "opens nothing any more") {
		t.Errorf("revoke: %s", c.err)
	}
	if status, _ := page.text(http.Get(page.at)); status != http.StatusNotFound {
		t.Errorf("a revoked link: %d", status)
	}
	if out := s.process.output(); strings.Contains(out, page.at[len(page.at)-26:]) || strings.Contains(out, password[1]) || strings.Contains(out, ref) {
		t.Errorf("a secret or a reference is in the log:\n%s", out)
	}
}

func source(t testing.TB, at string) string {
	t.Helper()
	resp, err := http.Get(at)
	return whole(t, resp, err)
}

// whole is the text of an answer.
func whole(t testing.TB, resp *http.Response, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestOneTapInTheEventSaysWhoCame pushes the demo's clock past a session.
func TestOneTapInTheEventSaysWhoCame(t *testing.T) {
	t.Parallel()
	p := start(t, "demo", "-data", t.TempDir(), "-listen", "127.0.0.1:0")
	mum := newParent(t, p.base)
	mum.toSlots("38000")
	mum.tap(said("tap.by-place"))
	mum.tap("Tilleuls")
	mum.press(".slots.s-")
	mum.tap(said("tap.confirm"))
	mum.sees(said("say.booked"))
	ref := reference.FindString(mum.text())
	var link string
	calendars := regexp.MustCompile(`/caldav/tilleuls/calendars/(agenda-[^/]+)/`).FindAllStringSubmatch(home(t, p.base), -1)
	for _, c := range calendars {
		for _, l := range sessionLinks(t, p.base, "tilleuls", "demo-tilleuls", c[1]) {
			link = l
		}
	}
	if link == "" {
		t.Fatalf("no session in the calendars of the Tilleuls: %v", calendars)
	}
	page := sheet{t, link}
	_, text := page.text(http.Get(link))
	tells(t, text, ref, "Vous pourrez répondre à partir du")
	for range 3 {
		mum.push("7d")
		if _, text = page.text(http.Get(link)); strings.Contains(text, "Venu") {
			break
		}
	}
	tells(t, text, "Venu", "Absent")
	tells(t, page.does("", url.Values{"venu": {"non"}}), "C’est noté : absent")
	tells(t, page.does("", url.Values{"venu": {"oui"}}), "C’est noté : venu")
	mum.push("30d")
	_, text = page.text(http.Get(link))
	tells(t, text, "On pouvait répondre jusqu’au")
}

// home lists the calendars of the demo's structure.
func home(t testing.TB, base string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "PROPFIND", base+"/caldav/tilleuls/calendars/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("tilleuls", "demo-tilleuls")
	resp, err := http.DefaultClient.Do(r)
	return whole(t, resp, err)
}
