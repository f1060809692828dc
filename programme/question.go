package programme

// Question has enumerated answers only: expressions see nothing else.
type Question struct {
	ID      string   `yaml:"id"`
	Text    Text     `yaml:"text"`
	Choices []Answer `yaml:"choices"`
	// When says to whom it is put, as a condition on questions before it; "": to
	// all. Where it does not hold, conditions see "" for its answer.
	When string `yaml:"when"`
	// Consumed answers route this one turn and are never stored (safety).
	Consumed bool `yaml:"consumed"`

	put *rule // When, compiled by Load
}

// Answer is one choice of a question.
type Answer struct {
	ID    string `yaml:"id"`
	Label Text   `yaml:"label"`
	// Separated: who answers this says that the parents are separated.
	Separated bool `yaml:"separated"`
	// Emergency shows the emergency numbers at once when this is chosen.
	Emergency bool `yaml:"emergency"`
	// Danger says which; empty: all numbers are shown.
	Danger []string `yaml:"danger"`
	// Heard are other ways to say this, by language: sentences, compared by stems.
	Heard map[string][]string `yaml:"heard"`
	// Ages that are this answer, if one says an age; zero: none.
	Ages Ages `yaml:"ages"`
}

// Ages are whole years, both ends included.
type Ages struct {
	From int `yaml:"from"`
	To   int `yaml:"to"` // 0: no ages
}

// Has reports whether an age in years is among them.
func (a Ages) Has(years int) bool { return a.To > 0 && years >= a.From && years <= a.To }

// Answers holds the choice id by question id.
type Answers map[string]string
