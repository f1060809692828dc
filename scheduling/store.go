package scheduling

import (
	"context"
	"errors"
	"time"
)

// Store is the durable memory: versioned records, claims on resources, due
// work and the outbox, all changed by one atomic Apply. Every method is safe
// for concurrent use. What Apply acknowledged survives a crash and a power cut.
// Instants are kept to the millisecond, finer parts cut off, and come back in UTC;
// ids, tags and names are compared by their bytes. storetest states this contract
// case by case.
type Store interface {
	// Apply makes every part of the change or none of it. A command id that was
	// applied before changes nothing and returns its first outcome with
	// Repeated set. Errors: ErrStale (a record is not at the expected version),
	// ErrTaken (a claim finds its resource full), ErrFenced (due work was
	// finished under a lease that is no longer held); any other for a change that
	// no store could keep, such as one without a command id.
	Apply(ctx context.Context, c Change) (Result, error)
	Reader
	DueStore
	OutboxStore
}

// Reader reads records and claims.
type Reader interface {
	// Get returns the record, or ErrNotFound.
	Get(ctx context.Context, k Key) (Record, error)
	// List returns the records of a kind in order of id, at most q.Limit
	// (0: 1,000) of them after q.After.
	List(ctx context.Context, q Query) ([]Record, error)
	// Claims answers several questions in one read: for each, the claims on the
	// resource that overlap the window and have not expired at machine time now,
	// in order of start, then of owner.
	Claims(ctx context.Context, asked []Ask, now time.Time) ([][]Claim, error)
	// Counts returns the counters whose name begins with prefix.
	Counts(ctx context.Context, prefix string) (map[string]int64, error)
}

// Errors of a Store, for errors.Is.
var (
	ErrNotFound = errors.New("not found")
	ErrStale    = errors.New("changed meanwhile")
	ErrTaken    = errors.New("already taken")
	ErrFenced   = errors.New("lease lost")
	// ErrErased: the key that would open it was destroyed.
	ErrErased = errors.New("erased")
)

// Key names a record.
type Key struct {
	Kind string // "booking", "family", "conversation", "fact", …
	ID   string
}

// Record is a versioned piece of data. Data is opaque to the store; where it
// is personal it is sealed for the parent before it comes here.
type Record struct {
	Key
	// Version is that of the stored record. In Change.Put it is the version that
	// the writer read (0: the record must not exist); the store adds one.
	Version int64
	// Tags find the record again, each whole: "agenda:…", "family:…". Replaced by
	// each Put.
	Tags []string
	Data []byte
	// Expires, in machine time, is when the store may drop the record; zero: never.
	Expires time.Time
}

// Query selects records of one kind, all of them or those with a tag.
type Query struct {
	Kind  string
	Tag   string // exact; empty: all
	After string // id to continue after
	Limit int
}

// Expect demands that a record be at a version (0: absent) without changing it.
type Expect struct {
	Key
	Version int64
}

// Claim takes a part of a resource for an interval. A new claim is refused
// (ErrTaken) when the claims of other owners on the same resource that touch it
// — intervals are half open, and a gap smaller than the larger Pad of the two
// counts as touching — weigh Capacity or more.
type Claim struct {
	Owner    string // booking or hold; an owner's own claims never count against it
	Resource string // "agenda/…", "room/…", "cap/agenda/day"
	Interval
	Pad      time.Duration
	Capacity int       // at least 1
	Expires  time.Time // machine time; zero: never
}

// Ask is a question about the claims on a resource.
type Ask struct {
	Resource string
	Window   Interval
}

// Clock names which of the two times a due instant is in.
type Clock string

const (
	// ProgrammeTime is what day it is for families; the demo can push it.
	ProgrammeTime Clock = "programme"
	// MachineTime serves leases, retries and expiries.
	MachineTime Clock = "machine"
)

// Due is work to be done at or after an instant. Adding a Due with the id of
// one that is there replaces it, whether that waits, rests, is held (its holder
// is then fenced off) or is a dead letter.
type Due struct {
	ID      string
	Kind    string // which handler
	Subject string // what it is about, e.g. a booking id: lets a change drop it
	At      time.Time
	Clock   Clock
	Data    []byte
	// LeasedTo bears the work already claimed by a replica until the machine
	// time LeaseUntil, so that whoever committed it may do it at once.
	LeasedTo   string
	LeaseUntil time.Time
	Try        int    // set by ClaimDue; the fence
	LastError  string // set by FailDue
}

