package redis_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"escale/deploy/servertest"
	"escale/scheduling"
	"escale/store/redis"
	"escale/store/storetest"
)

func TestStoreKeepsTheContract(t *testing.T) {
	keepsTheContract(t, redis.Config{Addresses: []string{servertest.NewRedis(t).Address}})
}

func TestStoreKeepsTheContractWithAReplica(t *testing.T) {
	keepsTheContract(t, watched(servertest.NewWatchedRedis(t)))
}

func TestStoreKeepsTheContractInACluster(t *testing.T) {
	keepsTheContract(t, clustered(servertest.NewRedisCluster(t, 1)))
}

// watched reaches the master that Sentinel names.
func watched(w *servertest.Watched) redis.Config {
	return redis.Config{Addresses: []string{w.Sentinel}, Master: w.Name, Replicas: 1}
}

func clustered(nodes []*servertest.Redis) redis.Config {
	c := redis.Config{Cluster: true, Replicas: 1}
	for _, n := range nodes {
		c.Addresses = append(c.Addresses, n.Address)
	}
	return c
}

// keepsTheContract runs the suite, each case in a scope of its own.
func keepsTheContract(t *testing.T, c redis.Config) {
	t.Helper()
	var scopes atomic.Int64
	storetest.Run(t, func(t *testing.T, clock func() time.Time) scheduling.Store {
		mine := c
		mine.Clock, mine.Scope = clock, fmt.Sprint("case", scopes.Add(1))
		return open(t, mine)
	})
}

// open opens a store that is closed with the test.
func open(t testing.TB, c redis.Config) *redis.Store {
	t.Helper()
	s, err := redis.Open(t.Context(), c)
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
