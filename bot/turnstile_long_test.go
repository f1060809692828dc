//go:build long

package bot_test

import (
	"testing"
	"testing/synctest"
	"time"

	"escale/scheduling"
)

// 30 messages a second are the platform's own: 10,000 take 334 s.
func TestTenThousandRemindersTakeHardlyLongerThanThePlatform(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, folder, 200*time.Millisecond)
		o.queue(scheduling.Reminder, 10_000)
		took := o.run()
		o.check()
		ratio := float64(took) / float64(334*time.Second)
		t.Logf("10,000 reminders took %v of the bubble's time, %.3f of the platform's own", took, ratio)
		if ratio > 1.05 {
			t.Errorf("%.3f of the platform's own time, want 1.05 at most", ratio)
		}
	})
}