// Fence finishes claimed work: only the try that holds the lease may. Try 0 is
// that of work born leased and not claimed yet.
type Fence struct {
	ID  string
	Try int
}

// DueStore hands out due work under leases.
type DueStore interface {
	// ClaimDue leases to owner, until machine time machine+lease, at most n works
	// whose instant has come on their clock, the longest overdue first. Held work
	// comes to nobody before its lease ends, but what was born leased to owner
	// comes to it. Each claim adds one to Try.
	ClaimDue(ctx context.Context, owner string, programme, machine time.Time, lease time.Duration, n int) ([]Due, error)
	// FailDue notes the error and lets the work be tried again from machine time
	// retry on; a zero retry puts it among the dead letters. ErrFenced if the
	// lease was lost.
	FailDue(ctx context.Context, f Fence, cause string, retry time.Time) error
	// NextDue returns the earliest instant at which work waits on the clock, or
	// ErrNotFound. Work on either clock that rests, or is held, waits on the
	// machine's.
	NextDue(ctx context.Context, c Clock) (time.Time, error)
	// Dead lists the dead letters, oldest first.
	Dead(ctx context.Context) ([]Due, error)
}

// Class orders the outbox: replies go first.
type Class string

const (
	Reply         Class = "reply"
	Notice        Class = "notice"
	Reminder      Class = "reminder"
	Questionnaire Class = "questionnaire"
)

// Guard is checked just before a message leaves: it goes only while the
// booking stands, at that version of its placement, and not after an instant
// of programme time. The zero Guard lets everything pass. See Wish.Guard for what
// is held for a wish.
type Guard struct {
	Booking   string // or "wish/" and a wish
	Placement int    // of a wish: its turn
	NotAfter  time.Time
}

// Outgoing is a message to a chat, first in first out per chat. An id that
// still waits is refused.
type Outgoing struct {
	ID      string
	Chat    string // conversation id and channel: the queue it stands in
	Channel string
	Class   Class
	Guard   Guard
	Parent  string
	Sealed  []byte // address and message, sealed for the parent
	// LeasedTo bears the chat leased to the replica that commits it, until the
	// machine time LeaseUntil, unless another holds it.
	LeasedTo   string
	LeaseUntil time.Time
	Seq        int64 // set by the store
	Try        int   // set by ClaimOutbox
}

// OutboxStore hands out messages, one chat to one owner at a time.
type OutboxStore interface {
	// ClaimOutbox leases whole chats to owner: at most n messages, of each chat
	// a run from its first undelivered one, chats with replies first. An empty
	// chat claims over all chats. A chat that rests, is leased to another owner or
	// of which messages are still out, even with owner, is left out.
	ClaimOutbox(ctx context.Context, owner, chat string, machine time.Time, lease time.Duration, n int) ([]Outgoing, error)
	// AckOutbox removes messages that were sent or dropped by their guard; unknown
	// ids are passed over. With none of its messages out, the chat is free again.
	AckOutbox(ctx context.Context, ids []string) error
	// RetryOutbox takes back what of the chat is out and lets the chat rest until
	// machine time at.
	RetryOutbox(ctx context.Context, chat string, at time.Time) error
}

// Change is what one Apply does, in this order: command id, releases, expected
// versions, claims, records, counters, due work, outbox; of one kind, in the order
// given. What fails first is the error. Due work is finished,
// then dropped, then added, and chats are silenced before messages are added: a
// handler may finish its work and plan it anew, and a farewell may follow a
// silence. Empty names in Release, Drop and Silence stand for nothing.
type Change struct {
	// Command makes the change happen once; required. Its outcome is kept for at
	// least 48 hours.
	Command string
	Outcome []byte
	Release []string // owners whose claims are given back
	Expect  []Expect
	Claims  []Claim
	Put     []Record
	Delete  []Key // idempotent
	Count   map[string]int64
	Due     []Due
	Drop    []string // subjects whose due work is dropped, held or dead as it may be
	Done    []Fence
	Outbox  []Outgoing
	// Silence drops the undelivered messages of these chats (left, erased).
	Silence []string
}

// Result is what Apply answers.
type Result struct {
	Outcome  []byte
	Repeated bool
}
