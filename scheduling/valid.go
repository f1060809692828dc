package scheduling

import (
	"errors"
	"fmt"
)

// Valid refuses what no store could keep.
func (c Change) Valid() error {
	if c.Command == "" {
		return errors.New("no command id")
	}
	for _, cl := range c.Claims {
		if cl.Owner == "" || cl.Resource == "" || cl.Capacity < 1 || cl.Pad < 0 || !cl.Start.Before(cl.End) {
			return fmt.Errorf("invalid claim of %q on %q", cl.Owner, cl.Resource)
		}
	}
	for _, r := range c.Put {
		if r.Kind == "" || r.ID == "" || r.Version < 0 {
			return fmt.Errorf("invalid record %q %q", r.Kind, r.ID)
		}
	}
	for _, d := range c.Due {
		if d.ID == "" || (d.Clock != ProgrammeTime && d.Clock != MachineTime) {
			return fmt.Errorf("invalid due work %q on clock %q", d.ID, d.Clock)
		}
	}
	for _, m := range c.Outbox {
		if m.ID == "" || m.Chat == "" {
			return fmt.Errorf("invalid message %q", m.ID)
		}
	}
	return nil
}
