package scheduling_test

import (
	"fmt"
	"strings"
	"sync"

	"github.com/google/go-cmp/cmp"

	"escale/scheduling"
)

// ledger is what the outside knows: what was asked, what was answered and what
// staff did, in order. The invariants are reckoned from it and from the bookings.
type ledger struct {
	mu       *sync.Mutex // guards what follows
	now      int         // counts what happens
	done     int         // operations
	given    []scheduling.Command
	begun    map[string]int                 // command → when it was given first
	wanted   map[string]scheduling.Interval // command → the time it asked for
	heard    map[string]scheduling.Outcome
	heardAt  map[string]int            // command → when that was heard
	asked    map[place]int             // booking and interval → when it was first asked for
	staff    map[place]int             // booking and interval → when staff put it there last
	handed   map[[2]string]int         // booking and agenda → when staff gave it to that colleague last
	touched  map[string]bool           // bookings that staff did something to
	moved    map[string]bool           // bookings whose parents asked for another time
	left     map[string]bool           // bookings whose parents gave them up, or tried
	sure     map[string]bool           // bookings that were said to be booked before they were moved
	remarked map[string]bool           // bookings said to be missed, once at least
	busy     map[string][]appointment  // by agenda
	findings map[string][]string       // by invariant
	outcomes map[string]map[string]int // of commands, by kind and code
	by       map[string]string         // command → who gave it
	reborn   map[int]int               // how often a parent came back after she erased everything
	erased   map[string]*erased        // by parent
	codes    []string                  // to link with, that were heard
	codeOf   map[string]string         // code → who gave it out
	lastTie  map[string]int            // parent → when a command was given last that links her or ends it
	tied     map[[2]string]tied        // two parents → that they were said to be linked
}

// place is a booking at a time.
type place struct {
	booking string
	scheduling.Interval
}

// appointment is one of staff's own.
type appointment struct {
	scheduling.Interval
	at int
}

func newLedger() ledger {
	return ledger{
		mu: &sync.Mutex{}, begun: map[string]int{}, wanted: map[string]scheduling.Interval{}, heard: map[string]scheduling.Outcome{}, heardAt: map[string]int{},
		asked: map[place]int{}, staff: map[place]int{}, handed: map[[2]string]int{}, touched: map[string]bool{}, left: map[string]bool{}, moved: map[string]bool{},
		sure: map[string]bool{}, remarked: map[string]bool{}, busy: map[string][]appointment{}, findings: map[string][]string{},
		outcomes: map[string]map[string]int{}, by: map[string]string{}, reborn: map[int]int{}, erased: map[string]*erased{},
		codeOf: map[string]string{}, lastTie: map[string]int{}, tied: map[[2]string]tied{},
	}
}

// tick counts an operation and returns when it was.
func (l *ledger) tick() int {
	l.now++
	l.done++
	return l.now
}

// found notes what contradicts an invariant.
func (l *ledger) found(invariant, format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.findings[invariant] = append(l.findings[invariant], fmt.Sprintf(format, args...))
}

// gives notes that a command is about to be given, and names a new one by when.
// A booking carries the name of what asked for it as its wish.
func (l *ledger) gives(c *scheduling.Command) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.tick()
	if c.ID != "" {
		return // again
	}
	c.ID, c.Wish = fmt.Sprintf("cmd/%d", at), fmt.Sprintf("w%d", at)
	l.begun[c.ID], l.wanted[c.ID] = at, c.Slot.Interval
	l.given, l.by[c.ID] = append(l.given, *c), c.Parent
	l.ties(*c, at)
	switch p := (place{c.Booking, c.Slot.Interval}); c.Kind {
	case scheduling.DoMove:
		l.moved[c.Booking] = true
		if _, before := l.asked[p]; !before {
			l.asked[p] = at
		}
	case scheduling.DoCancel:
		l.left[c.Booking] = true
	case scheduling.DoMark:
		l.remarked[c.Booking] = true
	}
}

// moment is when a command is given, to be handed to hears.
func (l *ledger) moment() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now++
	return l.now
}

// hears notes an outcome, which must be the first one that there was. What was
// pending is said as it is now: of two who ask at once, one may hear that it is
// pending after the other has heard more.
func (l *ledger) hears(c scheduling.Command, out scheduling.Outcome, began int) {
	l.mu.Lock()
	first, before := l.heard[c.ID]
	if !before || first.Code == scheduling.Pending {
		l.now++
		l.heard[c.ID], l.heardAt[c.ID] = out, l.now
	} else if out.Code == scheduling.Pending && began < l.heardAt[c.ID] {
		out.Code = first.Code
	}
	if l.outcomes[c.Kind] == nil {
		l.outcomes[c.Kind] = map[string]int{}
	}
	l.outcomes[c.Kind][out.Code]++
	l.linked(c, out)
	if c.Kind == scheduling.DoBook && out.Code == scheduling.OK && !l.moved[out.Booking] {
		l.sure[out.Booking] = true
	}
	l.mu.Unlock()
	if before && first.Code == scheduling.Pending {
		first.Code = out.Code
	}
	if diff := cmp.Diff(first, out); before && diff != "" {
		l.found("first outcome", "%s %s: %s", c.Kind, c.ID, diff)
	}
}

// byStaff is when staff put a booking last where it is: at that time, or with that
// colleague, where a slip of theirs into the past left the time as it was. What
// its parent asked for since is not theirs.
func (l *ledger) byStaff(b scheduling.Booking, agenda string, i scheduling.Interval) int {
	if at := l.handed[[2]string{b.ID, agenda}]; at > l.begunBy(b, i) {
		return max(at, l.staff[place{b.ID, i}])
	}
	return l.staff[place{b.ID, i}]
}

// begunBy is when the session of a booking was first asked for where it is: by the
// command that began it, or by a move. A move to where it was anyway asks for
// nothing.
func (l *ledger) begunBy(b scheduling.Booking, i scheduling.Interval) int {
	command := commandOf(b)
	if at, moved := l.asked[place{b.ID, i}]; moved && l.wanted[command] != i {
		return at
	}
	return l.begun[command]
}

// commandOf is what asked for a booking.
func commandOf(b scheduling.Booking) string { return "cmd/" + strings.TrimPrefix(b.Wish, "w") }
