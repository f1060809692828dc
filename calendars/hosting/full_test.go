package hosting

import (
	"errors"
	"testing"
	"time"
)

func TestACalendarHoldsSoManyObjects(t *testing.T) {
	c, now := newCalendar("maison", "ouvert"), time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	c.Objects = maxObjects - 1
	if err := c.admit(&object{Name: "last"}, true, now); err != nil {
		t.Fatal(err)
	}
	before := c.Seq
	if err := c.admit(&object{Name: "more"}, true, now); !errors.Is(err, errFull) || c.Seq != before {
		t.Errorf("one more: %v, and the calendar changed from %d to %d", err, before, c.Seq)
	}
	if err := c.admit(&object{Name: "last"}, false, now); err != nil {
		t.Errorf("a change of what is there: %v", err)
	}
	c.bury("last", now)
	if err := c.admit(&object{Name: "more"}, true, now); err != nil {
		t.Errorf("in the place of one that went: %v", err)
	}
}
