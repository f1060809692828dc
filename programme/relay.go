package programme

// Relay is a place or service to hand over to.
type Relay struct {
	ID           string   `yaml:"id"`
	Name         Text     `yaml:"name"`
	Text         Text     `yaml:"text"`
	Phone        string   `yaml:"phone"`
	URL          string   `yaml:"url"`
	Departements []string `yaml:"departements"` // empty: everywhere
	VerifiedOn   Date     `yaml:"verified_on"`
	// Danger says which kinds of danger it helps with: it is named under the numbers.
	Danger []string `yaml:"danger"`
	// Together: it brings both parents together, so that it is not named to who may
	// be in danger.
	Together bool `yaml:"together"`
}

// EmergencyNumber is shown when a parent is in danger.
type EmergencyNumber struct {
	Number string `yaml:"number"`
	For    Text   `yaml:"for"`
	// Hours, in Europe/Paris; empty means day and night.
	Hours      []Hours `yaml:"hours"`
	VerifiedOn Date    `yaml:"verified_on"`
	// Danger says which kinds of danger it answers, one of Dangers; empty: all.
	// The first is what the number is there for.
	Danger []string `yaml:"danger"`
}

// Hours are open hours of some days of the week.
type Hours struct {
	Days []string `yaml:"days"` // mon … sun; empty: every day
	From string   `yaml:"from"` // 09:00
	To   string   `yaml:"to"`   // 19:00
}
