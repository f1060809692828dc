package scheduling

import "time"

// Part is a part of the day, in the structure's zone.
type Part string

const (
	Morning   Part = "morning"   // starts before 12:00
	Afternoon Part = "afternoon" // from 12:00, before 18:00
	Evening   Part = "evening"   // from 18:00 on
)

// Parts lists them in the order of the day.
func Parts() []Part { return []Part{Morning, Afternoon, Evening} }

// PartOf tells in which part of the day an instant is, in its own location.
func PartOf(local time.Time) Part {
	switch hour := local.Hour(); {
	case hour < 12:
		return Morning
	case hour < 18:
		return Afternoon
	}
	return Evening
}
