package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// layout is the version of what follows. Every key begins with the scope as
// hash tag, "{escale}:". Instants are UTC milliseconds, 0 meaning none; <n> is a
// length in bytes, which makes what follows it unambiguous.
//
//	layout                       this number; a word while the store is being filled
//	dump                         the dump under way, which has to prolong it
//	dump.kept                    set   what has changed since it began, without the prefix
//	dump:<key>                   as that was then; missing if it was not there
//	dump.commands                hash  command id → "new", or "old:<at>:<outcome>"
//
//	commands                     hash  command id → outcome
//	commands.at                  zset  command id, by the instant it was applied
//	repeated                     the command that was repeated last (see apply.lua)
//
//	record:<n>:<kind>:<id>       "<version> <expires> <n>\n", n bytes of tags, each
//	                             "<n>:<tag>", and the data
//	kind:<kind>                  zset  ids, all at 0
//	tag:<n>:<kind>:<tag>         zset  ids, all at 0
//	records.expire               zset  "<n>:<kind>:<id>", by when they expire
//	gone                         how many records were replaced or deleted
//	rewritten                    what "gone" was when Checkpoint last made sure
//
//	claims:<resource>            zset  "start:end:pad:capacity:expires:owner", by end + pad
//	claims.span                  hash  resource → the longest end + pad − start it had
//	owner:<owner>                hash  "start:end:resource" → "pad:capacity:expires"
//	claims.expire                zset  "<n>:<owner>start:end:resource", by when they expire
//
//	counters                     hash  name → number
//	counters.names               zset  names, all at 0
//
//	due:<id>                     hash  kind, subject, at, clock, data, owner, lease,
//	                             born, try, rest, dead, error (as in store/sqlite)
//	due.subject:<subject>        set   ids
//	due.ready.<clock>            zset  ids that nobody holds, by their instant
//	due.held.<clock>             zset  ids that are held or rest, by until when
//	due.born.<clock>             zset  ids born leased and not claimed, by their instant
//	due.born.<clock>:<owner>     zset  the same of one owner
//	due.free.<clock>             zset  ids by the machine instant they wait for
//	due.dead                     zset  dead letters, by their instant
//
//	message:<id>                 hash  seq, chat, channel, class, booking, placement,
//	                             not_after, parent, sealed, try, held
//	outbox.seq                   the last seq
//	queue:<chat>                 zset  ids of messages, by seq
//	replies:<chat>               zset  the replies among them
//	chat:<chat>                  hash  owner, lease, rest
//	chats.idle                   zset  chats with nothing to be sent, by when they may be forgotten
//	chats.reply                  zset  free chats with a reply, by the seq of the first
//	chats.other                  zset  other free chats, by the seq of their first message
//	chats.wait                   zset  chats that are not free, by until when
//	chats.reply:<owner>, chats.other:<owner>, chats.wait:<owner>   the same for
//	                             who has leased the chat
//
// The truth is in: commands, commands.at, record, claims, counters, due, message,
// queue, chat and outbox.seq. All the rest only finds it. A dump reads commands,
// commands.at, record, owner, counters, due, message and chat.
const layout = 1

func prefixOf(scope string) string { return "{" + scope + "}:" }

func (s *Store) key(name string) string { return s.prefix + name }

// ErrNewer: the store was laid out by a later version of the program.
var ErrNewer = errors.New("what is stored is newer than this program: run the version that wrote it, or a later one")

// mark notes the layout in an empty store, and compares it in another.
func (s *Store) mark(ctx context.Context) error {
	v, err := s.run(ctx, s.scripts.mark, layout)
	if err != nil {
		return err
	}
	have, err := strconv.Atoi(v.text())
	switch {
	case err != nil:
		return fmt.Errorf("%s holds %q, which is no layout", s.key("layout"), v.text())
	case have > layout:
		return fmt.Errorf("%w (layout %d, this program knows %d)", ErrNewer, have, layout)
	}
	return nil
}

// ms is an instant in the store: UTC milliseconds, 0 for the zero time.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant reads what ms wrote.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
