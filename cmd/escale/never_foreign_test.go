package main

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"escale/scheduling"
)

// words that somebody may write who wants to break something.
func hostileWords() map[string]string {
	return map[string]string{
		"5,000 letters":     strings.Repeat("zèbre ", 834),
		"emoji":             "🦓🦓🦓",
		"NUL bytes":         "\x00\x00'; DROP TABLE records; --",
		"invalid UTF-8":     "\xff\xfe\x80abc",
		"RTL overrides":     "\u202e\u2066seuqinap\u2069",
		"markup":            "<script>alert(1)</script><img src=x onerror=alert(1)>",
		"SQL":               "' OR 1=1; DELETE FROM records; --",
		"CRLF":              "bonjour\r\nSet-Cookie: escale=volé\r\n\r\n<h1>",
		"template":          "{{.Token}} ${7*7} %s%s%n",
		"nested brackets":   strings.Repeat("[", 4000),
		"combining letters": "Z" + strings.Repeat("\u0301", 4000),
		"a formula":         "=HYPERLINK(\"http://x\")",
	}
}

// TestForeignWordsGetAKindAnswer: at each question of the way, whatever is
// written gets an answer and the question again, and the page shows it harmless.
func TestForeignWordsGetAKindAnswer(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum := h.parent()
	for _, stage := range []struct{ on, question string }{
		{"", "De quoi aimeriez-vous parler"},
		{"Mon rôle de parent", "Quel est votre code postal"},
		{"38000", "Quel âge a l’enfant"},
		{"De 0 à 5 ans", "en sécurité à la maison"},
		{"Oui", "Lequel vous convient"},
	} {
		switch {
		case stage.on == "38000":
			mum.say(stage.on)
		case stage.on != "":
			mum.tap(stage.on)
		}
		for name, words := range hostileWords() {
			mum.post(url.Values{"text": {words}})
			mum.harmless(name)
			if name == "5,000 letters" && strings.Contains(mum.text(), words) {
				t.Errorf("%s at %q are kept, though she is told that they are not", name, stage.question)
			}
			if !strings.Contains(mum.last(), stage.question) {
				t.Errorf("%s at %q: the question is not put again: %s", name, stage.question, mum.last())
			}
		}
	}
	mum.press(".slots.s-")
	mum.tap("Oui, je confirme")
	mum.sees("C’est réservé")
}

// harmless fails if the page holds an element that somebody wrote.
func (p *parent) harmless(name string) {
	p.t.Helper()
	for n := range p.page.Descendants() {
		if n.Data == "img" && attr(n, "onerror") != "" || n.Parent.Data == "script" && strings.Contains(n.Data, "alert(1)") {
			p.t.Fatalf("%s: the page holds an element that was written to it: %s", name, n.Data)
		}
	}
}

// TestForgedChoicesActOnNobodysBooking: another conversation sends every choice
// that names her booking, stale and invented ones, and ones of her own taken
// apart.
func TestForgedChoicesActOnNobodysBooking(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum := h.bookAhead(herMail)
	b := h.standing()
	her := mum.last()
	thief := h.parent()
	thief.toSlots("38000")
	for _, id := range append(forged(b), forgedAnywhere()...) {
		thief.choose(id)
		for _, secret := range []string{b.Reference, herMail, mum.token()} {
			if strings.Contains(thief.text(), secret) {
				t.Fatalf("choice %q shows him %q", id, secret)
			}
		}
		if !strings.Contains(thief.last(), "Lequel vous convient") && !strings.HasPrefix(id, "langue.") {
			t.Errorf("choice %q: the question is not put again: %s", id, thief.last())
		}
	}
	after, err := h.demo.house.desk.Booking(t.Context(), b.ID)
	if err != nil || after.State != scheduling.Booked || after.Version != b.Version {
		t.Errorf("her booking was touched: %+v, %v", after, err)
	}
	if mum.open("/"); mum.last() != her {
		t.Errorf("her page changed: %s", mum.last())
	}
	if n := h.live(); n != 1 {
		t.Errorf("%d bookings", n)
	}
}

// forged are the ids that choices about a booking have.
func forged(b scheduling.Booking) []string {
	var ids []string
	for _, verb := range []string{"show", "move", "cancel", "drop", "keep", "accept", "cannot", "again", "", "x"} {
		ids = append(ids, "r."+b.ID+"."+verb)
	}
	return append(ids, "r."+b.ID, "r."+strings.ToLower(b.ID)+".drop", "r.%.drop", "r..drop", "r.*.drop")
}

// forgedAnywhere are ids that are nobody's, or of another flow.
func forgedAnywhere() []string {
	return []string{
		"0.slots.s-abc-def", "99.slots.s-abc-def", "-1.slots.first", "99999999999999999999.slots.first",
		"0.summary.confirm", "1.summary.confirm", "0.placing.x", "0.booked.before", "0.question.safety-no",
		"q.x.y.z", "q.", "r.", ".", "..", "...", "q...stop", "langue.xx", "0.slots.more-zzzz",
		strings.Repeat("é", 64), strings.Repeat("9", 64), "\x00\x00", "urgence\x00x", "<script>", "effacer.ou",
	}
}

