package seal

import (
	"bytes"
	"errors"
	"testing"

	"escale/scheduling"
)

func TestWordsAreOpenedByTheSameMasterAlone(t *testing.T) {
	const words = "Merci à Zoé."
	v := wordsVault(t, 1)
	sealed, err := v.SealWords(words)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("Zo")) {
		t.Errorf("readable: %q", sealed)
	}
	if got, err := wordsVault(t, 1).OpenWords(sealed); err != nil || got != words {
		t.Errorf("opened %q, %v", got, err)
	}
	if _, err := wordsVault(t, 2).OpenWords(sealed); !errors.Is(err, ErrForeign) {
		t.Errorf("another master key: %v", err)
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := v.OpenWords(sealed); !errors.Is(err, ErrForeign) {
		t.Errorf("altered: %v", err)
	}
}

// wordsVault makes a vault that never touches its store.
func wordsVault(t *testing.T, first byte) *Vault {
	t.Helper()
	v, err := New(Config{Store: struct{ scheduling.Store }{}, Master: [32]byte{first}})
	if err != nil {
		t.Fatal(err)
	}
	return v
}
