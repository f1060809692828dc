package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"escale/scheduling"
)

// ErrWrongMaster: the store was made with another master key.
var ErrWrongMaster = errors.New("this master key is not the one that the store was made with; nothing was changed. " +
	"Give the service the right key, or restore the backup that belongs to this one")

// proof is what the master key must open. Its words are nothing to keep secret.
const proof = "escale"

// Verify fails with ErrWrongMaster unless the store was made with this master
// key; a service calls it before it does anything. The first time it leaves a
// sealed record, in which later starts find out.
func (v *Vault) Verify(ctx context.Context) error {
	err := v.verify(ctx)
	if errors.Is(err, scheduling.ErrStale) {
		err = v.verify(ctx) // another replica left the record just now
	}
	if err != nil {
		return fmt.Errorf("master key: %w", err)
	}
	return nil
}

func (v *Vault) verify(ctx context.Context) error {
	k := scheduling.Key{Kind: "installation", ID: "master"}
	r, err := v.store.Get(ctx, k)
	if err == nil {
		return v.opens(r, k.Kind, func(plain []byte) bool { return bytes.Equal(plain, []byte(proof)) })
	}
	if !errors.Is(err, scheduling.ErrNotFound) {
		return err
	}
	// a store of before there was such a record holds parents' keys
	some, err := v.store.List(ctx, scheduling.Query{Kind: kind, Limit: 1})
	if err != nil {
		return err
	}
	for _, r := range some {
		if err := v.opens(r, kind, func([]byte) bool { return true }); err != nil {
			return err
		}
	}
	sealed, err := v.encrypt(v.wrap, k.Kind, k.ID, []byte(proof))
	if err != nil {
		return err
	}
	_, err = v.store.Apply(ctx, scheduling.Change{
		Command: "installation/master/" + letters(sealed[1:17]), Put: []scheduling.Record{{Key: k, Data: sealed}},
	})
	return err
}

// opens fails unless the record was sealed with this master key for that use.
func (v *Vault) opens(r scheduling.Record, use string, right func(plain []byte) bool) error {
	plain, err := decrypt(v.wrap, use, r.ID, r.Data)
	if err != nil || !right(plain) {
		return ErrWrongMaster
	}
	return nil
}