// TestAFormUsedAgainChangesNothing: the same form twice, by one and by another
// conversation, and the button of an earlier flow.
func TestAFormUsedAgainChangesNothing(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum := h.parent()
	mum.toSlots("38000")
	slot := mum.form(mum.buttons(".slots.s-")[0])
	mum.press(".slots.s-")
	confirm := mum.form(mum.button("Oui, je confirme"))
	mum.tap("Oui, je confirme")
	before := mum.text()
	for _, again := range []filled{confirm, confirm} {
		if _, err := tries(mum.http, again); err != nil {
			t.Error(err)
		}
	}
	if mum.open("/"); mum.text() != before {
		t.Errorf("a form sent again changed her page: %s", mum.last())
	}
	mum.say("/recommencer")
	for _, old := range []filled{slot, confirm} {
		old.fields.Set("form", "new"+old.fields.Get("form"))
		page, err := tries(mum.http, old)
		if err != nil || !strings.Contains(page, "n’est plus valable") {
			t.Errorf("a button of an earlier flow: %v: %s", err, page)
		}
	}
	dad := h.parent()
	if _, err := tries(dad.http, confirm); err != nil {
		t.Error(err)
	}
	if n := h.live(); n != 1 {
		t.Errorf("%d bookings, want 1", n)
	}
}

// TestOddRequestsAreRefused: whatever is asked of the server, it answers and goes
// on; nothing it says was sent to it.
func TestOddRequestsAreRefused(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum := h.bookAhead(herMail)
	b := h.standing()
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	for _, c := range []struct {
		method, path, body string
		header             http.Header
		codes              string
	}{
		{"POST", "/message", "text=" + strings.Repeat("a", 70<<10), form, "413"},
		{"POST", "/message", "text=%zz&%", form, "400"},
		{"POST", "/message", "{}", http.Header{"Content-Type": {"application/json"}}, "303 400"},
		{"POST", "/message", "choice=urgence", http.Header{"Content-Type": form["Content-Type"], "Sec-Fetch-Site": {"cross-site"}}, "403"},
		{"POST", "/message", "choice=effacer.oui", http.Header{"Content-Type": form["Content-Type"], "Origin": {"https://mechant.example"}}, "403"},
		{"GET", "/message", "", nil, "404 405"},
		{"GET", "/ouvrir", "", nil, "303"}, // of nothing: to the first page
		{"GET", "/quitter", "", nil, "404 405"},
		{"GET", "/demo/avancer", "", nil, "404 405"},
		{"GET", "/deconnexion", "", nil, "404 405"},
		{"GET", "/resultats/alerte", "", nil, "404 405"},
		{"DELETE", "/", "", nil, "405 404"},
		{"BREW", "/message", "", nil, "404 405"},
		{"GET", "/", "", http.Header{"Cookie": {"escale=" + strings.Repeat("a", 8<<10)}}, "200"},
		{"GET", "/", "", http.Header{"Cookie": {"escale=" + strings.Repeat("a", 64<<10)}}, "431"},
		{"GET", "/", "", http.Header{"Cookie": {"escale=\"; DROP TABLE records; --"}}, "200"},
		{"GET", "/document/-1", "", nil, "404"},
		{"GET", "/document/99999999999999999999", "", nil, "404"},
		{"GET", "/r/" + strings.Repeat("é", 32), "", nil, "404"},
		{"GET", "/r/..%2f..%2fescale.db", "", nil, "404"},
		{"GET", "/static/..%2f..%2fescale.db", "", nil, "404"},
		{"GET", "/%00", "", nil, "404 400"},
		{"POST", "/connexion", "nom=%00&mot-de-passe=" + strings.Repeat("x", 3000), form, "401"},
		{"POST", "/connexion", "nom=" + strings.Repeat("x", 5000), form, "400"},
		{"POST", "/resultats/alerte", "agenda=centre-social-des-tilleuls%2Ftilleul", form, "303"},
	} {
		if got := h.ask(c.method, c.path, c.body, c.header); !strings.Contains(c.codes, fmt.Sprint(got)) {
			t.Errorf("%s %.60s answers %d, want %s", c.method, c.path, got, c.codes)
		}
	}
	h.untouched(mum, b)
}

