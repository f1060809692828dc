package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"escale/scheduling"

	"github.com/anishathalye/porcupine"
)

// call is what one worker asked of the store in a history: a change on few
// resources, or a read.
type call struct {
	scheduling.Change
	read string // id of a note to get; empty: a change
}

// answer is what it heard. Of a record only the version and the data matter.
type answer struct {
	result  string // outcome, error or data
	version int64
}

// histories lets workers meet on few resources, from several sides at once, and
// judges whether some order of their calls explains every answer.
func histories(t *testing.T, open func(t *testing.T, clock func() time.Time) scheduling.Store) {
	var all []porcupine.Operation
	for seed := range uint64(historySeeds) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			k := &clock{now: start()}
			h, err := recorded(&bench{T: t, Store: open(t, k.Now), clock: k}, seed)
			if err != nil {
				t.Fatal(err)
			}
			if got := judged(h); got != porcupine.Ok {
				t.Fatalf("seed %d: no order of the calls explains the answers (%s):\n%s", seed, got, told(h))
			}
			all = append(all, h...)
		})
	}
	if few := unmet(all); few != "" && !t.Failed() {
		t.Errorf("no call was %s: the histories prove little", few)
	}
}

const (
	workers = 8
	calls   = 25 // of each
)

// recorded runs the workers and returns what each asked and heard, and when.
func recorded(b *bench, seed uint64) ([]porcupine.Operation, error) {
	var ticks atomic.Int64 // orders what happened
	ops := make([][]porcupine.Operation, workers)
	errs := make([]error, workers)
	var all sync.WaitGroup
	for n := range workers {
		rng := rand.New(rand.NewPCG(seed, uint64(n)))
		all.Go(func() {
			known := map[string]int64{} // versions that this worker saw
			for i := range calls {
				in := ask(rng, n, i, known)
				op := porcupine.Operation{ClientId: n, Input: in, Call: ticks.Add(1)}
				out, err := in.put(b, known)
				op.Output, op.Return = out, ticks.Add(1)
				ops[n] = append(ops[n], op)
				errs[n] = errors.Join(errs[n], err)
			}
		})
	}
	all.Wait()
	var h []porcupine.Operation
	for n := range ops {
		h = append(h, ops[n]...)
	}
	return h, errors.Join(errs...)
}

// ask makes up a call: claims of one of two half hours, moves, releases, puts
// over the version last seen, each of them at times under a command that another
// worker may have sent, and reads.
func ask(rng *rand.Rand, worker, i int, known map[string]int64) call {
	owner, id := fmt.Sprint("o", worker), fmt.Sprint("n", rng.IntN(2))
	half := rng.IntN(2) * 30
	c := scheduling.Change{Command: fmt.Sprint("c", worker, "/", i)}
	c.Outcome = []byte(c.Command)
	switch rng.IntN(8) {
	case 0, 1:
		return call{read: id}
	case 2, 3:
		c.Claims = []scheduling.Claim{claim(owner, half, half+30)}
	case 4:
		c.Release = []string{owner}
	case 5: // a booking: time and row together
		c.Release, c.Claims = []string{owner}, []scheduling.Claim{claim(owner, half, half+30)}
		c.Put = []scheduling.Record{note(id, known[id], c.Command)}
	case 6:
		c.Put = []scheduling.Record{note(id, known[id], c.Command)}
	case 7: // the same command from any worker, with the worker's own name in it
		c.Command = fmt.Sprint("shared/", rng.IntN(12))
		c.Put = []scheduling.Record{note(id, known[id], c.Command)}
	}
	return call{Change: c}
}

// put sends the call; an error is one that no contract names.
func (c call) put(b *bench, known map[string]int64) (answer, error) {
	if c.read == "" {
		r, err := b.Apply(b.ctx(), c.Change)
		return answerOf(r, err), unnamed(err)
	}
	r, err := b.Get(b.ctx(), noteKey(c.read))
	known[c.read] = r.Version
	if errors.Is(err, scheduling.ErrNotFound) {
		return answer{}, nil
	}
	return answer{string(r.Data), r.Version}, err
}

func answerOf(r scheduling.Result, err error) answer {
	switch {
	case errors.Is(err, scheduling.ErrTaken):
		return answer{result: "taken"}
	case errors.Is(err, scheduling.ErrStale):
		return answer{result: "stale"}
	case r.Repeated:
		return answer{result: "repeated " + string(r.Outcome)}
	}
	return answer{result: string(r.Outcome)}
}

func unnamed(err error) error {
	if errors.Is(err, scheduling.ErrTaken) || errors.Is(err, scheduling.ErrStale) {
		return nil
	}
	return err
}
