package redis

import (
	"context"
	"errors"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// rewriting is how long Checkpoint waits for all servers together.
const rewriting = 15 * time.Minute

// Checkpoint makes sure that nothing on a disk of the server or of its replicas
// still holds what was deleted or replaced: their files are written anew, and it
// waits until they are. Where nothing was, it does nothing. The error says which
// server could not be made to, and still holds it.
func (s *Store) Checkpoint(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, rewriting)
	defer cancel()
	if err := s.checkpoint(ctx); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return nil
}

func (s *Store) checkpoint(ctx context.Context) error {
	gone, rewritten, err := s.gone(ctx)
	if err != nil || gone == rewritten {
		return err
	}
	node, err := s.conn.master(ctx)
	if err != nil {
		return err
	}
	master, err := ask(ctx, node)
	if err != nil {
		return err
	}
	errs := []error{rewrite(ctx, node, 0)}
	for _, address := range master.replicas() {
		replica := s.peer(address)
		errs = append(errs, rewrite(ctx, replica, master.number("master_repl_offset")), replica.Close())
	}
	down, err := s.conn.away(ctx)
	for _, address := range append(down, master.joining()...) {
		err = errors.Join(err, fmt.Errorf("%w: it can't be reached", stillHeld(address)))
	}
	if err := errors.Join(append(errs, err)...); err != nil {
		return err
	}
	return s.note(ctx, gone)
}

// gone returns how many records were replaced or deleted, and how many had been
// when the files were last written anew.
func (s *Store) gone(ctx context.Context) (gone, rewritten string, err error) {
	err = s.persist(ctx, true, func(node *goredis.Client) error {
		v, err := node.MGet(ctx, s.key("gone"), s.key("rewritten")).Result()
		if err == nil {
			gone, rewritten = fmt.Sprint(v[0]), fmt.Sprint(v[1])
		}
		return err
	})
	return gone, rewritten, err
}

func (s *Store) note(ctx context.Context, gone string) error {
	return s.persist(ctx, true, func(node *goredis.Client) error {
		return node.Set(ctx, s.key("rewritten"), gone, 0).Err()
	})
}

// rewrite writes a server's files anew once it has what its master had at that
// offset: the log of changes, and the snapshot.
func rewrite(ctx context.Context, node *goredis.Client, offset int64) error {
	err := until(ctx, node, func(s server) bool { return offset == 0 || s.number("slave_repl_offset") >= offset })
	if err == nil {
		err = rewriteLog(ctx, node)
	}
	if err == nil {
		// Also where none is to be made: one that came with a replica's first copy of
		// its master stays on the disk.
		err = finish(ctx, node, "rdb_last_bgsave_status", func() error { return node.BgSave(ctx).Err() })
	}
	if err != nil {
		return fmt.Errorf("%w: %w", stillHeld(node.Options().Addr), err)
	}
	return nil
}

func stillHeld(address string) error {
	return fmt.Errorf("%s may still hold in its files what was deleted, until BGREWRITEAOF and BGSAVE are run there", address)
}

func rewriteLog(ctx context.Context, node *goredis.Client) error {
	info, err := infoOf(ctx, node)
	if err != nil || info["aof_enabled"] == "0" {
		return err
	}
	return finish(ctx, node, "aof_last_bgrewrite_status", func() error { return node.BgRewriteAOF(ctx).Err() })
}

// finish starts a work of the server, after one that is under way since that may
// have begun too early, and waits for its good end.
func finish(ctx context.Context, node *goredis.Client, status string, begin func() error) error {
	for {
		if err := until(ctx, node, idle); err != nil {
			return err
		}
		err := begin()
		if err == nil {
			break
		}
		if !goredis.HasErrorPrefix(err, "ERR Background") { // somebody else was faster
			return err
		}
	}
	if err := until(ctx, node, idle); err != nil {
		return err
	}
	info, err := infoOf(ctx, node)
	if err == nil && info[status] != "ok" {
		err = fmt.Errorf("%s is %q", status, info[status])
	}
	return err
}

func idle(s server) bool {
	return s.number("aof_rewrite_in_progress")+s.number("aof_rewrite_scheduled")+s.number("rdb_bgsave_in_progress") == 0
}

// looking is how often a server is asked whether it is done.
const looking = 50 * time.Millisecond

// until asks a server until what it says is right.
func until(ctx context.Context, node *goredis.Client, right func(server) bool) error {
	for {
		info, err := infoOf(ctx, node)
		if err != nil || right(server{info: info}) {
			return err
		}
		pause(ctx, looking)
		if err := context.Cause(ctx); err != nil {
			return err
		}
	}
}
