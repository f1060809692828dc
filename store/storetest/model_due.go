package storetest

import (
	"fmt"
	"slices"
	"time"

	"escale/scheduling"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// modelWork is due work. Which numbers tries have is the store's affair, as long
// as they rise: the model learns them.
type modelWork struct {
	scheduling.Due // LeasedTo and LeaseUntil of the lease it is under, Try of the last claim
	born           bool
	replaced       bool
	rest           time.Time
	dead           bool
}

// leased reports whether somebody has it, or has it first.
func (w modelWork) leased(now time.Time) bool { return w.LeasedTo != "" && w.LeaseUntil.After(now) }

// free reports whether owner may claim it as far as leases and rests go.
func (w modelWork) free(owner string, now time.Time) bool {
	return !w.dead && !w.rest.After(now) && (!w.leased(now) || w.born && w.LeasedTo == owner)
}

func (m *model) changeDue(c scheduling.Change) error {
	for _, f := range c.Done {
		if !m.holds(f) {
			return scheduling.ErrFenced
		}
		delete(m.due, f.ID)
	}
	for id, w := range m.due {
		if w.Subject != "" && slices.Contains(c.Drop, w.Subject) {
			delete(m.due, id)
		}
	}
	for _, d := range c.Due {
		was, replaced := m.due[d.ID]
		d.Try = was.Try
		m.due[d.ID] = modelWork{Due: d, born: d.LeasedTo != "", replaced: replaced}
	}
	return nil
}

// holds reports whether the fence is that of the lease the work is under.
func (m *model) holds(f scheduling.Fence) bool {
	w, there := m.due[f.ID]
	return there && w.LeasedTo != "" && (w.born && f.Try == 0 || !w.born && f.Try == w.Try)
}

// unspecified: whether a lease that is over but was not taken up may still
// finish the work, and under which number replaced work is born.
func (m *model) unspecified(f scheduling.Fence) bool {
	w, there := m.due[f.ID]
	return there && w.LeasedTo != "" && (!w.LeaseUntil.After(m.machine) || w.born && w.replaced)
}

// fail is DueStore.FailDue.
func (m *model) fail(f scheduling.Fence, cause string, retry time.Time) error {
	if !m.holds(f) {
		return scheduling.ErrFenced
	}
	w := m.due[f.ID]
	w.LastError, w.rest, w.dead = cause, retry, retry.IsZero()
	w.LeasedTo, w.LeaseUntil, w.born = "", time.Time{}, false
	m.due[f.ID] = w
	return nil
}

// claimed judges what ClaimDue answered, and follows it.
func (m *model) claimed(owner string, lease time.Duration, n int, got []scheduling.Due) error {
	var want []modelWork
	for _, w := range m.due {
		if w.free(owner, m.machine) && !w.At.After(m.now(w.Clock)) {
			want = append(want, w)
		}
	}
	slices.SortFunc(want, byInstant)
	want = want[:min(n, len(want))]
	if len(got) != len(want) {
		return fmt.Errorf("claimed %v, want %v", ids(got), workIDs(want))
	}
	for i, w := range want {
		if got[i].Try <= w.Try || !w.replaced && got[i].Try != w.Try+1 {
			return fmt.Errorf("%s has try %d after try %d", w.ID, got[i].Try, w.Try)
		}
		w.Try, w.LeasedTo, w.LeaseUntil, w.born = got[i].Try, owner, m.machine.Add(lease), false
		if err := alike(w.Due, got[i]); err != nil {
			return err
		}
		m.due[w.ID] = w
	}
	return nil
}

func byInstant(a, b modelWork) int { return a.At.Compare(b.At) }

func workIDs(ws []modelWork) (all []string) {
	for _, w := range ws {
		all = append(all, w.ID)
	}
	return all
}

func (m *model) now(c scheduling.Clock) time.Time {
	if c == scheduling.ProgrammeTime {
		return m.programme
	}
	return m.machine
}

// next is DueStore.NextDue; ok is false when nothing waits on the clock.
func (m *model) next(c scheduling.Clock) (at time.Time, ok bool) {
	for _, w := range m.due {
		on, when := w.Clock, w.At
		if w.dead {
			continue
		}
		if w.rest.After(m.machine) || w.leased(m.machine) && !w.born {
			on = scheduling.MachineTime
			later := w.rest
			if w.leased(m.machine) {
				later = w.LeaseUntil
			}
			if w.Clock == scheduling.ProgrammeTime || later.After(when) {
				when = later
			}
		}
		if on == c && (!ok || when.Before(at)) {
			at, ok = when, true
		}
	}
	return at, ok
}

// deadOnes is DueStore.Dead.
func (m *model) deadOnes() []scheduling.Due {
	var all []modelWork
	for _, w := range m.due {
		if w.dead {
			all = append(all, w)
		}
	}
	slices.SortFunc(all, byInstant)
	var letters []scheduling.Due
	for _, w := range all {
		letters = append(letters, w.Due)
	}
	return letters
}

// alike is nil if got is want; nil and empty slices are alike.
func alike(want, got any) error {
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		return fmt.Errorf("answered otherwise (-want +got):\n%s", d)
	}
	return nil
}
