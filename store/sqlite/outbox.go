package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"escale/scheduling"
)

// send queues a message behind those of its chat. Born leased, it leases its
// chat, unless somebody holds that already: a chat has one owner.
func (t *tx) send(m scheduling.Outgoing) error {
	const q = `INSERT INTO outbox (id, chat, channel, class, booking, placement, not_after, parent, sealed, try, held)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`
	_, err := t.exec(q, m.ID, m.Chat, m.Channel, string(m.Class), m.Guard.Booking, m.Guard.Placement,
		ms(m.Guard.NotAfter), m.Parent, blob(m.Sealed))
	if err != nil {
		return fmt.Errorf("message %s: %w", m.ID, err)
	}
	if m.LeasedTo == "" {
		return nil
	}
	const lease = `INSERT INTO chats (chat, owner, lease, rest) VALUES (?1, ?2, ?3, 0)
		ON CONFLICT (chat) DO UPDATE SET owner = ?2, lease = max(?3, CASE owner WHEN ?2 THEN lease ELSE 0 END)
		WHERE owner = ?2 OR lease <= ?4`
	_, err = t.exec(lease, m.Chat, m.LeasedTo, ms(m.LeaseUntil), ms(t.now))
	return err
}

// silence drops what a chat was still to be sent, and gives its lease back.
func (t *tx) silence(chat string) error {
	const q = `DELETE FROM outbox WHERE chat = ?`
	if _, err := t.exec(q, chat); err != nil {
		return err
	}
	return t.free(chat)
}

func (t *tx) free(chat string) error {
	const q = `UPDATE chats SET owner = '', lease = 0 WHERE chat = ?`
	_, err := t.exec(q, chat)
	return err
}

// claimable holds for a chat that does not rest, that no other owner holds and
// of which nothing is out for delivery. ?1 is machine time, ?2 the owner.
const claimable = ` NOT EXISTS (SELECT 1 FROM chats AS c WHERE c.chat = o.chat
		AND (c.rest > ?1 OR (c.lease > ?1 AND c.owner <> ?2)))
	AND NOT EXISTS (SELECT 1 FROM outbox AS h WHERE h.chat = o.chat AND h.held > ?1) `

// ClaimOutbox leases whole chats; see scheduling.OutboxStore. What comes behind
// messages that are out waits until they are acknowledged, the chat is told to
// rest, or the lease ends.
func (s *Store) ClaimOutbox(ctx context.Context, owner, chat string, machine time.Time, lease time.Duration, n int) ([]scheduling.Outgoing, error) {
	var claimed []scheduling.Outgoing
	err := s.writer.do(ctx, func(t *tx) (err error) {
		switch {
		case n <= 0:
			return nil
		case chat != "":
			claimed, err = t.ofChat(owner, chat, machine, n)
		default:
			claimed, err = t.ofAll(owner, machine, n)
		}
		if err != nil {
			return err
		}
		return t.handOut(claimed, owner, machine.Add(lease))
	})
	if err != nil {
		return nil, fmt.Errorf("claim outbox: %w", err)
	}
	return claimed, nil
}

func (t *tx) ofChat(owner, chat string, machine time.Time, n int) ([]scheduling.Outgoing, error) {
	const q = `SELECT ` + outColumns + ` FROM outbox AS o WHERE o.chat = ?3 AND` + claimable + `ORDER BY o.seq LIMIT ?4`
	rows, err := t.query(q, ms(machine), owner, chat, n)
	return collect(rows, err, outRow)
}

// ofAll takes the chats in which a reply waits, then the rest as they came.
func (t *tx) ofAll(owner string, machine time.Time, n int) ([]scheduling.Outgoing, error) {
	const replies = `SELECT o.chat FROM outbox AS o WHERE o.class = 'reply' AND` + claimable + `
		GROUP BY o.chat ORDER BY min(o.seq) LIMIT ?3`
	rows, err := t.query(replies, ms(machine), owner, n)
	chats, err := collect(rows, err, text)
	if err != nil {
		return nil, err
	}
	var all []scheduling.Outgoing
	for _, chat := range chats {
		run, err := t.ofChat(owner, chat, machine, n-len(all))
		if err != nil {
			return nil, err
		}
		all = append(all, run...)
	}
	others, err := t.ofOthers(owner, machine, n-len(all))
	return append(all, others...), err
}

