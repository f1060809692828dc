// Package programme says what is offered, to whom and where: offers and their
// conditions, questions, relays, emergency numbers, territory, structures and
// their agendas. It is plain data with pure functions over it. It reads files
// only through an fs.FS that it is handed, knows nothing of bookings, and
// imports no other package of the project.
package programme

import (
	"strings"
	"time"
)

// Programme is one installation's offer of service, read from programme.yaml,
// structures/*.yaml and questionnaires/*.yaml. It is immutable once loaded: a
// reload makes a new one.
type Programme struct {
	Name       Text       `yaml:"name"`
	Controller Controller `yaml:"controller"`
	// Languages offered to parents, in the order they are proposed; the first is
	// the default and the one every text must have.
	Languages    []string          `yaml:"languages"`
	Departements []Departement     `yaml:"departements"`
	Questions    []Question        `yaml:"questions"`
	Offers       []Offer           `yaml:"offers"`
	Relays       []Relay           `yaml:"relays"`
	Emergency    []EmergencyNumber `yaml:"emergency"`
	Thresholds   Thresholds        `yaml:"thresholds"`

	Structures []Structure `yaml:"-"`
	// Questionnaires holds questionnaires/*.yaml as read, by file name; their
	// meaning belongs to package evaluation.
	Questionnaires map[string][]byte `yaml:"-"`
}

// Text is a sentence by language tag ("fr", "en", "fr-falc").
type Text map[string]string

// In returns the text in lang, else in the language lang derives from
// ("fr-falc" → "fr"), else in French.
func (t Text) In(lang string) string {
	if s := t[lang]; s != "" {
		return s
	}
	base, _, _ := strings.Cut(lang, "-")
	if s := t[base]; s != "" {
		return s
	}
	return t["fr"]
}

// Controller names who answers for the data, as the GDPR (art. 13) asks, and
// how a parent reaches a person.
type Controller struct {
	Name    string  `yaml:"name"`
	Address string  `yaml:"address"`
	DPO     string  `yaml:"dpo"` // e-mail address of the data protection officer
	Contact Contact `yaml:"contact"`
	Host    string  `yaml:"host"` // who hosts the service (LCEN art. 6)
}

// Contact is how a person is reached, and when.
type Contact struct {
	Name  string `yaml:"name"`
	Phone string `yaml:"phone"`
	Email string `yaml:"email"`
	Hours Text   `yaml:"hours"`
}

// Thresholds are the sizes under which a cell is hidden (facts: evaluation).
type Thresholds struct {
	Inside    int `yaml:"inside"`    // on the coordinators' pages; default 5
	Published int `yaml:"published"` // in what leaves the house; default 11
}

// Departement is one that takes part, with its Caf.
type Departement struct {
	Code string `yaml:"code"` // INSEE: "38", "2A", "974"
	Name string `yaml:"name"`
	Caf  string `yaml:"caf"`
}

// Question has enumerated answers only: expressions see nothing else.
type Question struct {
	ID      string   `yaml:"id"`
	Text    Text     `yaml:"text"`
	Choices []Answer `yaml:"choices"`
	// Consumed answers route this one turn and are never stored (safety).
	Consumed bool `yaml:"consumed"`
}

// Answer is one choice of a question.
type Answer struct {
	ID    string `yaml:"id"`
	Label Text   `yaml:"label"`
	// Emergency shows the emergency numbers at once when this is chosen.
	Emergency bool `yaml:"emergency"`
}

// Answers holds the choice id by question id.
type Answers map[string]string

// Offer is one kind of help. What the sources disagree on is a field here.
type Offer struct {
	ID      string `yaml:"id"`
	Name    Text   `yaml:"name"`
	Summary Text   `yaml:"summary"` // one sentence: what it is, that it is no therapy
	// Where it is offered, by département code, each with its own period.
	Where      map[string]Period `yaml:"where"`
	Duration   time.Duration     `yaml:"duration"`
	Quota      Quota             `yaml:"quota"`
	Price      Text              `yaml:"price"`
	Rules      Rules             `yaml:"rules"`
	Asks       []string          `yaml:"asks"` // ids of the questions it needs
	Conditions []Condition       `yaml:"conditions"`
	// Reminders are sent this long before the session, longest first.
	Reminders     []time.Duration `yaml:"reminders"`
	Questionnaire string          `yaml:"questionnaire"` // file name without .yaml
	Couple        bool            `yaml:"couple"`        // a joint session: two parents come
}

