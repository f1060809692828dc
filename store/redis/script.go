package redis

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

//go:embed lua/*.lua
var sources embed.FS

// script is one operation. A script that fails has written nothing.
type script struct {
	*goredis.Script
	name string
	// writes: the replicas have to have what it wrote before it is answered.
	writes bool
	// again: to run it twice is harmless, so that it may be repeated when no
	// answer came.
	again bool
}

type scripts struct {
	mark, apply, list, claims, counts          *script
	claimDue, failDue, nextDue, dead           *script
	claimOutbox, ackOutbox, retryOutbox, sweep *script
}

func newScripts() scripts {
	const writes, again = true, true
	return scripts{
		mark:        newScript("mark", writes, again),
		apply:       newScript("apply", writes, again, "records", "claims", "due", "outbox"),
		list:        newScript("list", !writes, again, "records"),
		claims:      newScript("read_claims", !writes, again, "claims"),
		counts:      newScript("counts", !writes, again),
		claimDue:    newScript("claim_due", writes, !again, "due"),
		failDue:     newScript("fail_due", writes, !again, "due"),
		nextDue:     newScript("next_due", !writes, again, "due"),
		dead:        newScript("dead", !writes, again, "due"),
		claimOutbox: newScript("claim_outbox", writes, !again, "outbox"),
		ackOutbox:   newScript("ack_outbox", writes, again, "outbox"),
		retryOutbox: newScript("retry_outbox", writes, again, "outbox"),
		sweep:       newScript("sweep", writes, again, "records", "claims", "outbox"),
	}
}

// newScript puts a script behind the parts that it needs.
func newScript(name string, writes, again bool, parts ...string) *script {
	var b strings.Builder
	// For lib.lua: whether the script may run while the store is being filled.
	fmt.Fprintf(&b, "local filling = %t\n", strings.HasPrefix(name, "fill"))
	for _, file := range append(append([]string{"lib"}, parts...), name) {
		text, err := sources.ReadFile(path.Join("lua", file+".lua"))
		if err != nil {
			panic(err) // the file is missing from the program
		}
		b.Write(text)
	}
	return &script{goredis.NewScript(b.String()), name, writes, again}
}

// ErrUnconfirmed: the change was made, but too few replicas have it, so that a
// failover may undo it. Repeating its command is harmless, and finds out.
var ErrUnconfirmed = errors.New("too few replicas have confirmed the change: whether it lasts is unknown")

// Bounds on repeating, and on waiting for replicas.
const (
	tries      = 6
	persisting = 10 * time.Second
	pausing    = 50 * time.Millisecond // doubled each time
	confirming = 2 * time.Second
)

// run runs a script on the master, again while that is harmless and may help.
func (s *Store) run(ctx context.Context, sc *script, args ...any) (reply, error) {
	args = append([]any{s.prefix}, args...)
	var r reply
	err := s.persist(ctx, sc.again, func(node *goredis.Client) error {
		v, err := s.eval(ctx, node, sc, args)
		if err != nil {
			return err
		}
		r, err = newReply(v)
		return err
	})
	if err == nil && r.word == "filling" {
		err = ErrRestoring
	}
	if err != nil {
		return reply{}, err
	}
	return r, nil
}

// persist does something on the master, and again when nothing was done or when
// doing it twice is harmless.
func (s *Store) persist(ctx context.Context, again bool, do func(*goredis.Client) error) error {
	began := time.Now()
	for try := 0; ; try++ {
		if s.closed.Load() {
			return ErrClosed
		}
		if err := context.Cause(ctx); err != nil {
			return err
		}
		node, err := s.conn.master(ctx)
		undone := err != nil
		if err == nil {
			err = do(node)
			undone = refusedWhole(err)
		}
		switch {
		case err != nil && ctx.Err() != nil:
			return fmt.Errorf("%w: %w", context.Cause(ctx), err)
		case err == nil, errors.Is(err, goredis.Nil), errors.Is(err, ErrUnconfirmed):
			return err
		case errors.Is(err, goredis.ErrClosed):
			return ErrClosed
		case !undone && (!again || answered(err)), try == tries, time.Since(began) > persisting:
			return err
		}
		s.conn.lost(ctx)
		pause(ctx, pausing<<try)
	}
}

