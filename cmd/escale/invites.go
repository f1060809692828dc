package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/mail"
	"time"

	"escale/bot/email"
	"escale/calendars"
	"escale/scheduling"
)

// invite handles due work of kind DueInvite: the structure is mailed an
// invitation, its update or its cancellation (iMIP, RFC 6047). A mail server
// that is away has until the session ends to come back.
func (h *house) invite(ctx context.Context, d scheduling.Due) error {
	var i scheduling.Invite
	if err := json.Unmarshal(d.Data, &i); err != nil {
		return scheduling.Drop{Why: "unreadable invitation"}
	}
	s, ok := h.catalogue.programme().Structure(i.Structure)
	if !ok { // its file may be back in a moment
		return fmt.Errorf("no structure %s", i.Structure)
	}
	if s.Email == "" || h.letters == nil {
		return scheduling.Drop{Why: "the structure takes no mail"}
	}
	from, err := mail.ParseAddress(h.config.MailFrom)
	if err != nil {
		return fmt.Errorf("mail_from: %w", err)
	}
	_, a, known := h.catalogue.programme().Agenda(i.Event.Agenda)
	inviter := calendars.Inviter{
		Post: letterPost{h.letters}, Organizer: *from, Now: h.clocks.Machine,
		Shared: known && !keeps(s, a), Answers: h.inbox != nil, By: i.By,
	}
	err = inviter.Invite(ctx, i.Event, mail.Address{Name: s.Name, Address: s.Email})
	if errors.Is(err, email.ErrAddress) { // the operator has to correct it
		return &scheduling.GiveUp{Err: fmt.Errorf("structure %s: %w", s.ID, err)}
	}
	if now := h.clocks.Machine(); err != nil && h.clocks.Programme().Before(i.Event.End) {
		return &scheduling.Again{At: now.Add(min(time.Second<<min(d.Try, 10), 15*time.Minute)), Err: err}
	}
	return err
}

// letterPost sends the calendars' letters by the e-mail channel's sender.
type letterPost struct{ sender email.Sender }

// Send implements calendars.Post.
func (p letterPost) Send(ctx context.Context, l calendars.Letter) error {
	return p.sender.Post(ctx, email.Letter{
		To: l.To, Subject: l.Subject, Text: l.Text, Language: "fr", Calendar: l.Calendar, Method: l.Method,
	})
}
