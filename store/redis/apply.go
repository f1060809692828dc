package redis

import (
	"context"
	"fmt"

	"escale/scheduling"
)

// Apply makes every part of the change or none of it; see scheduling.Store and,
// for the order, scheduling.Change. ErrUnconfirmed: it was made, and may not last.
func (s *Store) Apply(ctx context.Context, c scheduling.Change) (scheduling.Result, error) {
	if err := c.Valid(); err != nil {
		return scheduling.Result{}, fmt.Errorf("apply %q: %w", c.Command, err)
	}
	r, err := s.run(ctx, s.scripts.apply, changeArgs(c, ms(s.clock()))...)
	if err == nil {
		err = refusal(r)
	}
	if err != nil {
		return scheduling.Result{}, fmt.Errorf("apply %s: %w", c.Command, err)
	}
	if r.word == "repeated" {
		return scheduling.Result{Outcome: []byte(r.text()), Repeated: true}, nil
	}
	return scheduling.Result{Outcome: c.Outcome}, nil
}

// refusal is the error that a script's word stands for.
func refusal(r reply) error {
	switch r.word {
	case "ok", "repeated":
		return nil
	case "stale":
		return fmt.Errorf("%s: %w", r.text(), scheduling.ErrStale)
	case "taken":
		return fmt.Errorf("claim %s: %w", r.text(), scheduling.ErrTaken)
	case "fenced":
		return fmt.Errorf("due %s: %w", r.text(), scheduling.ErrFenced)
	case "waiting":
		return fmt.Errorf("message %s waits already", r.text())
	case "counter":
		return fmt.Errorf("counter %s would be too large", r.text())
	}
	return fmt.Errorf("unexpected answer of Redis: %q", r.word)
}

// args are what a script takes, in its order.
type args []any

// all adds how many there are, then each of them.
func all[T any](a args, of []T, one func(args, T) args) args {
	a = append(a, len(of))
	for _, v := range of {
		a = one(a, v)
	}
	return a
}

func named(a args, name string) args { return append(a, name) }

// changeArgs is a change as apply.lua takes it.
func changeArgs(c scheduling.Change, now int64) args {
	a := args{now, c.Command, blob(c.Outcome)}
	a = all(a, nonEmpty(c.Release), named)
	a = all(a, c.Expect, func(a args, e scheduling.Expect) args { return append(a, recordName(e.Key), e.Version) })
	a = all(a, c.Claims, claimArgs)
	a = all(a, c.Put, putArgs)
	a = all(a, c.Delete, func(a args, k scheduling.Key) args { return append(a, recordName(k), k.Kind, k.ID) })
	a = append(a, len(c.Count))
	for name, n := range c.Count {
		a = append(a, name, n)
	}
	a = all(a, c.Done, func(a args, f scheduling.Fence) args { return append(a, f.ID, f.Try) })
	a = all(a, nonEmpty(c.Drop), named)
	a = all(a, c.Due, dueArgs)
	a = all(a, nonEmpty(c.Silence), named)
	return all(a, c.Outbox, messageArgs)
}

// nonEmpty leaves out empty names, which stand for nothing.
func nonEmpty(names []string) []string {
	var some []string
	for _, n := range names {
		if n != "" {
			some = append(some, n)
		}
	}
	return some
}

// blob keeps nil from the library, which would refuse it.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
