package redis_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"escale/deploy/servertest"
	"escale/store/redis"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// network stands between the store and a Redis of its own, and fails as told.
type network struct {
	t     *testing.T
	proxy *toxiproxy.Proxy
	// direct reaches Redis past it.
	direct redis.Config
}

func newNetwork(t *testing.T) (*network, *redis.Store) {
	t.Helper()
	r := servertest.NewRedis(t)
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	n := &network{t, toxiproxy.NewProxy(api, "redis", "127.0.0.1:0", r.Address), redis.Config{Addresses: []string{r.Address}}}
	if err := n.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.proxy.Stop)
	return n, open(t, redis.Config{Addresses: []string{n.proxy.Listen}})
}

// fails makes the way from Redis ("downstream") or to it ("upstream") fail.
func (n *network) fails(kind, way, attributes string) {
	n.t.Helper()
	_, err := n.proxy.Toxics.AddToxicJson(strings.NewReader(fmt.Sprintf(
		`{"name": "fault", "type": %q, "stream": %q, "attributes": {%s}}`, kind, way, attributes,
	)))
	if err != nil {
		n.t.Fatal(err)
	}
}

func (n *network) heals() { n.proxy.Toxics.ResetToxics(n.t.Context()) }

// counted fails unless "booked" was counted so often.
func (n *network) counted(want int64) {
	n.t.Helper()
	got, err := open(n.t, n.direct).Counts(n.t.Context(), "booked")
	if err != nil || got["booked"] != want {
		n.t.Errorf("counted %v, %v; want %d", got, err, want)
	}
}

func TestASlowNetworkOnlyDelays(t *testing.T) {
	for kind, attributes := range map[string]string{
		"latency":   `"latency": 150, "jitter": 50`,
		"bandwidth": `"rate": 20`, // KB/s
		"slicer":    `"average_size": 100, "size_variation": 99, "delay": 100`,
	} {
		n, s := newNetwork(t)
		n.fails(kind, "downstream", attributes)
		c := booked("a")
		c.Put[0].Data = make([]byte, 30_000)
		if _, err := s.Apply(t.Context(), c); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		r, err := s.Get(t.Context(), c.Put[0].Key)
		if err != nil || len(r.Data) != len(c.Put[0].Data) {
			t.Errorf("%s: got %d bytes, %v", kind, len(r.Data), err)
		}
	}
}

// TestAnAnswerCutOffIsAskedForAgain: Redis has done it, and its answer breaks
// off after some bytes. Nobody is told that it was done; the repetition finds
// the first outcome.
func TestAnAnswerCutOffIsAskedForAgain(t *testing.T) {
	for kind, attributes := range map[string]string{"limit_data": `"bytes": 2`, "reset_peer": `"timeout": 0`} {
		n, s := newNetwork(t)
		if _, err := s.Apply(t.Context(), booked("first")); err != nil {
			t.Fatal(err) // and a connection waits, on which the script is known
		}
		n.fails(kind, "downstream", attributes)
		if r, err := s.Apply(t.Context(), booked("a")); err == nil {
			t.Errorf("%s: acknowledged without an answer: %+v", kind, r)
		}
		n.counted(2)
		n.heals()
		kept(t, s, []string{"a"})
		n.counted(2)
	}
}

// TestResetsUnderLoadLoseAndDoubleNothing breaks every connection again and again.
func TestResetsUnderLoadLoseAndDoubleNothing(t *testing.T) {
	n, s := newNetwork(t)
	h := pound(t, s)
	for range 5 {
		h.more(30)
		n.fails("reset_peer", "downstream", `"timeout": 0`)
		soon(t, "a connection is reset", func() bool {
			_, err := s.ClaimOutbox(t.Context(), "r", "nobody", time.Now(), time.Minute, 1) // not repeated by itself
			return err != nil
		})
		n.heals()
	}
	h.more(1)
	ids := h.end()
	kept(t, s, ids)
	n.counted(int64(len(ids)))
	whole(t, s)
}

// TestASilentServerHoldsNobodyForEver: the connection stands, and nothing comes.
func TestASilentServerHoldsNobodyForEver(t *testing.T) {
	n, s := newNetwork(t)
	n.fails("timeout", "downstream", `"timeout": 0`)
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	_, err := s.Apply(ctx, booked("a"))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("with a deadline: %v", err)
	}
	// And with no deadline of the caller's.
	if _, err = s.ClaimDue(t.Context(), "r", time.Now(), time.Now(), time.Minute, 1); !timedOut(err) {
		t.Errorf("without a deadline: %v", err)
	}
	n.heals()
	if _, err := s.Apply(t.Context(), booked("a")); err != nil {
		t.Errorf("after it: %v", err)
	}
	n.counted(1)
}

func timedOut(err error) bool {
	network, ok := errors.AsType[net.Error](err)
	return ok && network.Timeout()
}
