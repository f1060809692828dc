package webchat

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"escale/scheduling"
)

// memory is a store of records only, with compare-and-swap.
type memory struct {
	mu       sync.Mutex
	records  map[scheduling.Key]scheduling.Record
	commands map[string]bool
	broken   error // returned by everything, when set
	stale    int   // how many more writes lose a race
}

func (m *memory) Get(_ context.Context, k scheduling.Key) (scheduling.Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.records[k]
	if m.broken != nil {
		return r, m.broken
	}
	if !ok {
		return r, scheduling.ErrNotFound
	}
	return r, nil
}

func (m *memory) Apply(_ context.Context, c scheduling.Change) (scheduling.Result, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return scheduling.Result{}, m.broken
	}
	if m.commands[c.Command] {
		return scheduling.Result{Repeated: true}, nil
	}
	if m.stale > 0 {
		m.stale--
		return scheduling.Result{}, scheduling.ErrStale
	}
	for _, r := range c.Put {
		if m.records[r.Key].Version != r.Version {
			return scheduling.Result{}, scheduling.ErrStale
		}
	}
	for _, r := range c.Put {
		r.Version++
		m.records[r.Key] = r
	}
	for _, k := range c.Delete {
		delete(m.records, k)
	}
	m.commands[c.Command] = true
	return scheduling.Result{}, nil
}

func (m *memory) all() []scheduling.Record {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []scheduling.Record
	for _, r := range m.records {
		all = append(all, r)
	}
	return all
}

func (m *memory) breakWith(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.broken = err
}

// vault seals with AES under a key per parent.
type vault struct {
	mu   sync.Mutex
	keys map[string]cipher.AEAD
}

func (v *vault) newParent() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	parent := fmt.Sprintf("parent-%d", len(v.keys))
	v.keys[parent] = aead
	return parent
}

func (v *vault) key(parent string) (cipher.AEAD, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if k := v.keys[parent]; k != nil {
		return k, nil
	}
	return nil, scheduling.ErrErased
}

func (v *vault) Seal(_ context.Context, parent string, plain []byte) ([]byte, error) {
	k, err := v.key(parent)
	if err != nil {
		return nil, err
	}
	return k.Seal(nil, nil, plain, nil), nil
}

func (v *vault) Open(_ context.Context, parent string, sealed []byte) ([]byte, error) {
	k, err := v.key(parent)
	if err != nil {
		return nil, err
	}
	return k.Open(nil, nil, sealed, nil)
}

func (v *vault) forget(parent string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.keys[parent] = nil
}

func (v *vault) Blind(purpose, value string) string {
	mac := hmac.New(sha256.New, []byte("test key "+purpose))
	mac.Write([]byte(value))
	return hex.EncodeToString(mac.Sum(nil))
}

// clock stands still until it is pushed.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Machine() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Programme() time.Time { return c.Machine() }

func (c *clock) push(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
