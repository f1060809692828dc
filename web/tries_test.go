package web

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Many guesses sent at the same moment are no more guesses than one after the
// other.
func TestGuessesAtOnceAreCounted(t *testing.T) {
	hash, err := HashPassword("the right one")
	if err != nil {
		t.Fatal(err)
	}
	g, err := newGuard([]User{{Name: "caf38", PasswordHash: hash}}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	var looked atomic.Int32
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			if _, _, err := g.check("caf38", "a guess", "somewhere"); err == nil {
				looked.Add(1)
			}
		})
	}
	all.Wait()
	if n := looked.Load(); n != wrongAllowed {
		t.Errorf("%d guesses were looked at, want %d", n, wrongAllowed)
	}
	if _, ok, err := g.check("caf38", "the right one", "elsewhere"); !ok || err != nil {
		t.Errorf("from elsewhere: %v, %v", ok, err)
	}
}
