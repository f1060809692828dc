package scheduling

import "time"

// Kept names what is kept for a time. The names stand in counts and on the page
// that tells parents.
type Kept string

const (
	KeptConversation Kept = "conversation" // after the last message, without a session
	KeptParent       Kept = "parent"       // everything of hers, after her last session
	KeptBooking      Kept = "booking"      // after the session
	KeptFamily       Kept = "family"       // a day counted for the quota, after it
	KeptWish         Kept = "wish"         // after it was left, or changed
	KeptCallback     Kept = "callback"     // a request to be called, after the call or the deadline
	KeptWords        Kept = "words"        // of a questionnaire, after they came
	KeptDead         Kept = "dead-letter"  // after its hour
	KeptKey          Kept = "key"          // of a parent of whom nothing came to be kept
)

// Period is how long something is kept, in programme time.
type Period struct{ Months, Days int }

// Periods is the one place that says how long. Thirteen months is what a quota
// of any twelve months needs, and a margin; the evaluation's facts lead to nobody
// and stay, as do answers but for their words.
func Periods() map[Kept]Period {
	return map[Kept]Period{
		KeptConversation: {Months: 3},
		KeptParent:       {Months: 13},
		KeptBooking:      {Months: 13},
		KeptFamily:       {Months: 13},
		KeptWish:         {Days: 60},
		KeptCallback:     {Days: 30},
		KeptWords:        {Months: 12},
		KeptDead:         {Months: 3},
		KeptKey:          {Days: 7},
	}
}

// Until is when something of that kind goes whose time begins then.
func (k Kept) Until(from time.Time) time.Time {
	p := Periods()[k]
	return from.AddDate(0, p.Months, p.Days)
}

// TagUntil marks a record to be looked at by the first retention after the day
// of that instant, in UTC.
func TagUntil(at time.Time) string { return untilDay(at.UTC().Format(time.DateOnly)) }

func untilDay(day string) string { return untilPrefix + day }

const untilPrefix = "until:"
