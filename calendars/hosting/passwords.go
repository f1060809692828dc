package hosting

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"escale/scheduling"

	"github.com/alexedwards/argon2id"
)

// Passwords are those of a home's devices: one each, so that a lost phone can be
// shut out alone. They are made here, since people can't be asked for several
// good ones, and kept as argon2id hashes. A Server on the same store knows a new
// one, and forgets a revoked one, at once.
type Passwords struct {
	Store scheduling.Store
	Clock func() time.Time // machine time
}

// Password is what may be shown of one.
type Password struct {
	Name string    `json:"name"` // of the device: "téléphone de Camille"
	Made time.Time `json:"made"`
}

type storedPassword struct {
	Password
	Hash string `json:"hash"`
}

const kindPassword = "hosting-password"

// Errors of Passwords, for errors.Is.
var (
	ErrNameTaken = errors.New("there is a password of this name")
	ErrTooMany   = errors.New("too many passwords: revoke some")
)

// maxPasswords is how many devices one home may have.
const maxPasswords = 100

// New makes a password for a device and returns it: nobody can read it later.
func (p Passwords) New(ctx context.Context, home, name string) (string, error) {
	name = shown(name)
	if name == "" || !segment(home) {
		return "", fmt.Errorf("password for %q of %q: names are wanted", name, home)
	}
	all, err := p.records(ctx, home)
	switch {
	case err != nil:
		return "", fmt.Errorf("password for %s: %w", home, err)
	case len(all) >= maxPasswords:
		return "", fmt.Errorf("password for %s: %w", home, ErrTooMany)
	case slices.ContainsFunc(all, func(r keptPassword) bool { return r.Name == name }):
		return "", fmt.Errorf("password %q: %w", name, ErrNameTaken)
	}
	password := newSecret(5)
	hash, err := argon2id.CreateHash(password, params())
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(storedPassword{Password{name, p.Clock().UTC().Truncate(time.Second)}, hash})
	if err != nil {
		return "", err
	}
	_, err = p.Store.Apply(ctx, scheduling.Change{
		Command: "password/" + rand.Text(),
		Put:     []scheduling.Record{{Key: passwordKey(home, password), Tags: []string{"home:" + home}, Data: data}},
	})
	if err != nil {
		return "", fmt.Errorf("password for %s: %w", home, err)
	}
	return password, nil
}

// List tells which there are, the oldest first.
func (p Passwords) List(ctx context.Context, home string) ([]Password, error) {
	all, err := p.records(ctx, home)
	var list []Password
	for _, r := range all {
		list = append(list, r.Password)
	}
	slices.SortFunc(list, func(a, b Password) int { return cmp.Or(a.Made.Compare(b.Made), cmp.Compare(a.Name, b.Name)) })
	return list, err
}

// Revoke shuts a device out; scheduling.ErrNotFound if there is none of the name.
func (p Passwords) Revoke(ctx context.Context, home, name string) error {
	all, err := p.records(ctx, home)
	if err != nil {
		return fmt.Errorf("revoke %q: %w", name, err)
	}
	for _, r := range all {
		if r.Name == name {
			_, err := p.Store.Apply(ctx, scheduling.Change{Command: "password/" + rand.Text(), Delete: []scheduling.Key{r.key}})
			return err
		}
	}
	return fmt.Errorf("revoke %q: %w", name, scheduling.ErrNotFound)
}

type keptPassword struct {
	storedPassword
	key scheduling.Key
}

func (p Passwords) records(ctx context.Context, home string) ([]keptPassword, error) {
	page, err := p.Store.List(ctx, scheduling.Query{Kind: kindPassword, Tag: "home:" + home})
	var all []keptPassword
	for _, r := range page {
		k := keptPassword{key: r.Key}
		if err := json.Unmarshal(r.Data, &k.storedPassword); err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, err
}

// hash is that of the one password that this one could be: its first group names
// the record. Empty if there is none.
func (p Passwords) hash(ctx context.Context, home, password string) (string, error) {
	if group, _, ok := strings.Cut(password, "-"); !ok || !segment(group) {
		return "", nil
	}
	r, err := p.Store.Get(ctx, passwordKey(home, password))
	if errors.Is(err, scheduling.ErrNotFound) {
		return "", nil
	}
	var s storedPassword
	if err == nil {
		err = json.Unmarshal(r.Data, &s)
	}
	return s.Hash, err
}

func passwordKey(home, password string) scheduling.Key {
	group, _, _ := strings.Cut(password, "-")
	return scheduling.Key{Kind: kindPassword, ID: home + "/" + group}
}

// letters are told apart on a small screen.
const letters = "23456789abcdefghjkmnpqrstvwxyz"

// newSecret draws groups of four letters, 4.9 bits each: "k7m2-…".
func newSecret(groups int) string {
	var s strings.Builder
	for n := 0; n < 4*groups; {
		b := make([]byte, 1)
		rand.Read(b) // never fails
		if int(b[0]) >= 256/len(letters)*len(letters) {
			continue
		}
		if n > 0 && n%4 == 0 {
			s.WriteByte('-')
		}
		s.WriteByte(letters[int(b[0])%len(letters)])
		n++
	}
	return s.String()
}
