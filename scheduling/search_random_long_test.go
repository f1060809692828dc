//go:build long

package scheduling_test

import "testing"

// TestSearchIsTheSweepAtLength is TestSearchIsTheSweep in many more worlds.
func TestSearchIsTheSweepAtLength(t *testing.T) {
	sweepWorlds(t, 600)
}
