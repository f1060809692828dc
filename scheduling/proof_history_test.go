package scheduling_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"escale/programme"
	"escale/scheduling"
)

// asked is one thing that a parent asks of a slot.
type asked struct {
	slot int
	who  string
	kind string
}

// unheard is the outcome of a command whose replica died.
const unheard = "unheard"

// slotModel is a slot as the parents see it: free, held or booked by one. The
// state is who has it and how, "" when nobody does.
func slotModel() porcupine.Model {
	return (&porcupine.NondeterministicModel{
		Init:      func() []any { return []any{""} },
		Partition: bySlot,
		Step: func(state, in, out any) []any {
			return after(state.(string), in.(asked), out.(string))
		},
		DescribeOperation: func(in, out any) string { return fmt.Sprintf("%v → %v", in, out) },
	}).ToModel()
}

func bySlot(history []porcupine.Operation) [][]porcupine.Operation {
	parts := map[int][]porcupine.Operation{}
	for _, op := range history {
		slot := op.Input.(asked).slot
		parts[slot] = append(parts[slot], op)
	}
	var all [][]porcupine.Operation
	for _, part := range parts {
		all = append(all, part)
	}
	return all
}

// after lists the states that an outcome may lead to; none: it can't be.
func after(state string, in asked, out string) []any {
	held, booked := in.who+" holds it", in.who+" has booked it"
	hers := state == held || state == booked
	done := map[string]string{scheduling.DoHold: held, scheduling.DoBook: booked, scheduling.DoCancel: "", scheduling.DoRelease: ""}[in.kind]
	able := map[string]bool{
		scheduling.DoHold: state == "" || state == held, scheduling.DoBook: state == "" || state == held,
		scheduling.DoCancel: state == booked, scheduling.DoRelease: state == held,
	}[in.kind]
	switch out {
	case scheduling.OK, scheduling.Pending:
		if able {
			return []any{done}
		}
		// There was nothing to give back; or she holds her own slot, for a move.
		if in.kind == scheduling.DoRelease || in.kind == scheduling.DoHold && state == booked {
			return []any{state}
		}
	case unheard:
		if able {
			return []any{state, done}
		}
		return []any{state}
	case scheduling.Taken:
		if state != "" && (!hers || state == booked) {
			return []any{state}
		}
	case scheduling.Gone:
		if state != booked {
			return []any{state}
		}
	case scheduling.QuotaSpent: // reckoned apart
		return []any{state}
	}
	return nil
}

// TestHistories judges histories of parents who want the same few slots: there
// is an order of what they asked in which each outcome is right.
func TestHistories(t *testing.T) {
	for name, open := range stores(t) {
		for seed := range uint64(3) {
			t.Run(fmt.Sprintf("%s/seed %d", name, seed), func(t *testing.T) { judge(t, open, seed) })
		}
	}
}

// history records at most 200 operations on four slots, and judges them.
func history(t *testing.T, open opener, seed uint64) (*recorded, porcupine.CheckResult) {
	h := &recorded{counter: newCounter(t, open, 1, programme.Quota{Sessions: 3, Per: programme.PerCivilYear})}
	var all sync.WaitGroup
	for n := range 20 {
		rng := rand.New(rand.NewPCG(seed, uint64(n)))
		all.Go(func() { h.wants(rng, n%4, fmt.Sprint("p", n)) })
	}
	all.Wait()
	return h, porcupine.CheckOperationsTimeout(slotModel(), h.operations, 30*time.Second)
}

// judge fails if a history is wrong, or says little.
func judge(t *testing.T, open opener, seed uint64) {
	h, result := history(t, open, seed)
	if result != porcupine.Ok {
		t.Errorf("seed %d: no order explains what was answered: %s", seed, result)
	}
	sessions := map[string]int{}
	for _, b := range h.live() {
		if sessions[b.Family]++; sessions[b.Family] > 3 {
			t.Errorf("%s has %d sessions", b.Family, sessions[b.Family])
		}
	}
	told := map[string]int{}
	for _, op := range h.operations {
		told[op.Input.(asked).kind+" "+op.Output.(string)]++
	}
	if len(h.operations) > 200 || told["book ok"] < 4 || told["book taken"] < 4 || told["cancel ok"] < 1 {
		t.Errorf("%d operations, %v: the history proves little", len(h.operations), told)
	}
}

// recorded is a counter whose outcomes are written down.
type recorded struct {
	*counter
	clock      atomic.Int64 // tells before from after
	mu         sync.Mutex   // guards operations
	operations []porcupine.Operation
}

// wants is a parent who asks ten times for one slot.
func (r *recorded) wants(rng *rand.Rand, slot int, who string) {
	var mine string // booking
	for n := range 10 {
		kind := pick(rng, scheduling.DoHold, scheduling.DoRelease, scheduling.DoBook, scheduling.DoBook)
		if mine != "" {
			kind = scheduling.DoCancel
		}
		cmd := r.command(fmt.Sprint(who, "/", n), kind, who, r.slot(0, slot))
		cmd.Booking = mine
		out := r.asks(rng, asked{slot, who, kind}, cmd)
		switch {
		case kind == scheduling.DoBook && (out.Code == scheduling.OK || out.Code == scheduling.Pending):
			mine = out.Booking
		case kind == scheduling.DoCancel && (out.Code == scheduling.OK || out.Code == scheduling.Gone):
			mine = ""
		}
	}
}

// asks gives a command to a replica that may die of it.
func (r *recorded) asks(rng *rand.Rand, in asked, cmd scheduling.Command) scheduling.Outcome {
	f := &fuse{}
	if rng.IntN(8) == 0 {
		f.set(1+rng.IntN(10), rng.IntN(2) == 0)
	}
	desk := r.desk(mortalStore{r.store, f}, mortalCalendars{r.calendars, f, &trouble{}})
	op := porcupine.Operation{Input: in, Call: r.clock.Add(1)}
	out, err := desk.Do(r.t.Context(), cmd)
	op.Return, op.Output = r.clock.Add(1), out.Code
	switch {
	case errors.Is(err, errDead):
		op.Output, op.Return = unheard, 1<<60
	case err != nil:
		r.t.Errorf("%v: %v", in, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.operations = append(r.operations, op)
	return out
}
