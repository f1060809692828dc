package scheduling

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"
)

// Rule says what becomes of a record whose day has come (TagUntil).
type Rule struct {
	Kind string // of the records
	Kept Kept   // what is counted
	// Look decides about one record at an instant of programme time.
	Look func(ctx context.Context, r Record, now time.Time) (Verdict, error)
}

// Verdict is what becomes of a record. The zero Verdict leaves it as it is, for
// good.
type Verdict struct {
	Put    *Record // instead, under its version; tagged anew if it is to be looked at again
	Delete bool
	Parent string // whose key and everything else goes with it
	Gone   bool   // it counts as gone: implied by Delete and Parent
}

// Retained is what the last night's retention came to.
type Retained struct {
	// Done is the last day whose records were looked at, in UTC.
	Done  string       `json:"done"`
	Night string       `json:"night"` // the day of the run, in UTC
	Gone  map[Kept]int `json:"gone,omitempty"`
}

const (
	retainID = "retain"
	// slice is how many records are looked at before others have their turn.
	slice = 100
	// spentADay bounds how many dead letters go in one night.
	spentADay = 1000
)

func retainedKey() Key { return Key{Kind: "retention", ID: "nights"} }

// Retained tells what retention did last, or ErrNotFound before its first run.
func (d *Desk) Retained(ctx context.Context) (Retained, error) {
	s, _, err := d.retained(ctx)
	if err == nil && s.Done == "" {
		err = ErrNotFound
	}
	if err != nil {
		return Retained{}, fmt.Errorf("retention: %w", err)
	}
	return s, nil
}

func (d *Desk) retained(ctx context.Context) (Retained, Record, error) {
	r, err := d.c.Store.Get(ctx, retainedKey())
	if errors.Is(err, ErrNotFound) {
		return Retained{}, Record{Key: retainedKey()}, nil
	}
	var s Retained
	if err == nil {
		err = json.Unmarshal(r.Data, &s)
	}
	return s, r, err
}

// PlanRetention makes sure that retention runs the next night. It may be called
// at any time, by any number of replicas.
func (d *Desk) PlanRetention(ctx context.Context) error {
	next := d.nextNight()
	_, err := d.c.Store.Apply(ctx, Change{Command: "retain/" + next.At.Format(time.RFC3339), Due: []Due{next}})
	if err != nil {
		return fmt.Errorf("plan retention: %w", err)
	}
	return nil
}

// nextNight is a quarter past four in Paris, on the machine's clock.
func (d *Desk) nextNight() Due {
	now := d.c.Clocks.Machine()
	paris := d.zone("Europe/Paris")
	local := now.In(paris)
	at := time.Date(local.Year(), local.Month(), local.Day(), 4, 15, 0, 0, paris)
	if !at.After(now) {
		at = time.Date(local.Year(), local.Month(), local.Day()+1, 4, 15, 0, 0, paris)
	}
	return Due{ID: retainID, Kind: DueRetain, Subject: retainID, At: at.UTC(), Clock: MachineTime}
}

// retain looks at the records whose day has passed, a slice of them at a time,
// and plans itself anew: at once while there are more, else for the next night.
// What fails is looked at again the next night, and holds up nothing else.
func (d *Desk) retain(ctx context.Context, due Due) error {
	state, r, err := d.retained(ctx)
	if err != nil {
		return err
	}
	now := d.c.Clocks.Programme().UTC()
	today := now.Format(time.DateOnly)
	if state.Night != today {
		state.Night, state.Gone = today, nil
	}
	state.Gone = maps.Clone(state.Gone)
	if state.Gone == nil {
		state.Gone = map[Kept]int{}
	}
	n := &night{d: d, now: now, left: slice, gone: state.Gone}
	done, failed := n.days(ctx, state.Done)
	if err := n.forget(ctx); err != nil {
		return err
	}
	state.Done = done
	next := d.nextNight()
	if n.left == 0 {
		next.At = d.c.Clocks.Machine()
	} else if err := n.letters(ctx); err != nil {
		failed = errors.Join(failed, err)
	}
	if failed != nil {
		d.c.Log.ErrorContext(ctx, "retention passed over what failed", "err", failed)
	}
	r.Data = encode(state)
	_, err = d.c.Store.Apply(ctx, Change{
		Command: "retained/" + newToken(), Put: []Record{r},
		Done: []Fence{{ID: due.ID, Try: due.Try}}, Due: []Due{next},
	})
	if err == nil && n.left > 0 {
		d.report(ctx, state)
	}
	return err
}

// report writes the night's counts to the log.
func (d *Desk) report(ctx context.Context, s Retained) {
	args := []any{"night", s.Night}
	for _, k := range []Kept{KeptConversation, KeptBooking, KeptFamily, KeptWish, KeptCallback, KeptWords, KeptDead, KeptKey} {
		if s.Gone[k] > 0 {
			args = append(args, string(k), s.Gone[k])
		}
	}
	d.c.Log.InfoContext(ctx, "retention", args...)
}

