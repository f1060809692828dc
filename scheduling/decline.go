package scheduling

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Decline is a structure's "no" to the invitation that it was mailed to one of
// its sessions (iTIP REPLY with PARTSTAT=DECLINED; RFC 5546, 3.2.3).
type Decline struct {
	UID  string // of the invitation
	From string // the address that declined; it must be the structure's own
	// Sequence and Start say which invitation was answered: a session that was
	// moved since is not declined by a "no" to its earlier time.
	Sequence int
	Start    time.Time // zero: not said
	// Where reports whether a "no" counts in an agenda.
	Where func(agenda string) bool
}

// ErrNotInvited: the answer is to no invitation that stands.
var ErrNotInvited = errors.New("not an answer to an invitation that stands")

// Declined cancels a session as staff do, and takes its event out of the
// calendar that we keep for them. She is told, and her quota is given back. It
// may be repeated: what is over already, or was never asked, is ErrNotInvited.
func (d *Desk) Declined(ctx context.Context, no Decline) error {
	// An id can't be guessed: who knows the UID has read the invitation, which
	// has that of the first placement through every move.
	id, placement, ok := BookingOf(no.UID, d.c.Installation)
	if !ok || placement != 1 {
		return ErrNotInvited
	}
	b, err := d.Booking(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return ErrNotInvited
	}
	if err != nil {
		return err
	}
	if !d.answers(b, no) {
		return ErrNotInvited
	}
	return d.retry(ctx, b, func(b Booking) error {
		is := b.ended(Cancelled, "staff")
		is.Invited = nil // they know
		_, err := d.commit(ctx, transition{was: b, is: is, replan: true, tell: []Due{d.tellDeleted(b, is)}})
		return err
	})
}

// answers reports whether the structure was invited to the session as it stands,
// and says no to just that.
func (d *Desk) answers(b Booking, no Decline) bool {
	s, known := d.c.Catalogue().Structure(b.Structure)
	switch {
	case !known || s.Email == "" || !strings.EqualFold(s.Email, no.From):
		return false
	case no.Where != nil && !no.Where(b.Agenda):
		return false
	case b.State != Booked || b.Invited == nil || !b.Stands().Start.After(d.c.Clocks.Programme()):
		return false
	case !no.Start.IsZero() && !no.Start.Equal(b.Invited.Start):
		return false
	}
	return no.Sequence == b.Invitations-1 || no.Sequence == 0 && !no.Start.IsZero() // clients that leave it out
}
