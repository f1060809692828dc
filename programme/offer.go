package programme

import "time"

// Offer is one kind of help. What the sources disagree on is a field here.
type Offer struct {
	ID      string `yaml:"id"`
	Name    Text   `yaml:"name"`
	Summary Text   `yaml:"summary"` // one sentence: what it is, that it is no therapy
	// For is who it is for, as a condition; "": everybody. Where it does not hold,
	// the offer is neither proposed nor refused: she asked for something else.
	For string `yaml:"for"`
	// HandOver, if it names relays, makes it an offer that others give.
	HandOver HandOver `yaml:"hand_over"`
	// Where it is offered, by département code, each with its own period.
	Where map[string]Period `yaml:"where"`
	// Elsewhere is said in another département, or outside the period.
	Elsewhere  Otherwise     `yaml:"elsewhere"`
	Duration   time.Duration `yaml:"duration"`
	Quota      Quota         `yaml:"quota"`
	Price      Text          `yaml:"price"`
	Rules      Rules         `yaml:"rules"`
	Asks       []string      `yaml:"asks"` // ids of the questions it needs
	Conditions []Condition   `yaml:"conditions"`
	// Reminders are sent this long before the session, in any order.
	Reminders []time.Duration `yaml:"reminders"`
	// Confirm is how long before the session she is asked whether she will still
	// come; 0: never. Only her "no" changes anything.
	Confirm time.Duration `yaml:"confirm"`
	// Questionnaire is sent after each session, Before is offered once a session
	// is confirmed: file names without .yaml.
	Questionnaire string `yaml:"questionnaire"`
	Before        string `yaml:"before"`
	// FollowUp is sent some time after the last of her sessions.
	FollowUp FollowUp `yaml:"follow_up"`
	Couple   bool     `yaml:"couple"` // a joint session: two parents come

	aim *rule // For, compiled by Load
}

// FollowUp is a questionnaire long after a session, to see what became of it.
// The zero FollowUp is none.
type FollowUp struct {
	Questionnaire string        `yaml:"questionnaire"` // file name without .yaml
	After         time.Duration `yaml:"after"`         // the session's end; default DefaultFollowUp
}

// DefaultFollowUp is when the evaluation asks again, after a session's end.
const DefaultFollowUp = 30 * 24 * time.Hour

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

	rule *rule // When, compiled by Load
}

// Otherwise is what a parent is told, and where she may go instead.
type Otherwise struct {
	Text   Text     `yaml:"text"`
	Relays []string `yaml:"relays"`
	// Silent refusals are never listed with a reason (safety).
	Silent bool `yaml:"silent"`
}
