package programme

// FAQ is a question that parents often ask, and its answer. Installations write
// their own in faq.yaml.
type FAQ struct {
	ID string `yaml:"id"`
	// Asked is the question in few words, as a button shows it.
	Asked Text `yaml:"asked"`
	// Heard are other ways to ask it, by language: what a parent types is compared
	// with them. A language without any is known by Asked alone.
	Heard  map[string][]string `yaml:"heard"`
	Answer Text                `yaml:"answer"`
	// Relays are shown below the answer, where they serve the parent's département.
	Relays []string `yaml:"relays"`
	// Appointment: whoever has one to come is shown it in place of the answer.
	Appointment bool `yaml:"appointment"`
}

// Answered finds a question of faq.yaml by id.
func (p *Programme) Answered(id string) (FAQ, bool) {
	return find(p.FAQ, func(f FAQ) bool { return f.ID == id })
}
