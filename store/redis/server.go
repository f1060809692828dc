package redis

import (
	"context"
	"fmt"
	"maps"
	"net"
	"strconv"
	"strings"

	goredis "github.com/redis/go-redis/v9"
)

// server is what one Redis says of itself.
type server struct {
	address  string
	info     map[string]string
	settings map[string]string
	secret   error // why it does not tell its settings
}

// ask asks a server for all of it.
func ask(ctx context.Context, node *goredis.Client) (server, error) {
	s := server{address: node.Options().Addr, settings: map[string]string{}}
	var err error
	if s.info, err = infoOf(ctx, node); err != nil {
		return s, err
	}
	for _, pattern := range []string{"append*", "no-appendfsync-on-rewrite", "maxmemory*"} {
		some, err := node.ConfigGet(ctx, pattern).Result()
		if err != nil && !answered(err) {
			return s, err
		}
		if err != nil || len(some) == 0 {
			s.secret = fmt.Errorf("CONFIG GET %s: %w", pattern, orEmpty(err))
			return s, nil
		}
		maps.Copy(s.settings, some)
	}
	return s, nil
}

func orEmpty(err error) error {
	if err == nil {
		return goredis.Nil
	}
	return err
}

// infoOf reads INFO, a field a line.
func infoOf(ctx context.Context, node *goredis.Client) (map[string]string, error) {
	text, err := node.Info(ctx).Result()
	if err != nil {
		if e := err.Error(); strings.HasPrefix(e, "NOAUTH") || strings.HasPrefix(e, "WRONGPASS") {
			return nil, fmt.Errorf("it wants a password, put the right one into store_password_file: %w", err)
		}
		return nil, fmt.Errorf("INFO: %w", err)
	}
	info := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, found := strings.Cut(strings.TrimSpace(line), ":"); found {
			info[name] = value
		}
	}
	return info, nil
}

// replicas lists the addresses of a master's replicas that follow it now.
func (s server) replicas() []string { return s.copying(true) }

// joining lists those that have asked for a copy of everything and are not done
// with it: it may be older than the last change.
func (s server) joining() []string { return s.copying(false) }

func (s server) copying(online bool) (addresses []string) {
	for i := 0; ; i++ {
		line, found := s.info["slave"+strconv.Itoa(i)]
		if !found {
			return addresses
		}
		fields := map[string]string{}
		for field := range strings.SplitSeq(line, ",") {
			name, value, _ := strings.Cut(field, "=")
			fields[name] = value
		}
		if (fields["state"] == "online") == online {
			addresses = append(addresses, net.JoinHostPort(fields["ip"], fields["port"]))
		}
	}
}

func (s server) number(field string) int64 {
	n, _ := strconv.ParseInt(s.info[field], 10, 64) // 0 where there is none
	return n
}
