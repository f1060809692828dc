package redis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"escale/scheduling"
	"escale/store/archive"

	goredis "github.com/redis/go-redis/v9"
)

// ErrRestoring: what a restore has filled so far is no store that anybody may
// work with.
var ErrRestoring = errors.New("a restore of this store is under way, or was interrupted: run it again")

// What the layout says while a restore looks whether the store is empty, and
// from then on until it has ended. No script but those that fill runs meanwhile,
// whoever asks.
const (
	closed  = "closed"
	filling = "filling"
)

// OpenEmpty opens a store for Load. What a load that was interrupted left goes.
// No other may be under way.
func OpenEmpty(ctx context.Context, c Config) (*Store, error) {
	c.Scope = cmp.Or(c.Scope, "escale") // as Open does
	if err := putAside(ctx, c); err != nil {
		return nil, fmt.Errorf("open store %q on Redis: %w", c.Scope, err)
	}
	return Open(ctx, c)
}

// putAside takes out what an interrupted load has filled.
func putAside(ctx context.Context, c Config) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	log := slog.New(slog.DiscardHandler)
	s := &Store{clock: time.Now, log: log, conn: connect(c), prefix: prefixOf(c.Scope), replicas: c.Replicas, scripts: newScripts()}
	defer func() { err = errors.Join(err, s.conn.Close()) }()
	node, err := s.conn.master(ctx)
	if err != nil {
		return err
	}
	switch word, err := node.Get(ctx, s.key("layout")).Result(); {
	case errors.Is(err, goredis.Nil):
		return nil
	case err != nil:
		return err
	case word == filling:
		return s.give(ctx)
	case word == closed:
		return s.relayout(ctx, closed, strconv.Itoa(layout))
	}
	return nil
}

// filled is how many entries, and filledBytes how many bytes about, go at once.
const (
	filled      = 2000
	filledBytes = 4 << 20
)

// Load fills the store; see archive.Sink. It was opened with OpenEmpty.
func (s *Store) Load(ctx context.Context, entries iter.Seq2[archive.Entry, error]) error {
	if err := s.load(ctx, entries); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}

func (s *Store) load(ctx context.Context, entries iter.Seq2[archive.Entry, error]) error {
	if err := s.beginLoad(ctx); err != nil {
		return err
	}
	n, err := s.fill(ctx, entries)
	if err == nil {
		err = s.verify(ctx, n)
	}
	if err != nil {
		return errors.Join(err, s.give(context.WithoutCancel(ctx)))
	}
	return s.relayout(ctx, filling, strconv.Itoa(layout))
}

// beginLoad closes the store to others, looks whether it is empty, and marks it
// as one that may be emptied.
func (s *Store) beginLoad(ctx context.Context) error {
	if err := s.relayout(ctx, strconv.Itoa(layout), closed); err != nil {
		return err
	}
	n, err := s.counts(ctx)
	if err == nil && n.Total() > 0 {
		err = fmt.Errorf("%w: it holds %d records", archive.ErrNotEmpty, n.Records)
	}
	if err != nil {
		return errors.Join(err, s.relayout(context.WithoutCancel(ctx), closed, strconv.Itoa(layout)))
	}
	return s.relayout(ctx, closed, filling)
}

// relayout takes the layout from one word to another.
func (s *Store) relayout(ctx context.Context, from, to string) error {
	r, err := s.run(ctx, newScript("fill_mark", true, false), from, to)
	if err == nil && r.word != "ok" {
		err = ErrRestoring
	}
	return err
}

// fill puts every entry in, some at a time.
func (s *Store) fill(ctx context.Context, entries iter.Seq2[archive.Entry, error]) (n archive.Counts, err error) {
	sc := newScript("fill", true, false, "records", "claims", "due", "outbox")
	var a args
	var many, size int
	var last int64 // seq
	flush := func() error {
		r, err := s.run(ctx, sc, append(args{many}, a...)...)
		if err == nil && r.word != "ok" {
			err = fmt.Errorf("an entry is there twice (of those up to %d)", n.Total())
		}
		a, many, size = a[:0], 0, 0
		return err
	}
	for e, err := range entries {
		if err = errors.Join(err, context.Cause(ctx)); err != nil {
			return n, err
		}
		if m, ok := e.(*archive.Message); ok {
			last = max(last, m.Seq)
		}
		before := len(a)
		a = entryArgs(a, e)
		n.Add(e)
		many++
		for _, v := range a[before:] {
			if b, ok := v.([]byte); ok {
				size += len(b)
			}
		}
		if many == filled || size > filledBytes {
			if err := flush(); err != nil {
				return n, err
			}
		}
	}
	if err := flush(); err != nil {
		return n, err
	}
	return n, s.persist(ctx, true, func(node *goredis.Client) error {
		return node.Set(ctx, s.key("outbox.seq"), last, 0).Err()
	})
}

