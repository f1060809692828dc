package hosting

import (
	"maps"
	"time"

	"github.com/alexedwards/argon2id"
)

// What the door remembers. All of it is bounded, and dies with the process.

func (d *door) recall(key [32]byte) (verdict, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, ok := d.verdicts[key]
	return v, ok && d.clock().Before(v.until)
}

// remember keeps a verdict; a good one takes back the tries that led to it.
func (d *door) remember(key [32]byte, good bool, try string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.clock()
	keep := badFor
	if good {
		keep = goodFor
		delete(d.wrong, try)
	}
	if len(d.verdicts) >= maxVerdicts {
		maps.DeleteFunc(d.verdicts, func(_ [32]byte, v verdict) bool { return !v.good || !now.Before(v.until) })
	}
	if len(d.verdicts) >= maxVerdicts {
		return // so many are in: the next is verified each time
	}
	d.verdicts[key] = verdict{good, now.Add(keep)}
}

// take counts a try as wrong before it is looked at, so that many at once are no
// more than allowed; false: there were too many.
func (d *door) take(try string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.clock()
	recent := since(d.wrong[try], now)
	if len(recent) >= wrongAllowed {
		return false
	}
	if len(d.wrong) >= maxWrong {
		maps.DeleteFunc(d.wrong, func(_ string, at []time.Time) bool { return len(since(at, now)) == 0 })
	}
	if len(d.wrong) >= maxWrong {
		clear(d.wrong) // memory comes first
	}
	d.wrong[try] = append(recent, now)
	return true
}

func since(at []time.Time, now time.Time) []time.Time {
	for len(at) > 0 && now.Sub(at[0]) >= wrongWithin {
		at = at[1:]
	}
	return at
}

// params are OWASP's first choice for argon2id: 19 MiB, two passes.
func params() *argon2id.Params {
	return &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

// nobodysHash is that of no password.
func nobodysHash() string {
	hash, err := argon2id.CreateHash(newSecret(4), params())
	if err != nil {
		panic(err) // the machine has no randomness
	}
	return hash
}
