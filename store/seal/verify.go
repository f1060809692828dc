package seal

import (
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
// key; a service calls it before it does anything, and opens a store that it has
// to itself with Recognise. The first time it leaves a
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
	proved, err := recognise(ctx, v.store, v.wrap)
	if err != nil || proved {
		return err
	}
	k := proofKey()
	sealed, err := v.encrypt(v.wrap, k.Kind, k.ID, []byte(proof))
	if err != nil {
		return err
	}
	_, err = v.store.Apply(ctx, scheduling.Change{
		Command: "installation/master/" + letters(sealed[1:17]), Put: []scheduling.Record{{Key: k, Data: sealed}},
	})
	return err
}
