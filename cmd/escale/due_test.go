package main

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/sqlite"
)

// died puts work among the dead letters of a store that no service has open.
func (s *service) died(kind, cause string, ids ...string) {
	s.t.Helper()
	store, err := sqlite.Open(s.t.Context(), sqlite.Config{Path: storeFile(filepath.Join(s.dir, "data")), Clock: time.Now})
	if err != nil {
		s.t.Fatal(err)
	}
	at := time.Now().Add(-time.Hour)
	for _, id := range ids {
		d := scheduling.Due{ID: id, Kind: kind, Subject: "nobody", At: at, Clock: scheduling.MachineTime}
		if _, err := store.Apply(s.t.Context(), scheduling.Change{Command: "put/" + id, Due: []scheduling.Due{d}}); err != nil {
			s.t.Fatal(err)
		}
	}
	all, err := store.ClaimDue(s.t.Context(), "test", at, time.Now(), time.Minute, 100)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, d := range all {
		if err := store.FailDue(s.t.Context(), scheduling.Fence{ID: d.ID, Try: d.Try}, cause, time.Time{}); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		s.t.Fatal(err)
	}
}

// Work that was given up is seen wherever an operator looks, and is tried again
// or dropped beside the running service.
func TestWorkThatWasGivenUp(t *testing.T) {
	t.Parallel()
	s := newService(t)
	due := func(args ...string) execution {
		return execute(t, "", append([]string{"due", "-config", s.config}, args...)...)
	}
	if c := due(); c.code != 0 || !strings.Contains(c.out, "No work was given up.") {
		t.Errorf("due ends with %d:\n%s%s", c.code, c.out, c.err)
	}
	s.died(scheduling.DuePast, "a calendar\nin the way", "one", "two", "three")
	if c := execute(t, "", "check", "-config", s.config); c.code != 1 || !strings.Contains(c.out, "work given up: past 3: ") {
		t.Errorf("check ends with %d:\n%s%s", c.code, c.out, c.err)
	}
	s.serve()
	if h := s.health(); h.Dead != 3 || h.Given[scheduling.DuePast] != 3 {
		t.Errorf("/healthz says %+v", h)
	}
	if c := due(); strings.Count(c.out, "\n") != 3 || !strings.Contains(c.out, "one  past  ") || !strings.Contains(c.out, "try 1: a calendar in the way") {
		t.Errorf("due ends with %d:\n%s%s", c.code, c.out, c.err)
	}
	if c := due("-retry", "one"); c.code != 0 || c.out != "one will be tried again\n" {
		t.Errorf("-retry ends with %d:\n%s%s", c.code, c.out, c.err)
	}
	if c := due("-drop", "one"); c.code != 1 || !strings.Contains(c.err, `-drop "one": no work of that id was given up`) {
		t.Errorf("-drop of what is no more ends with %d:\n%s%s", c.code, c.out, c.err)
	}
	if c := due("-drop", "two", "-retry", "two"); c.code != 2 {
		t.Errorf("both end with %d:\n%s%s", c.code, c.out, c.err)
	}
	if c := due("-drop", "all"); c.code != 0 || strings.Count(c.out, "is dropped\n") != 2 {
		t.Errorf("-drop all ends with %d:\n%s%s", c.code, c.out, c.err)
	}
	if h := s.health(); h.Dead != 0 {
		t.Errorf("/healthz still says %+v", h)
	}
	beside, err := sqlite.Open(t.Context(), sqlite.Config{Path: storeFile(filepath.Join(s.dir, "data")), Beside: true, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = beside.Close() }()
	wait(t, "the service has done with them", func() bool {
		next, err := beside.NextDue(t.Context(), scheduling.MachineTime)
		return errors.Is(err, scheduling.ErrNotFound) || err == nil && next.After(time.Now().Add(-30*time.Minute))
	})
}
