package redis

import (
	"context"
	"fmt"
	"time"
)

// kept is how long the outcome of a command is remembered; the contract asks
// for 48 hours, and a long weekend without power should not cost a second
// booking.
const kept = 14 * 24 * time.Hour

// swept is how many of a sort go in one operation: parents' turns come in between.
const swept = 500

// Sweep drops outcomes of commands older than 14 days, expired claims and
// records, and the state of chats that have nothing to be sent. It returns how
// many went.
func (s *Store) Sweep(ctx context.Context) (int, error) {
	for total := 0; ; {
		now := s.clock()
		r, err := s.run(ctx, s.scripts.sweep, ms(now), ms(now.Add(-kept)), swept)
		if err != nil {
			return total, fmt.Errorf("sweep: %w", err)
		}
		n := 0
		if len(r.said) > 0 {
			count, _ := r.said[0].(int64)
			n = int(count)
		}
		if total += n; n == 0 {
			return total, nil
		}
	}
}
