package programme

import (
	"cmp"
	"slices"
)

// Structure is a place that receives parents.
type Structure struct {
	ID      string `yaml:"id"`
	Name    string `yaml:"name"`
	Kind    string `yaml:"kind"`    // centre-social, laep, maison-1000-jours, evs, paej, eaje…
	Commune string `yaml:"commune"` // INSEE code
	Address string `yaml:"address"`
	Access  Text   `yaml:"access"` // how to come in: door, lift, pushchair
	Phone   string `yaml:"phone"`  // called by parents; see PhoneOf
	Email   string `yaml:"email"`  // receives the invitations
	Zone    string `yaml:"zone"`   // IANA; default that of the département
	Rules   Rules  `yaml:"rules"`
	// Languages that parents are received in besides French, as tags: en, ar, fsl
	// (signed). Each agenda may name its own.
	Languages []string `yaml:"languages"`
	// Closed are days on which nobody is received, whatever the calendars say;
	// both bounds are given.
	Closed []Period `yaml:"closed"`
	// OnlyFor would keep families out: Load refuses it, whatever it says.
	OnlyFor Refused `yaml:"only_for"`
	// CalDAV is where its calendars live.
	CalDAV  CalDAV   `yaml:"caldav"`
	Agendas []Agenda `yaml:"agendas"`
	File    string   `yaml:"-"` // where it was read, for messages
}

// CalDAV is an account on a calendar server. The password comes from a file or
// the environment, never from the YAML.
type CalDAV struct {
	URL          string `yaml:"url"`
	Username     string `yaml:"username"`
	PasswordFile string `yaml:"password_file"`
	PasswordEnv  string `yaml:"password_env"`
}

// Agenda is one professional (or room, or group session) of a structure.
type Agenda struct {
	ID           string   `yaml:"id"` // unique in the structure
	Professional string   `yaml:"professional"`
	Trade        Text     `yaml:"trade"`
	Qualified    string   `yaml:"qualification"` // recognised diploma or checked training; none: Load empties Offers
	Offers       []string `yaml:"offers"`
	Languages    []string `yaml:"languages"` // spoken besides French; default the structure's
	Modes        []string `yaml:"modes"`     // in-person, video, phone; default in-person
	Phone        string   `yaml:"phone"`     // for sessions by phone; default the structure's
	Video        string   `yaml:"video"`     // https address of the room for sessions by video
	Seats        int      `yaml:"seats"`     // default 1
	Room         string   `yaml:"room"`      // shared by agendas that name it; "lilas/bleue" is another structure's
	Rules        Rules    `yaml:"rules"`
	// Calendars by name or path under the account's home.
	Open     []string `yaml:"open"`     // open hours: a calendar of its own, e.g. "Escale"
	Busy     []string `yaml:"busy"`     // other appointments
	Bookings string   `yaml:"bookings"` // where bookings are written
	// Hours may replace a calendar of open hours.
	Hours []Hours `yaml:"hours"`
	// Tag tells apart the agendas of a structure that share calendars: a category
	// or a #word in the title.
	Tag string `yaml:"tag"`
	// Availability reads the availability that the account itself keeps (RFC 7953;
	// Apple, Cyrus).
	Availability bool `yaml:"availability"`
	// Feeds are calendars that others publish (Outlook, Google): they are read,
	// and bookings are written elsewhere.
	Feeds []Feed `yaml:"feeds"`
	// Closed are days off of this agenda, as Structure.Closed.
	Closed []Period `yaml:"closed"`
	// OnlyFor is refused, as in Structure.
	OnlyFor Refused `yaml:"only_for"`
}

// Feed is an .ics file at a secret https address, which comes from a file or the
// environment.
type Feed struct {
	Address     string `yaml:"address"` // never used: Load says where it belongs
	AddressFile string `yaml:"address_file"`
	AddressEnv  string `yaml:"address_env"`
	Open        bool   `yaml:"open"` // it holds open hours
	Busy        bool   `yaml:"busy"` // it holds other appointments; with open, what is not tagged "escale"
}

// PhoneOf is the number that parents call for a session by phone in the agenda:
// they call, since nobody asks them for a number.
func (s Structure) PhoneOf(a Agenda) string { return cmp.Or(a.Phone, s.Phone) }

// LanguagesOf are those that the agenda receives in besides French.
func (s Structure) LanguagesOf(a Agenda) []string {
	if a.Languages != nil {
		return a.Languages
	}
	return s.Languages
}

// Hosts reports whether Escale itself keeps the agenda's calendars, because there
// is no account, or only feeds.
func (s Structure) Hosts(a Agenda) bool {
	named := len(a.Open)+len(a.Busy) > 0 || a.Bookings != "" || a.Availability
	return s.CalDAV.URL == "" || len(a.Feeds) > 0 && !named
}

// ClosedOn reports whether the structure, or the agenda, is closed on the day.
func (s Structure) ClosedOn(a Agenda, d Date) bool {
	on := func(p Period) bool { return p.Includes(d) }
	return slices.ContainsFunc(s.Closed, on) || slices.ContainsFunc(a.Closed, on)
}

// Modes of a session.
const (
	InPerson = "in-person"
	Video    = "video"
	Phone    = "phone"
)