// TestCalDAVAttacksAreRefused by the hosted calendars, which stand on the same
// address as the chat.
func TestCalDAVAttacksAreRefused(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum := h.bookAhead(herMail)
	b := h.standing()
	staff := func(more ...string) http.Header {
		r, _ := http.NewRequest(http.MethodGet, h.base, nil)
		r.SetBasicAuth("tilleuls", "demo-tilleuls")
		for i := 0; i+1 < len(more); i += 2 {
			r.Header.Set(more[i], more[i+1])
		}
		return r.Header
	}
	const home = "/caldav/tilleuls/calendars/agenda-tilleul/"
	event := func(more string) string {
		return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:x1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20270101T100000Z\r\nDTEND:20270101T110000Z\r\nSUMMARY:x\r\n" +
			more + "END:VEVENT\r\nEND:VCALENDAR\r\n"
	}
	bomb := `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><propfind xmlns="DAV:"><prop>&b;</prop></propfind>`
	for i, c := range []struct {
		method, path, body string
		header             http.Header
		codes              string
	}{
		{"PROPFIND", home, bomb, staff("Depth", "1"), "400"},
		{"PROPFIND", home, strings.Repeat("<a>", 100000), staff("Depth", "infinity"), "400"},
		{"PROPFIND", "/caldav/", "", nil, "401"},
		{"PROPFIND", "/caldav/escale.paej-bordeaux/calendars/", "", staff("Depth", "1"), "404"},
		{"PROPFIND", "/caldav/tilleuls/../escale.paej-bordeaux/calendars/", "", staff("Depth", "1"), "404 301 307 308"},
		{"PUT", home + "x.ics", strings.Repeat("A", 2<<20), staff(), "413"},
		{"PUT", home + "x.ics", strings.Repeat("BEGIN:VEVENT\r\n", 9000), staff(), "403"},
		{"PUT", home + "x.ics", "\x00\xff", staff(), "403"},
		{"PUT", home + "x.ics", event("RRULE:FREQ=SECONDLY\r\n"), staff(), "201"},
		{"PUT", home + "y.ics", strings.ReplaceAll(event("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31\r\n"), "x1", "y1"), staff(), "201"},
		{"PUT", home + "z.ics", strings.ReplaceAll(event("DURATION:P9999999W\r\n"), "x1", "z1"), staff(), "201 403"},
		{"PUT", home + "..%2f..%2fx.ics", event(""), staff(), "404 403 400 301 307 308"},
		{"REPORT", home, `<sync-collection xmlns="DAV:"><sync-token>` + strings.Repeat("9", 5000) + `</sync-token><prop/></sync-collection>`, staff(), "403 400 507"},
		{"REPORT", home, "<", staff(), "400"},
		{"MKCALENDAR", home + "x/", "", staff(), "405 403 404"},
		{"DELETE", home, "", staff(), "405 403"},
		{"MOVE", home + "x.ics", "", staff("Destination", "/caldav/paej/x.ics"), "403"},
		{"GET", home + strings.Repeat("a", 4000), "", staff(), "404"},
	} {
		if got := h.ask(c.method, c.path, c.body, c.header); !strings.Contains(c.codes, fmt.Sprint(got)) {
			t.Errorf("%d: %s %.60s answers %d, want %s", i, c.method, c.path, got, c.codes)
		}
	}
	h.untouched(mum, b)
	h.soon("the calendars are read after all that", func() bool {
		dad := h.parent()
		dad.toSlots("38000")
		return len(dad.buttons(".slots.s-")) > 0
	})
}

// TestAHundredOpenPages: streams of one conversation are bounded, and do not
// hinder her.
func TestAHundredOpenPages(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum := h.bookAhead(herMail)
	b := h.standing()
	codes := make([]int, 100)
	var all sync.WaitGroup
	var open []io.Closer
	var mu sync.Mutex // guards open
	for i := range codes {
		all.Go(func() {
			resp, err := mum.http.Get(h.base + "/events")
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			codes[i], open = resp.StatusCode, append(open, resp.Body)
		})
	}
	all.Wait()
	streams := 0
	for _, code := range codes {
		if code == http.StatusOK {
			streams++
		}
	}
	if streams == 0 || streams > 10 {
		t.Errorf("%d streams are open to one conversation", streams)
	}
	h.untouched(mum, b)
	for _, body := range open {
		body.Close()
	}
}

// ask sends a request as it is and returns the code of the answer.
func (h *demoHouse) ask(method, path, body string, header http.Header) int {
	h.t.Helper()
	req, err := http.NewRequest(method, h.base+"/", strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	req.URL.Opaque = strings.TrimPrefix(h.base, "http:") + path
	maps.Copy(req.Header, header)
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		h.t.Fatalf("%s %.60s: %v", method, path, err)
	}
	defer resp.Body.Close()
	page, _ := io.ReadAll(resp.Body)
	if strings.Contains(string(page), "goroutine") || strings.Contains(string(page), "DROP TABLE") {
		h.t.Errorf("%s %.60s says too much: %s", method, path, page)
	}
	return resp.StatusCode
}

// untouched: the house goes on, and her booking is as it was.
func (h *demoHouse) untouched(mum *parent, b scheduling.Booking) {
	h.t.Helper()
	after, err := h.demo.house.desk.Booking(h.t.Context(), b.ID)
	if err != nil || after.State != scheduling.Booked || !after.Start.Equal(b.Start) {
		h.t.Errorf("her booking was touched: %+v, %v", after, err)
	}
	mum.say("/rdv")
	mum.sees(b.Reference)
	if strings.Contains(h.log.String(), "panic") || strings.Contains(h.log.String(), "recovered") {
		h.t.Errorf("something panicked:\n%s", h.log)
	}
}
