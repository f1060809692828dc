package scheduling_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// code has a parent ask for a code.
func (w *world) code(parent string) string {
	w.t.Helper()
	out := w.do(w.command(scheduling.DoCode, parent, scheduling.Slot{}), scheduling.OK)
	if len(out.Link) != 8 || strings.ContainsAny(out.Link, "01ILOU") || out.Until.Sub(w.clock.Machine()) > 48*time.Hour {
		w.t.Fatalf("code %q until %s", out.Link, out.Until)
	}
	return out.Link
}

// tryCode has a parent enter a code.
func (w *world) tryCode(parent, code, want string) {
	w.t.Helper()
	c := w.command(scheduling.DoLink, parent, scheduling.Slot{})
	c.Link = code
	w.do(c, want)
}

func (w *world) link(a, b string) {
	w.t.Helper()
	w.tryCode(b, w.code(a), scheduling.OK)
}

func (w *world) unlink(parent string) {
	w.t.Helper()
	w.do(w.command(scheduling.DoUnlink, parent, scheduling.Slot{}), scheduling.OK)
}

// used is how many sessions count for a parent, were she to book a slot in June.
func (w *world) used(parent string) int {
	w.t.Helper()
	nth, _, err := w.desk.Session(w.t.Context(), "family-"+parent, w.slot(lea, "06-01 10:00"), "")
	if err != nil {
		w.t.Fatal(err)
	}
	return nth - 1
}

// wantUsed compares what counts, by parent.
func (w *world) wantUsed(when string, want map[string]int) {
	w.t.Helper()
	for parent, n := range want {
		if got := w.used(parent); got != n {
			w.t.Errorf("%s: %d sessions count for %s, want %d", when, got, parent, n)
		}
	}
}

func TestLinkedParentsCountTogether(t *testing.T) {
	w := newWorld(t)
	before := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.book("ben", w.slot(tom, "03-10 10:00"))
	w.link("ana", "ben")
	w.wantUsed("linked", map[string]int{"ana": 2, "ben": 2, "cleo": 0})
	third := w.book("ben", w.slot(lea, "03-11 10:00"))
	if third.Session != 3 {
		t.Errorf("it is session %d of the year", third.Session)
	}
	w.do(w.command(scheduling.DoBook, "ana", w.slot(lea, "03-12 10:00")), scheduling.QuotaSpent)
	w.do(w.command(scheduling.DoHold, "ana", w.slot(lea, "03-12 10:00")), scheduling.QuotaSpent)
	w.do(w.about(scheduling.DoMove, third, w.slot(lea, "03-12 15:00")), scheduling.OK)
	w.wantUsed("moved", map[string]int{"ana": 3, "ben": 3})
	w.do(w.about(scheduling.DoCancel, before, scheduling.Slot{}), scheduling.OK)
	w.wantUsed("cancelled", map[string]int{"ana": 2, "ben": 2})

	w.drain()
	told := w.events(scheduling.TellLinked)
	if len(told) != 1 || told[0].Conversation != "conversation-ana" || told[0].Booking != "" {
		t.Errorf("told %+v", told)
	}
}

// events of a kind told so far.
func (w *world) events(kind string) []scheduling.Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.told), func(e scheduling.Event) bool { return e.Kind != kind })
}

// What both have had together stays with both, so that nobody gains a session,
// and nothing shows the other that it ended.
func TestUnlinkingIsSilentAndGainsNothing(t *testing.T) {
	w := newWorld(t)
	first := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.link("ana", "ben")
	ahead := w.book("ben", w.slot(lea, "03-11 10:00"))
	w.drain()
	heard := len(w.kinds())
	w.unlink("ana")
	w.drain()
	if n := len(w.kinds()); n != heard {
		t.Errorf("somebody was told: %v", w.kinds()[heard:])
	}
	w.wantUsed("unlinked", map[string]int{"ana": 2, "ben": 2})
	w.book("ana", w.slot(lea, "03-12 10:00"))
	w.wantUsed("ana alone", map[string]int{"ana": 3, "ben": 2})
	w.do(w.about(scheduling.DoCancel, ahead, scheduling.Slot{}), scheduling.OK)
	w.wantUsed("what was used together is given back to both", map[string]int{"ana": 2, "ben": 1})
	w.do(w.about(scheduling.DoCancel, first, scheduling.Slot{}), scheduling.OK)
	w.wantUsed("and the other way round", map[string]int{"ana": 1, "ben": 0})
	w.unlink("ben") // he may always end what he was told of
	w.unlink("ben")
}

