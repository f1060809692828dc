package webchat

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"escale/scheduling"
)

func TestStaffsChangeReachesAnOpenPage(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	b.tap(b.get("/"), "De mon enfant")
	answer, err := b.client.Get(h.url + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if got := answer.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("events come as %q", got)
	}
	events := bufio.NewScanner(answer.Body)
	next := func() string {
		for events.Scan() {
			if line := events.Text(); strings.HasPrefix(line, "data: ") {
				return line
			}
		}
		return "the stream ended"
	}
	if got := next(); got != "data: 2" {
		t.Errorf("first %q", got)
	}
	m := say("Séance déplacée.")
	m.Class = scheduling.Notice
	h.notify(m)
	if got := next(); got != "data: 3" {
		t.Errorf("then %q", got)
	}
	h.chat.Close()
	if got := next(); got != "the stream ended" {
		t.Errorf("after closing %q", got)
	}
}

func TestStreamsAreBounded(t *testing.T) {
	h := newHub()
	var leaves []func()
	for range streamsOf {
		changes, leave := h.join("a")
		if changes == nil {
			t.Fatal("no room")
		}
		leaves = append(leaves, leave)
	}
	if changes, _ := h.join("a"); changes != nil {
		t.Error("one conversation may open any number")
	}
	leaves[0]()
	leaves[0]()
	if changes, _ := h.join("a"); changes == nil || h.count != streamsOf {
		t.Errorf("leaving gave no room, or too much: %d", h.count)
	}
	h.count = streams
	if changes, _ := h.join("b"); changes != nil {
		t.Error("all pages together may open any number")
	}
}

func TestWhoHasNoConversationHasNoStream(t *testing.T) {
	b := newHouse(t).browser()
	if b.get("/events"); b.last.StatusCode != http.StatusNoContent {
		t.Errorf("answered %d", b.last.StatusCode)
	}
}

func TestStreamBeatsAndSeesOtherReplicas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := httptest.NewRecorder()
		ctx, cancel := context.WithCancel(t.Context())
		var stored atomic.Int64
		stored.Store(4)
		done := make(chan struct{})
		go func() {
			defer close(done)
			new(Chat).stream(ctx, http.NewResponseController(w), w, make(chan int64), stored.Load)
		}()
		synctest.Wait()
		time.Sleep(heartbeat)
		synctest.Wait()
		stored.Store(5)
		time.Sleep(heartbeat)
		synctest.Wait()
		cancel()
		<-done
		if got, want := w.Body.String(), "data: 4\n\n: still here\n\ndata: 5\n\n"; got != want {
			t.Errorf("the stream was %q, not %q", got, want)
		}
	})
}

func TestASlowPageGetsTheLatest(t *testing.T) {
	h := newHub()
	changes, leave := h.join("a")
	defer leave()
	for version := range int64(5) {
		h.tell("a", version)
	}
	h.tell("b", 99)
	if got := <-changes; got != 4 {
		t.Errorf("it was told %d", got)
	}
}

func TestLimiter(t *testing.T) {
	l := newLimiter(1, 2)
	now := noon
	take := func(times int, network string) (allowed int) {
		for range times {
			if l.take(network, now) {
				allowed++
			}
		}
		return allowed
	}
	if a, b := take(5, "a"), take(1, "b"); a != 2 || b != 1 {
		t.Errorf("%d and %d at once, want two, and each network for itself", a, b)
	}
	now = now.Add(time.Second)
	if n := take(5, "a"); n != 1 {
		t.Errorf("%d after a second, want one", n)
	}
	now = now.Add(-time.Hour)
	if take(1, "a") > 0 {
		t.Error("a clock that goes back gives nothing")
	}
	for i := range networks + 10 {
		l.take(string(rune(0x4e00+i%20000))+string(rune('a'+i/20000)), now)
	}
	if len(l.buckets) > networks {
		t.Errorf("%d networks remembered", len(l.buckets))
	}
}
