package redis

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"escale/scheduling"
	"escale/store/archive"

	goredis "github.com/redis/go-redis/v9"
)

var (
	_ archive.Source = (*Store)(nil)
	_ archive.Sink   = (*Store)(nil)
)

// Dump gives everything as it was when the dump began, while others go on
// writing: dump.lua says how. A dump that another process has under way is an
// error. See archive.Source.
func (s *Store) Dump(ctx context.Context) iter.Seq2[archive.Entry, error] {
	return func(yield func(archive.Entry, error) bool) {
		d := s.newDump()
		err := d.begin(ctx, yield)
		if err == nil {
			err = d.everything(ctx, yield)
			// What was kept goes, also when the caller gave up.
			err = errors.Join(err, d.end(context.WithoutCancel(ctx)))
		}
		if err != nil && !errors.Is(err, errLeft) {
			yield(nil, fmt.Errorf("dump: %w", err))
		}
	}
}

// errLeft: who reads the dump wants no more of it.
var errLeft = errors.New("left off")

// dump is a dump under way.
type dump struct {
	*Store
	id                              string
	first, read, readCommands, last *script
	seen                            map[[16]byte]bool // what was given, by a hash of its name
	yield                           func(archive.Entry, error) bool
}

const (
	scanned = 1000 // names asked for at once
	fetched = 200  // values
)

func (s *Store) newDump() *dump {
	return &dump{
		Store: s, id: rand.Text(), seen: map[[16]byte]bool{},
		first:        newScript("dump_begin", true, false, "dump"),
		read:         newScript("dump_read", false, true, "dump"),
		readCommands: newScript("dump_commands", false, true, "dump"),
		last:         newScript("dump_end", true, true, "dump"),
	}
}

// begin marks the instant and gives the counters, which are few.
func (d *dump) begin(ctx context.Context, yield func(archive.Entry, error) bool) error {
	d.yield = yield
	r, err := d.patiently(ctx, d.first, d.id)
	if err != nil {
		return err
	}
	if r.word == "busy" {
		return errors.New("another backup is under way, or was cut off less than five minutes ago")
	}
	counters, _ := r.said[0].([]any)
	for at := row(counters); len(at) > 0; {
		if !yield(&archive.Counter{Name: at.text(), N: at.number()}, nil) {
			return errors.Join(errLeft, d.end(context.WithoutCancel(ctx)))
		}
	}
	return nil
}

func (d *dump) end(ctx context.Context) error {
	_, err := d.patiently(ctx, d.last, d.id)
	return err
}

// everything goes through all names, then through those that were kept, among
// which are names that are gone by now.
func (d *dump) everything(ctx context.Context, yield func(archive.Entry, error) bool) error {
	node, err := d.conn.master(ctx)
	if err != nil {
		return err
	}
	server, err := runID(ctx, node)
	if err != nil {
		return err
	}
	for _, walk := range []struct {
		scan  func(cursor uint64) *goredis.ScanCmd
		pairs bool // a name, and what is not wanted
		give  func(context.Context, []string) error
	}{
		{func(c uint64) *goredis.ScanCmd { return node.Scan(ctx, c, d.pattern(), scanned) }, false, d.keys},
		{func(c uint64) *goredis.ScanCmd { return node.SScan(ctx, d.key("dump.kept"), c, "", scanned) }, false, d.kept},
		{func(c uint64) *goredis.ScanCmd { return node.ZScan(ctx, d.key("commands.at"), c, "", scanned) }, true, d.commands},
		{func(c uint64) *goredis.ScanCmd { return node.HScan(ctx, d.key("dump.commands"), c, "", scanned) }, true, d.commands},
	} {
		for cursor, more := uint64(0), true; more; more = cursor != 0 {
			var names []string
			if names, cursor, err = walk.scan(cursor).Result(); err != nil {
				return err
			}
			if walk.pairs {
				names = firsts(names)
			}
			if err := walk.give(ctx, names); err != nil {
				return err
			}
		}
	}
	// A cursor means nothing on another server.
	if now, err := runID(ctx, node); err != nil || now != server {
		return errors.Join(errors.New("the master changed meanwhile: run it again"), err)
	}
	return nil
}

func firsts(pairs []string) (names []string) {
	for i := 0; i < len(pairs); i += 2 {
		names = append(names, pairs[i])
	}
	return names
}

// runID tells a server's process from others.
func runID(ctx context.Context, node *goredis.Client) (string, error) {
	info, err := node.Info(ctx, "server").Result()
	_, rest, _ := strings.Cut(info, "run_id:")
	id, _, _ := strings.Cut(rest, "\r")
	return id, err
}

