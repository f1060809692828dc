package redis_test

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"escale/deploy/servertest"
	"escale/scheduling"
	"escale/store/archive/archivetest"
	"escale/store/redis"

	goredis "github.com/redis/go-redis/v9"
)

func TestWhatAStoreHoldsLeavesItAndComesBack(t *testing.T) {
	server := servertest.NewRedis(t)
	var scopes atomic.Int64
	archivetest.Run(t, func(t *testing.T) archivetest.Kept {
		return openEmpty(t, redis.Config{
			Addresses: []string{server.Address},
			Scope:     fmt.Sprint(`[a-z]*?\`, scopes.Add(1)), // a pattern matches no other scope
		})
	})
}

// openEmpty opens a store for a restore; it is closed with the test.
func openEmpty(t *testing.T, c redis.Config) *redis.Store {
	t.Helper()
	s, err := redis.OpenEmpty(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestARestoreThatWasKilledClosesTheStore(t *testing.T) {
	c := redis.Config{Addresses: []string{servertest.NewRedis(t).Address}}
	service := open(t, c)
	raw := goredis.NewClient(&goredis.Options{Addr: c.Addresses[0]})
	defer raw.Close()
	// what a killed one leaves
	for key, value := range map[string]string{"layout": "filling", "record:4:note:a": "1 0 0\n"} {
		if err := raw.Set(t.Context(), "{escale}:"+key, value, 0).Err(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := service.Apply(t.Context(), scheduling.Change{Command: "c"}); !errors.Is(err, redis.ErrRestoring) {
		t.Errorf("a service that runs: %v", err)
	}
	if _, err := redis.Open(t.Context(), c); !errors.Is(err, redis.ErrRestoring) || !strings.Contains(err.Error(), "run it again") {
		t.Errorf("a service that starts: %v", err)
	}
	s := openEmpty(t, c)
	if err := s.Load(t.Context(), archivetest.Content(4, 20)); err != nil {
		t.Fatal(err)
	}
	archivetest.Alike(t, archivetest.Content(4, 20), service.Dump(t.Context()))

	// One that only looked whether the store is empty may not empty it.
	if err := raw.Set(t.Context(), "{escale}:layout", "closed", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := redis.Open(t.Context(), c); !errors.Is(err, redis.ErrRestoring) {
		t.Errorf("while it looked: %v", err)
	}
	archivetest.Alike(t, archivetest.Content(4, 20), openEmpty(t, c).Dump(t.Context()))
}

func TestOneDumpAtATimeAndNothingLeft(t *testing.T) {
	c := redis.Config{Addresses: []string{servertest.NewRedis(t).Address}}
	s := openEmpty(t, c)
	if err := s.Load(t.Context(), archivetest.Content(4, 20)); err != nil {
		t.Fatal(err)
	}
	raw := goredis.NewClient(&goredis.Options{Addr: c.Addresses[0]})
	defer raw.Close()
	kept := func() int {
		t.Helper()
		names, err := raw.Keys(t.Context(), "{escale}:dump*").Result()
		if err != nil {
			t.Fatal(err)
		}
		return len(names)
	}
	first, most := true, 0
	for _, err := range s.Dump(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if !first {
			most = max(most, kept())
			continue
		}
		first = false
		if _, err := archivetest.Gather(s.Dump(t.Context())); err == nil || !strings.Contains(err.Error(), "another backup is under way") {
			t.Errorf("a second dump: %v", err)
		}
		if _, err := s.Apply(t.Context(), scheduling.Change{Command: "c", Delete: []scheduling.Key{{Kind: "key", ID: "p0000003"}}}); err != nil {
			t.Fatal(err)
		}
	}
	if most != 4 { // the dump, what changed, its copy, the commands
		t.Errorf("%d keys of the dump were there", most)
	}
	if n := kept(); n != 0 {
		t.Errorf("%d keys of the dump are left", n)
	}
}
