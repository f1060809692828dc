package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"escale/scheduling"
)

// replicas are the processes that share one store. They tell each other that
// they are there, and agree on which of them does what only one may do at a
// time. Nothing that must not happen twice rests on it: a process that was
// paused may believe for a moment that a role is still its own.
type replicas struct {
	store scheduling.Store
	clock func() time.Time // machine time
	owner string           // this process
	beat  time.Duration    // how often it says that it is there
	log   *slog.Logger

	there atomic.Int32 // processes that were heard of lately, this one among them
}

// beats a process may miss before the others take it for gone.
const beats = 3

// farewell is how long a process that ends tries to say so.
const farewell = 5 * time.Second

// Kinds of records: who is there, and whose a role is.
const (
	replicaKind = "replica"
	roleKind    = "role"
)

// role is the record of what one process does for all.
type role struct {
	Owner string    `json:"owner"`
	Until time.Time `json:"until"` // machine time; renewed at every beat
}

// joinReplicas names this process. One that has the store to itself is always
// the same: after a crash, what it had leased is its own.
func (h *house) joinReplicas() {
	h.owner = "escale"
	if h.config.Store != "" {
		h.owner = "escale/" + newID()
		h.replicas = &replicas{store: h.store, clock: h.clocks.Machine, owner: h.owner, beat: 20 * time.Second, log: h.log}
	}
}

// count is how many processes share the store, at least this one.
func (r *replicas) count() int {
	if r == nil {
		return 1
	}
	return max(1, int(r.there.Load()))
}

// run tells the others, again and again, that this process is there.
func (r *replicas) run(ctx context.Context) {
	if r == nil {
		return
	}
	defer func() { r.note(r.depart(context.WithoutCancel(ctx))) }()
	r.every(ctx, func() bool {
		r.note(r.show(ctx))
		return true
	})
}

// show puts this process's record, and counts those of all.
func (r *replicas) show(ctx context.Context) error {
	key := scheduling.Key{Kind: replicaKind, ID: r.owner}
	if err := r.put(ctx, key, []byte("{}")); err != nil {
		return err
	}
	all, err := r.store.List(ctx, scheduling.Query{Kind: replicaKind})
	if err != nil {
		return err
	}
	var there int32
	for _, one := range all {
		if one.Expires.After(r.clock()) {
			there++
		}
	}
	r.there.Store(there)
	return nil
}

func (r *replicas) depart(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, farewell)
	defer cancel()
	_, err := r.store.Apply(ctx, scheduling.Change{
		Command: "replica/" + newID(), Delete: []scheduling.Key{{Kind: replicaKind, ID: r.owner}},
	})
	return err
}

// put writes a record that ends by itself unless it is renewed.
func (r *replicas) put(ctx context.Context, key scheduling.Key, data []byte) error {
	was, err := r.store.Get(ctx, key)
	if err != nil && !errors.Is(err, scheduling.ErrNotFound) {
		return err
	}
	return r.replace(ctx, key, was.Version, data)
}

func (r *replicas) replace(ctx context.Context, key scheduling.Key, version int64, data []byte) error {
	_, err := r.store.Apply(ctx, scheduling.Change{
		Command: "replica/" + newID(),
		Put:     []scheduling.Record{{Key: key, Version: version, Data: data, Expires: r.clock().Add(beats * r.beat)}},
	})
	return err
}

// alone does the work in one process at a time, here once it is this one's turn,
// and ends it when the role can't be renewed. A store that only one process can
// open needs none of it: r is nil then.
func (r *replicas) alone(ctx context.Context, name string, work func(context.Context)) {
	if r == nil {
		work(ctx)
		return
	}
	for ctx.Err() == nil {
		r.every(ctx, func() bool { return !r.take(ctx, name) })
		if ctx.Err() == nil {
			r.hold(ctx, name, work)
		}
	}
}

// hold does the work while the role is renewed, and gives it back.
func (r *replicas) hold(ctx context.Context, name string, work func(context.Context)) {
	r.log.Info("role taken", "role", name)
	mine, stop := context.WithCancel(ctx)
	var renewing sync.WaitGroup
	renewing.Go(func() {
		defer stop()
		r.every(mine, func() bool { return r.take(mine, name) })
	})
	work(mine)
	stop()
	renewing.Wait()
	r.note(r.give(context.WithoutCancel(ctx), name))
}

// take takes the role, or renews it; false if it is another's, or if that can't
// be known.
func (r *replicas) take(ctx context.Context, name string) bool {
	is, version, err := r.role(ctx, name)
	if err == nil && is.Owner != r.owner && is.Until.After(r.clock()) {
		return false
	}
	if err == nil {
		data, _ := json.Marshal(role{Owner: r.owner, Until: r.clock().Add(beats * r.beat)})
		err = r.replace(ctx, scheduling.Key{Kind: roleKind, ID: name}, version, data)
	}
	if errors.Is(err, scheduling.ErrStale) { // another was quicker
		return false
	}
	r.note(err)
	return err == nil
}

func (r *replicas) role(ctx context.Context, name string) (is role, version int64, err error) {
	record, err := r.store.Get(ctx, scheduling.Key{Kind: roleKind, ID: name})
	if errors.Is(err, scheduling.ErrNotFound) {
		return role{}, 0, nil
	}
	if err != nil {
		return role{}, 0, err
	}
	if err := json.Unmarshal(record.Data, &is); err != nil {
		return role{}, 0, fmt.Errorf("role %s: %w", name, err)
	}
	return is, record.Version, nil
}

// give gives the role back, so that nobody has to wait for it.
func (r *replicas) give(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, farewell)
	defer cancel()
	is, version, err := r.role(ctx, name)
	if err != nil || is.Owner != r.owner {
		return err
	}
	err = r.replace(ctx, scheduling.Key{Kind: roleKind, ID: name}, version, []byte("{}"))
	if errors.Is(err, scheduling.ErrStale) {
		return nil
	}
	return err
}

// every does something at once and then at every beat, as long as it says so.
func (r *replicas) every(ctx context.Context, do func() (more bool)) {
	tick := time.NewTicker(r.beat)
	defer tick.Stop()
	for ctx.Err() == nil && do() {
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}

func (r *replicas) note(err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		r.log.Warn("replicas", "err", err)
	}
}
