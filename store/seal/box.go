package seal

import (
	"crypto/cipher"
	"errors"
	"io"
)

// ErrForeign: what is to be opened was altered, cut short, or sealed for
// another parent or with another key.
var ErrForeign = errors.New("not what was sealed here")

// encrypt returns a version byte, a random nonce and the ciphertext. use and
// parent are authenticated with it, so that nothing sealed for one parent, or
// as a key, opens as anything else.
func (v *Vault) encrypt(key cipher.AEAD, use, parent string, plain []byte) ([]byte, error) {
	head := 1 + key.NonceSize()
	out := make([]byte, head, head+len(plain)+key.Overhead())
	out[0] = version
	if _, err := io.ReadFull(v.rand, out[1:head]); err != nil {
		return nil, err
	}
	return key.Seal(out, out[1:head], plain, bound(use, parent)), nil
}

func decrypt(key cipher.AEAD, use, parent string, sealed []byte) ([]byte, error) {
	head := 1 + key.NonceSize()
	if len(sealed) < head || sealed[0] != version {
		return nil, ErrForeign
	}
	plain, err := key.Open(nil, sealed[1:head], sealed[head:], bound(use, parent))
	if err != nil {
		return nil, ErrForeign
	}
	return plain, nil
}

// bound is the associated data; the version stands in it too.
func bound(use, parent string) []byte {
	return append([]byte{version}, "escale "+use+" "+parent...)
}
