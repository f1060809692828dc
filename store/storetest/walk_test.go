package storetest

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"escale/scheduling"
	"escale/store/sqlite"
)

// faulty is a store that loses a part of each change.
type faulty struct {
	scheduling.Store
	lose func(c *scheduling.Change)
}

func (f faulty) Apply(ctx context.Context, c scheduling.Change) (scheduling.Result, error) {
	c.Claims, c.Put = slices.Clone(c.Claims), slices.Clone(c.Put)
	c.Due, c.Outbox = slices.Clone(c.Due), slices.Clone(c.Outbox)
	f.lose(&c)
	return f.Store.Apply(ctx, c)
}

// TestWalksFindFaults: a store that loses any one thing is found out.
func TestWalksFindFaults(t *testing.T) {
	for name, lose := range map[string]func(c *scheduling.Change){
		"outcomes": func(c *scheduling.Change) { c.Outcome = nil }, "releases": func(c *scheduling.Change) { c.Release = nil },
		"expectations": func(c *scheduling.Change) { c.Expect = nil }, "claims": func(c *scheduling.Change) { c.Claims = nil },
		"deletions": func(c *scheduling.Change) { c.Delete = nil }, "counters": func(c *scheduling.Change) { c.Count = nil },
		"work": func(c *scheduling.Change) { c.Due = nil }, "drops": func(c *scheduling.Change) { c.Drop = nil },
		"fences": func(c *scheduling.Change) { c.Done = nil }, "messages": func(c *scheduling.Change) { c.Outbox = nil },
		"silences": func(c *scheduling.Change) { c.Silence = nil },
		"pads": func(c *scheduling.Change) {
			for n := range c.Claims {
				c.Claims[n].Pad = 0
			}
		},
		"tags": func(c *scheduling.Change) {
			for n := range c.Put {
				c.Put[n].Tags = nil
			}
		},
		"leases": func(c *scheduling.Change) {
			for n := range c.Due {
				c.Due[n].LeasedTo = ""
			}
		},
		"classes": func(c *scheduling.Change) {
			for n := range c.Outbox {
				c.Outbox[n].Class = scheduling.Notice
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			if !foundOut(t, lose) {
				t.Error("a thousand steps find nothing")
			}
		})
	}
	if foundOut(t, func(*scheduling.Change) {}) {
		t.Error("a store without a fault is blamed")
	}
}

func foundOut(t *testing.T, lose func(c *scheduling.Change)) bool {
	t.Helper()
	k := &clock{now: start()}
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "escale.db"), Clock: k.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	w := newWalk(&bench{T: t, Store: faulty{s, lose}, clock: k}, 1)
	for range 1000 {
		if _, err := w.step(); err != nil {
			return !errors.Is(err, context.Canceled)
		}
	}
	return false
}
