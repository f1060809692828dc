package main

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"escale/scheduling"
)

// mailFor counts the letters in the demo's mailbox to an address.
func (h *demoHouse) mailFor(address string) int {
	h.t.Helper()
	return mailed(h.t, h.data, "To: <"+address+">")
}

// bookAhead books at least two days ahead, with reminders by e-mail too.
func (h *demoHouse) bookAhead(mail string) *parent {
	h.t.Helper()
	mum := h.parent()
	mum.toSlots("38000")
	for range 3 {
		mum.tap("Plus de créneaux")
	}
	slots := mum.buttons(".slots.s-")
	mum.send(slots[len(slots)-1])
	mum.tap("Donner un prénom")
	mum.say(herName)
	mum.tap("Oui, je confirme")
	mum.sees("C’est réservé")
	mum.tap("Des rappels par e-mail")
	mum.say(mail)
	return mum
}

// pushDays lets the demo's days go by, without a browser.
func (h *demoHouse) pushDays(n int) {
	h.t.Helper()
	if err := h.demo.push(h.t.Context(), time.Duration(n)*24*time.Hour); err != nil {
		h.t.Fatal(err)
	}
}

func TestNothingReachesWhoErased(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum := h.bookAhead(herMail)
	token := mum.token()
	to, conversation, err := h.demo.house.reception.Find(t.Context(), "web", token)
	if err != nil {
		t.Fatal(err)
	}
	remains := h.remains(to.Parent, to.Conversation)
	mum.say("/effacer")
	mum.tap("Tout annuler et tout effacer")
	mum.tap("Tout effacer tout de suite")

	for kind, id := range map[string]string{"key": to.Parent, "conversation": to.Conversation} {
		_, err := h.demo.house.store.Get(t.Context(), scheduling.Key{Kind: kind, ID: id})
		if !errors.Is(err, scheduling.ErrNotFound) {
			t.Errorf("the record of kind %s is still there: %v", kind, err)
		}
	}
	for what, b := range remains {
		for _, file := range []string{"/escale.db", "/escale.db-wal"} {
			if bytes.Contains(h.files()[file], b) {
				t.Errorf("%s still holds her %s", file, what)
			}
		}
	}
	if n := h.live(); n != 0 {
		t.Errorf("%d bookings stand after she erased everything", n)
	}
	h.soon("the session leaves the calendar", func() bool { return hostedEverywhere(h) == 0 })
	if err := h.demo.house.sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, b := range h.files() {
		look(t, name, b, append(disguises(herName), disguises(token)...))
	}
	before := h.mailFor(herMail)
	h.pushDays(30)
	if n := h.mailFor(herMail) - before; n > 0 {
		t.Errorf("%d letters reached her after she erased everything", n)
	}
	h.cookieIsUseless(token)
	for _, kind := range []string{"webchat", "address", "key", "conversation"} {
		if all := h.records(kind); len(all) > 0 {
			t.Errorf("%d records of kind %s are left", len(all), kind)
		}
	}
	if conversation.Email == "" {
		t.Error("she had given no address: the test proves nothing")
	}
}

// remains are bytes that lead to her as long as they can be found: her wrapped
// key, and what was sealed with it.
func (h *demoHouse) remains(parent, conversation string) map[string][]byte {
	h.t.Helper()
	found := map[string][]byte{}
	for kind, id := range map[string]string{"key": parent, "conversation": conversation} {
		r, err := h.demo.house.store.Get(h.t.Context(), scheduling.Key{Kind: kind, ID: id})
		if err != nil {
			h.t.Fatal(err)
		}
		found[kind] = r.Data[:min(len(r.Data), 64)]
	}
	all := h.records("webchat")
	found["transcript"] = all[0].Data[:64]
	for what, b := range found {
		if !bytes.Contains(h.files()["/escale.db-wal"], b) && !bytes.Contains(h.files()["/escale.db"], b) {
			h.t.Fatalf("her %s is not in the files: the test proves nothing", what)
		}
	}
	return found
}

// cookieIsUseless: neither the page, nor a document, nor the link finds anything
// of hers again.
func (h *demoHouse) cookieIsUseless(token string) {
	h.t.Helper()
	with := func(req *http.Request, err error) (int, string) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
		req.AddCookie(&http.Cookie{Name: "escale", Value: token})
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			h.t.Fatal(err)
		}
		defer resp.Body.Close()
		page, err := html.Parse(resp.Body)
		if err != nil {
			h.t.Fatal(err)
		}
		return resp.StatusCode, textOf(page)
	}
	if _, page := with(http.NewRequest(http.MethodGet, h.base+"/", nil)); !strings.Contains(page, "terminée ou effacée") {
		h.t.Errorf("her old cookie shows: %s", page)
	}
	if code, page := with(http.NewRequest(http.MethodGet, h.base+"/document/12", nil)); code != http.StatusNotFound {
		h.t.Errorf("her old cookie fetches a document: %d %s", code, page)
	}
	resp, err := http.PostForm(h.base+"/ouvrir", map[string][]string{"token": {token}})
	if err != nil {
		h.t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusNotFound {
		h.t.Errorf("her old link answers %d", resp.StatusCode)
	}
}

// TestNoReminderOfWhatIsOff: a session cancelled, and one that begins before the
// reminder was delivered.
func TestNoReminderOfWhatIsOff(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	mum := h.bookAhead(herMail)
	mum.tap("Mes rendez-vous")
	mum.tap("Annuler ce rendez-vous")
	mum.tap("Oui")
	mum.sees("annulé")
	dad := h.bookAhead("papa@parents.example")
	b := h.standing()
	before := h.mailFor(herMail)
	// The whole span at once: what was due on the way is late when it is done.
	if err := h.demo.clocks.set(t.Context(), b.Start.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if err := h.demo.house.settleNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	dad.open("/")
	if strings.Contains(dad.text(), "Petit rappel") || h.mailFor("papa@parents.example") > 0 {
		t.Errorf("he is reminded of a session that has begun: %s", dad.last())
	}
	h.pushDays(20)
	mum.open("/")
	if strings.Contains(mum.text(), "Petit rappel") || h.mailFor(herMail) > before {
		t.Errorf("she is reminded of a session she cancelled: %s", mum.last())
	}
	dad.open("/")
	dad.sees("Votre rendez-vous a-t-il eu lieu")
}

// standing is the one booking that stands.
func (h *demoHouse) standing() scheduling.Booking {
	h.t.Helper()
	for _, b := range h.bookings() {
		if b.State.Live() {
			return b
		}
	}
	h.t.Fatal("no booking stands")
	return scheduling.Booking{}
}