// night is one slice of a night's work.
type night struct {
	d       *Desk
	now     time.Time
	left    int // records that may still be looked at
	gone    map[Kept]int
	parents []string  // whose keys are to be destroyed
	wiped   []Erasure // what is to be deleted after that
}

// days looks at every day after done and before today, and returns the last one
// that is finished. It stops when the slice is used up.
func (n *night) days(ctx context.Context, done string) (string, error) {
	day, err := time.Parse(time.DateOnly, done)
	if err != nil { // the first night: nothing was kept long enough before
		day = n.now.AddDate(0, 0, -2)
	}
	done = day.Format(time.DateOnly)
	var failed error
	for day = day.AddDate(0, 0, 1); day.Format(time.DateOnly) < n.now.Format(time.DateOnly); day = day.AddDate(0, 0, 1) {
		err := n.day(ctx, day.Format(time.DateOnly))
		if n.left == 0 {
			return done, failed
		}
		failed = errors.Join(failed, err)
		if failed == nil {
			done = day.Format(time.DateOnly)
		}
	}
	return done, failed
}

// day looks at one day's records. Those of a conversation come before the
// bookings that may keep it.
func (n *night) day(ctx context.Context, day string) error {
	var failed []error
	for _, rule := range append(n.d.rules(), n.d.c.Rules...) {
		q := Query{Kind: rule.Kind, Tag: untilDay(day), Limit: slice}
		for {
			q.Limit = n.left
			page, err := n.d.c.Store.List(ctx, q)
			if err != nil {
				return errors.Join(append(failed, err)...)
			}
			for _, r := range page {
				if err := n.look(ctx, rule, r); err != nil {
					failed = append(failed, fmt.Errorf("%s: %w", rule.Kind, err))
				}
			}
			if n.left -= len(page); n.left == 0 {
				return errors.Join(failed...)
			}
			if len(page) < q.Limit {
				break
			}
			q.After = page[len(page)-1].ID
		}
	}
	return errors.Join(failed...)
}

// look does what a rule says of a record. One that somebody changed meanwhile
// was tagged anew with that.
func (n *night) look(ctx context.Context, rule Rule, r Record) error {
	v, err := rule.Look(ctx, r, n.now)
	if err != nil {
		return err
	}
	ch := Change{Command: "retained/" + newToken()}
	switch {
	case v.Parent != "":
		e, err := n.d.beginErasing(ctx, Erasure{Parent: v.Parent, Keep: true}, false)
		if err == nil {
			err = n.d.cutAll(ctx, e)
		}
		if err != nil {
			return err
		}
		n.parents, n.wiped = append(n.parents, v.Parent), append(n.wiped, e)
		n.gone[rule.Kept]++
		return nil
	case v.Delete:
		ch.Expect, ch.Delete = []Expect{{r.Key, r.Version}}, []Key{r.Key}
	case v.Put != nil:
		ch.Put = []Record{*v.Put}
	default:
		return nil
	}
	if _, err = n.d.c.Store.Apply(ctx, ch); err == nil && (v.Delete || v.Gone) {
		n.gone[rule.Kept]++
	}
	if isStale(err) {
		return nil
	}
	return err
}

// forget destroys the keys of this slice together, and then deletes what led to
// them: if it is cut short, the next slice finds that again.
func (n *night) forget(ctx context.Context) error {
	if err := n.d.forget(ctx, n.parents...); err != nil {
		return err
	}
	for _, e := range n.wiped {
		if err := n.d.deleteRecords(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// letters has dead letters done away with whose hour is long past: work that
// does nothing takes their place.
func (n *night) letters(ctx context.Context) error {
	dead, err := n.d.c.Store.Dead(ctx)
	if err != nil {
		return err
	}
	ch := Change{Command: "retained/" + newToken()}
	for _, w := range dead {
		now := n.now
		if w.Clock == MachineTime {
			now = n.d.c.Clocks.Machine()
		}
		if now.Before(KeptDead.Until(w.At)) || len(ch.Due) == spentADay {
			break // the oldest come first
		}
		ch.Due = append(ch.Due, Due{ID: w.ID, Kind: DueSpent, Subject: DueSpent, At: n.d.c.Clocks.Machine(), Clock: MachineTime})
	}
	if len(ch.Due) == 0 {
		return nil
	}
	if _, err := n.d.c.Store.Apply(ctx, ch); err != nil {
		return err
	}
	n.gone[KeptDead] += len(ch.Due)
	return nil
}

// spent is all that is left of a dead letter.
func (d *Desk) spent(context.Context, Due) error { return nil }
