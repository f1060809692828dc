package redis_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"escale/deploy/servertest"
	"escale/scheduling"
	"escale/store/redis"
)

func TestServersThatLoseAreRefused(t *testing.T) {
	for said, settings := range map[string][]string{
		"(appendonly is \"no\"): set appendonly yes":                               {"appendonly", "no"},
		"(appendfsync is \"everysec\"): set appendfsync always":                    {"appendfsync", "everysec"},
		"(no-appendfsync-on-rewrite is \"yes\"): set no-appendfsync-on-rewrite no": {"no-appendfsync-on-rewrite", "yes"},
		"(maxmemory-policy is \"allkeys-lru\"): set maxmemory-policy noeviction":   {"maxmemory", "100mb", "maxmemory-policy", "allkeys-lru"},
		"does not show its settings":                                               {"rename-command", "CONFIG hidden"},
	} {
		r := servertest.NewRedis(t, settings...)
		c := redis.Config{Addresses: []string{r.Address}}
		refuses(t, c, said)
		if keys := r.Do("DBSIZE"); keys != "0" {
			t.Errorf("%v: refused, and %s keys written", settings, keys)
		}
		var log bytes.Buffer
		c.AcceptLoss, c.Log = true, slog.New(slog.NewTextHandler(&log, nil))
		worksOn(t, open(t, c))
		if !strings.Contains(log.String(), "accepted") {
			t.Errorf("%v: accepted without a word: %q", settings, log.String())
		}
	}
}

func TestAMemoryWithoutLimitEvictsNothing(t *testing.T) {
	r := servertest.NewRedis(t, "maxmemory-policy", "allkeys-lru")
	worksOn(t, open(t, redis.Config{Addresses: []string{r.Address}}))
}

// refuses fails unless Open says so.
func refuses(t *testing.T, c redis.Config, said string) {
	t.Helper()
	s, err := redis.Open(t.Context(), c)
	if err == nil {
		err = s.Close()
		t.Fatalf("opened, though %q was expected (%v)", said, err)
	}
	if !strings.Contains(err.Error(), said) {
		t.Errorf("said %q, want %q", err, said)
	}
}

// worksOn fails unless a change can be made and read.
func worksOn(t *testing.T, s *redis.Store) {
	t.Helper()
	if _, err := s.Apply(t.Context(), booked("a")); err != nil {
		t.Fatal(err)
	}
	whole(t, s)
}

func TestWhatCanNotBeReachedIsSaid(t *testing.T) {
	at := []string{"127.0.0.1:6379"}
	for said, c := range map[string]redis.Config{
		"no address":                           {},
		"several addresses":                    {Addresses: append(at, at...)},
		"give one of them":                     {Addresses: at, Cluster: true, Master: "m"},
		"database 0":                           {Addresses: at, Cluster: true, Database: 1},
		"give host:port":                       {Addresses: []string{"localhost"}},
		"braces":                               {Addresses: at, Scope: "a}b"},
		"at least 1 replica":                   {Addresses: at, Master: "m"},
		"-1 replicas":                          {Addresses: at, Replicas: -1},
		"connect: connection refused":          {Addresses: []string{servertest.FreeAddress(t)}},
		"1 replicas have to confirm each":      {Addresses: []string{servertest.NewRedis(t).Address}, Replicas: 1},
		"is no node of a cluster":              {Addresses: []string{servertest.NewRedis(t).Address}, Cluster: true, Replicas: 1},
		"NOAUTH":                               {Addresses: []string{servertest.NewRedis(t, "requirepass", "secret").Address}},
		"WRONGPASS":                            {Addresses: []string{servertest.NewRedis(t, "requirepass", "secret").Address}, Password: "else"},
		"is a node of a cluster: say that it ": {Addresses: []string{servertest.NewRedis(t, "cluster-enabled", "yes", "cluster-port", port(t)).Address}},
	} {
		refuses(t, c, said)
	}
}

func port(t *testing.T) string {
	_, p, _ := strings.Cut(servertest.FreeAddress(t), ":")
	return p
}

func TestAReplicaIsNoMaster(t *testing.T) {
	w := servertest.NewWatchedRedis(t)
	refuses(t, redis.Config{Addresses: []string{w.Replica.Address}}, "is a replica")
	w.Replica.Do("CONFIG", "SET", "appendfsync", "everysec")
	refuses(t, watched(w), "the replica "+w.Replica.Address+" answers before a change is on its disk")
}

func TestNewerLayoutIsRefused(t *testing.T) {
	r := servertest.NewRedis(t)
	c := redis.Config{Addresses: []string{r.Address}}
	worksOn(t, open(t, c))
	r.Do("SET", "{escale}:layout", "1000")
	if _, err := redis.Open(t.Context(), c); !errors.Is(err, redis.ErrNewer) {
		t.Errorf("got %v, want ErrNewer", err)
	}
	r.Do("SET", "{escale}:layout", "1.5")
	refuses(t, c, "is no layout")
	r.Do("SET", "{escale}:layout", "filling")
	refuses(t, c, "a restore of this store is under way")
}

func TestScopesAreApart(t *testing.T) {
	c := redis.Config{Addresses: []string{servertest.NewRedis(t).Address}}
	worksOn(t, open(t, c))
	c.Scope = "another"
	worksOn(t, open(t, c))
}

func TestReopenedStoreHoldsWhatItHeld(t *testing.T) {
	c := redis.Config{Addresses: []string{servertest.NewRedis(t).Address}}
	s, err := redis.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), booked("a")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, c)
	if r, err := s.Apply(t.Context(), booked("a")); err != nil || !r.Repeated {
		t.Errorf("got %+v, %v", r, err)
	}
	whole(t, s)
}

func TestClosedStoreAcknowledgesNothing(t *testing.T) {
	s, err := redis.Open(t.Context(), redis.Config{Addresses: []string{servertest.NewRedis(t).Address}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, apply := s.Apply(t.Context(), booked("a"))
	_, get := s.Get(t.Context(), scheduling.Key{Kind: "booking", ID: "a"})
	_, sweep := s.Sweep(t.Context())
	for _, err := range []error{apply, get, sweep, s.Checkpoint(t.Context()), s.AckOutbox(t.Context(), nil), s.Close()} {
		if !errors.Is(err, redis.ErrClosed) {
			t.Errorf("got %v, want ErrClosed", err)
		}
	}
}
