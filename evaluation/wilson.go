package evaluation

import "math"

// z95 is the 97.5 % quantile of the normal law.
const z95 = 1.959963984540054

// Wilson returns the 95 % interval of a share of k in n, each bound from 0 to
// 1 (E. B. Wilson, 1927; without correction for continuity). Nothing is known
// of n = 0: from 0 to 1.
func Wilson(k, n int) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	p, m := float64(k)/float64(n), float64(n)
	centre := p + z95*z95/(2*m)
	spread := z95 * math.Sqrt(p*(1-p)/m+z95*z95/(4*m*m))
	scale := 1 + z95*z95/m
	return max(0, (centre-spread)/scale), min(1, (centre+spread)/scale)
}
