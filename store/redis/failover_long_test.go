//go:build long

package redis_test

import (
	"testing"

	"escale/deploy/servertest"
)

// TestAMasterThatWakesUpLosesNothingAcknowledged: it sleeps while the replica
// takes its place, and for some seconds believes that it is the master still.
func TestAMasterThatWakesUpLosesNothingAcknowledged(t *testing.T) {
	w := servertest.NewWatchedRedis(t)
	s := open(t, watched(w))
	h := pound(t, s)
	h.more(200)
	w.Master.Pause()
	w.Replica.Promoted()
	w.Master.Resume()
	h.more(200)
	kept(t, s, h.end())
	whole(t, s)
}

func TestClusterFailoverLosesNothingAcknowledged(t *testing.T) {
	nodes := servertest.NewRedisCluster(t, 1)
	s := open(t, clustered(nodes))
	h := pound(t, s)
	h.more(200)
	for i, n := range nodes[:3] {
		if n.Do("DBSIZE") != "0" {
			n.Stop()
			nodes[i+3].Promoted()
			n.Start()
		}
	}
	h.more(200)
	kept(t, s, h.end())
	whole(t, s)
}
