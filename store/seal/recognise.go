package seal

import (
	"bytes"
	"context"
	"crypto/cipher"
	"errors"
	"fmt"

	"escale/scheduling"
)

// proofKey names the sealed record in which a start finds out whether the store
// was made with its master key.
func proofKey() scheduling.Key { return scheduling.Key{Kind: "installation", ID: "master"} }

// Recognise fails with ErrWrongMaster if what is stored was sealed with another
// master key. It reads only: a store is opened with it before anything in it is
// changed.
func Recognise(ctx context.Context, stored scheduling.Reader, master [32]byte) error {
	wrap, err := box(master, wrapping)
	if err == nil {
		_, err = recognise(ctx, stored, wrap)
	}
	if err != nil {
		return fmt.Errorf("master key: %w", err)
	}
	return nil
}

// recognise reports whether the proof is there. A store of before there was one
// holds parents' keys, or is new.
func recognise(ctx context.Context, stored scheduling.Reader, wrap cipher.AEAD) (proved bool, err error) {
	r, err := stored.Get(ctx, proofKey())
	if err == nil {
		return true, opens(wrap, r, r.Kind, func(plain []byte) bool { return bytes.Equal(plain, []byte(proof)) })
	}
	if !errors.Is(err, scheduling.ErrNotFound) {
		return false, err
	}
	some, err := stored.List(ctx, scheduling.Query{Kind: kind, Limit: 1})
	if err != nil || len(some) == 0 {
		return false, err
	}
	return false, opens(wrap, some[0], kind, func([]byte) bool { return true })
}

// opens fails unless the record was sealed with this master key for that use.
func opens(wrap cipher.AEAD, r scheduling.Record, use string, right func(plain []byte) bool) error {
	plain, err := decrypt(wrap, use, r.ID, r.Data)
	if err != nil || !right(plain) {
		return ErrWrongMaster
	}
	return nil
}