// Period is inclusive of both days, in the structure's zone; a zero bound is open.
type Period struct {
	From  Date `yaml:"from"`
	Until Date `yaml:"until"`
}

// Quota bounds sessions per family. Sessions 0 means no limit.
type Quota struct {
	Sessions int    `yaml:"sessions"`
	Per      string `yaml:"per"` // PerCivilYear or PerRollingYear
	// MissedCounts says whether a session the parent missed uses the quota.
	MissedCounts bool `yaml:"missed_counts"`
}

// The two readings of "a year" (facts: programme).
const (
	PerCivilYear   = "civil-year"
	PerRollingYear = "rolling-year"
)

// Rules shape an agenda's free time. Zero means: inherit (agenda ← structure ← offer).
type Rules struct {
	Policy   string        `yaml:"policy"` // PolicyGrid or PolicyPacked
	Grid     time.Duration `yaml:"grid"`   // step of the grid from the open window's start; default the duration
	Buffer   time.Duration `yaml:"buffer"` // kept free between neighbours
	Notice   time.Duration `yaml:"notice"` // a slot must start at least this long from now
	Horizon  time.Duration `yaml:"horizon"`
	DailyCap int           `yaml:"daily_cap"` // sessions a day and agenda; 0: no cap
}

// A fixed grid starts slots at multiples of the grid from the open window's
// start; packed fills each free gap from its own start.
const (
	PolicyGrid   = "grid"
	PolicyPacked = "packed"
)

// Condition refuses the offer unless When holds.
type Condition struct {
	When      string    `yaml:"when"` // expr-lang expression over question ids and "departement"
	Otherwise Otherwise `yaml:"otherwise"`
}

// Otherwise is what a parent is told, and where she may go instead.
type Otherwise struct {
	Text   Text     `yaml:"text"`
	Relays []string `yaml:"relays"`
	// Silent refusals are never listed with a reason (safety).
	Silent bool `yaml:"silent"`
}

// Relay is a place or service to hand over to.
type Relay struct {
	ID           string   `yaml:"id"`
	Name         Text     `yaml:"name"`
	Text         Text     `yaml:"text"`
	Phone        string   `yaml:"phone"`
	URL          string   `yaml:"url"`
	Departements []string `yaml:"departements"` // empty: everywhere
	VerifiedOn   Date     `yaml:"verified_on"`
}

// EmergencyNumber is shown when a parent is in danger.
type EmergencyNumber struct {
	Number string `yaml:"number"`
	For    Text   `yaml:"for"`
	// Hours, in Europe/Paris; empty means day and night.
	Hours      []Hours `yaml:"hours"`
	VerifiedOn Date    `yaml:"verified_on"`
	// Danger says which kinds of danger it answers, e.g. "violence"; empty: all.
	Danger []string `yaml:"danger"`
}

// Hours are open hours of some days of the week.
type Hours struct {
	Days []string `yaml:"days"` // mon … sun; empty: every day
	From string   `yaml:"from"` // 09:00
	To   string   `yaml:"to"`   // 19:00
}

// Structure is a place that receives parents.
type Structure struct {
	ID      string `yaml:"id"`
	Name    string `yaml:"name"`
	Kind    string `yaml:"kind"`    // centre-social, laep, maison-1000-jours, evs, paej, eaje…
	Commune string `yaml:"commune"` // INSEE code
	Address string `yaml:"address"`
	Access  Text   `yaml:"access"` // how to come in: door, lift, pushchair
	Phone   string `yaml:"phone"`
	Email   string `yaml:"email"` // receives the invitations
	Zone    string `yaml:"zone"`  // IANA; default that of the département
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
	Qualified    string   `yaml:"qualification"` // recognised diploma or checked training; none: not offered
	Offers       []string `yaml:"offers"`
	Modes        []string `yaml:"modes"` // in-person, video, phone; default in-person
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

// Modes of a session.
const (
	InPerson = "in-person"
	Video    = "video"
	Phone    = "phone"
)
