package redis_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"escale/deploy/servertest"
	"escale/store/archive/archivetest"
	"escale/store/redis"
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
