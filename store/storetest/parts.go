package storetest

import (
	"errors"
	"slices"
	"time"

	"escale/scheduling"
)

// part is one thing that a change can do. done reports whether the store shows
// it; looking may use the part up, so a case looks once.
type part struct {
	name string
	add  func(c *scheduling.Change)
	done func(b *bench) bool
}

// parts does each thing of which before laid the ground.
func parts() []part {
	return []part{
		{
			"the command id", func(*scheduling.Change) {},
			func(b *bench) bool { return b.must(scheduling.Change{Command: "c"}).Repeated },
		},
		{
			"a release", func(c *scheduling.Change) { c.Release = append(c.Release, "old") },
			func(b *bench) bool { return !slices.Contains(b.owners(), "old") },
		},
		{
			"a claim", func(c *scheduling.Change) { c.Claims = append(c.Claims, claim("new", 0, 30)) },
			func(b *bench) bool { return slices.Contains(b.owners(), "new") },
		},
		{
			"a new record", func(c *scheduling.Change) { c.Put = append(c.Put, note("a", 0, "x")) },
			func(b *bench) bool { return b.version("a") == 1 },
		},
		{
			"a changed record", func(c *scheduling.Change) { c.Put = append(c.Put, note("b", 1, "y")) },
			func(b *bench) bool { return b.version("b") == 2 },
		},
		{
			"a record's tags", func(c *scheduling.Change) { c.Put = append(c.Put, note("b", 1, "x", "new")) },
			func(b *bench) bool { return len(b.listed("new")) == 1 && len(b.listed("old")) == 0 },
		},
		{
			"a deletion", func(c *scheduling.Change) { c.Delete = append(c.Delete, noteKey("gone")) },
			func(b *bench) bool { return b.version("gone") == 0 },
		},
		{
			"a counter", func(c *scheduling.Change) { c.Count = map[string]int64{"n": 2} },
			func(b *bench) bool { return b.count("n") == 3 },
		},
		{
			"finished work", func(c *scheduling.Change) { c.Done = append(c.Done, scheduling.Fence{ID: "done", Try: 1}) },
			func(b *bench) bool { return !b.stillHeld("done", 1) },
		},
		{
			"dropped work", func(c *scheduling.Change) { c.Drop = append(c.Drop, "booking/dropped") },
			func(b *bench) bool { return !slices.Contains(b.dueAt(5), "dropped") },
		},
		{
			"new work", func(c *scheduling.Change) { c.Due = append(c.Due, work("w", 3)) },
			func(b *bench) bool { return slices.Contains(b.dueAt(5), "w") },
		},
		{
			"work planned anew", func(c *scheduling.Change) { c.Due = append(c.Due, work("dropped", 50)) },
			func(b *bench) bool { return !slices.Contains(b.dueAt(5), "dropped") },
		},
		{
			"a silence", func(c *scheduling.Change) { c.Silence = append(c.Silence, "silent") },
			func(b *bench) bool { return len(b.waitingIn("silent")) == 0 },
		},
		{
			"a message", func(c *scheduling.Change) { c.Outbox = append(c.Outbox, notice("m", "chat")) },
			func(b *bench) bool { return len(b.waitingIn("chat")) == 1 },
		},
	}
}

// before lays the ground for parts and for failures, with "done" held by r1.
func (b *bench) before() {
	b.Helper()
	b.must(scheduling.Change{
		Claims: []scheduling.Claim{claim("old", 60, 90)},
		Put:    []scheduling.Record{note("b", 0, "x", "old"), note("gone", 0, "x")},
		Count:  map[string]int64{"n": 1},
		Due:    []scheduling.Due{work("dropped", 5), work("done", 0)},
		Outbox: []scheduling.Outgoing{notice("s", "silent")},
	})
	b.claims("r1", 0, "done")
}

// owners are those of the claims on the room.
func (b *bench) owners() []string {
	b.Helper()
	got, err := b.onResource(room, minutes(-600, 600), start())
	b.ok(err)
	return claimOwners(got)
}

// version is that of a note, 0 for none.
func (b *bench) version(id string) int64 {
	b.Helper()
	r, err := b.Get(b.ctx(), noteKey(id))
	if errors.Is(err, scheduling.ErrNotFound) {
		return 0
	}
	b.ok(err)
	return r.Version
}

// listed are the notes with the tag.
func (b *bench) listed(tag string) []scheduling.Record {
	b.Helper()
	got, err := b.List(b.ctx(), scheduling.Query{Kind: "note", Tag: tag})
	b.ok(err)
	return got
}

func (b *bench) count(name string) int64 {
	b.Helper()
	got, err := b.Counts(b.ctx(), name)
	b.ok(err)
	return got[name]
}

// stillHeld reports whether the fence is good; it ends the lease.
func (b *bench) stillHeld(id string, try int) bool {
	b.Helper()
	err := b.FailDue(b.ctx(), scheduling.Fence{ID: id, Try: try}, "looked", start().Add(time.Hour))
	if errors.Is(err, scheduling.ErrFenced) {
		return false
	}
	b.ok(err)
	return true
}

// dueAt claims what is due at that minute.
func (b *bench) dueAt(minute int) []string {
	b.Helper()
	at := minutes(minute, 0).Start
	return b.claimed("looking", at, at)
}

// waitingIn claims what the chat is to be sent.
func (b *bench) waitingIn(chat string) []string {
	b.Helper()
	got, err := b.ClaimOutbox(b.ctx(), "looking", chat, start(), time.Minute, 99)
	b.ok(err)
	return outIDs(got)
}
