//go:build long

package storetest

// How many random sequences a store walks through, and how long each is, and how
// many histories are judged.
const (
	walkSeeds = 20
	walkSteps = 3000

	historySeeds = 60
)
