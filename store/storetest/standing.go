package storetest

import (
	"time"

	"escale/scheduling"
)

// stand is one that work "a" can be in, and what follows from it at minute now
// of both clocks.
type stand struct {
	name string
	at   int // minute at which it is due
	lead func(b *bench, w scheduling.Due)
	now  int

	mine, others bool // whether a claim of r1, of r2 gets it
	good, bad    []int
	next         int  // minute, or never
	waits        bool // on its own clock: neither held nor resting
	dead         bool
}

// never is no minute.
const never = 1 << 30

// try is a fence of work "a".
func try(n int) scheduling.Fence { return scheduling.Fence{ID: "a", Try: n} }

func finishing(n int) scheduling.Change {
	return scheduling.Change{Done: []scheduling.Fence{try(n)}}
}

func stands() []stand {
	added := func(b *bench, w scheduling.Due) { b.must(adding(w)) }
	held := func(b *bench, w scheduling.Due) { added(b, w); b.claims("r1", 0, "a") }
	failed := func(retry time.Time) func(*bench, scheduling.Due) {
		return func(b *bench, w scheduling.Due) {
			held(b, w)
			b.ok(b.FailDue(b.ctx(), try(1), "cause", retry))
		}
	}
	again := func(first func(*bench, scheduling.Due)) func(*bench, scheduling.Due) {
		return func(b *bench, w scheduling.Due) { first(b, w); added(b, w) }
	}
	bornTo := func(owner string, until int) func(*bench, scheduling.Due) {
		return func(b *bench, w scheduling.Due) { added(b, born(w, owner, until)) }
	}
	return []stand{
		{name: "not yet due", at: 5, lead: added, next: 5, bad: []int{0, 1}, waits: true},
		{name: "due", lead: added, mine: true, others: true, bad: []int{0, 1}, waits: true},
		{name: "long due", at: -9999, lead: added, mine: true, others: true, next: -9999, bad: []int{0, 1}, waits: true},
		{name: "born leased", lead: bornTo("r1", 2), now: 1, mine: true, good: []int{0}, bad: []int{1}, waits: true},
		{name: "born leased, not yet due", at: 5, lead: bornTo("r1", 9), next: 5, good: []int{0}, waits: true},
		{name: "born leased to another", lead: bornTo("r2", 2), now: 1, others: true, bad: []int{1}, waits: true},
		{name: "born leased and left", lead: bornTo("r1", 2), now: 2, mine: true, others: true, bad: []int{1}, waits: true},
		{name: "held", lead: held, good: []int{1}, bad: []int{0, 2}, next: 1},
		{name: "held and left", lead: held, now: 1, mine: true, others: true, next: 1, bad: []int{0, 2}, waits: true},
		{name: "held by another since", lead: func(b *bench, w scheduling.Due) {
			held(b, w)
			b.clock.push(time.Minute)
			b.claims("r2", 1, "a")
			b.clock.push(-time.Minute)
		}, now: 1, good: []int{2}, bad: []int{0, 1}, next: 2},
		{name: "resting", lead: failed(minutes(10, 0).Start), now: 9, bad: []int{0, 1, 2}, next: 10},
		{name: "rested", lead: failed(minutes(10, 0).Start), now: 10, mine: true, others: true, next: 10, bad: []int{0, 1}, waits: true},
		{name: "dead", lead: failed(time.Time{}), now: 99, bad: []int{0, 1, 2}, next: never, dead: true},
		{name: "finished", lead: func(b *bench, w scheduling.Due) { held(b, w); b.must(finishing(1)) }, now: 99, bad: []int{0, 1}, next: never},
		{name: "dropped", lead: func(b *bench, w scheduling.Due) {
			held(b, w)
			b.must(scheduling.Change{Drop: []string{w.Subject}})
		}, now: 99, bad: []int{0, 1}, next: never},
		{name: "replaced while it waited", lead: again(added), mine: true, others: true, bad: []int{0, 1}, waits: true},
		{name: "replaced while it was held", lead: again(held), mine: true, others: true, bad: []int{0, 1}, waits: true},
		{name: "replaced while it rested", lead: again(failed(minutes(10, 0).Start)), mine: true, others: true, bad: []int{0, 1}, waits: true},
		{name: "replaced while it was dead", lead: again(failed(time.Time{})), mine: true, others: true, bad: []int{0, 1}, waits: true},
		{name: "replaced and born leased", lead: func(b *bench, w scheduling.Due) { held(b, w); added(b, born(w, "r2", 9)) }, others: true, bad: []int{1}, waits: true},
	}
}

