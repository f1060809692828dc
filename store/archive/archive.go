// Package archive is the form in which everything that a store keeps leaves it,
// and comes into another: what `escale backup` writes and `escale restore`
// reads. It knows no store; it names what a store must give, and take.
//
// An archive is encrypted with age for people whose private keys the machine
// doesn't have. Inside, compressed with gzip, stand a magic line, a header, one
// frame an entry, and an end frame with the number of entries and the SHA-256 of
// all before it: what is cut short or altered is noticed before any of it is
// believed.
package archive

import (
	"context"
	"errors"
	"iter"
	"time"

	"escale/scheduling"
)

// Source gives everything a store keeps.
type Source interface {
	// Dump gives every entry as of one instant, in any order, while others go on
	// writing. Leases are left out: whoever held one is not there when the entry
	// comes back. Its error ends it.
	Dump(ctx context.Context) iter.Seq2[Entry, error]
}

// Sink is a store that can be filled.
type Sink interface {
	// Load fills the store, all or nothing: an empty one, or one that a Load which
	// was interrupted left behind. Until it has ended, nobody can open the store
	// for anything else. Errors: ErrNotEmpty, with how many records there are; the
	// one that entries yield; the store's own. The store is then empty again, if
	// that can still be done.
	Load(ctx context.Context, entries iter.Seq2[Entry, error]) error
}

// ErrNotEmpty: what holds something already is not filled.
var ErrNotEmpty = errors.New("the store is not empty")

// Entry is a pointer to one of the types below.
type Entry interface{ fields(c *coder) }

type (
	// Record is a record at its version.
	Record scheduling.Record
	// Claim is a claim, expired or not.
	Claim scheduling.Claim
	// Message waits in the outbox; of two, that with the lower Seq is the earlier.
	Message scheduling.Outgoing
)

// Command is a command id with its first outcome.
type Command struct {
	ID      string
	Outcome []byte
	At      time.Time // when it was applied, in machine time
}

// Counter is a counter.
type Counter struct {
	Name string
	N    int64
}

// Work is due work.
type Work struct {
	scheduling.Due
	Rest time.Time // not before, after a failure; machine time
	Dead bool      // a dead letter
}

// Chat is a chat that rests.
type Chat struct {
	ID   string
	Rest time.Time // until then, in machine time
}

// kinds are the letters under which entries are framed. They stay what they are:
// archives are kept for long.
func kinds() map[byte]func() Entry {
	return map[byte]func() Entry{
		'r': func() Entry { return new(Record) },
		'c': func() Entry { return new(Claim) },
		'm': func() Entry { return new(Message) },
		'o': func() Entry { return new(Command) },
		'n': func() Entry { return new(Counter) },
		'w': func() Entry { return new(Work) },
		't': func() Entry { return new(Chat) },
	}
}

func kind(e Entry) byte {
	switch e.(type) {
	case *Record:
		return 'r'
	case *Claim:
		return 'c'
	case *Message:
		return 'm'
	case *Command:
		return 'o'
	case *Counter:
		return 'n'
	case *Work:
		return 'w'
	case *Chat:
		return 't'
	}
	panic("archive: an entry of another package")
}

// Counts is how many entries of each type there are.
type Counts struct {
	Records, Claims, Messages, Commands, Counters, Works, Chats int64
}

// Add counts an entry.
func (n *Counts) Add(e Entry) {
	switch e.(type) {
	case *Record:
		n.Records++
	case *Claim:
		n.Claims++
	case *Message:
		n.Messages++
	case *Command:
		n.Commands++
	case *Counter:
		n.Counters++
	case *Work:
		n.Works++
	case *Chat:
		n.Chats++
	}
}

// Total is how many entries there are.
func (n Counts) Total() int64 {
	return n.Records + n.Claims + n.Messages + n.Commands + n.Counters + n.Works + n.Chats
}
