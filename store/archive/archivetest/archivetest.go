// Package archivetest is the suite that every store must pass which can be backed
// up and filled: what archive.Source and archive.Sink say, case by case.
package archivetest

import (
	"context"
	"crypto/rand"
	"errors"
	"iter"
	"reflect"
	"testing"

	"escale/scheduling"
	"escale/store/archive"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Kept is a store that can be backed up and filled.
type Kept interface {
	scheduling.Store
	archive.Source
	archive.Sink
}

// Run proves what archive.Source and archive.Sink say on the stores that
// open returns: empty ones, opened for a restore.
func Run(t *testing.T, open func(t *testing.T) Kept) {
	for name, try := range map[string]func(*testing.T, func(t *testing.T) Kept){
		"what is loaded is what was dumped":            roundTrip,
		"what is loaded works":                         loadedWorks,
		"leases are given back":                        leasesGivenBack,
		"a dump is as of one instant":                  oneInstant,
		"what holds something is not filled":           notFilled,
		"what can't be read whole leaves nothing":      brokenArchive,
		"who gives up in the middle leaves nothing":    givenUp,
		"what is there twice leaves nothing":           twice,
		"a dump may be left off, and begun once again": leftOff,
	} {
		t.Run(name, func(t *testing.T) { try(t, open) })
	}
}

// bench is what a case works on.
type bench struct {
	*testing.T
	scheduling.Store
}

func (b *bench) ctx() context.Context { return b.Context() }

// must applies a change, which has to succeed.
func (b *bench) must(c scheduling.Change) scheduling.Result {
	b.Helper()
	r, err := b.try(c)
	b.ok(err)
	return r
}

func (b *bench) try(c scheduling.Change) (scheduling.Result, error) {
	if c.Command == "" {
		c.Command = rand.Text()
	}
	return b.Apply(b.ctx(), c)
}

// same fails unless got is want; nil and empty slices are alike.
func (b *bench) same(what string, want, got any) {
	b.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		b.Fatalf("%s (-want +got):\n%s", what, d)
	}
}

func (b *bench) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// is fails unless err is want.
func (b *bench) is(want, err error) {
	b.Helper()
	if !errors.Is(err, want) {
		b.Fatalf("got error %v, want %v", err, want)
	}
}

func note(id string) scheduling.Key { return scheduling.Key{Kind: "note", ID: id} }

func load(t *testing.T, s Kept, entries iter.Seq2[archive.Entry, error]) {
	t.Helper()
	if err := s.Load(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
}

// Alike fails unless two stores, or a store and what it was filled with, hold
// the same.
func Alike(t *testing.T, want, got iter.Seq2[archive.Entry, error]) {
	t.Helper()
	a, err := Gather(want)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Gather(got)
	if err != nil {
		t.Fatal(err)
	}
	if len(a) != len(b) {
		t.Errorf("%d entries, want %d", len(b), len(a))
	}
	for i := range min(len(a), len(b)) {
		if reflect.DeepEqual(a[i], b[i]) {
			continue // as good as all are; cmp takes its time
		}
		if diff := cmp.Diff(a[i], b[i], cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", name(a[i]), diff)
		}
	}
}
