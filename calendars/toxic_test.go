package calendars

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// toxic is a structure on a real server at the end of a bad line.
type toxic struct {
	*broken
	line *toxiproxy.Proxy
}

func startToxic(t *testing.T) *toxic {
	t.Helper()
	r := startRadicale(t)
	at, err := url.Parse(r.URL())
	if err != nil {
		t.Fatal(err)
	}
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	x := &toxic{&broken{radicale: r}, toxiproxy.NewProxy(api, "caldav", "127.0.0.1:0", at.Host)}
	if err := x.line.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.line.Stop)
	r.Put(r.make("Escale")+"a.ics", "UID:a", "DTSTART:20261123T080000Z", "DTEND:20261123T180000Z")
	x.busy = r.make("Rendez-vous")
	src := r.source()
	src.URL = "http://" + x.line.Listen + "/"
	x.Mirror = newTestMirror(t, MirrorConfig{}, src)
	x.staffMove(t)
	x.mustSync(t, aline)
	x.expect(t)
	return x
}

func (x *toxic) spoil(t *testing.T, kind, stream, attributes string) {
	t.Helper()
	_, err := x.line.Toxics.AddToxicJson(strings.NewReader(fmt.Sprintf(
		`{"name": "fault", "type": %q, "stream": %q, "attributes": {%s}}`, kind, stream, attributes,
	)))
	if err != nil {
		t.Fatal(err)
	}
}

// A line that is slow delays; one that breaks off or falls silent leaves what
// was known; and a session that is written over it stands there once in the end,
// however often it had to be tried.
func TestABadLineToACalendar(t *testing.T) {
	for _, c := range []struct {
		name, kind, attributes string
		slow                   bool // and no more than that
	}{
		{"late", "latency", `"latency": 80, "jitter": 40`, true},
		{"a trickle", "bandwidth", `"rate": 8`, true}, // KB/s
		{"in bits", "slicer", `"average_size": 64, "size_variation": 32, "delay": 500`, true},
		{"reset", "reset_peer", `"timeout": 5`, false},
		{"half open", "timeout", `"timeout": 0`, false},
		{"cut short", "limit_data", `"bytes": 600`, false},
	} {
		for _, stream := range []string{"upstream", "downstream"} {
			t.Run(c.name+" "+stream, func(t *testing.T) {
				t.Parallel()
				x := startToxic(t)
				x.spoil(t, c.kind, stream, c.attributes)
				x.staffMove(t)
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
				if c.slow {
					ctx, cancel = context.WithTimeout(t.Context(), 90*time.Second)
				}
				defer cancel()
				_, err := x.Sync(ctx, aline)
				switch {
				case err == nil:
					x.expect(t)
				case c.slow:
					t.Errorf("read: %v", err)
				default:
					x.expectBefore(t)
				}
				e := session("b1", 1, monday.Add(2*time.Hour))
				_, err = x.Publish(ctx, e)
				if c.slow && err != nil {
					t.Errorf("write: %v", err)
				}
				x.line.Toxics.ResetToxics(t.Context())
				x.writtenOnce(t, e.UID, func() error { _, err := x.Publish(t.Context(), e); return err })
				x.mustSync(t, aline)
				x.expect(t)
			})
		}
	}
}

// writtenOnce publishes until it succeeds, and wants one event of that UID.
func (x *toxic) writtenOnce(t *testing.T, uid string, publish func() error) {
	t.Helper()
	var err error
	for range 5 {
		if err = publish(); err == nil {
			break
		}
	}
	if err != nil {
		t.Fatalf("the line is mended, and: %v", err)
	}
	refs, err := x.client().List(t.Context(), x.busy)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, ref := range refs {
		if strings.Contains(x.text(ref.Href), "UID:"+uid) {
			found++
		}
	}
	if found != 1 {
		t.Errorf("%d events of %s in the calendar, want 1 (%d objects)", found, uid, len(refs))
	}
}
