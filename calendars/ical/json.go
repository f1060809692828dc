package ical

import (
	"encoding/json"
	"io"
	"time"
)

// jsonOccurrence is the line that `escale expand` prints.
type jsonOccurrence struct {
	UID          string `json:"uid"`
	RecurrenceID string `json:"recurrence_id"` // empty when the event does not recur
	Start        string `json:"start"`
	End          string `json:"end"`
	AllDay       bool   `json:"all_day"`
	Transparent  bool   `json:"transparent"`
	Status       string `json:"status"`
	Summary      string `json:"summary"`
}

// WriteJSON writes an occurrence as one line of JSON, times as RFC 3339.
func WriteJSON(w io.Writer, o Occurrence) error {
	line := jsonOccurrence{
		UID: o.UID, Start: o.Start.Format(time.RFC3339), End: o.End.Format(time.RFC3339),
		AllDay: o.AllDay, Transparent: o.Transparent, Status: o.Status, Summary: o.Summary,
	}
	if !o.RecurrenceID.IsZero() {
		line.RecurrenceID = o.RecurrenceID.Format(time.RFC3339)
	}
	return json.NewEncoder(w).Encode(line)
}
