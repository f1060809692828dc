package bot

import (
	"context"
	"encoding/json"
	"fmt"

	"escale/scheduling"
)

// work is a command as it lies, sealed, in its due record. What is in the
// clear is enough to go on after an erasure.
type work struct {
	Conversation string `json:"conversation"`
	Parent       string `json:"parent"`
	Erase        bool   `json:"erase,omitempty"`
	Keep         bool   `json:"keep,omitempty"` // with Erase: sessions ahead stay booked
	Sealed       []byte `json:"sealed"`         // []Command, sealed for the parent
}

// works makes one due record a command; the commands of an erasure share one,
// so that it never overtakes them.
func (r *Reception) works(ctx context.Context, o opened, turn string, t Turn, b born) ([]scheduling.Due, error) {
	var groups [][]Command
	for i, c := range t.Commands {
		c = r.identify(c, o.Conversation, fmt.Sprintf("%s/%d", turn, i))
		if t.Erase && i > 0 {
			groups[0] = append(groups[0], c)
			continue
		}
		groups = append(groups, []Command{c})
	}
	if t.Erase && len(groups) == 0 {
		groups = [][]Command{{}}
	}
	var due []scheduling.Due
	for i, group := range groups {
		sealed, err := r.seal(ctx, o.Parent, group)
		if err != nil {
			return nil, err
		}
		data, err := json.Marshal(work{o.ID, o.Parent, t.Erase, t.Keep, sealed})
		if err != nil {
			return nil, fmt.Errorf("encode command: %w", err)
		}
		due = append(due, scheduling.Due{
			ID: fmt.Sprintf("%s/%d", turn, i), Kind: scheduling.DueCommand, Subject: o.ID,
			At: r.clocks.Machine(), Clock: scheduling.MachineTime, Data: data,
			LeasedTo: b.owner, LeaseUntil: b.until,
		})
	}
	return due, nil
}

// identify gives a command its id and says whose it is: never a step's to say.
func (r *Reception) identify(c Command, of Conversation, id string) Command {
	if c.Desk != nil {
		desk := *c.Desk
		desk.ID, desk.Conversation, desk.Parent, desk.Family = id, of.ID, of.Parent, of.Family
		desk.Verified, desk.Origin = of.Verified, of.Origin
		c.Desk = &desk
	}
	return c
}
