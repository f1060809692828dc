package calendars

import (
	"bytes"
	"errors"
	"net/mail"
	"strings"
	"testing"
	"time"

	"escale/calendars/ical"
)

// The letter says how to be excused in a way that will be heard, and the
// invitation asks for an answer only where one is read.
func TestTheLetterSaysHowToBeExcused(t *testing.T) {
	for name, c := range map[string]struct {
		inviter Inviter
		says    string
		rsvp    string
	}{
		"a calendar of theirs": {Inviter{Shared: true}, "supprimez-le dans l’agenda partagé", "FALSE"},
		"answers are read":     {Inviter{Answers: true}, "Refusez l’invitation", "TRUE"},
		"neither":              {Inviter{}, "l’agenda qu’Escale garde", "FALSE"},
	} {
		var box postbox
		c.inviter.Post, c.inviter.Now = &box, func() time.Time { return monday }
		c.inviter.Organizer = mail.Address{Address: "escale@test.example"}
		if err := c.inviter.Invite(t.Context(), session("b1", 1, monday), mail.Address{Address: "accueil@structure.example"}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(box[0].Text, c.says) {
			t.Errorf("%s: no %q in\n%s", name, c.says, box[0].Text)
		}
		unfolded := bytes.ReplaceAll(box[0].Calendar, []byte("\r\n "), nil)
		if !bytes.Contains(unfolded, []byte("RSVP="+c.rsvp)) {
			t.Errorf("%s: RSVP is not %s in\n%s", name, c.rsvp, unfolded)
		}
	}
}

// Who put a session off is said: staff need not wonder whether it was they.
func TestTheLetterSaysWhoCancelled(t *testing.T) {
	for by, says := range map[string]string{
		"parent": "Le parent a annulé ce rendez-vous.",
		"staff":  "annulé de votre côté. Le parent est prévenu.",
		"escale": "Ce rendez-vous Escale est annulé.",
	} {
		var box postbox
		i := Inviter{Post: &box, Organizer: mail.Address{Address: "escale@test.example"}, Now: func() time.Time { return monday }, By: by}
		e := session("b1", 1, monday)
		e.Absent = true
		if err := i.Invite(t.Context(), e, mail.Address{Address: "accueil@structure.example"}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(box[0].Text, says) {
			t.Errorf("%s: no %q in\n%s", by, says, box[0].Text)
		}
		if strings.Contains(textOf(t, readBack(t, box[0].Calendar), "DESCRIPTION"), e.URL) {
			t.Errorf("it asks whether the session took place:\n%s", box[0].Calendar)
		}
	}
}

// What we send is not taken for an answer when it comes back.
func TestAnInvitationIsNoReply(t *testing.T) {
	invitation, err := Invitation(session("b1", 1, monday), Request, true, mail.Address{Address: "bonjour@escale.example"},
		[]mail.Address{{Address: "a@b.example"}}, monday)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ical.ReadReplies(invitation); !errors.Is(err, ical.ErrNotReply) {
		t.Errorf("%v, %v", got, err)
	}
}
