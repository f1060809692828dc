//go:build !long

package storetest

// How many random sequences a store walks through, and how long each is, and how
// many histories are judged.
const (
	walkSeeds = 4
	walkSteps = 1000

	historySeeds = 6
)
