package hosting

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"maps"
	"net/http"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
)

// door lets users in by Basic authentication (RFC 7617). Verdicts on a name and
// password are remembered for a while, good ones and bad ones, since argon2id
// costs some 50 ms; and only few are computed at a time, so that guessing
// passwords can't take the whole machine.
type door struct {
	clock func() time.Time
	salt  []byte
	busy  chan struct{}

	mu       sync.Mutex // guards users and verdicts
	users    map[string]User
	verdicts map[[32]byte]verdict
}

type verdict struct {
	good  bool
	until time.Time
}

const (
	goodFor     = 10 * time.Minute
	badFor      = time.Minute
	maxVerdicts = 1000
	maxHashing  = 2
)

func newDoor(clock func() time.Time) *door {
	return &door{
		clock: clock, salt: []byte(rand.Text()), busy: make(chan struct{}, maxHashing),
		verdicts: map[[32]byte]verdict{},
	}
}

// admit replaces the users, and forgets every verdict.
func (d *door) admit(users map[string]User) error {
	admitted := map[string]User{}
	for name, u := range users {
		if err := usable(name, &u); err != nil {
			return err
		}
		admitted[name] = u
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.users = admitted
	clear(d.verdicts)
	return nil
}

func usable(name string, u *User) error {
	if u.Home == "" {
		u.Home = name
	}
	if !segment(name) || !segment(u.Home) {
		return fmt.Errorf("user %q with home %q: not names", name, u.Home)
	}
	if (u.Password == "") == (u.PasswordHash == "") {
		return fmt.Errorf("user %s: either a password or its hash is needed", name)
	}
	if u.PasswordHash != "" {
		if _, _, _, err := argon2id.DecodeHash(u.PasswordHash); err != nil {
			return fmt.Errorf("user %s: %w", name, err)
		}
	}
	return nil
}

func (d *door) user(name string) (User, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, ok := d.users[name]
	return u, ok
}

// enter returns the user's name, or "" after having answered 401.
func (d *door) enter(w http.ResponseWriter, r *http.Request) string {
	name, password, ok := r.BasicAuth()
	if ok && d.good(r.Context(), name, password) {
		return name
	}
	w.Header().Set("WWW-Authenticate", `Basic realm="Escale", charset="UTF-8"`)
	http.Error(w, "name or password not accepted", http.StatusUnauthorized)
	return ""
}

func (d *door) good(ctx context.Context, name, password string) bool {
	u, ok := d.user(name)
	if !ok || len(password) > 1000 {
		return false
	}
	if u.Password != "" {
		have, want := sha256.Sum256([]byte(password)), sha256.Sum256([]byte(u.Password))
		return subtle.ConstantTimeCompare(have[:], want[:]) == 1
	}
	key := sha256.Sum256(fmt.Appendf(nil, "%s %d %s %s %s", d.salt, len(name), name, password, u.PasswordHash))
	if v, known := d.recall(key); known {
		return v.good
	}
	select {
	case d.busy <- struct{}{}:
		defer func() { <-d.busy }()
	case <-ctx.Done():
		return false
	}
	good, err := argon2id.ComparePasswordAndHash(password, u.PasswordHash)
	good = good && err == nil
	d.remember(key, good)
	return good
}

func (d *door) recall(key [32]byte) (verdict, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, ok := d.verdicts[key]
	return v, ok && d.clock().Before(v.until)
}

func (d *door) remember(key [32]byte, good bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.clock()
	if len(d.verdicts) >= maxVerdicts {
		maps.DeleteFunc(d.verdicts, func(_ [32]byte, v verdict) bool { return !v.good || !now.Before(v.until) })
	}
	if len(d.verdicts) >= maxVerdicts {
		return // a thousand users are in: the next is verified each time
	}
	keep := badFor
	if good {
		keep = goodFor
	}
	d.verdicts[key] = verdict{good, now.Add(keep)}
}
