//go:build long

package sqlite_test

import "testing"

// TestKilledManyTimesLosesNothingAcknowledged kills at other moments, too: while
// the file is made, and while the log is brought into it.
func TestKilledManyTimesLosesNothingAcknowledged(t *testing.T) {
	var after []int
	for n := range 60 {
		after = append(after, 1+n*n*3)
	}
	killedAgainAndAgain(t, after...)
}
