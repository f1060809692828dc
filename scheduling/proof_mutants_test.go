package scheduling_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"escale/scheduling"
)

// mutant is a store with a fault: what it does to a change before it is applied.
type mutant struct {
	scheduling.Store
	spoil func(*scheduling.Change)
	// hide is what it leaves out of an answer about claims.
	hide func(resource string, there []scheduling.Claim) []scheduling.Claim
	// blind is a store that does not look at versions.
	blind bool
}

func (m *mutant) Claims(ctx context.Context, asked []scheduling.Ask, now time.Time) ([][]scheduling.Claim, error) {
	all, err := m.Store.Claims(ctx, asked, now)
	if m.hide != nil && err == nil {
		for n, a := range asked {
			all[n] = m.hide(a.Resource, all[n])
		}
	}
	return all, err
}

// boundless makes claims on some resources that nothing refuses, and hides
// others' there.
func boundless(resource, hidden string) *mutant {
	return &mutant{
		spoil: func(c *scheduling.Change) {
			for n, claim := range c.Claims {
				if strings.HasPrefix(claim.Resource, resource) {
					c.Claims[n].Capacity = 1 << 30
				}
			}
		},
		hide: func(asked string, there []scheduling.Claim) []scheduling.Claim {
			if strings.HasPrefix(asked, hidden) {
				return there[:min(1, len(there))]
			}
			return there
		},
	}
}

func (m *mutant) Apply(ctx context.Context, c scheduling.Change) (scheduling.Result, error) {
	if m.spoil != nil {
		m.spoil(&c)
	}
	r, err := m.Store.Apply(ctx, c)
	for m.blind && errors.Is(err, scheduling.ErrStale) {
		for n, put := range c.Put {
			now, _ := m.Get(ctx, put.Key)
			c.Put[n].Version = now.Version
		}
		c.Expect = nil
		r, err = m.Store.Apply(ctx, c)
	}
	return r, err
}

// TestFaultyStoresAreFound shows that the model can fail: of each store with a
// fault it says which invariant is broken.
func TestFaultyStoresAreFound(t *testing.T) {
	for name, c := range map[string]struct {
		fault  func() *mutant
		breaks string
		crowd  int
	}{
		"claims are not looked at": {func() *mutant { return boundless("", "nothing") }, "overlap on an agenda", 3},
		"claims are not kept": {func() *mutant {
			return &mutant{spoil: func(c *scheduling.Change) { c.Claims = nil }}
		}, "claims", 0},
		"seats are not counted": {func() *mutant { return boundless("seats/", "seats/") }, "seats", 3},
		"days are not capped":   {func() *mutant { return boundless("cap/", "agenda/") }, "daily cap", 0},
		"rooms are not claimed": {func() *mutant {
			return &mutant{spoil: func(c *scheduling.Change) {
				for n, claim := range c.Claims {
					if strings.HasPrefix(claim.Resource, "room/") {
						c.Claims[n].Resource = "nowhere/" + claim.Owner
					}
				}
			}}
		}, "overlap in a room", 0},
		"releases are forgotten": {func() *mutant {
			return &mutant{spoil: func(c *scheduling.Change) { c.Release = nil }}
		}, "claims", 0},
		"versions are not looked at": {func() *mutant { return &mutant{blind: true} }, "family", 0},
		"commands are done each time": {func() *mutant {
			var n atomic.Int64
			return &mutant{spoil: func(c *scheduling.Change) { c.Command += strings.Repeat("'", int(n.Add(1)%50)) }}
		}, "first outcome", 0},
		"families are forgotten": {func() *mutant {
			return &mutant{spoil: func(c *scheduling.Change) {
				for n, put := range c.Put {
					if put.Kind == "family" {
						c.Put = append(c.Put[:n:n], c.Put[n+1:]...)
						return
					}
				}
			}}
		}, "quota", 0},
		"reminders are forgotten": {func() *mutant {
			return &mutant{spoil: func(c *scheduling.Change) {
				for n, due := range c.Due {
					if strings.Contains(due.ID, "remind") {
						c.Due = append(c.Due[:n:n], c.Due[n+1:]...)
						return
					}
				}
			}}
		}, "reminders", 0},
		"due work is never dropped": {func() *mutant {
			return &mutant{spoil: func(c *scheduling.Change) { c.Drop = nil }}
		}, "reminders", 0},
		"due work is lost": {func() *mutant {
			return &mutant{spoil: func(c *scheduling.Change) { c.Due = nil }}
		}, "never settled", 0},
	} {
		t.Run(name, func(t *testing.T) {
			found := map[string]bool{}
			for seed := range uint64(24) {
				l := lives{seed: 500 + seed, sides: 4, rounds: 2, acts: 90, crowd: c.crowd, open: openSQLite}
				l.adapt = []func(scheduling.Store) scheduling.Store{func(s scheduling.Store) scheduling.Store {
					m := c.fault()
					m.Store = s
					return m
				}}
				for invariant := range l.run(t).ledger.findings {
					found[invariant] = true
				}
				if found[c.breaks] {
					t.Logf("found with seed %d", l.seed)
					return
				}
			}
			t.Errorf("found %v, and not that %q is broken", found, c.breaks)
		})
	}
}

// TestTheErasedWhoGoOnAreFound: a store that lets a parent act who is being erased.
func TestTheErasedWhoGoOnAreFound(t *testing.T) {
	for seed := range uint64(24) {
		l := lives{seed: 600 + seed, sides: 4, rounds: 2, acts: 90, kin: 40, open: openSQLite}
		l.adapt = []func(scheduling.Store) scheduling.Store{func(s scheduling.Store) scheduling.Store {
			return &mutant{Store: s, spoil: func(c *scheduling.Change) {
				c.Expect = slices.DeleteFunc(c.Expect, func(e scheduling.Expect) bool { return e.Kind == "erased" })
			}}
		}}
		if len(l.run(t).ledger.findings["erased"]) > 0 {
			t.Logf("found with seed %d", l.seed)
			return
		}
	}
	t.Error("not found")
}