// Who links while the other moves a session sees both days that it may end up
// on: a move that fails gives nobody a session more.
func TestLinkingWhileASessionIsMoved(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.offers[0].Quota = programme.Quota{Sessions: 1, Per: programme.PerCivilYear}
	})
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.calendars.before = func(string) error { return errors.New("connection refused") }
	w.do(w.about(scheduling.DoMove, b, w.slot(lea, "2028-03-28 10:00")), scheduling.Pending)
	w.link("ana", "ben")
	w.do(w.command(scheduling.DoBook, "ben", w.slot(tom, "03-11 10:00")), scheduling.QuotaSpent)
	w.pass(27 * time.Hour)
	w.calendars.before = nil
	w.do(w.command(scheduling.DoBook, "ben", w.slot(tom, "03-16 10:00")), scheduling.QuotaSpent)
	w.do(w.command(scheduling.DoBook, "ben", w.slot(tom, "2028-03-29 10:00")), scheduling.OK)
}

func TestLinkingBeyondTheQuotaLetsWhatStandsStand(t *testing.T) {
	w := newWorld(t)
	for _, at := range []string{"03-10 10:00", "03-11 10:00"} {
		w.book("ana", w.slot(lea, at))
		w.book("ben", w.slot(tom, at))
	}
	w.link("ana", "ben")
	w.wantUsed("linked", map[string]int{"ana": 4, "ben": 4})
	for _, parent := range []string{"ana", "ben"} {
		w.do(w.command(scheduling.DoBook, parent, w.slot(lea, "03-12 10:00")), scheduling.QuotaSpent)
		mine, err := w.desk.Bookings(t.Context(), "conversation-"+parent)
		if err != nil || len(mine) != 2 || !mine[0].State.Live() || !mine[1].State.Live() {
			t.Errorf("%s has %d, %v", parent, len(mine), err)
		}
	}
}

func TestCodesWorkOnceAndExpire(t *testing.T) {
	w := newWorld(t)
	code := w.code("ana")
	w.tryCode("ana", code, scheduling.NoCode) // her own
	later := w.code("ana")                    // in place of the first
	w.tryCode("ben", code, scheduling.NoCode)
	w.tryCode("ben", " "+strings.ToLower(later[:4])+"-"+later[4:]+" ", scheduling.OK)
	w.tryCode("cleo", later, scheduling.NoCode)
	w.do(w.command(scheduling.DoCode, "ana", scheduling.Slot{}), scheduling.Linked)
	w.tryCode("ben", "K7M2P9QX", scheduling.Linked)

	old := w.code("dora")
	w.clock.pass(48*time.Hour + time.Minute)
	w.tryCode("emil", old, scheduling.NoCode)
	for _, nonsense := range []string{"", "K7M2P9Q", "K7M2P9QX1", "OOOOOOOO", "K7M2P9Q/", strings.Repeat("K", 5000)} {
		w.tryCode("fay"+nonsense[:min(3, len(nonsense))], nonsense, scheduling.NoCode)
	}
}

// The command that linked returns its outcome for ever, and links once.
func TestLinkingTwiceByOneCommand(t *testing.T) {
	w := newWorld(t)
	c := w.command(scheduling.DoLink, "ben", scheduling.Slot{})
	c.Link = w.code("ana")
	for range 3 {
		w.do(c, scheduling.OK)
	}
	w.drain()
	if n := len(w.events(scheduling.TellLinked)); n != 1 {
		t.Errorf("told %d times", n)
	}
}

