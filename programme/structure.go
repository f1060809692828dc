package programme

import "cmp"

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
	Modes        []string `yaml:"modes"` // in-person, video, phone; default in-person
	Phone        string   `yaml:"phone"` // for sessions by phone; default the structure's
	Video        string   `yaml:"video"` // https address of the room for sessions by video
	Seats        int      `yaml:"seats"` // default 1
	Room         string   `yaml:"room"`  // shared by agendas of the structure that name it
	Rules        Rules    `yaml:"rules"`
	// Calendars by name or path under the account's home.
	Open     []string `yaml:"open"`     // open hours: a calendar of its own, e.g. "Escale"
	Busy     []string `yaml:"busy"`     // other appointments
	Bookings string   `yaml:"bookings"` // where bookings are written
	// Hours may replace a calendar of open hours.
	Hours []Hours `yaml:"hours"`
}

// PhoneOf is the number that parents call for a session by phone in the agenda:
// they call, since nobody asks them for a number.
func (s Structure) PhoneOf(a Agenda) string { return cmp.Or(a.Phone, s.Phone) }

// Modes of a session.
const (
	InPerson = "in-person"
	Video    = "video"
	Phone    = "phone"
)
