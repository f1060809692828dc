package webchat

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"escale/bot"
)

// Who comes to a shared device after her finds nothing of hers by any address.
func TestNobodyPrintsWhatASharedDeviceForgot(t *testing.T) {
	for _, address := range []string{`/imprimer`, `/document/\d+`} {
		h := newHouse(t)
		h.answer = func(bot.Inbound) []bot.Message {
			m := say("Votre rendez-vous : mardi.")
			m.Document = &bot.Document{Name: "rendez-vous.ics", Type: "text/calendar", Data: []byte("mardi")}
			return []bot.Message{m}
		}
		b := h.browser()
		b.tap(b.get("/"), "De mon enfant")
		b.device(sharedDevice)
		b.get("/")
		page := regexp.MustCompile(address).FindString(b.body)
		if b.get(page); !strings.Contains(b.body, "mardi") {
			t.Fatalf("%q shows nothing while she is there: %.300s", page, b.body)
		}
		h.clock.push(31 * time.Minute)
		if b.get(page); strings.Contains(b.body, "mardi") {
			t.Errorf("%s still shows %.300s", page, b.body)
		}
		if b.cookie() != nil {
			t.Errorf("%s still knows her", page)
		}
	}
}

// What somebody opens on a shared device, by a return link, stays open although
// the one before was forgotten.
func TestALinkOpensOnADeviceThatForgot(t *testing.T) {
	h := newHouse(t)
	hers := h.browser()
	hers.tap(hers.get("/"), "De mon enfant")
	token := hers.cookie().Value

	shared := h.browser()
	shared.tap(shared.get("/"), "De notre couple")
	shared.device(sharedDevice)
	h.clock.push(31 * time.Minute)
	shared.post("/ouvrir", url.Values{"token": {token}})
	if said := strings.Join(shared.get("/").said(), "\n"); !strings.Contains(said, "> De mon enfant") {
		t.Errorf("opened, and gone again: %q", said)
	}
}
