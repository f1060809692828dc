package evaluation

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// someSessions invents facts with outcomes, questionnaires and delays.
func someSessions(r *rand.Rand, n int) []Fact {
	var all []Fact
	for _, a := range someAnswers(r, n) {
		all = append(all, Fact{
			ID: a.ID, Month: a.Month, Departement: a.Departement, Structure: a.Structure, Offer: a.Offer,
			State:     []string{"attended", "presumed-held", "missed", "cancelled", "booked", "released"}[r.IntN(6)],
			DelayDays: r.IntN(20), Invited: r.IntN(4) > 0, Answered: r.IntN(2) > 0,
		})
	}
	return all
}

// TestSessionsDoNotCountBookings: what is said of sessions may not say how many
// bookings a hidden cell holds, so every number in it is of whole batches.
func TestSessionsDoNotCountBookings(t *testing.T) {
	release := NewRelease(someSessions(rand.New(rand.NewPCG(6, 6)), 150), nil, nil, Settings{Month: "2026-12"})
	shown := 0
	for _, f := range everyFilter() {
		for _, row := range release.Sessions(f).Rows {
			for _, c := range row.Cells {
				switch {
				case c.N != c.Used:
					t.Errorf("%+v %s: %d are said, %d are in batches", f, row.ID, c.N, c.Used)
				case c.Shown && c.Used < 5, !c.Shown && c.Why != None && c.Why != Waiting:
					t.Errorf("%+v %s: %+v", f, row.ID, c)
				case c.Shown:
					shown++
				}
			}
		}
	}
	if shown < 50 {
		t.Errorf("only %d figures are shown", shown)
	}
}

func TestSessionsAreMeasured(t *testing.T) {
	var facts []Fact
	for i := range 20 {
		f := Fact{ID: fmt.Sprint(i), Month: "2026-08", Departement: "38", Structure: "c", Offer: "ai", State: "attended", DelayDays: i + 1, Invited: true, Answered: i%2 == 0}
		switch {
		case i%5 == 0:
			f.State = "missed"
		case i == 19:
			f.State = "cancelled" // neither held nor missed, but asked for
		}
		facts = append(facts, f)
	}
	s := NewRelease(facts, nil, nil, Settings{Month: "2027-01", Threshold: 20, Large: 20}).Summary(Filter{})
	if s.Bookings.N != 20 || s.Delay.Median != 10 || s.Delay.P90 != 18 || s.Response.K != 10 || s.Response.Used != 20 {
		t.Errorf("%+v", s)
	}
	s = NewRelease(facts, nil, nil, Settings{Month: "2027-01", Threshold: 19, Large: 19}).Summary(Filter{})
	if s.Honoured.K != 15 || s.Honoured.Used != 19 {
		t.Errorf("honoured: %+v, want 15 of 19", s.Honoured)
	}
}

func TestTheDialogueIsCountedByStep(t *testing.T) {
	counters := map[string]int64{
		"step/2026-10/-/welcome": 40, "step/2026-11/-/welcome": 20, "step/2026-11/38/slots": 12, "step/2026-11/33/slots": 3,
		"step/2026-11/38/new": 7, "other/2026-11/38/x": 99,
	}
	for _, c := range []struct {
		filter Filter
		want   string
	}{
		{Filter{}, "welcome 60 1.00, slots 15 0.25, new 7 0.12, "},
		{Filter{From: "2026-11"}, "welcome 20 1.00, slots 15 0.75, new 7 0.35, "},
		{Filter{To: "2026-10"}, "welcome 40 1.00, "},
		{Filter{Departement: "38"}, "slots small 0.00, new 7 1.00, "}, // 15 less 12 would give 3
		{Filter{Departement: "33"}, "slots small 0.00, "},
	} {
		var got strings.Builder
		for _, s := range NewDialogue(counters, 5).Funnel([]string{"welcome", "slots"}, c.filter) {
			n := string(s.Reached.Why)
			if s.Reached.Shown {
				n = fmt.Sprint(s.Reached.N)
			}
			got.WriteString(fmt.Sprintf("%s %s %.2f, ", s.ID, n, s.Kept))
		}
		if got.String() != c.want {
			t.Errorf("%+v: %s, want %s", c.filter, got.String(), c.want)
		}
	}
}

// Sessions that staff entered in their calendar are told apart, and have no delay:
// nobody knows when they were asked for.
func TestEnteredSessions(t *testing.T) {
	var facts []Fact
	for i := range 40 {
		f := Fact{ID: strconv.Itoa(i), Month: "2026-10", Departement: "38", Structure: "a", Offer: "o", State: stateAttended, Route: "spontaneous", DelayDays: 7}
		if i%4 == 0 {
			f.Route, f.DelayDays = RouteEntered, 0
		}
		facts = append(facts, f)
	}
	release := NewRelease(facts, nil, nil, Settings{Month: "2026-12"})
	table := release.Sessions(Filter{})
	if len(table.Columns) != 4 || table.Columns[3] != "entered" {
		t.Fatalf("columns %v", table.Columns)
	}
	entered, delay := table.Rows[0].Cells[3], table.Rows[0].Cells[1]
	if !entered.Shown || entered.Used < 35 || entered.K < 5 || entered.K > 10 || delay.Used > 30 || delay.Median != 7 {
		t.Errorf("entered %+v, delay %+v", entered, delay)
	}
	none := NewRelease(facts[1:4], nil, nil, Settings{Month: "2026-12"}).Sessions(Filter{})
	if len(none.Columns) != 3 {
		t.Errorf("columns %v though staff entered none", none.Columns)
	}
}
