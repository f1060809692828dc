package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"escale/scheduling"
)

// EmailChannel is the name of the channel that reminders are copied to when a
// parent gave an address.
const EmailChannel = "email"

// letter is a message with its address, as it lies sealed in the outbox.
type letter struct {
	Address string  `json:"address"`
	Message Message `json:"message"`
	// Only: it is told nowhere else.
	Only bool `json:"only,omitempty"`
}

// chatOf names the queue that a conversation's messages to a channel stand in.
func chatOf(conversation, channel string) string { return conversation + "/" + channel }

func conversationOf(chat string) string {
	conversation, _, _ := strings.Cut(chat, "/")
	return conversation
}

// born are the lease terms under which outgoing messages and due work are
// committed, so that whoever commits them may handle them at once.
type born struct {
	owner string
	until time.Time
}

// outgoing seals a turn's messages for its queues, in order.
func (r *Reception) outgoing(ctx context.Context, o opened, turn string, messages []Message, b born) ([]scheduling.Outgoing, error) {
	var out []scheduling.Outgoing
	for i, m := range messages {
		ways := r.ways(o, m)
		for channel, address := range ways {
			sealed, err := r.seal(ctx, o.Parent, letter{address, m, len(ways) == 1})
			if err != nil {
				return nil, err
			}
			out = append(out, scheduling.Outgoing{
				ID:   fmt.Sprintf("%s/m%d/%s", turn, i, channel),
				Chat: chatOf(o.ID, channel), Channel: channel,
				Class: m.Class, Guard: m.Guard, Parent: o.Parent, Sealed: sealed,
				LeasedTo: b.owner, LeaseUntil: b.until,
			})
		}
	}
	return out, nil
}

func (r *Reception) seal(ctx context.Context, parent string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return r.vault.Seal(ctx, parent, plain)
}

// Standing is the usual check of guards: the booking still stands, at that
// placement, or what a wish was offered is still hers, and it is not too late.
// Without wishes (nil) nothing is offered.
func Standing(desk Desk, wishes Wishes, clocks scheduling.Clocks) func(context.Context, scheduling.Guard) (bool, error) {
	return func(ctx context.Context, g scheduling.Guard) (bool, error) {
		if !g.NotAfter.IsZero() && clocks.Programme().After(g.NotAfter) {
			return false, nil
		}
		if g.Booking == "" {
			return true, nil
		}
		if id, ok := g.Wish(); ok {
			return isOffered(ctx, wishes, id, g.Placement)
		}
		b, err := desk.Booking(ctx, g.Booking)
		if errors.Is(err, scheduling.ErrNotFound) {
			return false, nil
		}
		if err != nil {
			return false, fmt.Errorf("guard %s: %w", g.Booking, err)
		}
		return stands(b, g.Placement), nil
	}
}

// isOffered reports whether what a wish was offered in that turn is still hers.
func isOffered(ctx context.Context, wishes Wishes, id string, turn int) (bool, error) {
	if wishes == nil {
		return false, nil
	}
	_, err := wishes.Offered(ctx, id, turn)
	if errors.Is(err, scheduling.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("guard: %w", err)
	}
	return true, nil
}

// stands reports whether a booking was neither cancelled nor released nor, for
// a placement other than 0, moved.
func stands(b scheduling.Booking, placement int) bool {
	if b.State == scheduling.Cancelled || b.State == scheduling.Released {
		return false
	}
	return placement == 0 || b.Placement == placement
}
