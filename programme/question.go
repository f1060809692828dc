package programme

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
