package seal_test

import (
	"errors"
	"sync"
	"testing"

	"escale/scheduling"
	"escale/store/seal"

	"github.com/google/go-cmp/cmp"
)

func TestWrongMasterIsRefusedAndChangesNothing(t *testing.T) {
	s := open(t)
	if err := s.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := s.parent()
	before := s.records()
	for range 2 {
		if err := vault(t, s.store, 2).Verify(t.Context()); !errors.Is(err, seal.ErrWrongMaster) {
			t.Errorf("another key: got %v, want ErrWrongMaster", err)
		}
	}
	if d := cmp.Diff(before, s.records()); d != "" {
		t.Errorf("changed (-want +got):\n%s", d)
	}
	again := vault(t, s.store, 1)
	if err := again.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := again.Seal(t.Context(), p, nil); err != nil {
		t.Error(err)
	}
}

// TestWrongMasterIsRefusedByOlderStores: one that holds parents' keys and no
// proof yet.
func TestWrongMasterIsRefusedByOlderStores(t *testing.T) {
	s := open(t)
	s.parent()
	if err := vault(t, s.store, 2).Verify(t.Context()); !errors.Is(err, seal.ErrWrongMaster) {
		t.Errorf("another key: got %v, want ErrWrongMaster", err)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestReplicasVerifyTogether(t *testing.T) {
	s := open(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := vault(t, s.store, 1).Verify(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := vault(t, s.store, 2).Verify(t.Context()); !errors.Is(err, seal.ErrWrongMaster) {
		t.Errorf("another key: got %v, want ErrWrongMaster", err)
	}
}

// records are all that this package keeps.
func (s safe) records() (all []scheduling.Record) {
	s.t.Helper()
	for _, kind := range []string{"installation", "key"} {
		some, err := s.store.List(s.t.Context(), scheduling.Query{Kind: kind})
		if err != nil {
			s.t.Fatal(err)
		}
		all = append(all, some...)
	}
	return all
}