// answered reports whether the server itself said no.
func answered(err error) bool {
	_, said := errors.AsType[goredis.Error](err)
	return said
}

// refusedWhole reports whether the server refused because it is not the master
// at the moment: nothing was done.
func refusedWhole(err error) bool {
	_, moved := goredis.IsMovedError(err)
	_, asked := goredis.IsAskError(err)
	return moved || asked || goredis.IsLoadingError(err) || goredis.IsReadOnlyError(err) || goredis.IsClusterDownError(err) ||
		goredis.IsMasterDownError(err) || goredis.IsTryAgainError(err)
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// eval sends the script's hash, or the script where the server does not know it.
func (s *Store) eval(ctx context.Context, node *goredis.Client, sc *script, args []any) (any, error) {
	keys := []string{s.key("layout")}
	v, err := s.confirmed(ctx, node, sc, func(c goredis.Cmdable) *goredis.Cmd { return c.EvalSha(ctx, sc.Hash(), keys, args...) })
	if goredis.HasErrorPrefix(err, "NOSCRIPT") {
		v, err = s.confirmed(ctx, node, sc, func(c goredis.Cmdable) *goredis.Cmd { return sc.Eval(ctx, c, keys, args...) })
	}
	return v, err
}

// confirmed sends a script and, where replicas have to have what it wrote, WAIT
// right behind it on the same connection: WAIT is about what its own connection
// wrote.
func (s *Store) confirmed(ctx context.Context, node *goredis.Client, sc *script, send func(goredis.Cmdable) *goredis.Cmd) (any, error) {
	if s.replicas == 0 || !sc.writes {
		return send(node).Result()
	}
	pipe := node.Pipeline()
	sent := send(pipe)
	wait := pipe.Do(ctx, "WAIT", s.replicas, confirming.Milliseconds())
	_, err := pipe.Exec(ctx)
	v, own := sent.Result()
	if own != nil {
		return nil, own
	}
	if r, ok := v.([]any); ok && len(r) > 0 && !lasting(r[0]) {
		return v, nil // it wrote nothing
	}
	if err != nil {
		return nil, err
	}
	if n, err := wait.Int(); err != nil || n < s.replicas {
		return nil, fmt.Errorf("%w (%d of %d)", ErrUnconfirmed, n, s.replicas)
	}
	return v, nil
}

// lasting reports whether a script says by its first word that it did something.
func lasting(word any) bool { return word == "ok" || word == "repeated" }

// reply is what a script answers: a word, then values.
type reply struct {
	word string
	said []any
}

func newReply(v any) (reply, error) {
	all, ok := v.([]any)
	if !ok || len(all) == 0 {
		return reply{}, fmt.Errorf("unexpected answer of Redis: %T", v)
	}
	return reply{fmt.Sprint(all[0]), all[1:]}, nil
}

// text is the first value; empty if there is none.
func (r reply) text() string {
	if len(r.said) == 0 || r.said[0] == nil {
		return ""
	}
	return fmt.Sprint(r.said[0])
}

// row reads the values of one answer in order. What is missing reads as empty.
type row []any

func (r *row) text() string {
	if len(*r) == 0 {
		return ""
	}
	v := (*r)[0]
	*r = (*r)[1:]
	if s, ok := v.(string); ok {
		return s
	}
	return ""
}

func (r *row) bytes() []byte { return []byte(r.text()) }

func (r *row) number() int64 {
	n, _ := strconv.ParseInt(r.text(), 10, 64) // the store wrote it
	return n
}

func (r *row) instant() time.Time { return instant(r.number()) }
