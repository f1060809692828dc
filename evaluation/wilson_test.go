package evaluation

import (
	"math"
	"testing"
)

func TestWilsonIntervals(t *testing.T) {
	for _, c := range []struct {
		k, n      int
		low, high float64 // per cent
	}{
		{9, 10, 60, 98},
		{88, 100, 80, 93},
		{0, 10, 0, 28},
		{10, 10, 72, 100},
		{0, 0, 0, 100},
	} {
		low, high := Wilson(c.k, c.n)
		if math.Round(low*100) != c.low || math.Round(high*100) != c.high {
			t.Errorf("%d/%d: %.1f to %.1f %%, want %v to %v", c.k, c.n, low*100, high*100, c.low, c.high)
		}
	}
}