// standing asks of each stand, on both clocks, whatever can be asked.
func standing() (cases []example) {
	for _, s := range stands() {
		for _, clock := range []scheduling.Clock{scheduling.MachineTime, scheduling.ProgrammeTime} {
			look := func(what string, ask func(b *bench, w scheduling.Due)) {
				cases = append(cases, example{s.name + " on the " + string(clock) + " clock: " + what, func(b *bench) {
					w := work("a", s.at)
					w.Clock = clock
					s.lead(b, w)
					b.clock.push(minutes(s.now, 0).Start.Sub(start()))
					ask(b, w)
				}})
			}
			look("r1 claims", func(b *bench, _ scheduling.Due) { b.claims("r1", s.now, only("a", s.mine)...) })
			look("r2 claims", func(b *bench, _ scheduling.Due) { b.claims("r2", s.now, only("a", s.others)...) })
			look("finish", s.finish)
			look("fail", s.fail)
			look("next", s.asksNext)
			look("dead", s.asksDead)
			look("drop", func(b *bench, w scheduling.Due) {
				b.must(scheduling.Change{Drop: []string{w.Subject}})
				b.claims("r1", s.now+9999)
				b.nothingNext(scheduling.MachineTime)
				b.nothingNext(scheduling.ProgrammeTime)
			})
		}
	}
	return cases
}

func only(id string, there bool) []string {
	if there {
		return []string{id}
	}
	return nil
}

func (s stand) finish(b *bench, _ scheduling.Due) {
	for _, n := range s.bad {
		b.refused(scheduling.ErrFenced, finishing(n))
	}
	for _, n := range s.good {
		b.must(finishing(n))
		b.refused(scheduling.ErrFenced, finishing(n))
	}
}

func (s stand) fail(b *bench, _ scheduling.Due) {
	for _, n := range s.bad {
		b.is(scheduling.ErrFenced, b.FailDue(b.ctx(), try(n), "no", minutes(0, 0).Start))
	}
	for _, n := range s.good {
		b.ok(b.FailDue(b.ctx(), try(n), "yes", minutes(s.now+20, 0).Start))
		b.claims("r2", s.now+19)
		b.next(scheduling.MachineTime, s.now+20)
	}
}

// asksNext: an instant that has passed is as good as another.
func (s stand) asksNext(b *bench, w scheduling.Due) {
	on, off := w.Clock, scheduling.ProgrammeTime
	if !s.waits {
		on = scheduling.MachineTime
	}
	if on == scheduling.ProgrammeTime {
		off = scheduling.MachineTime
	}
	b.nothingNext(off)
	if s.next == never {
		b.nothingNext(on)
		return
	}
	got, err := b.NextDue(b.ctx(), on)
	b.ok(err)
	now, want := minutes(s.now, 0).Start, minutes(s.next, 0).Start
	if want.After(now) && !got.Equal(want) || !want.After(now) && got.After(now) {
		b.Fatalf("next on the %s clock: %v, want %v; it is %v", on, got, want, now)
	}
}

func (b *bench) nothingNext(c scheduling.Clock) {
	b.Helper()
	got, err := b.NextDue(b.ctx(), c)
	if err == nil {
		b.Fatalf("next on the %s clock: %v", c, got)
	}
	b.is(scheduling.ErrNotFound, err)
}

func (s stand) asksDead(b *bench, w scheduling.Due) {
	dead, err := b.Dead(b.ctx())
	b.ok(err)
	b.same("dead", only("a", s.dead), ids(dead))
	if s.dead {
		w.Try, w.LastError = 1, "cause"
		b.same("dead letter", w, dead[0])
	}
}
