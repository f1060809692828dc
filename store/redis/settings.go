package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// inspect refuses a server that can't serve, or that may lose what it
// acknowledged unless that is accepted. A replica may become the master, so it
// has to be as careful.
func (s *Store) inspect(ctx context.Context, c Config) error {
	node, err := s.conn.master(ctx)
	if err != nil && strings.Contains(err.Error(), "cluster support disabled") {
		return fmt.Errorf("%s is no node of a cluster: say that it is none", c.Addresses[0])
	}
	if err != nil {
		return err
	}
	master, err := ask(ctx, node)
	if err != nil {
		return err
	}
	if err := errors.Join(unfit(master, c), s.accept(ctx, c, "Redis", loses(master))); err != nil {
		return err
	}
	var errs []error
	for _, address := range master.replicas() {
		replica, err := s.askReplica(ctx, address)
		if err != nil {
			s.log.WarnContext(ctx, "a replica of Redis can't be asked for its settings", "replica", address, "err", err)
			continue
		}
		errs = append(errs, s.accept(ctx, c, "the replica "+address, loses(replica)))
	}
	return errors.Join(errs...)
}

func (s *Store) askReplica(ctx context.Context, address string) (server, error) {
	node := s.peer(address)
	defer node.Close()
	return ask(ctx, node)
}

// accept makes one error of the losses, or a warning each where they are accepted.
func (s *Store) accept(ctx context.Context, c Config, who string, losses []string) error {
	var errs []error
	for _, l := range losses {
		if c.AcceptLoss {
			s.log.WarnContext(ctx, "accepted: "+who+" "+l)
		} else {
			errs = append(errs, errors.New(who+" "+l+", or accept the loss with store_accept_loss: yes"))
		}
	}
	return errors.Join(errs...)
}

// oldest is the first version of Redis that serves: from it on a script is
// copied to replicas and to the disk by what it wrote.
var oldest = [2]int{6, 2}

// unfit says why the server can't serve at all, and what to do.
func unfit(s server, c Config) error {
	switch version := s.info["redis_version"]; {
	case tooOld(version):
		return fmt.Errorf("version %s of Redis is too old: install %d.%d or a later one", version, oldest[0], oldest[1])
	case s.info["role"] == "slave":
		return fmt.Errorf("%s is a replica: give the address of the master, or let Sentinel name it", s.address)
	case s.info["cluster_enabled"] == "1" && !c.Cluster:
		return fmt.Errorf("%s is a node of a cluster: say that it is a cluster", s.address)
	case len(s.replicas()) < c.Replicas:
		return fmt.Errorf("%d replicas have to confirm each change, and Redis has %d: start more, or ask for fewer", c.Replicas, len(s.replicas()))
	}
	return nil
}

func tooOld(version string) bool {
	major, rest, _ := strings.Cut(version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	m, err := strconv.Atoi(major)
	n, err2 := strconv.Atoi(minor)
	return err != nil || err2 != nil || m < oldest[0] || m == oldest[0] && n < oldest[1]
}

// loses says how the server may lose what it acknowledged, and what to set.
func loses(s server) (losses []string) {
	if s.secret != nil {
		return []string{fmt.Sprintf("does not show its settings (%v): "+
			"have it keep to appendonly yes, appendfsync always and maxmemory-policy noeviction", s.secret)}
	}
	if v := s.settings["appendonly"]; v != "yes" {
		losses = append(losses, fmt.Sprintf("keeps changes in memory only (appendonly is %q): set appendonly yes", v))
	}
	if v := s.settings["appendfsync"]; v != "always" {
		losses = append(losses, fmt.Sprintf("answers before a change is on its disk (appendfsync is %q): set appendfsync always", v))
	}
	if v := s.settings["no-appendfsync-on-rewrite"]; v == "yes" {
		losses = append(losses, "answers before a change is on its disk while it rewrites its file "+
			"(no-appendfsync-on-rewrite is \"yes\"): set no-appendfsync-on-rewrite no")
	}
	if v := s.settings["maxmemory-policy"]; s.settings["maxmemory"] != "0" && v != "noeviction" {
		losses = append(losses, fmt.Sprintf("drops what it keeps when its memory is full (maxmemory-policy is %q): set maxmemory-policy noeviction", v))
	}
	return losses
}
