package storetest

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"escale/scheduling"
)

// model is the contract as plain maps, for one goroutine: what a store must
// answer, and where it is free, what it may.
type model struct {
	machine, programme time.Time

	commands map[string][]byte
	records  map[scheduling.Key]scheduling.Record
	claims   []scheduling.Claim
	counts   map[string]int64
	due      map[string]modelWork
	chats    map[string]modelChat
}

func newModel(now time.Time) *model {
	return &model{
		machine: now, programme: now,
		commands: map[string][]byte{}, records: map[scheduling.Key]scheduling.Record{},
		counts: map[string]int64{}, due: map[string]modelWork{}, chats: map[string]modelChat{},
	}
}

// errInvalid is for what the contract names no error.
var errInvalid = errors.New("no store could keep it")

// apply is Store.Apply: it works on a copy, which is kept if all went well.
func (m *model) apply(c scheduling.Change) (scheduling.Result, error) {
	if outcome, done := m.commands[c.Command]; done {
		return scheduling.Result{Outcome: outcome, Repeated: true}, nil
	}
	next := *m
	next.commands, next.records, next.counts = maps.Clone(m.commands), maps.Clone(m.records), maps.Clone(m.counts)
	next.claims, next.due, next.chats = slices.Clone(m.claims), maps.Clone(m.due), maps.Clone(m.chats)
	if err := next.change(c); err != nil {
		return scheduling.Result{}, err
	}
	next.commands[c.Command] = c.Outcome
	*m = next
	return scheduling.Result{Outcome: c.Outcome}, nil
}

// change makes the parts in the order of scheduling.Change.
func (m *model) change(c scheduling.Change) error {
	if slices.ContainsFunc(c.Claims, func(cl scheduling.Claim) bool { return cl.Capacity < 1 }) {
		return errInvalid
	}
	m.claims = slices.DeleteFunc(m.claims, func(cl scheduling.Claim) bool { return slices.Contains(c.Release, cl.Owner) })
	for _, e := range c.Expect {
		if m.records[e.Key].Version != e.Version {
			return scheduling.ErrStale
		}
	}
	if err := m.take(c.Claims); err != nil {
		return err
	}
	for _, r := range c.Put {
		if m.records[r.Key].Version != r.Version {
			return scheduling.ErrStale
		}
		r.Version++
		m.records[r.Key] = r
	}
	for _, k := range c.Delete {
		delete(m.records, k)
	}
	for name, n := range c.Count {
		m.counts[name] += n
	}
	if err := m.changeDue(c); err != nil {
		return err
	}
	return m.changeOutbox(c)
}

func (m *model) take(claims []scheduling.Claim) error {
	for _, c := range claims {
		weight := 0
		for _, other := range m.claims {
			if other.Resource == c.Resource && other.Owner != c.Owner && m.lives(other, m.machine) && touch(other, c) {
				weight++
			}
		}
		if weight >= c.Capacity {
			return scheduling.ErrTaken
		}
		m.claims = append(slices.DeleteFunc(m.claims, func(old scheduling.Claim) bool {
			return old.Owner == c.Owner && old.Resource == c.Resource && old.Interval == c.Interval
		}), c)
	}
	return nil
}

func (m *model) lives(c scheduling.Claim, now time.Time) bool {
	return c.Expires.IsZero() || c.Expires.After(now)
}

// touch: they overlap, or the gap is smaller than the larger pad.
func touch(a, b scheduling.Claim) bool {
	pad := max(a.Pad, b.Pad)
	return a.Start.Before(b.End.Add(pad)) && b.Start.Before(a.End.Add(pad))
}

// ask is Reader.Claims for one question.
func (m *model) ask(a scheduling.Ask, now time.Time) []scheduling.Claim {
	var all []scheduling.Claim
	for _, c := range m.claims {
		if c.Resource == a.Resource && m.lives(c, now) && c.Start.Before(a.Window.End) && a.Window.Start.Before(c.End) {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, byStart)
	return all
}

// byStart goes on where the contract leaves the order free.
func byStart(a, b scheduling.Claim) int {
	return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Owner, b.Owner), a.End.Compare(b.End))
}

// list is Reader.List.
func (m *model) list(q scheduling.Query) []scheduling.Record {
	var all []scheduling.Record
	for k, r := range m.records {
		if k.Kind == q.Kind && k.ID > q.After && (q.Tag == "" || slices.Contains(r.Tags, q.Tag)) {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b scheduling.Record) int { return cmp.Compare(a.ID, b.ID) })
	return all[:min(len(all), q.Limit)]
}

// countsOf is Reader.Counts.
func (m *model) countsOf(prefix string) map[string]int64 {
	all := map[string]int64{}
	for name, n := range m.counts {
		if strings.HasPrefix(name, prefix) {
			all[name] = n
		}
	}
	return all
}
