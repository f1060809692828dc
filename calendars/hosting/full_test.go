package hosting

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestACalendarHoldsSoManyObjects(t *testing.T) {
	c, now := newCalendar("maison", "ouvert"), time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	c.Objects = maxObjects - 1
	if err := c.admit(&object{Name: "last"}, nil, now); err != nil {
		t.Fatal(err)
	}
	before := c.Seq
	if err := c.admit(&object{Name: "more"}, nil, now); !errors.Is(err, errFull) || c.Seq != before {
		t.Errorf("one more: %v, and the calendar changed from %d to %d", err, before, c.Seq)
	}
	if err := c.admit(&object{Name: "last"}, &object{Name: "last"}, now); err != nil {
		t.Errorf("a change of what is there: %v", err)
	}
	c.bury(object{Name: "last"}, now)
	if err := c.admit(&object{Name: "more"}, nil, now); err != nil {
		t.Errorf("in the place of one that went: %v", err)
	}
}

// Ten thousand of the largest objects are more than a machine has memory for.
func TestACalendarHoldsSoMuchText(t *testing.T) {
	c, now := newCalendar("maison", "ouvert"), time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	large := object{Name: "large", ICS: strings.Repeat("x", maxObject)}
	n := 0
	for c.admit(&large, nil, now) == nil && n < maxObjects {
		n++
	}
	if n != maxBytes/maxObject {
		t.Errorf("%d of the largest objects fit", n)
	}
	smaller := object{Name: "large", ICS: "x"}
	if err := c.admit(&smaller, &large, now); err != nil {
		t.Errorf("a smaller one in its place: %v", err)
	}
	if err := c.admit(&large, &smaller, now); err != nil {
		t.Errorf("and back: %v", err)
	}
	c.bury(large, now)
	if err := c.admit(&large, nil, now); err != nil {
		t.Errorf("in the place of one that went: %v", err)
	}
}
