package storetest

import (
	"time"

	"escale/scheduling"
)

// chatState is one that a chat with messages can be in, and who gets what of it
// at minute now.
type chatState struct {
	name         string
	lead         func(b *bench)
	now          int
	mine, others []string // r1, r2
}

func states() []chatState {
	ab, none := []string{"a", "b"}, []string(nil)
	sent := func(b *bench) { b.must(sending(notice("a", "chat"), notice("b", "chat"))) }
	more := func(b *bench) { b.must(sending(notice("c", "chat"))) }
	out := func(b *bench) { sent(b); b.takes("r1", "chat", 0, ab...) }
	acked := func(lead func(*bench), ids ...string) func(*bench) {
		return func(b *bench) { lead(b); b.ok(b.AckOutbox(b.ctx(), ids)) }
	}
	rests := func(lead func(*bench), minute int) func(*bench) {
		return func(b *bench) { lead(b); b.ok(b.RetryOutbox(b.ctx(), "chat", minutes(minute, 0).Start)) }
	}
	then := func(all ...func(*bench)) func(*bench) {
		return func(b *bench) {
			for _, lead := range all {
				lead(b)
			}
		}
	}
	leased := func(id, owner string, until int) func(*bench) {
		return func(b *bench) { b.must(sending(bornOut(notice(id, "chat"), owner, until))) }
	}
	first := func(b *bench) {
		sent(b)
		got, err := b.ClaimOutbox(b.ctx(), "r1", "chat", start(), time.Minute, 1)
		b.ok(err)
		b.same("first", []string{"a"}, outIDs(got))
	}
	silenced := func(b *bench) { b.must(scheduling.Change{Silence: []string{"chat"}}) }
	return []chatState{
		{"waiting", sent, 0, ab, ab},
		{"out", out, 0, none, none},
		{"out, the lease over", out, 1, ab, ab},
		{"out, with more behind", then(out, more), 0, none, none},
		{"out, with more behind, the lease over", then(out, more), 1, []string{"a", "b", "c"}, []string{"a", "b", "c"}},
		{"out and acknowledged in part", acked(out, "a"), 0, none, none},
		{"out and acknowledged out of order", acked(out, "b"), 0, none, none},
		{"acknowledged in part, the lease over", acked(out, "a"), 1, []string{"b"}, []string{"b"}},
		{"acknowledged out of order, the lease over", acked(out, "b"), 1, []string{"a"}, []string{"a"}},
		{"acknowledged", acked(out, "a", "b"), 0, none, none},
		{"acknowledged, with more behind", acked(then(out, more), "b", "a"), 0, []string{"c"}, []string{"c"}},
		{"the first out", first, 0, none, none},
		{"the first acknowledged", acked(first, "a"), 0, []string{"b"}, []string{"b"}},
		{"acknowledged without being out", acked(sent, "a"), 0, []string{"b"}, []string{"b"}},
		{"born leased to r1", leased("a", "r1", 2), 1, []string{"a"}, none},
		{"born leased, the lease over", leased("a", "r1", 2), 2, []string{"a"}, []string{"a"}},
		{"born leased behind what waits", then(sent, leased("c", "r1", 2)), 1, []string{"a", "b", "c"}, none},
		{"born leased to r1, then to r2", then(leased("a", "r1", 2), leased("b", "r2", 9)), 1, ab, none},
		{"born leased for long, then for short", then(leased("a", "r1", 5), leased("b", "r1", 1)), 4, ab, none},
		{"out with r1, more born leased to r2", then(out, leased("c", "r2", 9)), 0, none, none},
		{"acknowledged by r1, more born leased to r2", acked(then(out, leased("c", "r2", 9)), "a", "b"), 0, []string{"c"}, []string{"c"}},
		{"resting", rests(out, 5), 4, none, none},
		{"resting, with more behind", then(rests(out, 5), more), 4, none, none},
		{"resting, more born leased", then(rests(out, 5), leased("c", "r1", 9)), 4, none, none},
		{"rested", rests(out, 5), 5, ab, ab},
		{"rested, with more behind", then(rests(out, 5), more), 5, []string{"a", "b", "c"}, []string{"a", "b", "c"}},
		{"resting until now", rests(out, 0), 0, ab, ab},
		{"resting though nothing was out", rests(sent, 5), 4, none, none},
		{"silenced", then(sent, silenced), 0, none, none},
		{"silenced while out", then(out, silenced), 1, none, none},
		{"silenced while out, with more since", then(out, silenced, more), 0, []string{"c"}, []string{"c"}},
		{"silenced while born leased, with more since", then(leased("a", "r1", 9), silenced, more), 0, []string{"c"}, []string{"c"}},
	}
}

// chatStates lets both replicas ask for each state's chat, by name and among all,
// for all of it and for one message.
func chatStates() (cases []example) {
	for _, s := range states() {
		for _, chat := range []string{"chat", ""} {
			for owner, want := range map[string][]string{"r1": s.mine, "r2": s.others} {
				for _, n := range []int{1, 99} {
					cases = append(cases, s.asked(owner, chat, n, want))
				}
			}
		}
	}
	return cases
}

func (s chatState) asked(owner, chat string, n int, want []string) example {
	name := s.name + ": " + owner + " asks for " + map[string]string{"": "any chat", "chat": "it"}[chat] +
		map[int]string{1: ", one message"}[n]
	return example{name, func(b *bench) {
		s.lead(b)
		b.clock.push(minutes(s.now, 0).Start.Sub(start()))
		got, err := b.ClaimOutbox(b.ctx(), owner, chat, minutes(s.now, 0).Start, time.Minute, n)
		b.ok(err)
		b.same("taken", want[:min(n, len(want))], outIDs(got))
	}}
}
