package hosting

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
)

// door lets users in by Basic authentication (RFC 7617). Verdicts on a name and
// password are remembered, good ones and bad ones, since argon2id costs some 50
// ms and clients ask several times a minute; only few are computed at a time, so
// that guessing can't take the whole machine. No password is kept: a verdict is
// found by a hash whose key dies with the process.
type door struct {
	clock     func() time.Time
	origin    func(*http.Request) string
	passwords Passwords
	key       []byte
	nobody    string // the hash compared for a name that is not known: both take as long
	busy      chan struct{}

	mu       sync.Mutex // guards users, and what is remembered
	users    map[string]User
	verdicts map[[32]byte]verdict
	wrong    map[string][]time.Time
}

type verdict struct {
	good  bool
	until time.Time
}

const (
	goodFor     = 24 * time.Hour
	badFor      = time.Hour
	maxVerdicts = 5000
	maxHashing  = 2
	// A name may be tried with so many wrong passwords from one origin within so
	// long. One password tried again and again, as a forgotten device does, counts
	// once; who was let in lately is let in still.
	wrongAllowed = 10
	wrongWithin  = 15 * time.Minute
	maxWrong     = 5000
)

func newDoor(c Config) *door {
	d := &door{
		clock: c.Clock, origin: c.Origin, passwords: Passwords{c.Store, c.Clock}, key: []byte(rand.Text()),
		nobody: nobodysHash(), busy: make(chan struct{}, maxHashing),
		verdicts: map[[32]byte]verdict{}, wrong: map[string][]time.Time{},
	}
	if d.origin == nil {
		d.origin = connection
	}
	return d
}

// connection is the address of the other end, without its port.
func connection(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// admit replaces the users.
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
	return nil
}

func usable(name string, u *User) error {
	if u.Home == "" {
		u.Home = name
	}
	if !segment(name) || !segment(u.Home) {
		return fmt.Errorf("user %q with home %q: not names", name, u.Home)
	}
	if u.Password != "" && u.PasswordHash != "" || u.Password == "" && u.PasswordHash == "" && !u.Devices {
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

var errTooMany = errors.New("too many wrong passwords")

// enter returns the user's name, or "" after having answered.
func (d *door) enter(w http.ResponseWriter, r *http.Request) string {
	name, password, ok := r.BasicAuth()
	var err error
	if ok {
		ok, err = d.good(r.Context(), name, password, d.origin(r))
	}
	switch {
	case errors.Is(err, errTooMany):
		w.Header().Set("Retry-After", strconv.Itoa(int(wrongWithin.Seconds())))
		http.Error(w, "too many wrong passwords: wait a quarter of an hour", http.StatusTooManyRequests)
	case err != nil:
		http.Error(w, "not now", http.StatusServiceUnavailable)
	case !ok:
		w.Header().Set("WWW-Authenticate", `Basic realm="Escale", charset="UTF-8"`)
		http.Error(w, "name or password not accepted", http.StatusUnauthorized)
	default:
		return name
	}
	return ""
}

// good reports whether the password is the user's, or one of the home's devices.
func (d *door) good(ctx context.Context, name, password, origin string) (bool, error) {
	u, known := d.user(name)
	if len(password) > 1000 || len(name) > 1000 {
		return false, nil
	}
	if u.Password != "" && same(password, u.Password) {
		return true, nil
	}
	hash := u.PasswordHash
	if u.Devices {
		device, err := d.passwords.hash(ctx, u.Home, password)
		if err != nil {
			return false, err
		}
		if device != "" {
			hash = device
		}
	}
	if hash == "" || !known {
		hash = d.nobody
	}
	return d.compare(ctx, name, password, origin, hash)
}

func same(a, b string) bool {
	have, want := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(have[:], want[:]) == 1
}

// compare tells whether the password is that of the hash: from memory, or by
// computing it unless the name was tried too often. What is remembered is about
// one hash: with it changed or revoked, it is about nothing.
func (d *door) compare(ctx context.Context, name, password, origin, hash string) (bool, error) {
	mac := hmac.New(sha256.New, d.key)
	fmt.Fprintf(mac, "%q %q %q", name, password, hash)
	key := [32]byte(mac.Sum(nil))
	if v, known := d.recall(key); known {
		return v.good, nil
	}
	try := name + "\x00" + origin
	if !d.take(try) {
		return false, errTooMany
	}
	select {
	case d.busy <- struct{}{}:
		defer func() { <-d.busy }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	good, err := argon2id.ComparePasswordAndHash(password, hash)
	good = good && err == nil
	d.remember(key, good, try)
	return good, nil
}
