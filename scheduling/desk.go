package scheduling

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"escale/programme"
)

// DeskConfig is what a Desk works with. Store, Calendars, Catalogue, Clocks and
// Installation are required.
type DeskConfig struct {
	Store     Store
	Calendars Calendars
	// Catalogue returns the programme in force; it may change between two calls.
	Catalogue func() *programme.Programme
	Clocks    Clocks
	// Installation stands in the UIDs of events: a host name that stays the same.
	Installation string
	Owner        string // the replica
	Log          *slog.Logger
	// Link returns the page where staff say whether the session took place; nil:
	// none.
	Link func(booking string) string
	// Forget destroys parents' keys (seal.Vault.Forget); it may be repeated. Nil:
	// they have none.
	Forget func(ctx context.Context, parents ...string) error
	// Channels are the names of those that messages may wait in.
	Channels []string
	// Rules of retention besides the Desk's own.
	Rules []Rule
	// Open reads what was sealed for a parent: the first name she chose to give to
	// the person she will meet. Nil: events never name her.
	Open func(ctx context.Context, parent string, sealed []byte) ([]byte, error)

	// Reaches reports whether a message would still reach a conversation, which
	// may be erased, or left. Nobody else is offered a slot. Nil: all are reached.
	Reaches func(ctx context.Context, conversation string) (bool, error)

	HoldFor time.Duration // how long a hold lasts, machine time; default 10 minutes
	// Patience bounds how long a parent waits for a calendar before she is told
	// that confirmation follows; default 10 s.
	Patience time.Duration
	// Settling is how long, in machine time, what staff did to a booking has to
	// stay the same before it is obeyed; default 2 minutes.
	Settling time.Duration
	// UnverifiedPerDay caps what people without a verified address may hold or
	// book in one agenda on one day; default 3, negative: no cap.
	UnverifiedPerDay int
	// PerOrigin caps what comes from one origin on one day; default 3, negative:
	// no cap.
	PerOrigin int
}

// Desk is the one door to appointments. It is safe for concurrent use, by any
// number of replicas on one store.
type Desk struct {
	c     DeskConfig
	zones *zones
}

// still is the Desk with the catalogue as it is now. A change is made by one
// catalogue: a group that became smaller halfway through would leave its time
// claimed for nobody.
func (d *Desk) still() *Desk {
	p, s := d.c.Catalogue(), &Desk{c: d.c, zones: d.zones}
	s.c.Catalogue = func() *programme.Programme { return p }
	return s
}

// tries bounds how often a change is made anew when somebody else was faster.
// Of several that compete one always wins, so it bounds how many may compete.
const tries = 64

// NewDesk returns a Desk.
func NewDesk(c DeskConfig) *Desk {
	c.HoldFor = cmp.Or(c.HoldFor, 10*time.Minute)
	c.Patience = cmp.Or(c.Patience, 10*time.Second)
	c.Settling = cmp.Or(c.Settling, 2*time.Minute)
	c.UnverifiedPerDay = cmp.Or(c.UnverifiedPerDay, 3)
	c.PerOrigin = cmp.Or(c.PerOrigin, 3)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Desk{c: c, zones: &zones{}}
}

// Booking returns a booking, or ErrNotFound.
func (d *Desk) Booking(ctx context.Context, id string) (Booking, error) {
	r, err := d.c.Store.Get(ctx, Key{Kind: "booking", ID: id})
	if err != nil {
		return Booking{}, fmt.Errorf("booking %s: %w", id, err)
	}
	return readBooking(r)
}

// Bookings lists every booking of a conversation, whatever its state, soonest
// first.
func (d *Desk) Bookings(ctx context.Context, conversation string) ([]Booking, error) {
	all, err := d.list(ctx, "conversation:"+conversation)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Booking) int { return a.Stands().Start.Compare(b.Stands().Start) })
	return all, nil
}

// list returns all bookings with a tag.
func (d *Desk) list(ctx context.Context, tag string) ([]Booking, error) {
	var all []Booking
	q := Query{Kind: "booking", Tag: tag, Limit: 1000}
	for {
		page, err := d.c.Store.List(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("bookings tagged %s: %w", tag, err)
		}
		for _, r := range page {
			b, err := readBooking(r)
			if err != nil {
				return nil, err
			}
			all = append(all, b)
		}
		if len(page) < q.Limit {
			return all, nil
		}
		q.After = page[len(page)-1].ID
	}
}

