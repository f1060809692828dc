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
