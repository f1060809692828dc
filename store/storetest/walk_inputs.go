package storetest

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"escale/scheduling"
)

// The world of a walk is small, so that calls meet.

func (w *walk) one(of string, n int) string { return fmt.Sprint(of, w.rng.IntN(n)) }
func (w *walk) replica() string             { return w.one("r", 3) }
func (w *walk) chat() string                { return w.one("chat", 4) }

// while is a few minutes, to the millisecond.
func (w *walk) while() time.Duration {
	return time.Duration(w.rng.IntN(5))*time.Minute + time.Duration(1+w.rng.IntN(60_000))*time.Millisecond
}

// some calls add as often as not, a few times at most.
func (w *walk) some(chance int, add func()) {
	for range 3 {
		if w.rng.IntN(100) >= chance {
			return
		}
		add()
	}
}

// change is a random one that mostly may be made.
func (w *walk) change() scheduling.Change {
	w.last++
	c := scheduling.Change{Command: fmt.Sprint("c", w.last), Outcome: fmt.Append(nil, "outcome ", w.last)}
	w.some(30, func() { c.Release = append(c.Release, w.one("owner", 8)) })
	w.some(30, func() { k := w.key(); c.Expect = append(c.Expect, scheduling.Expect{Key: k, Version: w.version(k)}) })
	w.some(40, func() { c.Claims = append(c.Claims, w.claim()) })
	w.some(40, func() { c.Put = append(c.Put, w.record()) })
	w.some(10, func() { c.Delete = append(c.Delete, w.key()) })
	w.some(30, func() { c.Count = map[string]int64{w.one("n/", 3): 1 + w.rng.Int64N(5), w.one("m/", 3): -1} })
	w.some(20, func() {
		if f, ok := w.fence(); ok {
			c.Done = append(c.Done, f)
		}
	})
	w.some(8, func() { c.Drop = append(c.Drop, w.one("subject", 6)) })
	w.some(40, func() { c.Due = append(c.Due, w.due()) })
	w.some(5, func() {
		if chat := w.chat(); !w.m.chats[chat].rest.After(w.m.machine) { // whether a silence ends a rest is left open
			c.Silence = append(c.Silence, chat)
		}
	})
	w.some(40, func() { c.Outbox = append(c.Outbox, w.message()) })
	if earlier := fmt.Sprint("c", max(1, w.last-w.rng.IntN(30))); w.rng.IntN(15) == 0 && w.m.commands[earlier] != nil {
		return scheduling.Change{Command: earlier, Put: c.Put, Due: c.Due, Drop: c.Drop, Release: c.Release, Outbox: c.Outbox}
	}
	return c
}

func (w *walk) key() scheduling.Key {
	return scheduling.Key{Kind: w.one("kind", 2), ID: w.one("id", 6)}
}

// version is the record's, or now and then another.
func (w *walk) version(k scheduling.Key) int64 {
	v := w.m.records[k].Version
	if w.rng.IntN(8) == 0 {
		v = w.rng.Int64N(v + 2)
	}
	return v
}

func (w *walk) record() scheduling.Record {
	k := w.key()
	r := scheduling.Record{Key: k, Version: w.version(k), Data: fmt.Append(nil, "data ", w.last)}
	for range w.rng.IntN(4) {
		if tag := w.one("tag", 4); !slices.Contains(r.Tags, tag) {
			r.Tags = append(r.Tags, tag)
		}
	}
	return r
}

func (w *walk) claim() scheduling.Claim {
	from := w.rng.IntN(60) * 10
	c := claim(w.one("owner", 8), from, from+10*(1+w.rng.IntN(5)))
	c.Resource = w.one("room/", 3)
	c.Capacity = 1 + w.rng.IntN(3)
	c.Pad = time.Duration(w.rng.IntN(3)*5) * time.Minute
	if w.rng.IntN(2) == 0 {
		c.Expires = w.m.machine.Add(w.while())
	}
	if w.rng.IntN(20) == 0 {
		c.Capacity = 0
	}
	return c
}

// due is work at an instant that no other has, so that its place is certain.
func (w *walk) due() scheduling.Due {
	w.last++
	d := scheduling.Due{
		ID: w.one("work", 8), Kind: w.one("kind", 2), Subject: w.one("subject", 6), Clock: scheduling.MachineTime,
		Data: fmt.Append(nil, "data ", w.last),
	}
	if w.rng.IntN(2) == 0 {
		d.Clock = scheduling.ProgrammeTime
	}
	d.At = w.m.now(d.Clock).Truncate(time.Hour).Add(time.Duration(w.rng.IntN(80)-20)*time.Minute + time.Duration(w.last)*time.Millisecond)
	if w.rng.IntN(3) == 0 {
		d = w.bornLeased(d)
	}
	return d
}

func (w *walk) bornLeased(d scheduling.Due) scheduling.Due {
	d.LeasedTo, d.LeaseUntil = w.replica(), w.m.machine.Add(w.while())
	return d
}

// fence is that of a work, the last or an older one; of works about which the
// contract says nothing there is none.
func (w *walk) fence() (scheduling.Fence, bool) {
	f := scheduling.Fence{ID: w.one("work", 8)}
	if t := w.tries[f.ID]; len(t) > 0 {
		f.Try = t[len(t)-1]
		if w.rng.IntN(5) == 0 {
			f.Try = t[w.rng.IntN(len(t))]
		}
	}
	return f, !w.m.unspecified(f)
}

func (w *walk) message() scheduling.Outgoing {
	w.last++
	o := message(fmt.Sprint("m", w.last), w.chat(), []scheduling.Class{
		scheduling.Reply, scheduling.Notice, scheduling.Reminder, scheduling.Questionnaire,
	}[w.rng.IntN(4)])
	if w.rng.IntN(30) == 0 {
		o.ID = fmt.Sprint("m", w.rng.IntN(w.last))
	}
	if w.rng.IntN(3) == 0 {
		o.LeasedTo, o.LeaseUntil = w.replica(), w.m.machine.Add(w.while())
	}
	return o
}

func (w *walk) sortedChats() []string { return slices.Sorted(maps.Keys(w.m.chats)) }
