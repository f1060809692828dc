// Package redis keeps everything Escale must remember on a Redis server, for
// several processes that share the work: it implements scheduling.Store with
// one Lua script an operation. It knows no rule of scheduling beyond what the
// Store's contract says, and what it stores is opaque to it.
//
// Durability: the server has to write each change to its disk before it answers
// (appendonly yes, appendfsync always) and to evict nothing; Open refuses it
// otherwise. Where a replica may take the master's place, a change is answered
// only once so many replicas have it (WAIT), so that a failover loses nothing
// that was acknowledged. Times are kept as UTC milliseconds: finer parts are cut
// off, and what comes back is in UTC. layout.go names every key.
package redis

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"escale/scheduling"

	goredis "github.com/redis/go-redis/v9"
)

// Config says where the server is and what the store needs besides.
type Config struct {
	// Addresses, host:port: of the server; of the Sentinels, if Master is set; of
	// some nodes of the cluster, if Cluster is set.
	Addresses []string
	// Master is what Sentinel calls the master. Empty: no Sentinel.
	Master string
	// Cluster: the server is a Redis Cluster. All keys are on one of its masters:
	// it serves for failover, not for size.
	Cluster bool

	Username, Password                 string // empty: none
	SentinelUsername, SentinelPassword string
	Database                           int         // 0 with Cluster
	TLS                                *tls.Config // nil: none

	// Replicas is how many of them must have a change before it is answered. Where
	// a failover may happen (Master, Cluster) at least one, unless AcceptLoss.
	Replicas int
	// Scope is what all keys have in common, so that installations may share a
	// server; default "escale". It is the hash tag.
	Scope string
	// AcceptLoss takes a server whose settings may lose what was acknowledged, or
	// that lets nobody see them, with a warning in the log.
	AcceptLoss bool
	// Log hears of what was accepted, and of failovers; nil: nothing is logged.
	Log *slog.Logger
	// Clock is machine time; nil: time.Now. It decides which claims have expired
	// and what Sweep drops.
	Clock func() time.Time
}

// Store is a scheduling.Store on a Redis server. It is safe for concurrent use
// by any number of processes.
type Store struct {
	clock    func() time.Time
	log      *slog.Logger
	conn     connection
	peer     func(address string) *goredis.Client // a server that is not the master
	prefix   string
	replicas int
	scripts  scripts
	closed   atomic.Bool
}

var _ scheduling.Store = (*Store)(nil)

// ErrClosed is returned by every method after Close.
var ErrClosed = errors.New("store is closed")

// Open connects and looks whether the server keeps what it acknowledges. It
// fails, having written nothing, with one sentence that says what to set; and
// with ErrNewer if what is stored was laid out by a later version.
func Open(ctx context.Context, c Config) (*Store, error) {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Scope == "" {
		c.Scope = "escale"
	}
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	goredis.SetLogger(chatter{c.Log})
	s := &Store{
		clock: c.Clock, log: c.Log, conn: connect(c), peer: c.peer, prefix: prefixOf(c.Scope), replicas: c.Replicas, scripts: newScripts(),
	}
	if err := s.settleIn(ctx, c); err != nil {
		return nil, fmt.Errorf("open store %q on Redis: %w", c.Scope, errors.Join(err, s.conn.Close()))
	}
	return s, nil
}

func (s *Store) settleIn(ctx context.Context, c Config) error {
	if err := s.inspect(ctx, c); err != nil {
		return err
	}
	return s.mark(ctx)
}

// Close gives the connections back. Later calls return ErrClosed.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return ErrClosed
	}
	return s.conn.Close()
}
