package main

import (
	"context"
	"os"
	"time"

	"escale/scheduling"
)

// stepsStore counts the calls to a store.
type stepsStore struct {
	scheduling.Store
	*stepCount
}

func (s stepsStore) Apply(ctx context.Context, c scheduling.Change) (r scheduling.Result, err error) {
	err = s.call("apply", func() (err error) { r, err = s.Store.Apply(ctx, c); return err })
	return r, err
}

func (s stepsStore) Get(ctx context.Context, k scheduling.Key) (r scheduling.Record, err error) {
	err = s.call("get "+k.Kind, func() (err error) { r, err = s.Store.Get(ctx, k); return err })
	return r, err
}

func (s stepsStore) List(ctx context.Context, q scheduling.Query) (all []scheduling.Record, err error) {
	err = s.call("list "+q.Kind, func() (err error) { all, err = s.Store.List(ctx, q); return err })
	return all, err
}

func (s stepsStore) Claims(ctx context.Context, asked []scheduling.Ask, now time.Time) (all [][]scheduling.Claim, err error) {
	err = s.call("claims", func() (err error) { all, err = s.Store.Claims(ctx, asked, now); return err })
	return all, err
}

func (s stepsStore) ClaimOutbox(ctx context.Context, owner, chat string, machine time.Time, lease time.Duration, n int) (all []scheduling.Outgoing, err error) {
	err = s.call("claim outbox", func() (err error) {
		all, err = s.Store.ClaimOutbox(ctx, owner, chat, machine, lease, n)
		return err
	})
	return all, err
}

func (s stepsStore) AckOutbox(ctx context.Context, ids []string) error {
	return s.call("ack outbox", func() error { return s.Store.AckOutbox(ctx, ids) })
}

// killMyself is kill -9: nothing can be tidied up.
func killMyself() {
	if p, err := os.FindProcess(os.Getpid()); err == nil {
		_ = p.Kill()
	}
	select {}
}
