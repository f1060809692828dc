package calendars

import (
	"testing"
	"time"
)

func TestWeeklyHoursOverseasAndOnChangeDays(t *testing.T) {
	for zone, want := range map[string]string{
		"Europe/Paris":       "2026-10-25T08:00:00Z 2026-10-25T11:00:00Z",
		"America/Martinique": "2026-10-25T13:00:00Z 2026-10-25T16:00:00Z",
		"Indian/Reunion":     "2026-10-25T05:00:00Z 2026-10-25T08:00:00Z",
	} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		a := &agenda{AgendaSource: AgendaSource{Hours: []Hours{{Days: []string{"sun"}, From: "09:00", To: "12:00"}}}, zone: loc}
		got := a.weekly(date(t, "2026-10-24T00:00:00Z"), date(t, "2026-10-27T00:00:00Z"))
		if len(got) != 1 || got[0].Start.Format(time.RFC3339)+" "+got[0].End.Format(time.RFC3339) != want {
			t.Errorf("%s: %v, want %s", zone, got, want)
		}
	}
}
