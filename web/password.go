package web

import (
	"errors"
	"fmt"
	"time"

	"github.com/alexedwards/argon2id"
)

// params are OWASP's first choice for argon2id: 19 MiB, two passes.
var params = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// HashPassword makes what stands in the configuration (argon2id, PHC string).
func HashPassword(password string) (string, error) {
	if password == "" {
		return "", errors.New("a password is required")
	}
	return argon2id.CreateHash(password, &params)
}

// guard tells users by name and password. Guessing is slowed down for a name
// and origin together, so that nobody can shut somebody else out.
type guard struct {
	users   map[string]User
	nobody  string // hash compared when the name is unknown, so that both take as long
	tries   *tries
	working chan struct{} // bounds the memory that hashing takes
}

// errTooMany: too many wrong passwords from one origin for one name.
var errTooMany = errors.New("too many tries")

func newGuard(users []User, now func() time.Time) (*guard, error) {
	nobody, err := HashPassword("nobody has this name")
	if err != nil {
		return nil, err
	}
	g := &guard{users: map[string]User{}, nobody: nobody, tries: newTries(now), working: make(chan struct{}, 2)}
	for _, u := range users {
		if _, twice := g.users[u.Name]; twice || u.Name == "" {
			return nil, fmt.Errorf("user %q: a name of their own is expected", u.Name)
		}
		if _, _, _, err := argon2id.DecodeHash(u.PasswordHash); err != nil {
			return nil, fmt.Errorf("user %q: an argon2id hash is expected: %w", u.Name, err)
		}
		g.users[u.Name] = u
	}
	return g, nil
}

// check returns the user whose password it is; ok is false otherwise. It
// returns errTooMany without looking at the password.
func (g *guard) check(name, password, origin string) (u User, ok bool, err error) {
	key := name + "\x00" + origin
	if !g.tries.take(key) {
		return User{}, false, errTooMany
	}
	u, known := g.users[name]
	hash := u.PasswordHash
	if !known {
		hash = g.nobody
	}
	g.working <- struct{}{}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	<-g.working
	if err != nil || !match || !known {
		return User{}, false, err
	}
	g.tries.forget(key)
	return u, true, nil
}
