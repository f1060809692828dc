package seal_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"escale/scheduling"
	"escale/store/seal"
	"escale/store/sqlite"
)

// safe is a vault on a store of its own, whose files are in dir.
type safe struct {
	*seal.Vault
	t     *testing.T
	store *sqlite.Store
	dir   string
}

func open(t *testing.T) safe {
	t.Helper()
	dir := t.TempDir()
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(dir, "escale.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return safe{Vault: vault(t, s, 1), t: t, store: s, dir: dir}
}

func vault(t *testing.T, s scheduling.Store, master byte) *seal.Vault {
	t.Helper()
	v, err := seal.New(seal.Config{Store: s, Master: [32]byte{master}})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (s safe) parent() string {
	s.t.Helper()
	p, err := s.NewParent(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (s safe) sealed(parent, plain string) []byte {
	s.t.Helper()
	b, err := s.Seal(s.t.Context(), parent, []byte(plain))
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func TestSealedOpensForItsParent(t *testing.T) {
	s := open(t)
	p := s.parent()
	for _, plain := range []string{"", "à la sortie de l’école"} {
		sealed := s.sealed(p, plain)
		if plain != "" && bytes.Contains(sealed, []byte(plain)) {
			t.Errorf("%q stands in clear", plain)
		}
		got, err := s.Open(t.Context(), p, sealed)
		if err != nil || string(got) != plain {
			t.Errorf("opened %q, %v; want %q", got, err, plain)
		}
	}
	if bytes.Equal(s.sealed(p, "same"), s.sealed(p, "same")) {
		t.Error("the same words sealed twice look the same")
	}
}

func TestKeysOutliveTheVault(t *testing.T) {
	s := open(t)
	p := s.parent()
	sealed := s.sealed(p, "x")
	got, err := vault(t, s.store, 1).Open(t.Context(), p, sealed)
	if err != nil || string(got) != "x" {
		t.Errorf("opened %q, %v", got, err)
	}
}

func TestAlteredIsForeign(t *testing.T) {
	s := open(t)
	p := s.parent()
	sealed := s.sealed(p, "hello")
	for i := range sealed {
		altered := bytes.Clone(sealed)
		altered[i] ^= 1
		s.foreign(p, altered)
		s.foreign(p, sealed[:i])
	}
	s.foreign(p, append(sealed, 0))
	s.foreign(p, nil)
}

func (s safe) foreign(parent string, sealed []byte) {
	s.t.Helper()
	if got, err := s.Open(s.t.Context(), parent, sealed); !errors.Is(err, seal.ErrForeign) {
		s.t.Errorf("opened %q, %v; want ErrForeign", got, err)
	}
}

func TestSwappedParentsAreForeign(t *testing.T) {
	s := open(t)
	p, q := s.parent(), s.parent()
	sealed := s.sealed(p, "hello")
	s.foreign(q, sealed)
	s.swapKeys(p, q)
	s.foreign(q, sealed)
}

// swapKeys lays p's wrapped key in q's place.
func (s safe) swapKeys(p, q string) {
	s.t.Helper()
	from := s.wrapped(p)
	to := s.wrapped(q)
	to.Data = from.Data
	c := scheduling.Change{Command: "swap", Put: []scheduling.Record{to}}
	if _, err := s.store.Apply(s.t.Context(), c); err != nil {
		s.t.Fatal(err)
	}
}

func (s safe) wrapped(parent string) scheduling.Record {
	s.t.Helper()
	r, err := s.store.Get(s.t.Context(), scheduling.Key{Kind: "key", ID: parent})
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

func TestWrongMasterOpensNothing(t *testing.T) {
	s := open(t)
	p := s.parent()
	other := vault(t, s.store, 2)
	if _, err := other.Open(t.Context(), p, s.sealed(p, "x")); !errors.Is(err, seal.ErrForeign) {
		t.Errorf("got %v, want ErrForeign", err)
	}
	if _, err := other.Seal(t.Context(), p, nil); !errors.Is(err, seal.ErrForeign) {
		t.Errorf("got %v, want ErrForeign", err)
	}
}

func TestForgottenCanNotBeOpened(t *testing.T) {
	s := open(t)
	p, q := s.parent(), s.parent()
	sealed, kept := s.sealed(p, "x"), s.sealed(q, "y")
	wrapped := s.wrapped(p).Data
	if !s.inFiles(wrapped) {
		t.Fatal("the files don't hold the wrapped key: the test proves nothing")
	}
	for range 2 {
		if err := s.Forget(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	if s.inFiles(wrapped) {
		t.Error("a file still holds the wrapped key")
	}
	_, opening := s.Open(t.Context(), p, sealed)
	_, sealing := s.Seal(t.Context(), p, nil)
	for _, err := range []error{opening, sealing} {
		if !errors.Is(err, scheduling.ErrErased) {
			t.Errorf("got %v, want ErrErased", err)
		}
	}
	if got, err := s.Open(t.Context(), q, kept); err != nil || string(got) != "y" {
		t.Errorf("another parent's: %q, %v", got, err)
	}
}

func (s safe) inFiles(secret []byte) bool {
	s.t.Helper()
	files, err := os.ReadDir(s.dir)
	if err != nil {
		s.t.Fatal(err)
	}
	found := false
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(s.dir, f.Name()))
		if err != nil {
			s.t.Fatal(err)
		}
		found = found || bytes.Contains(data, secret)
	}
	return found
}

func TestStoreThatFailsIsNotErasure(t *testing.T) {
	s := open(t)
	p := s.parent()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Seal(ctx, p, nil); err == nil || errors.Is(err, scheduling.ErrErased) {
		t.Errorf("got %v", err)
	}
	if p, err := s.NewParent(ctx); err == nil {
		t.Errorf("made %q though it could not be stored", p)
	}
}

func TestBlindTellsPurposesValuesAndMastersApart(t *testing.T) {
	s := open(t)
	hash := s.Blind("address", "web:abc")
	if hash != vault(t, s.store, 1).Blind("address", "web:abc") {
		t.Error("not the same again")
	}
	if len(hash) != 52 {
		t.Errorf("%q has %d characters, want 52", hash, len(hash))
	}
	for _, other := range []string{
		s.Blind("address", "web:abd"), s.Blind("addres", "sweb:abc"), vault(t, s.store, 2).Blind("address", "web:abc"),
	} {
		if other == hash {
			t.Error("another input has the same hash")
		}
	}
}

// order notes what happened, and whether a key was still there then.
type order struct {
	safe
	noted []string
	fail  error
}

func (o *order) Add(parent string) error {
	_, err := o.store.Get(o.t.Context(), scheduling.Key{Kind: "key", ID: parent})
	if err != nil {
		o.t.Errorf("%s is noted when the key is gone: %v", parent, err)
	}
	o.noted = append(o.noted, parent)
	return o.fail
}

func TestErasuresAreNotedBeforeTheKeyGoes(t *testing.T) {
	s := open(t)
	o := &order{safe: s}
	v, err := seal.New(seal.Config{Store: s.store, Master: [32]byte{1}, Erased: o})
	if err != nil {
		t.Fatal(err)
	}
	p, q := s.parent(), s.parent()
	if err := v.Forget(t.Context(), p, q); err != nil || len(o.noted) != 2 {
		t.Errorf("noted %v, %v", o.noted, err)
	}
	for _, parent := range []string{p, q} {
		if _, err := v.Seal(t.Context(), parent, nil); !errors.Is(err, scheduling.ErrErased) {
			t.Errorf("%s: %v", parent, err)
		}
	}
	o.fail = errors.New("disk full")
	r := s.parent()
	if err := v.Forget(t.Context(), r); !errors.Is(err, o.fail) {
		t.Errorf("got %v", err)
	}
	if _, err := v.Seal(t.Context(), r, nil); err != nil {
		t.Errorf("the key went without being noted: %v", err)
	}
}

func TestNewKeysAreLookedForInAWeek(t *testing.T) {
	s := open(t)
	now := time.Date(2027, 2, 24, 12, 0, 0, 0, time.UTC)
	v, err := seal.New(seal.Config{Store: s.store, Master: [32]byte{1}, Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	p, err := v.NewParent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if tags := s.wrapped(p).Tags; len(tags) != 1 || tags[0] != "until:2027-03-03" {
		t.Errorf("tags %v", tags)
	}
}
