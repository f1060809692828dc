package bot

import (
	"context"
	"fmt"

	"escale/scheduling"
)

// PassOn lets a slot go to the next wish whose notice could not be told: see
// DelivererConfig.Unsaid. It may be repeated.
func PassOn(desk Desk) func(context.Context, string, scheduling.Guard) error {
	return func(ctx context.Context, conversation string, g scheduling.Guard) error {
		wish, ok := g.Wish()
		if !ok {
			return nil
		}
		_, err := desk.Do(ctx, scheduling.Command{
			ID: fmt.Sprintf("unsaid/%s/%d", wish, g.Placement), Kind: scheduling.DoPass,
			Conversation: conversation, WishID: wish, Turn: g.Placement,
		})
		if err != nil {
			return fmt.Errorf("pass on: %w", err)
		}
		return nil
	}
}

// unsaid tells what guarded a message that is dropped, unless it was, or will be,
// said elsewhere. An error means that the message still waits.
func (d *Deliverer) unsaid(ctx context.Context, out scheduling.Outgoing, l letter) error {
	if d.Unsaid == nil || !l.Only {
		return nil
	}
	return d.Unsaid(context.WithoutCancel(ctx), conversationOf(out.Chat), out.Guard)
}
