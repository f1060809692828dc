package servertest

import (
	"net"
	"strconv"
	"strings"
	"testing"
)

// slots is how many hash slots a Redis Cluster has.
const slots = 16384

// NewRedisCluster starts a Redis Cluster of three masters, each with as many
// replicas as told; the masters come first. It is whole when it returns.
func NewRedisCluster(t testing.TB, replicas int) []*Redis {
	t.Helper()
	const masters = 3
	nodes := make([]*Redis, masters*(1+replicas))
	bus := make([]string, len(nodes))
	for i := range nodes {
		_, port, err := net.SplitHostPort(FreeAddress(t))
		if err != nil {
			t.Fatal(err)
		}
		bus[i] = port
		nodes[i] = NewRedis(t, "cluster-enabled", "yes", "cluster-port", port, "cluster-node-timeout", "2000")
		host, first := nodes[0].hostPort()
		nodes[i].Do("CLUSTER", "MEET", host, first, bus[0])
	}
	for i, n := range nodes[:masters] {
		n.Do("CLUSTER", "ADDSLOTSRANGE", strconv.Itoa(slots*i/masters), strconv.Itoa(slots*(i+1)/masters-1))
	}
	for i, n := range nodes[masters:] {
		id := nodes[i%masters].Do("CLUSTER", "MYID")
		wait(t, "a node knows its master", func() bool { return strings.Contains(n.try("CLUSTER", "NODES"), id) })
		n.Do("CLUSTER", "REPLICATE", id)
		n.has("replication", "master_link_status:up")
		nodes[i%masters].followed()
	}
	for _, n := range nodes {
		wait(t, "the cluster is whole", func() bool {
			info := n.try("CLUSTER", "INFO")
			return strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_known_nodes:"+strconv.Itoa(len(nodes)))
		})
	}
	return nodes
}
