package programme

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// tagForm: a tag is also a #word of a title.
var tagForm = regexp.MustCompile(`^[\p{L}\p{N}]+(-[\p{L}\p{N}]+)*$`)

// openTag marks open hours whoever they are, so that it can't tell people apart.
const openTag = "escale"

// read checks where the time of an agenda is read.
func (v verifier) read(at string, s *Structure, a Agenda) {
	switch {
	case a.Tag == "":
	case !tagForm.MatchString(a.Tag) || len(a.Tag) > maxID:
		v.fault(at+".tag", "%q is not a tag: want one word of at most %d letters and digits, such as anne", a.Tag, maxID)
	case strings.EqualFold(a.Tag, openTag):
		v.fault(at+".tag", "%q marks open hours: want a word for this agenda, such as its id", a.Tag)
	case s.CalDAV.URL == "" && len(a.Feeds) == 0:
		v.warn(at+".tag", "is not needed: Escale hosts calendars for each agenda, and only hours tagged %q would be open", a.Tag)
	}
	if a.Availability && s.CalDAV.URL == "" {
		v.fault(at+".availability", "is kept by a calendar account: want caldav in the structure")
	}
	if len(a.Feeds) > 0 {
		v.feeds(at, s, a)
	}
}

// feeds checks the calendars that are only read.
func (v verifier) feeds(at string, s *Structure, a Agenda) {
	for i, f := range a.Feeds {
		v.feed(fmt.Sprintf("%s.feeds[%d]", at, i), f)
	}
	if s.Email == "" {
		v.fault(at+".feeds", "a feed takes no bookings, so each goes out as an invitation: want email in the structure")
	}
	if !s.Hosts(a) && len(a.Busy) == 0 && a.Bookings == "" {
		v.fault(at+".open", "leaves nowhere to write bookings: want bookings too, or feeds alone")
	}
	if n := a.Rules.Notice; n > 0 && n < 24*time.Hour {
		v.warn(at+".rules.notice", "%s: feeds may be a day late, so that a parent may book an hour that is gone: want 24h or more, %s if nothing is said", n, FeedNotice)
	}
}

func (v verifier) feed(at string, f Feed) {
	switch {
	case f.Address != "": // not repeated: who has it reads the calendar
		v.fault(at+".address", "is a secret: want it in a file (address_file) or in the environment (address_env)")
	case f.AddressFile == "" && f.AddressEnv == "":
		v.fault(at, "has no address: want address_file or address_env")
	case f.AddressFile != "" && f.AddressEnv != "":
		v.fault(at+".address_env", "want address_file or address_env, not both")
	}
	if !f.Open && !f.Busy {
		v.fault(at, "is read for nothing: want open: true, busy: true or both")
	}
}

// shared warns of agendas that would offer each other's open hours.
func (v verifier) shared(agendas []Agenda) {
	for i, a := range agendas {
		for j, b := range agendas[:i] {
			same := slices.ContainsFunc(a.Open, func(name string) bool { return slices.Contains(b.Open, name) })
			switch {
			case a.Tag != "" && strings.EqualFold(a.Tag, b.Tag):
				v.fault(fmt.Sprintf("agendas[%d].tag", i), "%q is already that of agendas[%d]", a.Tag, j)
			case same && (a.Tag == "" || b.Tag == ""):
				v.warn(fmt.Sprintf("agendas[%d].open", i), "is shared with agendas[%d]: want a tag in each, or both offer the same hours", j)
			}
		}
	}
}

// closed checks days off: an end that was forgotten would close for ever.
func (v verifier) closed(field string, periods []Period) {
	for i, p := range periods {
		at := fmt.Sprintf("%s[%d]", field, i)
		switch {
		case p.From.IsZero() || p.Until.IsZero():
			v.fault(at, "want from and until: the same day twice for one day")
		case p.Until.Compare(p.From) < 0:
			v.fault(at+".until", "%s is before %s", p.Until, p.From)
		}
	}
}