// pattern matches the keys of the store.
func (d *Store) pattern() string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`, `]`, `\]`).Replace(d.prefix) + "*"
}

// keys gives what some keys of the store held.
func (d *dump) keys(ctx context.Context, keys []string) error {
	for i := range keys {
		keys[i] = strings.TrimPrefix(keys[i], d.prefix)
	}
	return d.kept(ctx, keys)
}

// kept does it with names that bear no prefix.
func (d *dump) kept(ctx context.Context, names []string) error {
	return d.batches("key", names, entryName, func(names []string) error {
		r, err := d.ask(ctx, d.read, names)
		if err != nil {
			return err
		}
		for at := r.said; len(at) > 1; at = at[2:] {
			entries, err := entriesOf(fmt.Sprint(at[0]), at[1])
			if err != nil {
				return err
			}
			for _, e := range entries {
				if !d.yield(e, nil) {
					return errLeft
				}
			}
		}
		return nil
	})
}

// commands gives some commands.
func (d *dump) commands(ctx context.Context, ids []string) error {
	return d.batches("command", ids, func(id string) bool { return id != "" }, func(ids []string) error {
		r, err := d.ask(ctx, d.readCommands, ids)
		if err != nil {
			return err
		}
		for at := row(r.said); len(at) > 0; {
			o := &archive.Command{ID: at.text(), At: at.instant(), Outcome: at.bytes()}
			if !d.yield(o, nil) {
				return errLeft
			}
		}
		return nil
	})
}

// ask asks for the values of some names.
func (d *dump) ask(ctx context.Context, sc *script, names []string) (reply, error) {
	r, err := d.run(ctx, sc, all(args{d.id}, names, named)...)
	if err == nil && r.word != "ok" {
		err = errors.New("it paused for more than five minutes: run it again")
	}
	return r, err
}

// batches parts the names that are wanted and were not given yet. SCAN may give
// a name twice, and what was kept stands among all names also.
func (d *dump) batches(sort string, names []string, wanted func(string) bool, give func([]string) error) error {
	var batch []string
	for _, name := range names {
		if sum := hash(sort, name); wanted(name) && !d.seen[sum] {
			d.seen[sum] = true
			batch = append(batch, name)
		}
	}
	for len(batch) > 0 {
		n := min(fetched, len(batch))
		if err := give(batch[:n]); err != nil {
			return err
		}
		batch = batch[n:]
	}
	return nil
}

func hash(sort, name string) [16]byte {
	sum := sha256.Sum256([]byte(sort + " " + name))
	return [16]byte(sum[:16])
}

// entryName tells the keys that hold what cannot be found elsewhere.
func entryName(name string) bool {
	family, _, found := strings.Cut(name, ":")
	switch family {
	case "record", "owner", "due", "message", "chat":
		return found
	}
	return false
}

// entriesOf reads what a key holds.
func entriesOf(name string, value any) ([]archive.Entry, error) {
	family, rest, _ := strings.Cut(name, ":")
	if family == "record" {
		r, err := recordOf(rest, value)
		return []archive.Entry{r}, err
	}
	fields, _ := value.([]any)
	h := map[string]any{}
	for i := 0; i+1 < len(fields); i += 2 {
		h[fmt.Sprint(fields[i])] = fields[i+1]
	}
	of := func(fields ...string) *row {
		r := row{}
		for _, f := range fields {
			r = append(r, h[f])
		}
		return &r
	}
	switch family {
	case "owner":
		return claimsOf(rest, h)
	case "due":
		return []archive.Entry{workOf(rest, of("kind", "subject", "at", "clock", "data", "try", "rest", "dead", "error"))}, nil
	case "message":
		at := *of("seq", "chat", "channel", "class", "booking", "placement", "not_after", "parent", "sealed", "try")
		m := archive.Message(messageOf(append([]any{rest}, at...)))
		return []archive.Entry{&m}, nil
	}
	if rest := (*of("rest")); rest.text() != "0" {
		at := of("rest")
		return []archive.Entry{&archive.Chat{ID: name[len("chat:"):], Rest: at.instant()}}, nil
	}
	return nil, nil
}

// recordOf reads "<n>:<kind>:<id>" and what pack wrote.
func recordOf(name string, value any) (*archive.Record, error) {
	length, rest, _ := strings.Cut(name, ":")
	n, err := strconv.Atoi(length)
	text, ok := value.(string)
	if err != nil || !ok || n < 0 || n+1 > len(rest) {
		return nil, fmt.Errorf("record %q is damaged", name)
	}
	r, err := unpack(scheduling.Key{Kind: rest[:n], ID: rest[n+1:]}, text)
	if err != nil {
		return nil, fmt.Errorf("record %q: %w", name, err)
	}
	e := archive.Record(r)
	return &e, nil
}

// claimsOf reads what an owner holds: "start:end:resource" → "pad:capacity:expires".
func claimsOf(owner string, held map[string]any) (claims []archive.Entry, err error) {
	for field, terms := range held {
		times := strings.SplitN(field, ":", 3)
		if len(times) < 3 {
			return nil, fmt.Errorf("claim %q of %q is damaged", field, owner)
		}
		c, err := claimOf(times[2], fmt.Sprint(times[0], ":", times[1], ":", terms, ":", owner))
		if err != nil {
			return nil, err
		}
		e := archive.Claim(c)
		claims = append(claims, &e)
	}
	return claims, nil
}

func workOf(id string, at *row) *archive.Work {
	w := &archive.Work{}
	w.ID, w.Kind, w.Subject, w.At, w.Clock = id, at.text(), at.text(), at.instant(), scheduling.Clock(at.text())
	w.Data, w.Try, w.Rest, w.Dead, w.LastError = at.bytes(), int(at.number()), at.instant(), at.text() == "1", at.text()
	return w
}