// entryArgs is an entry as fill.lua takes it.
func entryArgs(a args, e archive.Entry) args {
	switch e := e.(type) {
	case *archive.Record:
		r := scheduling.Record(*e)
		a = append(a, "r", recordName(r.Key), r.Kind, r.ID, ms(r.Expires))
		a = all(a, r.Tags, named)
		r.Version-- // pack adds one
		return append(a, pack(r))
	case *archive.Claim:
		return claimArgs(append(a, "c"), scheduling.Claim(*e))
	case *archive.Command:
		return append(a, "o", e.ID, blob(e.Outcome), ms(e.At))
	case *archive.Counter:
		return append(a, "n", e.Name, e.N)
	case *archive.Work:
		dead := 0
		if e.Dead {
			dead = 1
		}
		return append(a, "w", e.ID, e.Kind, e.Subject, ms(e.At), string(e.Clock), blob(e.Data), e.Try, ms(e.Rest), dead, e.LastError)
	case *archive.Message:
		return append(a, "m", e.ID, e.Chat, e.Channel, string(e.Class), e.Guard.Booking, e.Guard.Placement, ms(e.Guard.NotAfter),
			e.Parent, blob(e.Sealed), e.Seq, e.Try)
	case *archive.Chat:
		return append(a, "t", e.ID, ms(e.Rest))
	}
	panic(fmt.Sprintf("an entry of type %T", e))
}

// verify looks whether everything is there.
func (s *Store) verify(ctx context.Context, n archive.Counts) error {
	there, err := s.counts(ctx)
	if err == nil && there != n {
		err = fmt.Errorf("of %+v, %+v are there", n, there)
	}
	return err
}

// counts is how much the store holds, while nobody changes it.
func (s *Store) counts(ctx context.Context) (n archive.Counts, err error) {
	node, err := s.conn.master(ctx)
	if err != nil {
		return n, err
	}
	if n.Commands, err = node.HLen(ctx, s.key("commands")).Result(); err != nil {
		return n, err
	}
	if n.Counters, err = node.HLen(ctx, s.key("counters")).Result(); err != nil {
		return n, err
	}
	seen := map[[16]byte]bool{}
	err = s.walk(ctx, node, func(keys []string) error {
		pipe := node.Pipeline()
		var claims []*goredis.IntCmd
		for _, k := range keys {
			sum := hash("key", k)
			if seen[sum] {
				continue
			}
			seen[sum] = true
			switch family, _, _ := strings.Cut(strings.TrimPrefix(k, s.prefix), ":"); family {
			case "record":
				n.Records++
			case "due":
				n.Works++
			case "message":
				n.Messages++
			case "chat":
				n.Chats++
			case "owner":
				claims = append(claims, pipe.HLen(ctx, k))
			}
		}
		_, err := pipe.Exec(ctx)
		for _, c := range claims {
			n.Claims += c.Val()
		}
		return err
	})
	return n, err
}

// walk goes through all keys of the store.
func (s *Store) walk(ctx context.Context, node *goredis.Client, do func(keys []string) error) error {
	for cursor, more := uint64(0), true; more; more = cursor != 0 {
		var keys []string
		var err error
		if keys, cursor, err = node.Scan(ctx, cursor, s.pattern(), scanned).Result(); err != nil {
			return err
		}
		if len(keys) == 0 {
			continue
		}
		if err := do(keys); err != nil {
			return err
		}
	}
	return nil
}

// give makes the store empty again, as it was before the load. A walk may miss
// keys that are there, but for the last one.
func (s *Store) give(ctx context.Context) error {
	for left := true; left; {
		left = false
		err := s.persist(ctx, true, func(node *goredis.Client) error {
			return s.walk(ctx, node, func(keys []string) error {
				var gone []string
				for _, k := range keys {
					if k != s.key("layout") {
						gone = append(gone, k)
					}
				}
				if len(gone) == 0 {
					return nil
				}
				left = true
				return node.Unlink(ctx, gone...).Err()
			})
		})
		if err != nil {
			return err
		}
	}
	return s.relayout(ctx, filling, strconv.Itoa(layout))
}
