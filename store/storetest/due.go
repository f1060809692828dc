package storetest

import (
	"time"

	"escale/scheduling"
)

// work is due at a number of minutes after start, on the machine's clock.
func work(id string, at int) scheduling.Due {
	return scheduling.Due{
		ID: id, Kind: "remind", Subject: "booking/" + id, At: minutes(at, 0).Start,
		Clock: scheduling.MachineTime, Data: []byte("data of " + id),
	}
}

func born(d scheduling.Due, owner string, until int) scheduling.Due {
	d.LeasedTo, d.LeaseUntil = owner, minutes(until, 0).Start
	return d
}

func adding(ds ...scheduling.Due) scheduling.Change { return scheduling.Change{Due: ds} }

func dues() []example {
	return []example{
		{"work comes when its instant has come, the oldest first", func(b *bench) {
			b.must(adding(work("late", 5), work("early", -5), work("now", 0)))
			b.claims("r1", 0, "early", "now")
			b.must(scheduling.Change{Done: []scheduling.Fence{{ID: "early", Try: 1}, {ID: "now", Try: 1}}})
			b.claims("r1", 4)
			b.claims("r1", 5, "late")
		}},
		{"work comes as it was added, with its lease and try", func(b *bench) {
			b.must(adding(work("a", 0)))
			got, err := b.ClaimDue(b.ctx(), "r1", start(), start(), time.Minute, 9)
			b.ok(err)
			want := born(work("a", 0), "r1", 1)
			want.Try = 1
			b.same("claimed", []scheduling.Due{want}, got)
		}},
		{"each kind of work waits on its own clock", func(b *bench) {
			programme := work("p", 60)
			programme.Clock = scheduling.ProgrammeTime
			b.must(adding(programme, work("m", 60)))
			b.same("programme", []string{"p"}, b.claimed("r1", start().Add(time.Hour), start()))
			b.same("machine", []string{"m"}, b.claimed("r1", start(), start().Add(time.Hour)))
		}},
		{"at most n", func(b *bench) {
			b.must(adding(work("a", 0), work("b", 1), work("c", 2)))
			got, err := b.ClaimDue(b.ctx(), "r1", start(), minutes(9, 0).Start, time.Minute, 2)
			b.ok(err)
			b.same("claimed", []string{"a", "b"}, ids(got))
		}},
		{"work that is held comes to nobody, until the lease ends", func(b *bench) {
			b.must(adding(work("a", 0)))
			b.claims("r1", 0, "a")
			b.claims("r2", 0)
			b.claims("r1", 0)
			b.clock.push(time.Minute)
			b.claims("r2", 1, "a")
		}},
		{"work is finished by its fence, once", func(b *bench) {
			b.must(adding(work("a", 0)))
			b.claims("r1", 0, "a")
			b.must(scheduling.Change{Done: []scheduling.Fence{{ID: "a", Try: 1}}})
			b.claims("r1", 60)
			b.refused(scheduling.ErrFenced, scheduling.Change{Done: []scheduling.Fence{{ID: "a", Try: 1}}})
		}},
		{"an older try is fenced off", func(b *bench) {
			b.must(adding(work("a", 0)))
			b.claims("r1", 0, "a")
			b.clock.push(time.Minute)
			b.claims("r2", 1, "a")
			b.refused(scheduling.ErrFenced, scheduling.Change{Done: []scheduling.Fence{{ID: "a", Try: 1}}})
			b.is(scheduling.ErrFenced, b.FailDue(b.ctx(), scheduling.Fence{ID: "a", Try: 1}, "slow", start()))
			b.must(scheduling.Change{Done: []scheduling.Fence{{ID: "a", Try: 2}}})
		}},
		{"work that nobody holds can't be finished", func(b *bench) {
			b.must(adding(work("a", 0)))
			b.refused(scheduling.ErrFenced, scheduling.Change{Done: []scheduling.Fence{{ID: "a"}}})
			b.is(scheduling.ErrFenced, b.FailDue(b.ctx(), scheduling.Fence{ID: "a"}, "x", start()))
		}},
		{"born leased, it waits for its owner until the lease ends", func(b *bench) {
			b.must(adding(born(work("a", 0), "r1", 2)))
			b.claims("r2", 1)
			b.claims("r1", 1, "a")
			b.claims("r1", 1)
		}},
		{"born leased, its owner may finish it at once", func(b *bench) {
			b.must(adding(born(work("a", 0), "r1", 2)))
			b.must(scheduling.Change{Done: []scheduling.Fence{{ID: "a"}}})
			b.claims("r1", 60)
		}},
		{"born leased and left lying, it comes to others, and its owner is fenced off", func(b *bench) {
			b.must(adding(born(work("a", 0), "r1", 2)))
			b.clock.push(2 * time.Minute)
			b.claims("r2", 2, "a")
			b.refused(scheduling.ErrFenced, scheduling.Change{Done: []scheduling.Fence{{ID: "a"}}})
		}},
		{"born leased is no sooner due", func(b *bench) {
			b.must(adding(born(work("a", 5), "r1", 60)))
			b.claims("r1", 4)
			b.claims("r1", 5, "a")
		}},
		{"failed work rests until its retry, and keeps the cause", func(b *bench) {
			b.must(adding(work("a", 0)))
			b.claims("r1", 0, "a")
			b.ok(b.FailDue(b.ctx(), scheduling.Fence{ID: "a", Try: 1}, "timeout", minutes(10, 0).Start))
			b.refused(scheduling.ErrFenced, scheduling.Change{Done: []scheduling.Fence{{ID: "a", Try: 1}}})
			b.claims("r1", 9)
			b.clock.push(10 * time.Minute)
			got, err := b.ClaimDue(b.ctx(), "r2", start(), minutes(10, 0).Start, time.Minute, 9)
			b.ok(err)
			want := born(work("a", 0), "r2", 11)
			want.Try, want.LastError = 2, "timeout"
			b.same("claimed", []scheduling.Due{want}, got)
		}},
		{"work on the programme's clock rests by the machine's", func(b *bench) {
			p := work("p", 0)
			p.Clock = scheduling.ProgrammeTime
			b.must(adding(p))
			b.claims("r1", 0, "p")
			b.ok(b.FailDue(b.ctx(), scheduling.Fence{ID: "p", Try: 1}, "timeout", minutes(10, 0).Start))
			b.same("far on", []string(nil), b.claimed("r1", start().Add(1000*time.Hour), minutes(9, 0).Start))
			b.same("rested", []string{"p"}, b.claimed("r1", start(), minutes(10, 0).Start))
		}},
		{"failed without a retry, it is a dead letter", func(b *bench) {
			b.must(adding(work("a", 0), work("b", 0)))
			b.claims("r1", 0, "a", "b")
			b.ok(b.FailDue(b.ctx(), scheduling.Fence{ID: "a", Try: 1}, "no such chat", time.Time{}))
			b.claims("r1", 0)
			b.clock.push(time.Hour)
			b.claims("r1", 60, "b")
			dead, err := b.Dead(b.ctx())
			b.ok(err)
			want := work("a", 0)
			want.Try, want.LastError = 1, "no such chat"
			b.same("dead", []scheduling.Due{want}, dead)
		}},
		{"added again, waiting work is replaced", func(b *bench) {
			b.must(adding(work("a", 0)))
			again := work("a", 5)
			again.Data = []byte("new")
			b.must(adding(again))
			b.claims("r1", 4)
			got, err := b.ClaimDue(b.ctx(), "r1", start(), minutes(5, 0).Start, time.Minute, 9)
			b.ok(err)
			b.same("claimed", "new", string(got[0].Data))
			b.same("how many", 1, len(got))
		}},
		{"replaced while held, it fences its holder off and can be claimed at once", func(b *bench) {
			b.must(adding(work("a", 0)))
			b.claims("r1", 0, "a")
			b.must(adding(work("a", 0)))
			b.refused(scheduling.ErrFenced, scheduling.Change{Done: []scheduling.Fence{{ID: "a", Try: 1}}})
			b.claims("r2", 0, "a")
			b.refused(scheduling.ErrFenced, scheduling.Change{Done: []scheduling.Fence{{ID: "a", Try: 1}}})
		}},
		{"replaced and born leased to another, it fences its holder off", func(b *bench) {
			b.must(adding(work("a", 0)))
			b.claims("r1", 0, "a")
			b.must(adding(born(work("a", 0), "r2", 9)))
			b.refused(scheduling.ErrFenced, scheduling.Change{Done: []scheduling.Fence{{ID: "a", Try: 1}}})
			b.claims("r1", 0)
			b.claims("r2", 0, "a")
		}},
		{"replaced, it rests no longer and is dead no longer", func(b *bench) {
			b.must(adding(work("a", 0), work("b", 0)))
			b.claims("r1", 0, "a", "b")
			b.ok(b.FailDue(b.ctx(), scheduling.Fence{ID: "a", Try: 1}, "x", minutes(60, 0).Start))
			b.ok(b.FailDue(b.ctx(), scheduling.Fence{ID: "b", Try: 1}, "x", time.Time{}))
			b.must(adding(work("a", 0), work("b", 0)))
			b.claims("r1", 0, "a", "b")
		}},
		{"finished and planned anew in one change, it stays planned", func(b *bench) {
			b.must(adding(work("a", 0)))
			b.claims("r1", 0, "a")
			b.must(scheduling.Change{Done: []scheduling.Fence{{ID: "a", Try: 1}}, Due: []scheduling.Due{work("a", 30)}})
			b.claims("r1", 29)
			b.claims("r1", 30, "a")
		}},
		{"dropped by subject, it is gone, even from who holds it", func(b *bench) {
			held, other := work("held", 0), work("other", 0)
			b.must(adding(held, other))
			b.claims("r1", 0, "held", "other")
			waiting := work("waiting", 5)
			waiting.Subject = held.Subject
			b.must(adding(waiting))
			b.must(scheduling.Change{Drop: []string{held.Subject, "unknown", ""}})
			b.refused(scheduling.ErrFenced, scheduling.Change{Done: []scheduling.Fence{{ID: "held", Try: 1}}})
			b.clock.push(time.Hour)
			b.claims("r1", 60, "other")
		}},
		{"dropped and added in one change, the new work stays", func(b *bench) {
			d := work("new", 0)
			d.Subject = work("old", 0).Subject
			b.must(adding(work("old", 0)))
			b.must(scheduling.Change{Drop: []string{d.Subject}, Due: []scheduling.Due{d}})
			b.claims("r1", 0, "new")
		}},
		{"the next instant is the earliest on its clock", func(b *bench) {
			_, err := b.NextDue(b.ctx(), scheduling.MachineTime)
			b.is(scheduling.ErrNotFound, err)
			p := work("p", 3)
			p.Clock = scheduling.ProgrammeTime
			b.must(adding(work("late", 9), work("early", 5), p))
			b.next(scheduling.MachineTime, 5)
			b.next(scheduling.ProgrammeTime, 3)
		}},
		{"the next instant passes over dead letters and what is done", func(b *bench) {
			b.must(adding(work("a", 0), work("b", 0), work("c", 7)))
			b.claims("r1", 0, "a", "b")
			b.ok(b.FailDue(b.ctx(), scheduling.Fence{ID: "a", Try: 1}, "x", time.Time{}))
			b.must(scheduling.Change{Done: []scheduling.Fence{{ID: "b", Try: 1}}})
			b.next(scheduling.MachineTime, 7)
		}},
		{"what rests or is held waits on the machine's clock", func(b *bench) {
			p := work("p", 0)
			p.Clock = scheduling.ProgrammeTime
			b.must(adding(p))
			b.claims("r1", 0, "p")
			b.next(scheduling.MachineTime, 1)
			b.ok(b.FailDue(b.ctx(), scheduling.Fence{ID: "p", Try: 1}, "x", minutes(10, 0).Start))
			b.next(scheduling.MachineTime, 10)
			_, err := b.NextDue(b.ctx(), scheduling.ProgrammeTime)
			b.is(scheduling.ErrNotFound, err)
		}},
		{"work on no clock is refused", func(b *bench) {
			d := work("a", 0)
			d.Clock = ""
			if _, err := b.try(adding(d)); err == nil {
				b.Fatal("applied")
			}
		}},
	}
}

// claimed leases what is due for a minute, and returns the ids.
func (b *bench) claimed(owner string, programme, machine time.Time) []string {
	b.Helper()
	got, err := b.ClaimDue(b.ctx(), owner, programme, machine, time.Minute, 99)
	b.ok(err)
	return ids(got)
}

// claims fails unless exactly these works come at that minute of both clocks.
func (b *bench) claims(owner string, minute int, want ...string) {
	b.Helper()
	at := minutes(minute, 0).Start
	b.same("claimed", want, b.claimed(owner, at, at))
}

func (b *bench) next(c scheduling.Clock, minute int) {
	b.Helper()
	got, err := b.NextDue(b.ctx(), c)
	b.ok(err)
	b.same("next on the "+string(c)+" clock", minutes(minute, 0).Start, got)
}

func ids(ds []scheduling.Due) (all []string) {
	for _, d := range ds {
		all = append(all, d.ID)
	}
	return all
}
