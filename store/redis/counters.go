package redis

import (
	"context"
	"fmt"
)

// Counts returns the counters whose name begins with prefix.
func (s *Store) Counts(ctx context.Context, prefix string) (map[string]int64, error) {
	from, to := "-", "+"
	if prefix != "" {
		from, to = "["+prefix, after(prefix)
	}
	r, err := s.run(ctx, s.scripts.counts, from, to)
	if err != nil {
		return nil, fmt.Errorf("counts %s: %w", prefix, err)
	}
	counts := map[string]int64{}
	for at := row(r.said); len(at) > 0; {
		name := at.text()
		counts[name] = at.number()
	}
	return counts, nil
}

// after is the end of the range of names that begin with prefix, as Redis is
// asked for it.
func after(prefix string) string {
	b := []byte(prefix)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < 0xff {
			b[i]++
			return "(" + string(b[:i+1])
		}
	}
	return "+"
}
