package web

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash"
	"hash/fnv"
	"maps"

	"escale/evaluation"
	"escale/programme"
	"escale/scheduling"
)

// Reader is the part of the store that results are read from.
type Reader interface {
	// List returns the records of a kind in order of id, at most q.Limit after
	// q.After.
	List(ctx context.Context, q scheduling.Query) ([]scheduling.Record, error)
	// Counts returns the counters whose name begins with prefix.
	Counts(ctx context.Context, prefix string) (map[string]int64, error)
}

// kept is the last release and what it was made from.
type kept struct {
	mark      uint64
	programme *programme.Programme
	month     string
	release   *evaluation.Release

	counters map[string]int64
	dialogue *evaluation.Dialogue
}

// dialogue reads the counters of steps; what was decided is kept until one
// moves.
func (w *Web) dialogue(ctx context.Context) (*evaluation.Dialogue, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	counters, err := w.Reader.Counts(ctx, "step/")
	if err != nil {
		return nil, fmt.Errorf("count steps: %w", err)
	}
	if w.kept.dialogue == nil || !maps.Equal(counters, w.kept.counters) {
		w.kept.counters = counters
		w.kept.dialogue = evaluation.NewDialogue(counters, w.Catalogue().Thresholds.Inside)
	}
	return w.kept.dialogue, nil
}

// pageOfRecords is how many records are read at once.
const pageOfRecords = 1000

// release reads everything and decides what may be shown; what was decided is
// kept until a record changes, a month begins or the programme is reloaded.
func (w *Web) release(ctx context.Context) (*evaluation.Release, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	mark := fnv.New64a()
	facts, err := readAll[evaluation.Fact](ctx, w.Reader, "fact", mark)
	if err != nil {
		return nil, err
	}
	answers, err := readAll[evaluation.Answer](ctx, w.Reader, "answer", mark)
	if err != nil {
		return nil, err
	}
	p := w.Catalogue()
	now := kept{counters: w.kept.counters, dialogue: w.kept.dialogue, mark: mark.Sum64(), programme: p, month: evaluation.MonthOf(w.Clocks.Programme())}
	if w.kept.release != nil && now.mark == w.kept.mark && now.programme == w.kept.programme && now.month == w.kept.month {
		return w.kept.release, nil
	}
	now.release = evaluation.NewRelease(facts, answers, w.Questionnaires(), evaluation.Settings{
		Threshold: p.Thresholds.Inside, Large: p.Thresholds.Published, Month: now.month,
	})
	w.kept = now
	return now.release, nil
}

// readAll reads a kind page by page and marks what was read by id and version.
func readAll[T any](ctx context.Context, from Reader, kind string, mark hash.Hash64) ([]T, error) {
	var all []T
	for after := ""; ; {
		records, err := from.List(ctx, scheduling.Query{Kind: kind, After: after, Limit: pageOfRecords})
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", kind, err)
		}
		for _, r := range records {
			var v T
			if err := json.Unmarshal(r.Data, &v); err != nil {
				return nil, fmt.Errorf("%s %s: %w", kind, r.ID, err)
			}
			all = append(all, v)
			mark.Write([]byte(r.Kind + "\x00" + r.ID + "\x00"))
			mark.Write(binary.BigEndian.AppendUint64(nil, uint64(r.Version)))
		}
		if len(records) < pageOfRecords {
			return all, nil
		}
		after = records[len(records)-1].ID
	}
}
