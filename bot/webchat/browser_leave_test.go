package webchat

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"escale/bot"
	"escale/web/browsertest"
)

// gate is a neutral page that comes up once it is opened, as pages of the net do.
func gate(t *testing.T) (address string, open func()) {
	t.Helper()
	opened := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-opened:
		case <-r.Context().Done():
			return
		}
		fmt.Fprint(w, `<!doctype html><html lang="fr"><title>Météo</title><link rel="icon" href="data:,"><main><h1>Il fera beau</h1></main>`)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/", func() { close(opened) }
}

// She leaves while what she just wrote is being answered, and the neutral page is
// long in coming: the answer must not bring the conversation back to this browser.
func TestBrowserLeavesInTheMiddleOfAnAnswer(t *testing.T) {
	h := newHouse(t)
	h.answer = theWay
	exit, open := gate(t)
	h.chat.Exit = exit
	b := browsertest.New(t)
	b.Size(320, 568)
	b.Open(h.url)
	b.ClickText("De mon enfant")
	b.WaitText("code postal")
	asked, dropped := make(chan struct{}), make(chan struct{})
	h.chat.Receive = func(ctx context.Context, _ bot.Inbound) error {
		close(asked)
		<-ctx.Done()
		close(dropped)
		return ctx.Err()
	}
	b.Fill("#text", "38000")
	b.Press("\r")
	<-asked
	// In one breath: once she has left, nobody can ask this page anything.
	var told []string
	b.Eval(`(() => {
		const told = []
		BroadcastChannel.prototype.postMessage = where => told.push(where)
		document.querySelector('.leave').click()
		return told
	})()`, &told)
	if !slices.Equal(told, []string{exit}) {
		t.Errorf("the other pages were sent to %q", told)
	}
	select {
	case <-dropped:
	case <-time.After(20 * time.Second):
		t.Error("the browser still waits for the answer, and would take the cookie that comes with it")
	}
	open()
	b.WaitText("Il fera beau")
	b.Open(h.url)
	b.WaitText("De quoi aimeriez-vous parler")
}

// Another page of the conversation goes with the one that she leaves.
func TestBrowserAllPagesLeave(t *testing.T) {
	h, b := phone(t)
	b.Open(h.url)
	b.ClickText("De mon enfant")
	b.WaitText("code postal")
	b.Eval(fmt.Sprintf(`new BroadcastChannel('escale').postMessage(%q)`, h.chat.Exit), nil)
	b.WaitText("Il fera beau")
	b.Open(h.url + "/imprimer")
	b.Wait(".printed")
	b.Eval(fmt.Sprintf(`new BroadcastChannel('escale').postMessage(%q)`, h.chat.Exit), nil)
	b.WaitText("Il fera beau")
}

// A page that she left open on a shared device shows nothing of hers once she is
// forgotten, though nobody touched it.
func TestBrowserClearsAPageLeftOpen(t *testing.T) {
	h, b := phone(t)
	b.Open(h.url)
	b.ClickText("De mon enfant")
	b.WaitText("code postal")
	b.ClickText(french("device_shared"))
	b.WaitGone(".device")
	b.Eval(`void (window.setTimeout = (does, after) => { window.clear = does; window.after = after; return 1 })`, nil)
	h.notify(moved())
	b.WaitText("a déplacé votre séance")
	var after int
	b.Eval(`after`, &after)
	if after != 1805000 {
		t.Errorf("it goes after %d ms", after)
	}
	h.clock.push(31 * time.Minute)
	b.Eval(`void clear()`, nil)
	b.WaitText("De quoi aimeriez-vous parler")
	b.WaitGone(".hers")
}
