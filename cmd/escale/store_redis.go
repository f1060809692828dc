package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"escale/store/redis"
)

// sharedStore reads the settings of a store on Redis. What is wrong is said with
// the key of the setting.
func (c *Config) sharedStore() (redis.Config, error) {
	r, err := parseRedis(c.Store)
	if err != nil {
		return r, fmt.Errorf("store: %w", err)
	}
	r.Scope = c.Installation
	if r.Replicas, err = c.storeReplicas(r.Master != "" || r.Cluster); err != nil {
		return r, fmt.Errorf("store_replicas: %w", err)
	}
	switch c.StoreAcceptLoss {
	case "yes":
		r.AcceptLoss = true
	case "no", "":
	default:
		return r, fmt.Errorf("store_accept_loss: %q: want yes or no", c.StoreAcceptLoss)
	}
	return r, nil
}

func (c *Config) storeReplicas(failover bool) (int, error) {
	if c.StoreReplicas == "" && failover {
		return 1, nil
	}
	if c.StoreReplicas == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(c.StoreReplicas)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q: want a number such as 1", c.StoreReplicas)
	}
	return n, nil
}

const wantedStore = "want redis://HOST:PORT/DB, redis+sentinel://HOST:PORT,HOST:PORT/MASTER or redis+cluster://HOST:PORT,HOST:PORT, with rediss for TLS"

// parseRedis reads the address of a store. It is not quoted in the error: it may
// hold a password that should stand in a file.
func parseRedis(address string) (redis.Config, error) {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return redis.Config{}, errors.New(wantedStore)
	}
	var r redis.Config
	name, kind, _ := strings.Cut(scheme, "+")
	if name != "redis" && name != "rediss" {
		return r, errors.New(wantedStore)
	}
	if user, hosts, found := strings.Cut(rest, "@"); found {
		if strings.Contains(user, ":") {
			return r, errors.New("a password stands in it: put it in the file of store_password_file")
		}
		var err error
		if r.Username, err = url.PathUnescape(user); err != nil {
			return r, errors.New("the user's name is not readable")
		}
		rest = hosts
	}
	hosts, path, _ := strings.Cut(rest, "/")
	if r.Addresses = strings.Split(hosts, ","); !allAddresses(r.Addresses) {
		return r, errors.New("a host without its port; " + wantedStore)
	}
	if name == "rediss" {
		r.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return placed(r, kind, path)
}

// placed reads what stands behind the hosts: the database, or the master's name.
func placed(r redis.Config, kind, path string) (redis.Config, error) {
	switch kind {
	case "sentinel":
		if r.Master = path; path == "" {
			return r, errors.New("the master's name is missing behind the Sentinels, such as /escale")
		}
	case "cluster":
		if r.Cluster = true; path != "" {
			return r, errors.New("a cluster has no databases to choose from")
		}
	case "":
		if len(r.Addresses) > 1 {
			return r, errors.New("several hosts: are they Sentinels (redis+sentinel) or a cluster (redis+cluster)?")
		}
		n, err := strconv.Atoi("0" + path)
		if err != nil {
			return r, errors.New("the database is not a number")
		}
		r.Database = n
	default:
		return r, errors.New(wantedStore)
	}
	return r, nil
}

func allAddresses(all []string) bool {
	for _, a := range all {
		if host, port, err := net.SplitHostPort(a); err != nil || host == "" || port == "" {
			return false
		}
	}
	return true
}

// openRedis opens the store that the configuration names.
func openRedis(ctx context.Context, c *Config, log *slog.Logger) (memory, error) {
	r, err := c.redisConfig(log)
	if err != nil {
		return nil, err
	}
	s, err := redis.Open(ctx, r)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// redisConfig is how the store that the configuration names is opened.
func (c *Config) redisConfig(log *slog.Logger) (redis.Config, error) {
	r, err := c.sharedStore()
	if err != nil {
		return r, err
	}
	if r.Password, err = secret(c.StorePasswordFile); err != nil {
		return r, fmt.Errorf("store_password_file: %w", err)
	}
	if r.Master != "" {
		r.SentinelPassword = r.Password
	}
	r.Log, r.Clock = log, time.Now
	return r, nil
}