// ofOthers takes the first messages of chats in which no reply waits; a prefix
// of the whole queue is a prefix of every chat's.
func (t *tx) ofOthers(owner string, machine time.Time, n int) ([]scheduling.Outgoing, error) {
	const q = `SELECT ` + outColumns + ` FROM outbox AS o
		WHERE o.chat NOT IN (SELECT chat FROM outbox WHERE class = 'reply') AND` + claimable + `
		ORDER BY o.seq LIMIT ?3`
	rows, err := t.query(q, ms(machine), owner, n)
	return collect(rows, err, outRow)
}

// handOut marks the messages as out for delivery and leases their chats.
func (t *tx) handOut(all []scheduling.Outgoing, owner string, until time.Time) error {
	const mark = `UPDATE outbox SET held = ?, try = try + 1 WHERE seq = ?`
	const lease = `INSERT INTO chats (chat, owner, lease, rest) VALUES (?1, ?2, ?3, 0)
		ON CONFLICT (chat) DO UPDATE SET owner = ?2, lease = ?3`
	for i := range all {
		m := &all[i]
		if _, err := t.exec(mark, ms(until), m.Seq); err != nil {
			return err
		}
		if _, err := t.exec(lease, m.Chat, owner, ms(until)); err != nil {
			return err
		}
		m.Try, m.LeasedTo, m.LeaseUntil = m.Try+1, owner, instant(ms(until))
	}
	return nil
}

// AckOutbox removes messages; unknown ids are passed over. A chat of which
// nothing is out any more is free again.
func (s *Store) AckOutbox(ctx context.Context, ids []string) error {
	const q = `DELETE FROM outbox WHERE id = ? RETURNING chat`
	const busy = `SELECT chat FROM outbox WHERE chat = ? AND held > ? LIMIT 1`
	return s.writer.do(ctx, func(t *tx) error {
		var chats []string
		for _, id := range ids {
			rows, err := t.query(q, id)
			of, err := collect(rows, err, text)
			if err != nil {
				return fmt.Errorf("acknowledge %s: %w", id, err)
			}
			chats = append(chats, of...)
		}
		slices.Sort(chats)
		for _, chat := range slices.Compact(chats) {
			rows, err := t.query(busy, chat, ms(t.now))
			out, err := collect(rows, err, text)
			if err == nil && len(out) == 0 {
				err = t.free(chat)
			}
			if err != nil {
				return fmt.Errorf("acknowledge in %s: %w", chat, err)
			}
		}
		return nil
	})
}

// RetryOutbox takes back what of the chat is out for delivery and lets the chat
// rest until machine time at.
func (s *Store) RetryOutbox(ctx context.Context, chat string, at time.Time) error {
	const back = `UPDATE outbox SET held = 0 WHERE chat = ?`
	const rest = `INSERT INTO chats (chat, owner, lease, rest) VALUES (?1, '', 0, ?2)
		ON CONFLICT (chat) DO UPDATE SET owner = '', lease = 0, rest = ?2`
	return s.writer.do(ctx, func(t *tx) error {
		if _, err := t.exec(back, chat); err != nil {
			return fmt.Errorf("rest %s: %w", chat, err)
		}
		_, err := t.exec(rest, chat, ms(at))
		return err
	})
}

const outColumns = `o.seq, o.id, o.chat, o.channel, o.class, o.booking, o.placement, o.not_after, o.parent, o.sealed, o.try`

func outRow(r *sql.Rows) (scheduling.Outgoing, error) {
	var m scheduling.Outgoing
	var notAfter int64
	err := r.Scan(&m.Seq, &m.ID, &m.Chat, &m.Channel, &m.Class, &m.Guard.Booking, &m.Guard.Placement,
		&notAfter, &m.Parent, &m.Sealed, &m.Try)
	m.Guard.NotAfter = instant(notAfter)
	return m, err
}
