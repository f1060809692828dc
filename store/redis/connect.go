package redis

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// connection finds the server that has the keys: the master.
type connection interface {
	// master is where the keys are to be read and written now.
	master(ctx context.Context) (*goredis.Client, error)
	// lost hears that the master was not what it seemed.
	lost(ctx context.Context)
	// away lists the replicas that are known and can't be reached now.
	away(ctx context.Context) ([]string, error)
	Close() error
}

// Bounds on waiting for a server that is silent; each is of one attempt.
const (
	dialing = 3 * time.Second
	answer  = 5 * time.Second // more than confirming
)

// check refuses what can't be connected to.
func (c Config) check() error {
	switch {
	case len(c.Addresses) == 0:
		return errors.New("no address of a Redis server")
	case c.Master == "" && !c.Cluster && len(c.Addresses) > 1:
		return errors.New("several addresses: give one server, or the name of the master that Sentinel watches, or say that it is a cluster")
	case c.Master != "" && c.Cluster:
		return errors.New("both the name of a master and a cluster: give one of them")
	case c.Cluster && c.Database != 0:
		return errors.New("a cluster has database 0 only")
	case c.Replicas < 0:
		return fmt.Errorf("%d replicas", c.Replicas)
	case strings.ContainsAny(c.Scope, "{}"):
		return fmt.Errorf("the scope %q may not contain braces", c.Scope)
	}
	for _, a := range c.Addresses {
		if _, _, err := net.SplitHostPort(a); err != nil {
			return fmt.Errorf("address %q: give host:port", a)
		}
	}
	if (c.Master != "" || c.Cluster) && c.Replicas == 0 && !c.AcceptLoss {
		return errors.New("a failover would lose what no replica has: let at least 1 replica confirm each change, or accept the loss with store_accept_loss: yes")
	}
	return nil
}

// options of the library. It does not repeat by itself: whether a repetition is
// harmless is known here.
func (c Config) options() *goredis.UniversalOptions {
	return &goredis.UniversalOptions{
		Addrs: c.Addresses, MasterName: c.Master, DB: c.Database,
		Username: c.Username, Password: c.Password,
		SentinelUsername: c.SentinelUsername, SentinelPassword: c.SentinelPassword, TLSConfig: c.TLS,
		MaxRetries: -1, MaxRedirects: -1, DialerRetries: 1,
		DialTimeout: dialing, ReadTimeout: answer, WriteTimeout: answer, PoolTimeout: answer,
		ContextTimeoutEnabled: true, PoolSize: 64, DisableIdentity: true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
}

// peer connects to one server beside the master.
func (c Config) peer(address string) *goredis.Client {
	o := c.options()
	o.Addrs = []string{address}
	return goredis.NewClient(o.Simple())
}

func connect(c Config) connection {
	o := c.options()
	switch {
	case c.Cluster:
		return &clustered{goredis.NewClusterClient(o.Cluster()), prefixOf(c.Scope) + "layout"}
	case c.Master != "":
		return watched{single{goredis.NewFailoverClient(o.Failover())}, c}
	}
	return single{goredis.NewClient(o.Simple())}
}

// single is one server.
type single struct{ *goredis.Client }

func (c single) master(context.Context) (*goredis.Client, error) { return c.Client, nil }

func (single) lost(context.Context) {}

func (single) away(context.Context) ([]string, error) { return nil, nil }

// watched is the master that Sentinel names: each new connection asks it which.
type watched struct {
	single
	config Config
}

// away asks the first Sentinel that answers.
func (c watched) away(ctx context.Context) (down []string, err error) {
	for _, address := range c.config.Addresses {
		o := c.config.options().Simple()
		o.Addr, o.DB, o.Username, o.Password = address, 0, c.config.SentinelUsername, c.config.SentinelPassword
		sentinel := goredis.NewSentinelClient(o)
		var known []map[string]string
		known, err = sentinel.Replicas(ctx, c.config.Master).Result()
		if err = errors.Join(err, sentinel.Close()); err != nil {
			continue
		}
		for _, replica := range known {
			if strings.Contains(replica["flags"], "down") || strings.Contains(replica["flags"], "disconnected") {
				down = append(down, net.JoinHostPort(replica["ip"], replica["port"]))
			}
		}
		return down, nil
	}
	return nil, fmt.Errorf("no Sentinel tells which replicas there are: %w", err)
}

// clustered is the master of the one slot that all keys are in.
type clustered struct {
	*goredis.ClusterClient
	key string
}

func (c *clustered) master(ctx context.Context) (*goredis.Client, error) {
	return c.MasterForKey(ctx, c.key)
}

// away: the nodes that failed among those that copy this master.
func (c *clustered) away(ctx context.Context) (down []string, err error) {
	node, err := c.master(ctx)
	if err != nil {
		return nil, err
	}
	id, err := node.Do(ctx, "CLUSTER", "MYID").Text()
	if err != nil {
		return nil, err
	}
	nodes, err := node.ClusterNodes(ctx).Result()
	for line := range strings.Lines(nodes) { // id address@bus,name flags master …
		if f := strings.Fields(line); len(f) > 3 && f[3] == id && strings.Contains(f[2], "fail") {
			address, _, _ := strings.Cut(f[1], "@")
			down = append(down, address)
		}
	}
	return down, err
}

func (c *clustered) lost(ctx context.Context) { c.ReloadState(ctx) }

// chatter passes on what the library says of connections and failovers. The
// library has one logger for all.
type chatter struct{ log *slog.Logger }

func (c chatter) Printf(ctx context.Context, format string, v ...any) {
	c.log.DebugContext(ctx, "redis", "said", fmt.Sprintf(format, v...))
}
