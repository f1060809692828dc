package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"escale/bot/email"
	"escale/calendars/ical"
	"escale/programme"
	"escale/scheduling"
)

// inbox makes the reader of the mailbox where structures' answers come.
func (c *Config) inbox() (*email.Inbox, error) {
	port, err := strconv.Atoi(c.IMAPPort)
	if err != nil {
		return nil, fmt.Errorf("imap_port: %q is not a number", c.IMAPPort)
	}
	password, err := secret(c.IMAPPasswordFile)
	if err != nil {
		return nil, fmt.Errorf("imap_password_file: %w", err)
	}
	i, err := email.NewInbox(email.InboxConfig{
		Host: c.IMAPHost, Port: port, TLS: c.IMAPTLS, User: c.IMAPUsername, Password: password,
		Clock: realClocks{}.Machine,
	})
	if err != nil {
		return nil, fmt.Errorf("imap: %w", err)
	}
	return i, nil
}

// keeps reports whether the sessions of an agenda stand in a calendar that
// Escale keeps: the structure has none that it can write to.
func keeps(s programme.Structure, a programme.Agenda) bool { return hosted(s) || len(a.Feeds) > 0 }

// readAnswers takes in what structures answered to their invitations since the
// last time (iMIP, RFC 6047). How far the mailbox was read is kept after each
// pass: an answer read twice changes nothing.
func (h *house) readAnswers(ctx context.Context) error {
	row, since, err := h.answersRead(ctx)
	if err != nil {
		return err
	}
	mark, err := h.inbox.Read(ctx, since, h.answer)
	if mark == since {
		return err
	}
	data, encoding := json.Marshal(mark)
	row.Data = data
	_, saving := h.store.Apply(ctx, scheduling.Change{Command: "inbox/" + newID(), Put: []scheduling.Record{row}})
	return errors.Join(err, encoding, saving)
}

// answersRead is how far the mailbox was read, and the row that says so.
func (h *house) answersRead(ctx context.Context) (scheduling.Record, email.Mark, error) {
	key := scheduling.Key{Kind: "mailbox", ID: h.config.IMAPUsername + "@" + h.config.IMAPHost}
	row, err := h.store.Get(ctx, key)
	if errors.Is(err, scheduling.ErrNotFound) {
		return scheduling.Record{Key: key}, email.Mark{}, nil
	}
	var mark email.Mark
	if err == nil {
		err = json.Unmarshal(row.Data, &mark)
	}
	return row, mark, err
}

// answer takes in one calendar object. What is no "no" to an invitation of ours
// is passed over; only the store's trouble stops the pass.
func (h *house) answer(ctx context.Context, object []byte) error {
	replies, err := ical.ReadReplies(object)
	if err != nil {
		return nil
	}
	for _, r := range replies {
		if !r.Declined {
			continue
		}
		err := h.desk.Declined(ctx, scheduling.Decline{
			UID: r.UID, From: r.Attendee, Sequence: r.Sequence, Start: r.Start, Where: h.declinable,
		})
		if errors.Is(err, scheduling.ErrNotInvited) {
			h.log.Info("a declined invitation changes nothing", "why", err)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// declinable reports whether a "no" by mail cancels sessions of an agenda. Where
// the session stands in the structure's own calendar, declining the letter may
// only mean to have it out of the way.
func (h *house) declinable(agenda string) bool {
	s, a, ok := h.catalogue.programme().Agenda(agenda)
	return ok && keeps(s, a)
}

// mailbox signs in to the mailbox where answers come, and takes nothing in.
func (k *checker) mailbox(ctx context.Context, c *Config) {
	if c.IMAPHost == "" {
		return
	}
	i, err := c.inbox()
	if err == nil {
		_, err = i.Read(ctx, email.Mark{}, func(context.Context, []byte) error { return nil })
	}
	k.faultIn("imap_host", err)
}
