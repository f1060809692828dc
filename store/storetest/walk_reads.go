package storetest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"escale/scheduling"
)

// read asks store and model one thing.
func (w *walk) read() (string, error) {
	reads := []func() (string, error){w.get, w.list, w.ask, w.counted, w.nextDue, w.deadLetters}
	return reads[w.rng.IntN(len(reads))]()
}

func (w *walk) get() (string, error) {
	k := w.key()
	got, err := w.b.Get(w.b.ctx(), k)
	want, there := w.m.records[k]
	if there != (err == nil) || !there && !errors.Is(err, scheduling.ErrNotFound) {
		return fmt.Sprint("get ", k), fmt.Errorf("error %v, there: %v", err, there)
	}
	return fmt.Sprint("get ", k), alike(want, got)
}

func (w *walk) list() (string, error) {
	q := scheduling.Query{Kind: w.one("kind", 2), Limit: 1 + w.rng.IntN(7)}
	if w.rng.IntN(2) == 0 {
		q.Tag = w.one("tag", 4)
	}
	if w.rng.IntN(3) == 0 {
		q.After = w.one("id", 6)
	}
	got, err := w.b.List(w.b.ctx(), q)
	return fmt.Sprintf("list %+v", q), errors.Join(err, alike(w.m.list(q), got))
}

func (w *walk) ask() (string, error) {
	var asked []scheduling.Ask
	var want [][]scheduling.Claim
	now := w.m.machine.Add(time.Duration(w.rng.IntN(3)-1) * w.while())
	if now.Before(w.m.machine) {
		now = w.m.machine // what has expired may be gone
	}
	for range 1 + w.rng.IntN(4) {
		from := w.rng.IntN(700)
		a := scheduling.Ask{Resource: w.one("room/", 3), Window: minutes(from, from+1+w.rng.IntN(200))}
		asked = append(asked, a)
		want = append(want, w.m.ask(a, now))
	}
	got, err := w.b.Claims(w.b.ctx(), asked, now)
	for _, cs := range got {
		slices.SortStableFunc(cs, sameStart)
	}
	return fmt.Sprintf("ask %+v", asked), errors.Join(err, alike(want, got))
}

// sameStart puts in order only what the contract leaves free.
func sameStart(a, b scheduling.Claim) int {
	if a.Start.Equal(b.Start) && a.Owner == b.Owner {
		return a.End.Compare(b.End)
	}
	return 0
}

func (w *walk) counted() (string, error) {
	prefix := []string{"", "n/", "m/1"}[w.rng.IntN(3)]
	got, err := w.b.Counts(w.b.ctx(), prefix)
	return "count " + prefix, errors.Join(err, alike(w.m.countsOf(prefix), got))
}

// nextDue: an instant that has passed is as good as another.
func (w *walk) nextDue() (string, error) {
	c := []scheduling.Clock{scheduling.MachineTime, scheduling.ProgrammeTime}[w.rng.IntN(2)]
	said := "next on the " + string(c) + " clock"
	got, err := w.b.NextDue(w.b.ctx(), c)
	want, there := w.m.next(c)
	if there != (err == nil) || !there && !errors.Is(err, scheduling.ErrNotFound) {
		return said, fmt.Errorf("%v, error %v, want %v, %v", got, err, want, there)
	}
	now := w.m.now(c)
	if want.After(now) && !got.Equal(want) || !want.After(now) && got.After(now) {
		return said, fmt.Errorf("%v, want %v; it is %v", got, want, now)
	}
	return said, nil
}

func (w *walk) deadLetters() (string, error) {
	got, err := w.b.Dead(w.b.ctx())
	want := w.m.deadOnes()
	w.seen["dead"] += len(want)
	return "dead letters", errors.Join(err, alike(want, got))
}
