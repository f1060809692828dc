package redis

import (
	"context"
	"fmt"
	"time"

	"escale/scheduling"
)

// messageArgs is a message as outbox.lua takes it.
func messageArgs(a args, m scheduling.Outgoing) args {
	return append(a, m.ID, m.Chat, m.Channel, string(m.Class), m.Guard.Booking, m.Guard.Placement, ms(m.Guard.NotAfter),
		m.Parent, blob(m.Sealed), m.LeasedTo, ms(m.LeaseUntil))
}

// ClaimOutbox leases whole chats; see scheduling.OutboxStore. What comes behind
// messages that are out waits until they are acknowledged, the chat is told to
// rest, or the lease ends.
func (s *Store) ClaimOutbox(ctx context.Context, owner, chat string, machine time.Time, lease time.Duration, n int) ([]scheduling.Outgoing, error) {
	if n <= 0 {
		return nil, nil
	}
	until := instant(ms(machine.Add(lease)))
	r, err := s.patiently(ctx, s.scripts.claimOutbox, owner, chat, ms(machine), ms(until), n)
	if err != nil {
		return nil, fmt.Errorf("claim outbox: %w", err)
	}
	var claimed []scheduling.Outgoing
	for _, v := range r.said {
		values, _ := v.([]any)
		m := messageOf(values)
		m.LeasedTo, m.LeaseUntil = owner, until
		claimed = append(claimed, m)
	}
	return claimed, nil
}

func messageOf(values []any) scheduling.Outgoing {
	at := row(values)
	m := scheduling.Outgoing{ID: at.text(), Seq: at.number(), Chat: at.text(), Channel: at.text(), Class: scheduling.Class(at.text())}
	m.Guard = scheduling.Guard{Booking: at.text(), Placement: int(at.number()), NotAfter: at.instant()}
	m.Parent, m.Sealed, m.Try = at.text(), at.bytes(), int(at.number())
	return m
}

// AckOutbox removes messages; unknown ids are passed over. A chat of which
// nothing is out any more is free again.
func (s *Store) AckOutbox(ctx context.Context, ids []string) error {
	if _, err := s.run(ctx, s.scripts.ackOutbox, all(args{ms(s.clock())}, ids, named)...); err != nil {
		return fmt.Errorf("acknowledge messages: %w", err)
	}
	return nil
}

// RetryOutbox takes back what of the chat is out for delivery and lets the chat
// rest until machine time at.
func (s *Store) RetryOutbox(ctx context.Context, chat string, at time.Time) error {
	if _, err := s.run(ctx, s.scripts.retryOutbox, chat, ms(at)); err != nil {
		return fmt.Errorf("rest %s: %w", chat, err)
	}
	return nil
}
