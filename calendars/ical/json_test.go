package ical

import (
	"strings"
	"testing"
	"time"
)

func TestWriteJSON(t *testing.T) {
	at := date(t, "2026-11-23T10:00:00+01:00")
	var out strings.Builder
	if err := WriteJSON(&out, Occurrence{UID: "a", RecurrenceID: at, Start: at, End: at.Add(time.Hour), Status: "TENTATIVE", Summary: "x\ny"}); err != nil {
		t.Fatal(err)
	}
	want := `{"uid":"a","recurrence_id":"2026-11-23T10:00:00+01:00","start":"2026-11-23T10:00:00+01:00","end":"2026-11-23T11:00:00+01:00",` +
		`"all_day":false,"transparent":false,"status":"TENTATIVE","summary":"x\ny"}` + "\n"
	if out.String() != want {
		t.Errorf("%s", out.String())
	}
}
