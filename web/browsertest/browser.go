// Package browsertest drives a real Chromium through our pages, for tests only:
// it opens them, types and taps, takes pictures, and lets axe-core look for
// what would shut somebody out. It reaches nothing but this machine.
package browsertest

import (
	"context"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"escale/deploy/servertest"
)

// patience is how long one step may take before the test fails.
const patience = 90 * time.Second

// Browser is one Chromium with one tab and an empty profile. Every method fails
// the test it was made for when the browser refuses.
type Browser struct {
	t    testing.TB
	ctx  context.Context
	root string

	mu         sync.Mutex // guards complaints, written by the browser's events
	complaints []string
}

// New starts a Chromium that stops with the test.
func New(t testing.TB) *Browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("chromium is missing: install the Debian package chromium")
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), flags(path)...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	b := &Browser{t: t, ctx: ctx, root: servertest.Root(t)}
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			cancel()
		}
	})
	// The first action starts the browser, which lives as long as its context: no
	// deadline here.
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatalf("listen to chromium: %v", err)
	}
	call(b, log.Enable, cdp.Empty{})
	b.Size(1024, 768)
	return b
}

func flags(path string) []chromedp.ExecAllocatorOption {
	return append(
		slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		// A page kept alive in the history loads nothing when one goes back to it,
		// and the driver would wait for that.
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,BackForwardCache"),
		// A page that still scrolls moves from under the pointer between press and release.
		chromedp.Flag("force-prefers-reduced-motion", true),
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
		chromedp.Flag("lang", "fr-FR"),
		chromedp.Flag("accept-lang", "fr-FR,fr"),
		chromedp.Flag("hide-scrollbars", true),
	)
}

// Do does any actions of chromedp, for what the methods here do not cover.
func (b *Browser) Do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatalf("browser: %v", err)
	}
}

// get runs an action that has an answer.
func get[T any](b *Browser, a chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		b.t.Fatalf("browser: %v", err)
	}
	return v
}

// call gives the browser a command of its protocol.
func call[P, R any](b *Browser, command cdp.Command[P, R], params P) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, command, params); err != nil {
		b.t.Fatalf("browser: %v", err)
	}
}

// Open goes to a page and waits until it is loaded.
func (b *Browser) Open(url string) {
	b.t.Helper()
	b.Do(chromedp.Navigate(url))
}

// Size sets the width and height of the page, in CSS pixels.
func (b *Browser) Size(w, h int) {
	b.t.Helper()
	b.Do(chromedp.EmulateViewport(int64(w), int64(h)))
}

// Script allows JavaScript, or forbids it from the next page on.
func (b *Browser) Script(allowed bool) {
	b.t.Helper()
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !allowed})
}

// Media sets the medium, "print" or "" for the screen, and media features, such
// as "prefers-color-scheme" to "dark".
func (b *Browser) Media(medium string, features map[string]string) {
	b.t.Helper()
	p := emulation.SetEmulatedMediaParams{Media: medium}
	for name, value := range features {
		p.Features = append(p.Features, &emulation.MediaFeature{Name: name, Value: value})
	}
	call(b, emulation.SetEmulatedMedia, p)
}

// Complaints lists what the page's console reported as an error so far: script
// exceptions, refused resources, violations of the content security policy.
func (b *Browser) Complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.complaints...)
}

func (b *Browser) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if thrown := e.ExceptionDetails.Exception; thrown != nil {
			text += " " + thrown.Description
		}
		b.complain(text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			b.complain(strings.TrimSpace(e.Entry.Text + " " + e.Entry.URL))
		}
	}
}

func (b *Browser) complain(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.complaints = append(b.complaints, text)
}
