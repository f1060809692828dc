package storetest

import (
	"fmt"
	"slices"
	"time"

	"escale/scheduling"
)

// modelChat is a queue of messages: LeaseUntil is until when each is out.
type modelChat struct {
	queue []scheduling.Outgoing
	owner string
	lease time.Time
	rest  time.Time
}

func (m *model) changeOutbox(c scheduling.Change) error {
	for _, chat := range c.Silence {
		q := m.chats[chat]
		m.chats[chat] = modelChat{rest: q.rest}
	}
	for _, msg := range c.Outbox {
		if m.waits(msg.ID) {
			return errInvalid
		}
		q := m.chats[msg.Chat]
		if msg.LeasedTo != "" && (q.owner == msg.LeasedTo || !q.lease.After(m.machine)) {
			if q.owner != msg.LeasedTo || msg.LeaseUntil.After(q.lease) {
				q.lease = msg.LeaseUntil
			}
			q.owner = msg.LeasedTo
		}
		msg.LeasedTo, msg.LeaseUntil = "", time.Time{}
		q.queue = append(slices.Clone(q.queue), msg)
		m.chats[msg.Chat] = q
	}
	return nil
}

func (m *model) waits(id string) bool {
	for _, q := range m.chats {
		if slices.ContainsFunc(q.queue, func(o scheduling.Outgoing) bool { return o.ID == id }) {
			return true
		}
	}
	return false
}

// out reports whether some of the chat is out for delivery.
func (q modelChat) out(now time.Time) bool {
	return slices.ContainsFunc(q.queue, func(o scheduling.Outgoing) bool { return o.LeaseUntil.After(now) })
}

func (q modelChat) open(owner string, now time.Time) bool {
	return len(q.queue) > 0 && !q.rest.After(now) && (q.owner == owner || !q.lease.After(now)) && !q.out(now)
}

func (q modelChat) replies() bool {
	return slices.ContainsFunc(q.queue, func(o scheduling.Outgoing) bool { return o.Class == scheduling.Reply })
}

// taken judges what ClaimOutbox answered, and follows it. In which order chats
// come is free, but for replies.
func (m *model) taken(owner, chat string, lease time.Duration, n int, got []scheduling.Outgoing) error {
	counts := map[string]int{}
	others := false // a chat without replies came
	for _, o := range got {
		q := m.chats[o.Chat]
		at := counts[o.Chat]
		if !q.open(owner, m.machine) || at >= len(q.queue) || chat != "" && o.Chat != chat {
			return fmt.Errorf("%s of %s does not come to %s", o.ID, o.Chat, owner)
		}
		if q.replies() && others {
			return fmt.Errorf("%s, of a chat with replies, comes after others", o.ID)
		}
		others = others || !q.replies()
		want := q.queue[at]
		want.Try, want.LeasedTo, want.LeaseUntil, want.Seq = want.Try+1, owner, m.machine.Add(lease), o.Seq
		if err := alike(want, o); err != nil {
			return err
		}
		counts[o.Chat]++
	}
	if err := m.enough(owner, chat, n, len(got), counts, others); err != nil {
		return err
	}
	m.follow(owner, lease, got)
	return nil
}

// enough: as many as there are and may be, and no chat before one with replies.
func (m *model) enough(owner, chat string, n, came int, counts map[string]int, others bool) error {
	if came > n {
		return fmt.Errorf("%d messages came of at most %d", came, n)
	}
	for name, q := range m.chats {
		left := q.open(owner, m.machine) && (chat == "" || chat == name) && counts[name] < len(q.queue)
		if left && (came < n || others && q.replies()) {
			return fmt.Errorf("%d of %d of %s came, with room for %d messages", counts[name], len(q.queue), name, n-came)
		}
	}
	return nil
}

func (m *model) follow(owner string, lease time.Duration, got []scheduling.Outgoing) {
	copied := map[string]bool{}
	at := map[string]int{}
	for _, o := range got {
		q := m.chats[o.Chat]
		if !copied[o.Chat] {
			q.queue, copied[o.Chat] = slices.Clone(q.queue), true
		}
		i := at[o.Chat]
		q.queue[i].Try, q.queue[i].LeaseUntil = o.Try, m.machine.Add(lease)
		at[o.Chat]++
		q.owner, q.lease = owner, m.machine.Add(lease)
		m.chats[o.Chat] = q
	}
}

// ack is OutboxStore.AckOutbox.
func (m *model) ack(ids []string) {
	for name, q := range m.chats {
		left := slices.DeleteFunc(slices.Clone(q.queue), func(o scheduling.Outgoing) bool { return slices.Contains(ids, o.ID) })
		if len(left) == len(q.queue) {
			continue
		}
		q.queue = left
		if !q.out(m.machine) {
			q.owner, q.lease = "", time.Time{}
		}
		m.chats[name] = q
	}
}

// retry is OutboxStore.RetryOutbox.
func (m *model) retry(chat string, at time.Time) {
	q := modelChat{rest: at}
	for _, o := range m.chats[chat].queue {
		o.LeaseUntil = time.Time{}
		q.queue = append(q.queue, o)
	}
	m.chats[chat] = q
}
