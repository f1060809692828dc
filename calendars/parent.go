package calendars

import (
	"fmt"
	"time"

	"escale/calendars/ical"
	"escale/scheduling"
)

// ParentFile returns a function that writes a session as a file for the parent's
// own calendar, with an alarm that long before the start for each of alarms. now
// dates it. The file is private, and holds what the event holds: its caller says
// no more than she wants others to read on her screen.
func ParentFile(now func() time.Time) func(e scheduling.CalendarEvent, alarms []time.Duration) ([]byte, error) {
	return func(e scheduling.CalendarEvent, alarms []time.Duration) ([]byte, error) {
		zone, err := eventZone(e)
		if err != nil {
			return nil, fmt.Errorf("calendar file: %w", err)
		}
		var w encoder
		w.Begin("PUBLISH", zone, e.Start)
		w.eventHead(e, zone, now())
		w.Raw("CLASS", "PRIVATE")
		w.Raw("TRANSP", "OPAQUE")
		w.Raw("STATUS", status(e))
		for _, before := range alarms {
			w.alarm(before, e.Summary)
		}
		w.Finish()
		return w.Bytes(), nil
	}
}

func status(e scheduling.CalendarEvent) string {
	if e.Absent {
		return ical.Cancelled
	}
	return "CONFIRMED"
}

// alarm writes a VALARM that shows the title, that long before the start.
func (w *encoder) alarm(before time.Duration, title string) {
	if title == "" {
		title = "Escale"
	}
	w.Raw("BEGIN", "VALARM")
	w.Raw("ACTION", "DISPLAY")
	w.Raw("TRIGGER", trigger(before))
	w.Text("DESCRIPTION", title)
	w.Raw("END", "VALARM")
}

// trigger is exact time before the start: days would be one hour off when clocks
// change.
func trigger(before time.Duration) string {
	minutes := int(before.Abs() / time.Minute)
	sign := "-"
	if before < 0 {
		sign = ""
	}
	s := sign + "PT"
	if minutes >= 60 {
		s += fmt.Sprintf("%dH", minutes/60)
	}
	if minutes%60 != 0 || minutes < 60 {
		s += fmt.Sprintf("%dM", minutes%60)
	}
	return s
}
