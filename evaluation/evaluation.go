// Package evaluation is questionnaires, answers, indicators and disclosure
// control. A questionnaire is data. Booking facts and answers are kept apart,
// and neither leads to a person. It does no I/O and imports no other package
// of the project.
package evaluation

// Text is a sentence by language tag.
type Text map[string]string

// Questionnaire is read from questionnaires/*.yaml.
type Questionnaire struct {
	ID string `yaml:"id"`
	// Title is what parents call it, as in the list of what they agreed to.
	Title Text   `yaml:"title"`
	Items []Item `yaml:"items"`
}

// Kind of an item.
type Kind string

const (
	Choice Kind = "choice" // one of Options
	Scale  Kind = "scale"  // one of Options, ordered from worst to best
	Number Kind = "number" // 0 … Max, one tap
	Words  Kind = "text"   // free text, read by the evaluator only, after review
)

// Item is one question of a questionnaire.
type Item struct {
	ID       string   `yaml:"id"`
	Kind     Kind     `yaml:"kind"`
	Text     Text     `yaml:"text"`
	Options  []Option `yaml:"options"`
	Max      int      `yaml:"max"`
	Optional bool     `yaml:"optional"`
	// When asks the item only if earlier answers hold it: item id → option ids.
	When map[string][]string `yaml:"when"`
	// Indicator names what the item feeds: "took-place", "satisfaction", "clarity",
	// "still-needs-help", "collective-offer", "difficulty", "confidence"…
	Indicator string `yaml:"indicator"`
}

// Option is one answer of a choice or scale.
type Option struct {
	ID    string `yaml:"id"`
	Label Text   `yaml:"label"`
	// Favourable counts towards the share k/n of the item's indicator.
	Favourable bool `yaml:"favourable"`
	// Reply is said to who chooses it, before the next question; optional.
	Reply Text `yaml:"reply"`
}

// Fact is one booking for the evaluation: no person, no hour, no commune.
type Fact struct {
	ID          string `json:"id"`    // random
	Month       string `json:"month"` // of the session, 2026-11, in the structure's zone
	Departement string `json:"departement"`
	Structure   string `json:"structure"`
	Kind        string `json:"kind"` // of structure
	Offer       string `json:"offer"`
	Mode        string `json:"mode"`
	Topic       string `json:"topic,omitempty"`
	Age         string `json:"age,omitempty"`
	Route       string `json:"route"`      // "spontaneous" or the partner's kind
	DelayDays   int    `json:"delay_days"` // from request to session
	Session     string `json:"session"`    // "1" or "2+"
	State       string `json:"state"`      // scheduling.State at last sight
	Language    string `json:"language"`   // "fr" or "other"
	Invited     bool   `json:"invited"`    // a questionnaire was sent
	Answered    bool   `json:"answered"`   // at least one item was
}

// RouteEntered is the route of a session that staff agreed on elsewhere and
// tagged in their calendar: nobody knows since when, nor whose it was.
const RouteEntered = "entered"

// Answer is one questionnaire's answers: random id, quarter at best, no order.
type Answer struct {
	ID            string `json:"id"` // random
	Questionnaire string `json:"questionnaire"`
	Month         string `json:"month"` // of the session; whole months only
	// Arrived is the month the first item was answered, by programme time; whole
	// months only. Answers enter the scores in this order, once it is over. Empty:
	// as Month.
	Arrived     string            `json:"arrived,omitempty"`
	Departement string            `json:"departement"`
	Structure   string            `json:"structure"`
	Offer       string            `json:"offer"`
	Language    string            `json:"language"` // "fr" or "other"
	Session     string            `json:"session"`  // "1" or "2+"
	Items       map[string]string `json:"items"`    // item id → option id, number or words
	Pair        string            `json:"pair,omitempty"`
}
