// Package seal encrypts what concerns a parent with a key of that parent's own,
// so that erasing somebody is destroying one key, and finds addresses by keyed
// hash, so that they need not be kept. It keeps the keys in the store, wrapped
// by a master key that lives outside it. It does not know what it seals.
package seal

import (
	"context"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"escale/scheduling"

	"golang.org/x/crypto/chacha20poly1305"
)

// Config is what a Vault needs.
type Config struct {
	// Store keeps the wrapped keys, as records of kind "key". If it has a method
	// Checkpoint(context.Context) error, Forget calls it so that no file keeps
	// the key either.
	Store scheduling.Store
	// Master wraps the parents' keys and keys the hashes: LoadMaster reads it.
	Master [32]byte
	// Rand is where keys and nonces come from; nil: crypto/rand.
	Rand io.Reader
	// Erased remembers, durably, whose key goes before it goes: a backup may still
	// know it. Nil: there are no backups.
	Erased interface{ Add(parent string) error }
	// Clock is programme time, for when an unused key is looked for; nil: never.
	Clock func() time.Time
}

// Vault seals and opens. It is safe for concurrent use and keeps no key in
// memory between two calls: one that was destroyed elsewhere is gone at once.
type Vault struct {
	store  scheduling.Store
	rand   io.Reader
	erased interface{ Add(parent string) error }
	clock  func() time.Time
	wrap   cipher.AEAD
	words  cipher.AEAD
	blind  []byte
}

const (
	kind     = "key"
	version  = 1 // first byte of everything sealed
	wrapping = "escale wrap 1"
)

// New derives the keys that wrap and hash from the master key.
func New(c Config) (*Vault, error) {
	if c.Store == nil || c.Master == [32]byte{} {
		return nil, errors.New("seal: a store and a master key are needed")
	}
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	wrap, err := box(c.Master, wrapping)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	words, err := box(c.Master, "escale words 1")
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	blind, err := hkdf.Key(sha256.New, c.Master[:], nil, "escale blind 1", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return &Vault{
		store: c.Store, rand: c.Rand, erased: c.Erased, clock: c.Clock,
		wrap: wrap, words: words, blind: blind,
	}, nil
}

// box derives a key from the master key for one use.
func box(master [32]byte, use string) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, master[:], nil, use, chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	return chacha20poly1305.NewX(key)
}

// NewParent makes a parent: a random id of 26 letters and digits, with a random
// key of its own, stored before the id is returned.
func (v *Vault) NewParent(ctx context.Context) (string, error) {
	secret := make([]byte, 16+chacha20poly1305.KeySize)
	if _, err := io.ReadFull(v.rand, secret); err != nil {
		return "", fmt.Errorf("new parent: %w", err)
	}
	parent := letters(secret[:16])
	wrapped, err := v.encrypt(v.wrap, "key", parent, secret[16:])
	if err != nil {
		return "", fmt.Errorf("new parent: %w", err)
	}
	record := scheduling.Record{Key: recordKey(parent), Data: wrapped}
	if v.clock != nil {
		record.Tags = []string{scheduling.TagUntil(scheduling.KeptKey.Until(v.clock()))}
	}
	_, err = v.store.Apply(ctx, scheduling.Change{Command: "key/new/" + parent, Put: []scheduling.Record{record}})
	if err != nil {
		return "", fmt.Errorf("new parent: %w", err)
	}
	return parent, nil
}

// Seal encrypts for the parent; scheduling.ErrErased if the key is gone.
func (v *Vault) Seal(ctx context.Context, parent string, plain []byte) ([]byte, error) {
	key, err := v.key(ctx, parent)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return v.encrypt(key, "value", parent, plain)
}

// Open decrypts what was sealed for the parent; scheduling.ErrErased if the key
// is gone, ErrForeign if it was altered or sealed for somebody else.
func (v *Vault) Open(ctx context.Context, parent string, sealed []byte) ([]byte, error) {
	key, err := v.key(ctx, parent)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	return decrypt(key, "value", parent, sealed)
}

// Forget destroys parents' keys: nothing that was sealed with them can be read
// again, and when it returns nil no file of the store holds them. It may be
// repeated, and should be when it fails.
func (v *Vault) Forget(ctx context.Context, parents ...string) error {
	c := scheduling.Change{Command: "key/forget/" + rand.Text()}
	for _, parent := range parents {
		if v.erased != nil {
			if err := v.erased.Add(parent); err != nil {
				return fmt.Errorf("forget: %w", err)
			}
		}
		c.Delete = append(c.Delete, recordKey(parent))
	}
	if _, err := v.store.Apply(ctx, c); err != nil {
		return fmt.Errorf("forget: %w", err)
	}
	s, ok := v.store.(interface {
		Checkpoint(ctx context.Context) error
	})
	if !ok {
		return nil
	}
	if err := s.Checkpoint(ctx); err != nil {
		return fmt.Errorf("forget: %w", err)
	}
	return nil
}

// Blind is a keyed hash of a value, 52 lower-case letters and digits: equal for
// equal purpose and value, and telling nothing without the master key.
func (v *Vault) Blind(purpose, value string) string {
	h := hmac.New(sha256.New, v.blind)
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(purpose)))
	h.Write(length[:])
	h.Write([]byte(purpose))
	h.Write([]byte(value))
	return letters(h.Sum(nil))
}

// key unwraps a parent's key.
func (v *Vault) key(ctx context.Context, parent string) (cipher.AEAD, error) {
	r, err := v.store.Get(ctx, recordKey(parent))
	if errors.Is(err, scheduling.ErrNotFound) {
		return nil, scheduling.ErrErased
	}
	if err != nil {
		return nil, err
	}
	key, err := decrypt(v.wrap, "key", parent, r.Data)
	if err != nil {
		return nil, fmt.Errorf("unwrap a parent's key (is this the master key it was made with?): %w", err)
	}
	return chacha20poly1305.NewX(key)
}

func recordKey(parent string) scheduling.Key { return scheduling.Key{Kind: kind, ID: parent} }

func letters(b []byte) string {
	const alphabet = "abcdefghijklmnopqrstuvwxyz234567"
	return base32.NewEncoding(alphabet).WithPadding(base32.NoPadding).EncodeToString(b)
}
