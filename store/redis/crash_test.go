package redis_test

import (
	"errors"
	"testing"

	"escale/deploy/servertest"
	"escale/store/redis"
)

func TestKilledServerLosesNothingAcknowledged(t *testing.T) {
	r := servertest.NewRedis(t)
	s := open(t, redis.Config{Addresses: []string{r.Address}})
	h := pound(t, s)
	for range 3 {
		h.more(100)
		r.Stop()
		r.Start()
	}
	h.more(1)
	kept(t, s, h.end())
	whole(t, s)
}

func TestFailoverLosesNothingAcknowledged(t *testing.T) {
	w := servertest.NewWatchedRedis(t)
	s := open(t, watched(w))
	h := pound(t, s)
	h.more(200)
	w.Master.Stop()
	w.Replica.Promoted()
	w.Master.Start() // Sentinel makes it a replica of the other
	h.more(200)
	kept(t, s, h.end())
	whole(t, s)
}

// TestWhatNoReplicaHasIsNotAcknowledged: nor is its repetition, by whomever.
func TestWhatNoReplicaHasIsNotAcknowledged(t *testing.T) {
	w := servertest.NewWatchedRedis(t)
	s, other := open(t, watched(w)), open(t, watched(w))
	w.Replica.Pause()
	for _, s := range []*redis.Store{s, other} {
		if _, err := s.Apply(t.Context(), booked("a")); !errors.Is(err, redis.ErrUnconfirmed) {
			t.Errorf("got %v, want ErrUnconfirmed", err)
		}
	}
	w.Replica.Resume()
	kept(t, other, []string{"a"})
	whole(t, s)
}
