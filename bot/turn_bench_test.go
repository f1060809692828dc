package bot_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"escale/scheduling"
)

// BenchmarkTurn measures a turn of the conversation, from the inbound to the
// answer sent and acknowledged, beside the plain durable commit of a record of
// the same size, in interleaved pairs. It reports the medians in microseconds
// and how many commits a turn costs.
func BenchmarkTurn(b *testing.B) {
	w := newWorld(b)
	r := w.replica("a", echo)
	w.say(r, "first", "bonjour")
	var turns, commits []time.Duration
	data := make([]byte, 600)
	for i := 0; b.Loop(); i++ {
		begun := time.Now()
		w.say(r, fmt.Sprint(i), "bonjour")
		turned := time.Now()
		_, err := w.store.Apply(b.Context(), scheduling.Change{
			Command: fmt.Sprint("plain/", i),
			Put:     []scheduling.Record{{Key: scheduling.Key{Kind: "plain", ID: fmt.Sprint(i)}, Data: data}},
		})
		if err != nil {
			b.Fatal(err)
		}
		turns, commits = append(turns, turned.Sub(begun)), append(commits, time.Since(turned))
	}
	turn, commit := median(turns), median(commits)
	b.ReportMetric(float64(turn.Microseconds()), "turn-µs")
	b.ReportMetric(float64(commit.Microseconds()), "commit-µs")
	b.ReportMetric(float64(turn)/float64(commit), "commits/turn")
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
