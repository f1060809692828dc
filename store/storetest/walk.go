package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"escale/scheduling"
)

// walks lets random sequences of calls go to the store and to the model, which
// must answer alike at every step.
func walks(t *testing.T, open func(t *testing.T, clock func() time.Time) scheduling.Store) {
	for seed := range uint64(walkSeeds) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			k := &clock{now: start()}
			w := newWalk(&bench{T: t, Store: open(t, k.Now), clock: k}, seed)
			for n := range walkSteps {
				if said, err := w.step(); err != nil {
					t.Fatalf("seed %d, step %d, %s: %v", seed, n, said, err)
				}
			}
			w.enough(t)
		})
	}
}

// walk is one sequence.
type walk struct {
	b     *bench
	m     *model
	rng   *rand.Rand
	last  int              // for ids and instants that are never the same twice
	seen  map[string]int   // answers by kind
	tries map[string][]int // of each work as it stands, learned from claims
}

func newWalk(b *bench, seed uint64) *walk {
	return &walk{
		b: b, m: newModel(start()), rng: rand.New(rand.NewPCG(seed, 7)),
		seen: map[string]int{}, tries: map[string][]int{},
	}
}

// step makes one call, then one read. said tells which.
func (w *walk) step() (said string, err error) {
	acts := []struct {
		weight int
		do     func() (string, error)
	}{
		{54, w.apply}, {12, w.claimDue}, {9, w.failDue}, {9, w.claimOutbox}, {7, w.ackOutbox}, {3, w.retryOutbox}, {5, w.pass}, {1, w.sweep},
	}
	pick := w.rng.IntN(100)
	for _, a := range acts {
		if pick -= a.weight; pick < 0 {
			said, err = a.do()
			break
		}
	}
	if err != nil {
		return said, err
	}
	read, err := w.read()
	return said + ", then " + read, err
}

// enough fails a sequence that met too little.
func (w *walk) enough(t *testing.T) {
	for _, kind := range []string{"applied", "repeated", "stale", "taken", "fenced", "invalid", "works", "messages", "dead"} {
		if w.seen[kind] < walkSteps/200 {
			t.Errorf("only %d times %s: the sequence proves little", w.seen[kind], kind)
		}
	}
}

func (w *walk) apply() (string, error) {
	c := w.change()
	got, err := w.b.Apply(w.b.ctx(), c)
	want, wanted := w.m.apply(c)
	said := fmt.Sprintf("apply %+v", c)
	if err := w.sameError(wanted, err); err != nil || wanted != nil {
		return said, err
	}
	if want.Repeated {
		w.seen["repeated"]++
	} else {
		w.seen["applied"]++
		w.forget(c)
	}
	return said, alike(want, got)
}

// forget drops the tries of work that is gone: their numbers may come again.
func (w *walk) forget(c scheduling.Change) {
	for id := range w.tries {
		if _, there := w.m.due[id]; !there {
			delete(w.tries, id)
		}
	}
	for _, d := range c.Due {
		if !w.m.due[d.ID].replaced {
			delete(w.tries, d.ID)
		}
	}
}

func (w *walk) sameError(want, got error) error {
	for name, kind := range map[string]error{"stale": scheduling.ErrStale, "taken": scheduling.ErrTaken, "fenced": scheduling.ErrFenced} {
		if errors.Is(want, kind) {
			w.seen[name]++
		}
		if errors.Is(got, kind) != errors.Is(want, kind) {
			return fmt.Errorf("error %v, want %v", got, want)
		}
	}
	if want == errInvalid {
		w.seen["invalid"]++
	}
	if (got == nil) != (want == nil) {
		return fmt.Errorf("error %v, want %v", got, want)
	}
	return nil
}

func (w *walk) claimDue() (string, error) {
	owner, n, lease := w.replica(), 1+w.rng.IntN(4), w.while()
	said := fmt.Sprintf("claim %d works for %s, %s", n, owner, lease)
	got, err := w.b.ClaimDue(w.b.ctx(), owner, w.m.programme, w.m.machine, lease, n)
	if err != nil {
		return said, err
	}
	for _, d := range got {
		w.seen["works"]++
		w.tries[d.ID] = append(w.tries[d.ID], d.Try)
	}
	return said, w.m.claimed(owner, lease, n, got)
}

func (w *walk) failDue() (string, error) {
	f, ok := w.fence()
	if !ok {
		return "nothing", nil
	}
	retry := w.m.machine.Add(w.while())
	if w.rng.IntN(2) == 0 {
		retry = time.Time{}
	}
	w.last++
	cause := fmt.Sprint("cause ", w.last)
	return fmt.Sprintf("fail %+v until %v", f, retry), w.sameError(w.m.fail(f, cause, retry), w.b.FailDue(w.b.ctx(), f, cause, retry))
}

func (w *walk) claimOutbox() (string, error) {
	owner, n, lease, chat := w.replica(), 1+w.rng.IntN(6), w.while(), ""
	if w.rng.IntN(2) == 0 {
		chat = w.chat()
	}
	said := fmt.Sprintf("take %d messages of %q for %s, %s", n, chat, owner, lease)
	got, err := w.b.ClaimOutbox(w.b.ctx(), owner, chat, w.m.machine, lease, n)
	if err != nil {
		return said, err
	}
	w.seen["messages"] += len(got)
	return said, w.m.taken(owner, chat, lease, n, got)
}

// ackOutbox acknowledges what is out, mostly, in any order.
func (w *walk) ackOutbox() (string, error) {
	ids := []string{"unknown"}
	for _, name := range w.sortedChats() {
		for _, o := range w.m.chats[name].queue {
			if o.LeaseUntil.After(w.m.machine) && w.rng.IntN(2) == 0 || w.rng.IntN(20) == 0 {
				ids = append(ids, o.ID)
			}
		}
	}
	w.rng.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	w.m.ack(ids)
	return fmt.Sprintf("acknowledge %v", ids), w.b.AckOutbox(w.b.ctx(), ids)
}

func (w *walk) retryOutbox() (string, error) {
	chat, at := w.chat(), w.m.machine.Add(w.while())
	w.m.retry(chat, at)
	return fmt.Sprintf("let %s rest until %v", chat, at), w.b.RetryOutbox(w.b.ctx(), chat, at)
}

// pass lets time go by, on either clock.
func (w *walk) pass() (string, error) {
	d := w.while()
	w.m.machine = w.m.machine.Add(d)
	w.b.clock.push(d)
	w.m.programme = w.m.programme.Add(time.Duration(w.rng.IntN(3)) * d)
	return fmt.Sprint("wait ", d), nil
}

func (w *walk) sweep() (string, error) {
	w.b.sweep()
	return "sweep", nil
}
