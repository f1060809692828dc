package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"escale/scheduling"
)

// The files never_*_test.go try to break what must never happen, one each:
//
//	overlap  two bookings on one time, a session beyond the quota, a full calendar
//	lost     an acknowledged booking, reminder or answer lost by a crash
//	shown    who she is or what she wrote, where others may read it
//	sent     a message to who erased, about what was cancelled or has begun
//	found    a table that shows more than its reader may see
//	foreign  text that stops the process or acts on somebody else's booking
//	vanish   bookings cancelled because a calendar went away
//
// All but lost run the demo inside the test, to look where nobody can from
// outside.

// demoHouse is the demo, wired and running in this process.
type demoHouse struct {
	t    testing.TB
	demo *demo
	base string
	data string
	log  *heard
	came int // parents so far
}

// openHouse starts a demo in a new folder; its calendars are read every second
// and its log says everything.
func openHouse(t testing.TB) *demoHouse {
	t.Helper()
	return openHouseReading(t, "1s")
}

// openHouseReading reads its calendars once in a while only.
func openHouseReading(t testing.TB, interval string) *demoHouse {
	t.Helper()
	c := defaults()
	c.Data, c.CalendarInterval, c.TrustedProxy = t.TempDir(), interval, "127.0.0.1"
	c.CalendarSettling = "2s"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.Listen = l.Addr().String()
	h := &demoHouse{t: t, base: "http://" + c.Listen, data: c.Data, log: &heard{}}
	log := logTo(h.log)
	ctx, stop := context.WithCancel(context.Background())
	if h.demo, err = openDemo(ctx, c, log); err != nil {
		t.Fatal(err)
	}
	h.awayFromNewYear(ctx)
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- h.demo.house.serve(ctx, l, h.demo.routes(), func() { close(ready) }) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
		if err := h.demo.house.store.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	<-ready
	return h
}

// awayFromNewYear pushes the clock of a demo that starts in the last weeks of a
// year: a quota is counted by civil years.
func (h *demoHouse) awayFromNewYear(ctx context.Context) {
	h.t.Helper()
	if now := h.demo.clocks.Programme(); now.Month() == time.December && now.Day() > 10 {
		if err := h.demo.clocks.set(ctx, time.Date(now.Year()+1, 1, 4, 9, 0, 0, 0, time.UTC)); err != nil {
			h.t.Fatal(err)
		}
	}
}

// heard is a log that can be read while it is written.
type heard struct {
	mu   sync.Mutex // guards text
	text bytes.Buffer
}

func logTo(h *heard) *slog.Logger {
	return slog.New(slog.NewTextHandler(h, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func (h *heard) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.Write(b)
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.String()
}

// parent opens the chat from a network of her own.
func (h *demoHouse) parent() *parent {
	h.t.Helper()
	h.came++
	return h.parentAt(fmt.Sprintf("10.8.%d.%d", h.came/200, h.came%200+1))
}

// parentAt opens the chat, with a new cookie, from a network.
func (h *demoHouse) parentAt(network string) *parent {
	h.t.Helper()
	p := newParent(h.t, h.base)
	p.http.Transport = from{network}
	return p
}

// bookings reads every booking in the store.
func (h *demoHouse) bookings() []scheduling.Booking {
	h.t.Helper()
	var all []scheduling.Booking
	for _, r := range h.records("booking") {
		b, err := h.demo.house.desk.Booking(h.t.Context(), r.ID)
		if err != nil {
			h.t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

// live counts the bookings that stand or are being placed.
func (h *demoHouse) live() int {
	h.t.Helper()
	return len(slices.DeleteFunc(h.bookings(), func(b scheduling.Booking) bool { return !b.State.Live() }))
}

func (h *demoHouse) records(kind string) []scheduling.Record {
	h.t.Helper()
	all, err := h.demo.house.store.List(h.t.Context(), scheduling.Query{Kind: kind, Limit: 10000})
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

// tries answers a form from a tab of its own, and returns the page.
func tries(client *http.Client, f filled) (string, error) {
	resp, err := client.PostForm(f.action, f.fields)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	page, err := html.Parse(resp.Body)
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s answers %d: %s", f.action, resp.StatusCode, textOf(page))
	}
	return textOf(page), nil
}

// together sends forms at the same moment and returns the pages.
func together(t testing.TB, forms []filled, who func(i int) *http.Client) []string {
	t.Helper()
	pages := make([]string, len(forms))
	var all sync.WaitGroup
	begin := make(chan struct{})
	for i, f := range forms {
		all.Go(func() {
			<-begin
			page, err := tries(who(i), f)
			if err != nil {
				t.Error(err)
			}
			pages[i] = page
		})
	}
	close(begin)
	all.Wait()
	return pages
}

// choose sends a choice by its id, as a forged form would.
func (p *parent) choose(id string) {
	p.t.Helper()
	p.post(url.Values{"choice": {id}})
}

// post sends the page's own form with other fields.
func (p *parent) post(fields url.Values) {
	p.t.Helper()
	form := url.Values{"form": {fmt.Sprintf("x%d.%s", p.taps, strings.Repeat("a", 26))}, "lang": {"fr"}}
	maps.Copy(form, fields)
	p.taps++
	resp, err := p.http.PostForm(p.base+"/message", form)
	p.read(resp, err)
}

// soon waits for what the house does by itself.
func (h *demoHouse) soon(what string, condition func() bool) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			h.t.Fatalf("never: %s\n%s", what, h.log)
		}
	}
}
