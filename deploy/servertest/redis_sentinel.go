package servertest

import (
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"testing"
)

// Watched is a Redis master with a replica, and a Sentinel that puts the replica
// in the master's place when that is gone for a second.
type Watched struct {
	Master, Replica *Redis
	// Name is what Sentinel calls the master; Sentinel is its address.
	Name, Sentinel string
}

// NewWatchedRedis starts the three. The replica follows when it returns.
func NewWatchedRedis(t testing.TB) *Watched {
	t.Helper()
	master := NewRedis(t)
	host, port := master.hostPort()
	replica := NewRedis(t, "replicaof", host+" "+port)
	replica.has("replication", "master_link_status:up")
	master.followed()
	w := &Watched{Master: master, Replica: replica, Name: "escale", Sentinel: FreeAddress(t)}
	w.watch(t)
	return w
}

func (w *Watched) watch(t testing.TB) {
	t.Helper()
	host, port := w.Master.hostPort()
	_, own, err := net.SplitHostPort(w.Sentinel)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	writeAll(t, dir, map[string]string{"sentinel.conf": fmt.Sprintf(`bind 127.0.0.1
port %s
dir %s
sentinel monitor %s %s %s 1
sentinel down-after-milliseconds %[3]s 1000
sentinel failover-timeout %[3]s 5000
`, own, dir, w.Name, host, port)})
	t.Cleanup(run(t, "redis-server", exec.Command("/usr/bin/redis-server", filepath.Join(dir, "sentinel.conf"), "--sentinel")))
	sentinel := &Redis{Address: w.Sentinel, t: t}
	sentinel.has("sentinel", fmt.Sprintf("master0:name=%s,status=ok,address=%s,slaves=1,sentinels=1", w.Name, w.Master.Address))
}