func readBooking(r Record) (Booking, error) {
	var b Booking
	if err := json.Unmarshal(r.Data, &b); err != nil {
		return Booking{}, fmt.Errorf("booking %s: %w", r.ID, err)
	}
	b.Version = r.Version
	return b, nil
}

// Do runs a command. A repeated id changes nothing and returns its first
// outcome; one that was Pending then is said as it is now. An error means that
// nothing is known to be done: the same command may be given again.
func (d *Desk) Do(ctx context.Context, c Command) (Outcome, error) {
	if d.doer(c.Kind) == nil || c.ID == "" {
		return Outcome{}, fmt.Errorf("command %q of kind %q: unknown kind or no id", c.ID, c.Kind)
	}
	out, err := d.again(ctx, func() (stored, error) {
		out, err := d.still().doer(c.Kind)(ctx, c)
		if isStale(err) && d.erased(ctx, c.Parent) {
			err = ErrNotFound
		}
		if why, ok := refusal(err); ok {
			return d.refuse(ctx, c, why)
		}
		return out, err
	})
	if err == nil && out.Code == Pending {
		out.Outcome, err = d.await(ctx, out)
	}
	if err != nil {
		return Outcome{}, fmt.Errorf("command %s: %s: %w", c.ID, c.Kind, err)
	}
	return out.Outcome, nil
}

// doer is what runs commands of a kind; nil for one that is unknown.
func (d *Desk) doer(kind string) func(context.Context, Command) (stored, error) {
	return map[string]func(context.Context, Command) (stored, error){
		DoCode: d.linkCode, DoLink: d.link, DoUnlink: d.unlink,
		DoHold: d.hold, DoRenew: d.hold, DoRelease: d.release, DoBook: d.book, DoMove: d.move,
		DoCancel: d.cancel, DoAccept: d.accept, DoMark: d.mark,
		DoCall: d.makeCallback, DoUncall: d.uncall,
		DoWish: d.makeWish, DoUnwish: d.unwish, DoPass: d.pass,
	}[kind]
}

// again makes a change anew while it comes too late for what it read.
func (d *Desk) again(ctx context.Context, change func() (stored, error)) (stored, error) {
	for range tries {
		out, err := change()
		if !errors.Is(err, ErrStale) || ctx.Err() != nil {
			return out, err
		}
	}
	return stored{}, ErrStale
}

// stored is an outcome as the store keeps it under the command's id.
type stored struct {
	Outcome
	Placement int `json:"placement,omitempty"`
}

func (s stored) encode() []byte { return encode(s) }

// first reads what a command came to: now, or when it was first given.
func first(r Result) (stored, error) {
	var out stored
	if err := json.Unmarshal(r.Outcome, &out); err != nil {
		return stored{}, fmt.Errorf("outcome: %w", err)
	}
	return out, nil
}

// refuse notes that a command was refused and changes nothing else.
func (d *Desk) refuse(ctx context.Context, c Command, why stored) (stored, error) {
	why.Command, why.Kind, why.Slot, why.WishID = c.ID, c.Kind, c.Slot, c.WishID
	if why.Booking == "" {
		why.Booking = c.Booking
	}
	r, err := d.c.Store.Apply(ctx, Change{Command: c.ID, Outcome: why.encode()})
	if err != nil {
		return stored{}, err
	}
	return first(r)
}

// errQuota refuses a session beyond the family's quota.
type errQuota struct{ next time.Time }

func (errQuota) Error() string { return "quota spent" }

var errTooMany = errors.New("too many unverified")

// refusal tells the errors that are an answer from those that are a failure.
func refusal(err error) (stored, bool) {
	code := map[error]string{
		errLinked: Linked,
		ErrTaken:  Taken, errClosed: Closed, errTooLate: TooLate, errTooMany: TooMany, ErrNotFound: Gone,
	}
	var quota errQuota
	if errors.As(err, &quota) {
		return stored{Outcome: Outcome{Code: QuotaSpent, NextFrom: quota.next}}, true
	}
	for is, code := range code {
		if errors.Is(err, is) {
			return stored{Outcome: Outcome{Code: code}}, true
		}
	}
	return stored{}, false
}

// encode writes plain data of this package, which can't fail.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
