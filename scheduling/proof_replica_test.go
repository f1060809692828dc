package scheduling_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"escale/scheduling"
)

// errDead is all that a replica hears after its end.
var errDead = errors.New("the process is dead")

// fuse ends a replica at one of its calls to the store or to a calendar: before
// the call is made, or after, so that its answer is never heard. From then on
// nothing gets through, as after kill -9.
type fuse struct {
	mu    sync.Mutex // guards what follows
	left  int        // calls until the end; 0: it is not near
	after bool
	burnt bool
	// meanwhile is what happens elsewhere just before that call, which is then not
	// the last one; nil: it is.
	meanwhile func()
}

// set brings the end near.
func (f *fuse) set(calls int, after bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left, f.after = calls, after
}

func (f *fuse) dead() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.burnt
}

func (f *fuse) call(do func() error) error {
	f.mu.Lock()
	last := f.left == 1
	f.left = max(f.left-1, 0)
	if last && f.meanwhile != nil {
		f.mu.Unlock()
		f.meanwhile()
		return do()
	}
	was := f.burnt
	f.burnt = was || last
	f.mu.Unlock()
	if was || last && !f.after {
		return errDead
	}
	err := do()
	if f.dead() {
		return errDead
	}
	return err
}

// mortalStore is the store as a replica reaches it.
type mortalStore struct {
	scheduling.Store
	*fuse
}

func (s mortalStore) Apply(ctx context.Context, c scheduling.Change) (r scheduling.Result, err error) {
	err = s.call(func() (err error) { r, err = s.Store.Apply(ctx, c); return err })
	return r, err
}

func (s mortalStore) Get(ctx context.Context, k scheduling.Key) (r scheduling.Record, err error) {
	err = s.call(func() (err error) { r, err = s.Store.Get(ctx, k); return err })
	return r, err
}

func (s mortalStore) List(ctx context.Context, q scheduling.Query) (all []scheduling.Record, err error) {
	err = s.call(func() (err error) { all, err = s.Store.List(ctx, q); return err })
	return all, err
}

func (s mortalStore) Claims(ctx context.Context, asked []scheduling.Ask, now time.Time) (all [][]scheduling.Claim, err error) {
	err = s.call(func() (err error) { all, err = s.Store.Claims(ctx, asked, now); return err })
	return all, err
}

func (s mortalStore) ClaimDue(ctx context.Context, owner string, programme, machine time.Time, lease time.Duration, n int) (all []scheduling.Due, err error) {
	err = s.call(func() (err error) {
		all, err = s.Store.ClaimDue(ctx, owner, programme, machine, lease, n)
		return err
	})
	return all, err
}

func (s mortalStore) FailDue(ctx context.Context, f scheduling.Fence, cause string, retry time.Time) error {
	return s.call(func() error { return s.Store.FailDue(ctx, f, cause, retry) })
}

// mortalCalendars are the calendars as a replica reaches them: now and then they
// fail, before or after they did what was asked.
type mortalCalendars struct {
	*calendars
	*fuse
	trouble *trouble
}

func (c mortalCalendars) Publish(ctx context.Context, e scheduling.CalendarEvent) (seen scheduling.Seen, err error) {
	err = c.fuse.call(func() error {
		return c.trouble.around(func() (err error) { seen, err = c.calendars.Publish(ctx, e); return err })
	})
	return seen, err
}

func (c mortalCalendars) Sync(ctx context.Context, agenda string) (s scheduling.Sighting, err error) {
	err = c.fuse.call(func() error {
		return c.trouble.around(func() (err error) { s, err = c.calendars.Sync(ctx, agenda); return err })
	})
	return s, err
}

// trouble makes calls fail by chance.
type trouble struct {
	mu  sync.Mutex // guards rng
	rng *rand.Rand // nil: there is none
}

func (t *trouble) around(do func() error) error {
	t.mu.Lock()
	n := 100
	if t.rng != nil {
		n = t.rng.IntN(100)
	}
	t.mu.Unlock()
	switch {
	case n < 1:
		return fmt.Errorf("409 Conflict: %w", scheduling.ErrRefused)
	case n < 8:
		return errors.New("connection refused")
	case n < 12:
		return errors.Join(do(), errors.New("connection reset"))
	}
	return do()
}

// replica is one process of several on the same store.
type replica struct {
	desk   *scheduling.Desk
	worker *scheduling.Worker
	fuse   *fuse
}

// replica starts one. rng draws the troubles of its calendars; nil: none.
func (r *realm) replica(rng *rand.Rand) *replica {
	f := &fuse{}
	store := mortalStore{r.store, f}
	desk := scheduling.NewDesk(r.desk(store, mortalCalendars{r.calendars, f, &trouble{rng: rng}}))
	handlers := desk.Handlers()
	handlers[scheduling.DueTell] = func(ctx context.Context, d scheduling.Due) error { return tellOnce(ctx, store, d) }
	handlers[scheduling.DueInvite] = func(context.Context, scheduling.Due) error { return nil }
	handlers[scheduling.DueAlarm] = handlers[scheduling.DueInvite]
	handlers[scheduling.DuePlace] = handlers[scheduling.DueInvite] // she may answer it by booking
	c := scheduling.WorkerConfig{Store: store, Clocks: r.clock, Owner: "a", Handlers: handlers, Tries: 1000}
	if r.single {
		c.Batch = 1
	}
	return &replica{desk: desk, worker: scheduling.NewWorker(c), fuse: f}
}

// tellOnce brings an event to its conversation as the bot does: what is told, and
// that it was, are one change. The counter is what she got.
func tellOnce(ctx context.Context, store scheduling.Store, d scheduling.Due) error {
	var e scheduling.Event
	if err := json.Unmarshal(d.Data, &e); err != nil {
		return err
	}
	told := "told/" + e.Kind + "/" + e.ID
	if e.Kind == scheduling.TellLinked { // it is about no booking
		return tell(ctx, store, d, told)
	}
	r, err := store.Get(ctx, scheduling.Key{Kind: "booking", ID: e.Booking})
	if err != nil {
		return err
	}
	var b scheduling.Booking
	if err := json.Unmarshal(r.Data, &b); err != nil {
		return err
	}
	over := b.State == scheduling.Cancelled || b.State == scheduling.Released
	if e.Kind == scheduling.TellReminder && over || b.Conversation == "" { // off, or erased
		told = "late/" + e.ID // the fence has to refuse it
	}
	return tell(ctx, store, d, told)
}

func tell(ctx context.Context, store scheduling.Store, d scheduling.Due, told string) error {
	_, err := store.Apply(ctx, scheduling.Change{
		Command: "tell/" + d.ID, Count: map[string]int64{told: 1},
		Done: []scheduling.Fence{{ID: d.ID, Try: d.Try}},
	})
	return err
}
