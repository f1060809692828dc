package bot

import "slices"

// shownAtMost is how many messages of a chat a conversation remembers.
const shownAtMost = 100

// remembers adds what the chat shows now to what it showed; the numbers grow within
// a chat, and the oldest are let go. What was taken back stays among them: that it
// was is kept nowhere.
func (t *turn) remembers(shown []int) {
	if len(shown) == 0 {
		return
	}
	all := slices.Concat(t.c.Shown, shown)
	slices.Sort(all)
	all = slices.Compact(all)
	t.c.Shown = all[max(0, len(all)-shownAtMost):]
}
