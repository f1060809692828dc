// Package programme says what is offered, to whom and where: offers and their
// conditions, questions, relays, emergency numbers, territory, structures and
// their agendas. It is plain data with pure functions over it. It reads files
// only through an fs.FS that it is handed, knows nothing of bookings, and
// imports no other package of the project.
package programme

// Programme is one installation's offer of service, read from programme.yaml,
// structures/*.yaml and questionnaires/*.yaml. It is immutable once loaded: a
// reload makes a new one.
type Programme struct {
	Name       Text       `yaml:"name"`
	Controller Controller `yaml:"controller"`
	// Contacts answer some parents in place of Controller.Contact: see ContactsFor.
	Contacts  []Contact `yaml:"contacts"`
	Callbacks Callbacks `yaml:"callbacks"`
	// Languages offered to parents, in the order they are proposed; the first is
	// the default and the one every text must have.
	Languages    []string          `yaml:"languages"`
	Departements []Departement     `yaml:"departements"`
	Questions    []Question        `yaml:"questions"`
	Offers       []Offer           `yaml:"offers"`
	Relays       []Relay           `yaml:"relays"`
	Emergency    []EmergencyNumber `yaml:"emergency"`
	Thresholds   Thresholds        `yaml:"thresholds"`
	// SeparatedParents is TwoFamilies, each with sessions of its own, or OneFamily.
	SeparatedParents string `yaml:"separated_parents"`

	Structures []Structure `yaml:"-"`
	Partners   []Partner   `yaml:"-"`
	FAQ        []FAQ       `yaml:"-"` // faq.yaml
	// Questionnaires holds questionnaires/*.yaml as read, by file name without
	// ".yaml", as Offer.Questionnaire names them; their meaning belongs to
	// package evaluation.
	Questionnaires map[string][]byte `yaml:"-"`
	// Translations are texts/*.yaml, which is in Text already but for what belongs
	// to questionnaires.
	Translations []Translation `yaml:"-"`
	// Warnings are what Load found worth saying, but no reason to refuse.
	Warnings Faults `yaml:"-"`

	apart  map[string]bool // languages whose missing texts are shown elsewhere
	source *document       // where each field of programme.yaml stands
}

// How parents who are separated count: by default as two families.
const (
	TwoFamilies = "two-families"
	OneFamily   = "one-family"
)

// Controller names who answers for the data, as the GDPR (art. 13) asks, and
// how a parent reaches a person.
type Controller struct {
	Name    string  `yaml:"name"`
	Address string  `yaml:"address"`
	DPO     string  `yaml:"dpo"` // e-mail address of the data protection officer
	Contact Contact `yaml:"contact"`
	Host    string  `yaml:"host"` // who hosts the service (LCEN art. 6)
	// Director answers for what is published (LCEN art. 6); empty: not said.
	Director string `yaml:"director"`
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
