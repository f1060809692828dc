package main

import "escale/evaluation"

// partners invents the families that came by each partner in a month: a few by
// the first, fewer by those that follow.
func (w *past) partners(month string) {
	for i, x := range w.programme.Partners {
		if n := w.rng.IntN(5) - i; n > 0 {
			w.counts[evaluation.ReferralPrefix+month+"/"+x.ID] += int64(n)
		}
	}
}
