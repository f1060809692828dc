package storetest

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"escale/scheduling"

	"github.com/anishathalye/porcupine"
)

// memory is as much of a store as a history asks, made of the model; a fault may
// come between what is asked and what is done.
type memory struct {
	scheduling.Store // nothing of it is called
	fault            string
	mu               sync.Mutex // guards what follows
	m                *model
	last             int
	old              map[scheduling.Key]scheduling.Record
}

func (s *memory) Apply(_ context.Context, c scheduling.Change) (scheduling.Result, error) {
	switch s.fault {
	case "claims are checked outside of the transaction", "versions are checked outside of the transaction":
		if r, err := s.dry(c); err != nil || r.Repeated {
			return r, err
		}
		for range 20 {
			runtime.Gosched() // as long as a round trip to a server, for others to come in between
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m.apply(s.spoilt(c))
}

// dry says what would come of the change.
func (s *memory) dry(c scheduling.Change) (scheduling.Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := *s.m
	return m.apply(c)
}

func (s *memory) spoilt(c scheduling.Change) scheduling.Change {
	switch s.fault {
	case "claims are checked outside of the transaction":
		c.Claims = slices.Clone(c.Claims)
		for n := range c.Claims {
			c.Claims[n].Capacity = 1000
		}
	case "versions are checked outside of the transaction":
		c.Put = slices.Clone(c.Put)
		for n, r := range c.Put {
			c.Put[n].Version = s.m.records[r.Key].Version
		}
	case "a command is done again":
		s.last++
		c.Command = fmt.Sprint(c.Command, " ", s.last)
	case "part of a refused change is made":
		if _, err := func() (scheduling.Result, error) { m := *s.m; return m.apply(c) }(); err != nil {
			s.m.claims = slices.DeleteFunc(slices.Clone(s.m.claims), func(cl scheduling.Claim) bool { return slices.Contains(c.Release, cl.Owner) })
		}
	}
	return c
}

func (s *memory) Get(_ context.Context, k scheduling.Key) (scheduling.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	from := s.m.records
	if s.fault == "reads come late" { // from a replica that is one read behind
		from, s.old = s.old, s.m.records
	}
	if r, there := from[k]; there {
		return r, nil
	}
	return scheduling.Record{}, scheduling.ErrNotFound
}

// TestJudgeFindsFaults: histories of a store with a fault are condemned, and
// those of one without never.
func TestJudgeFindsFaults(t *testing.T) {
	for _, fault := range []string{
		"claims are checked outside of the transaction", "versions are checked outside of the transaction",
		"a command is done again", "part of a refused change is made", "reads come late",
	} {
		t.Run(fault, func(t *testing.T) {
			for seed := range uint64(100) {
				if verdict(t, fault, seed) == porcupine.Illegal {
					return
				}
			}
			t.Error("a hundred histories are explained")
		})
	}
	for seed := range uint64(10) {
		if got := verdict(t, "", seed); got != porcupine.Ok {
			t.Errorf("without a fault, seed %d: %s", seed, got)
		}
	}
}

func verdict(t *testing.T, fault string, seed uint64) porcupine.CheckResult {
	t.Helper()
	h, err := recorded(&bench{T: t, Store: &memory{m: newModel(start()), fault: fault}}, seed)
	if err != nil {
		t.Fatal(err)
	}
	return judged(h)
}
