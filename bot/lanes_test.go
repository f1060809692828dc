package bot_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"escale/bot"
)

func TestOneLaneKeepsItsOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := bot.NewLanes(8, slog.New(slog.DiscardHandler))
		var order []int
		for i := range 10 {
			go func() {
				err := lanes.Do(t.Context(), "one", func(context.Context) error {
					time.Sleep(time.Second)
					order = append(order, i) // the lane guards it
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}()
			synctest.Wait()
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if len(order) != 10 || !slices.IsSorted(order) {
			t.Errorf("order %v", order)
		}
	})
}

func TestLanesAreParallelUpToTheirBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := bot.NewLanes(3, slog.New(slog.DiscardHandler))
		begun := time.Now()
		done := make(chan time.Duration, 6)
		for i := range 6 {
			go func() {
				_ = lanes.Do(t.Context(), string(rune('a'+i)), func(context.Context) error {
					time.Sleep(time.Second)
					return nil
				})
				done <- time.Since(begun)
			}()
		}
		var at []time.Duration
		for range 6 {
			at = append(at, <-done)
		}
		want := []time.Duration{1, 1, 1, 2, 2, 2}
		for i := range want {
			if at[i] != want[i]*time.Second {
				t.Fatalf("finished at %v, want three at a time", at)
			}
		}
	})
}

func TestALaneGivenUpWaitingIsPassedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := bot.NewLanes(2, slog.New(slog.DiscardHandler))
		work := func(context.Context) error { time.Sleep(time.Second); return nil }
		go func() { _ = lanes.Do(t.Context(), "one", work) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := lanes.Do(ctx, "one", work); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v, want the context's error", err)
		}
		if err := lanes.Do(t.Context(), "one", work); err != nil {
			t.Error(err)
		}
	})
}

func TestAPanicStopsOnlyItsOwnWork(t *testing.T) {
	lanes := bot.NewLanes(1, slog.New(slog.DiscardHandler))
	err := lanes.Do(t.Context(), "one", func(context.Context) error { panic("words of a person") })
	if !errors.Is(err, bot.ErrPanic) {
		t.Errorf("%v, want ErrPanic", err)
	}
	if err := lanes.Do(t.Context(), "one", func(context.Context) error { return nil }); err != nil {
		t.Error(err)
	}
}
