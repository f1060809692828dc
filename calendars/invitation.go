package calendars

import (
	"cmp"
	"context"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"escale/calendars/ical"
	"escale/scheduling"
)

// Methods of an invitation (iTIP, RFC 5546).
const (
	Request = "REQUEST"
	Cancel  = "CANCEL"
)

// Invitation writes a session as an iTIP object from organizer to attendees, who
// are asked to answer if answer is true. The event's Sequence must grow with
// every change that is told.
func Invitation(e scheduling.CalendarEvent, method string, answer bool, organizer mail.Address, attendees []mail.Address, now time.Time) ([]byte, error) {
	zone, err := eventZone(e)
	if err != nil {
		return nil, fmt.Errorf("invitation: %w", err)
	}
	if method != Request && method != Cancel {
		return nil, fmt.Errorf("invitation %s: method %q", e.UID, method)
	}
	var w encoder
	w.Begin(method, zone, e.Start)
	if method == Request {
		e.Notes = description(e)
	}
	w.eventHead(e, zone, now)
	w.Raw("ORGANIZER"+commonName(organizer), mailto(organizer))
	for _, a := range attendees {
		w.Raw("ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP="+rsvp(answer && method == Request)+commonName(a), mailto(a))
	}
	w.Raw("CLASS", "PRIVATE")
	w.Raw("TRANSP", "OPAQUE")
	if method == Cancel {
		e.Absent = true
	}
	w.Raw("STATUS", status(e))
	w.Finish()
	return w.Bytes(), nil
}

func rsvp(answer bool) string {
	if answer {
		return "TRUE"
	}
	return "FALSE"
}

func commonName(a mail.Address) string {
	if a.Name == "" {
		return ""
	}
	return ";CN=" + ical.Quoted(a.Name)
}

func mailto(a mail.Address) string {
	return "mailto:" + strings.Map(func(r rune) rune {
		if r <= 0x20 || r == 0x7f {
			return -1
		}
		return r
	}, a.Address)
}

// Letter is an invitation by e-mail (iMIP, RFC 6047): a short text, and the
// object as a text/calendar part with its method.
type Letter struct {
	To       string
	Subject  string
	Text     string
	Calendar []byte
	Method   string
}

// Post sends letters. Any error is worth a retry.
type Post interface {
	Send(ctx context.Context, l Letter) error
}

// Inviter mails sessions to structures.
type Inviter struct {
	Post      Post
	Organizer mail.Address     // the installation's own address
	Now       func() time.Time // machine time
	// Shared: the session stands in a calendar of the structure's own, where it
	// can be moved or deleted. Else it is in one that we keep for them.
	Shared bool
	// Answers: what is answered to the invitation is read.
	Answers bool
	// By: who cancelled, as scheduling.Booking.By; empty: not known.
	By string
}

// Invite mails one session to one structure: a request, or a cancellation if the
// event is Absent. Sent twice, it changes nothing in a calendar that takes
// invitations.
func (i *Inviter) Invite(ctx context.Context, e scheduling.CalendarEvent, to mail.Address) error {
	method := Request
	if e.Absent {
		method = Cancel
	}
	object, err := Invitation(e, method, i.Answers, i.Organizer, []mail.Address{to}, i.Now())
	if err != nil {
		return err
	}
	zone, err := eventZone(e)
	if err != nil {
		return err
	}
	l := Letter{To: to.String(), Subject: subject(e, method, zone), Text: i.text(e, method, zone), Calendar: object, Method: method}
	if err := i.Post.Send(ctx, l); err != nil {
		return fmt.Errorf("invite for %s: %w", e.UID, err)
	}
	return nil
}

// cancellations say that a session is off, by who put it off.
var cancellations = map[string]string{
	"":       "Ce rendez-vous Escale est annulé. L’heure est de nouveau libre.",
	"parent": "Le parent a annulé ce rendez-vous. L’heure est de nouveau libre.",
	"staff":  "Ce rendez-vous Escale est annulé de votre côté. Le parent est prévenu.",
}

// openings are the first words of the letter, by what happened.
func openings(e scheduling.CalendarEvent, method, by string) (subject, sentence string) {
	switch {
	case method == Cancel:
		return "Rendez-vous annulé", cmp.Or(cancellations[by], cancellations[""])
	case e.Sequence > 0:
		return "Rendez-vous modifié", "Ce rendez-vous Escale a changé. Voici où il en est\u00a0:"
	}
	return "Nouveau rendez-vous", "Un parent a pris rendez-vous avec vous par Escale\u00a0:"
}

func subject(e scheduling.CalendarEvent, method string, zone *time.Location) string {
	opening, _ := openings(e, method, "")
	return opening + "\u00a0: " + when(e, zone)
}

func (i *Inviter) text(e scheduling.CalendarEvent, method string, zone *time.Location) string {
	_, sentence := openings(e, method, i.By)
	lines := []string{"Bonjour,", "", sentence, "", when(e, zone), e.Summary}
	if e.Location != "" {
		lines = append(lines, e.Location)
	}
	if method == Request {
		lines = append(lines, "", e.Notes)
		if e.URL != "" {
			lines = append(lines, "", "Après la séance, dites-nous si elle a eu lieu : "+e.URL)
		}
		lines = append(append(lines, ""), i.whatNow()...)
	}
	return strings.Join(append(lines, "", "Escale"), "\n") + "\n"
}

// whatNow says where the session stands, and how to be excused.
func (i *Inviter) whatNow() []string {
	switch {
	case i.Shared:
		return []string{
			"Il est déjà dans l’agenda que vous partagez avec Escale. L’invitation jointe l’ajoute à un autre agenda.",
			"Un empêchement ? Déplacez-le ou supprimez-le dans l’agenda partagé : le parent est prévenu.",
		}
	case i.Answers:
		return []string{
			"L’invitation jointe l’ajoute à votre agenda.",
			"Un empêchement ? Refusez l’invitation : le parent est prévenu, et choisit une autre heure.",
		}
	}
	return []string{
		"Il est déjà dans l’agenda qu’Escale garde pour vous. L’invitation jointe l’ajoute à un autre agenda.",
		"Un empêchement ? Déplacez-le ou supprimez-le dans l’agenda qu’Escale garde : le parent est prévenu.",
	}
}

var (
	frenchDays   = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	frenchMonths = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
)

// when says the hour as the structure's clocks show it.
func when(e scheduling.CalendarEvent, zone *time.Location) string {
	start, end := e.Start.In(zone), e.End.In(zone)
	number := fmt.Sprint(start.Day())
	if start.Day() == 1 {
		number = "1er"
	}
	return fmt.Sprintf("%s %s %s %d, de %s à %s", frenchDays[start.Weekday()], number, frenchMonths[start.Month()-1],
		start.Year(), clock(start), clock(end))
}

func clock(t time.Time) string {
	if t.Minute() == 0 {
		return fmt.Sprintf("%d\u00a0h", t.Hour())
	}
	return fmt.Sprintf("%d\u00a0h\u00a0%02d", t.Hour(), t.Minute())
}