func TestCodesCanNotBeGuessed(t *testing.T) {
	w := newWorld(t)
	code := w.code("ana")
	for range 5 {
		w.tryCode("eve", "K7M2P9QX", scheduling.NoCode)
	}
	w.tryCode("eve", code, scheduling.TooMany) // the right one, too late
	w.tryCode("ben", code, scheduling.OK)      // others go on
	w.clock.pass(25 * time.Hour)
	w.tryCode("eve", "K7M2P9QX", scheduling.NoCode)

	network := func(n int, origin string) string {
		c := w.command(scheduling.DoLink, fmt.Sprint("bot", n), scheduling.Slot{})
		c.Link, c.Origin = "K7M2P9QX", origin
		out, err := w.desk.Do(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		return out.Code
	}
	refused := 0
	for n := range 30 { // each from a conversation of its own
		if network(n, "one household") == scheduling.TooMany {
			refused++
		}
	}
	if refused != 10 {
		t.Errorf("%d of 30 tries from one network are refused, want 10", refused)
	}
	refused = 0
	for n := range 310 {
		if network(1000+n, fmt.Sprint("network ", n)) == scheduling.TooMany {
			refused++
		}
	}
	if refused < 10 {
		t.Errorf("%d of 310 tries from everywhere are refused", refused)
	}
	w.clock.pass(time.Hour)
	if code := network(5000, "elsewhere"); code != scheduling.NoCode {
		t.Errorf("an hour later: %s", code)
	}
}

// With a rolling year, the day on which a session is possible again would tell
// when the other parent had one.
func TestTheOthersDaysAreNotTold(t *testing.T) {
	w := newWorld(t, func(w *world) { w.offers[0].Quota = programme.Quota{Sessions: 1, Per: programme.PerRollingYear} })
	w.book("ana", w.slot(lea, "03-10 10:00"))
	w.link("ana", "ben")
	for parent, told := range map[string]bool{"ana": true, "ben": false} {
		out := w.do(w.command(scheduling.DoBook, parent, w.slot(lea, "04-12 10:00")), scheduling.QuotaSpent)
		if out.NextFrom.IsZero() == told {
			t.Errorf("%s is told %s", parent, out.NextFrom)
		}
	}
	w.unlink("ana")
	if out := w.do(w.command(scheduling.DoHold, "ben", w.slot(lea, "04-12 10:00")), scheduling.QuotaSpent); !out.NextFrom.IsZero() {
		t.Errorf("once it ended, ben is told %s", out.NextFrom)
	}
}

// TestNeverBeyondTheQuotaOfLinkedParents lets parents book, cancel, link and end
// it from several sides at once: nobody ever has more than the quota, and while
// two are linked, nor have they together.
func TestNeverBeyondTheQuotaOfLinkedParents(t *testing.T) {
	for seed := range uint64(3) {
		w := newWorld(t)
		parents := []string{"ana", "ben", "cleo"}
		var all sync.WaitGroup
		for side := range 4 {
			rng := rand.New(rand.NewPCG(seed, uint64(side)))
			all.Go(func() {
				for range 12 {
					w.pairUp(rng, parents, side)
				}
			})
		}
		all.Wait()
		for _, p := range parents {
			if n := w.alive(p); n > 3 {
				t.Errorf("seed %d: %s has %d sessions", seed, p, n)
			}
		}
		w.raceTwo("ana", "ben")
	}
}

// raceTwo links two parents, free of sessions, and has both book at once.
func (w *world) raceTwo(a, b string) {
	w.t.Helper()
	for _, p := range []string{a, b, "cleo"} {
		w.unlink(p)
		w.cancelAll(p)
	}
	w.clock.pass(25 * time.Hour) // so many codes and tries a day
	w.link(a, b)
	had := w.used(a)
	var all sync.WaitGroup
	for i, p := range []string{a, b} {
		for n := range 3 {
			c := w.command(scheduling.DoBook, p, w.slot([]string{lea, tom}[i], fmt.Sprintf("05-%02d 10:00", 3+n)))
			all.Go(func() {
				if _, err := w.desk.Do(w.t.Context(), c); err != nil {
					w.t.Error(err)
				}
			})
		}
	}
	all.Wait()
	if n := w.alive(a) + w.alive(b); n+had > 3 && n > 0 || w.used(a) != w.used(b) {
		w.t.Errorf("together they have %d and had %d; %d and %d count", n, had, w.used(a), w.used(b))
	}
}

func (w *world) cancelAll(parent string) {
	w.t.Helper()
	mine, err := w.desk.Bookings(w.t.Context(), "conversation-"+parent)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, b := range mine {
		if b.State.Live() {
			w.do(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.OK)
		}
	}
}

func (w *world) alive(parent string) int {
	w.t.Helper()
	mine, err := w.desk.Bookings(w.t.Context(), "conversation-"+parent)
	if err != nil {
		w.t.Fatal(err)
	}
	return len(slices.DeleteFunc(mine, func(b scheduling.Booking) bool { return !b.State.Live() }))
}

// pairUp is one act of one parent.
func (w *world) pairUp(rng *rand.Rand, parents []string, side int) {
	who := parents[rng.IntN(len(parents))]
	c := w.command(scheduling.DoBook, who, w.slot([]string{lea, tom}[side%2], fmt.Sprintf("03-%02d %02d:00", 8+rng.IntN(5), 9+rng.IntN(3))))
	switch rng.IntN(6) {
	case 0:
		mine, err := w.desk.Bookings(w.t.Context(), c.Conversation)
		if err != nil {
			w.t.Error(err)
			return
		}
		if len(mine) == 0 {
			return
		}
		c.Kind, c.Booking = scheduling.DoCancel, mine[rng.IntN(len(mine))].ID
	case 1:
		c.Kind = scheduling.DoUnlink
	case 2:
		c.Kind = scheduling.DoCode
		out, err := w.desk.Do(w.t.Context(), c)
		if err != nil {
			w.t.Error(err)
			return
		}
		c = w.command(scheduling.DoLink, parents[rng.IntN(len(parents))], scheduling.Slot{})
		c.Link = out.Link
	}
	if _, err := w.desk.Do(w.t.Context(), c); err != nil {
		w.t.Error(err)
	}
}
