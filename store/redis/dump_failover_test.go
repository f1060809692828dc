package redis_test

import (
	"iter"
	"strings"
	"testing"

	"escale/deploy/servertest"
	"escale/store/archive/archivetest"
	"escale/store/redis"
)

// TestADumpDoesNotOutliveItsMaster: a cursor means nothing on another server. A
// dump that was under way is refused as a whole, the next one is whole.
func TestADumpDoesNotOutliveItsMaster(t *testing.T) {
	w := servertest.NewWatchedRedis(t)
	const bookings = 400 // names are asked for several times
	s := openEmpty(t, redis.Config{Addresses: []string{w.Sentinel}, Master: w.Name, Replicas: 1})
	if err := s.Load(t.Context(), archivetest.Content(4, bookings)); err != nil {
		t.Fatal(err)
	}
	next, stop := iter.Pull2(s.Dump(t.Context()))
	defer stop()
	for range 100 { // beyond the counters, into the keys
		if _, err, ok := next(); err != nil || !ok {
			t.Fatalf("the dump ends early: %v", err)
		}
	}
	w.Master.Stop()
	w.Replica.Promoted()
	given, refused := 100, error(nil)
	for {
		_, err, ok := next()
		if !ok {
			break
		}
		if err != nil {
			refused = err
			continue
		}
		given++
	}
	if refused == nil {
		t.Fatalf("a dump over two masters gave %d entries and no error", given)
	}
	if !strings.Contains(refused.Error(), "run it again") {
		t.Errorf("it says %q, and not to run it again", refused)
	}
	alone := open(t, redis.Config{Addresses: []string{w.Replica.Address}})
	archivetest.Alike(t, archivetest.Content(4, bookings), alone.Dump(t.Context()))
}
