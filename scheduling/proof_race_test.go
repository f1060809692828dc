package scheduling_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"escale/programme"
	"escale/scheduling"
)

// TestThousandParentsForTenSlots is the short form of the race, which
// TestThousandParentsAHundredTimes runs whole.
func TestThousandParentsForTenSlots(t *testing.T) {
	for name, open := range stores(t) {
		t.Run(name, func(t *testing.T) {
			for _, wrong := range raceForSlots(t, open, 1000, 2) {
				t.Error(wrong)
			}
		})
	}
}

// raceForSlots lets parents ask for ten slots at the same moment, round after
// round: each slot is one parent's, and all the others hear that it is taken. It
// returns what was otherwise.
func raceForSlots(t *testing.T, open opener, parents, rounds int) (wrong []string) {
	const slots = 10
	found := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	c := newCounter(t, open, rounds, programme.Quota{})
	desks := []*scheduling.Desk{c.desk(c.store, c.calendars), c.desk(c.store, c.calendars)}
	for round := range rounds {
		outcomes := make([]scheduling.Outcome, parents)
		var all sync.WaitGroup
		begin := make(chan struct{})
		for n := range parents {
			all.Go(func() {
				<-begin
				who := fmt.Sprint("p", n)
				out, err := desks[n%len(desks)].Do(t.Context(), c.command(fmt.Sprint(round, "/", n), scheduling.DoBook, who, c.slot(round, n%slots)))
				if err != nil {
					t.Errorf("round %d, %s: %v", round, who, err)
				}
				outcomes[n] = out
			})
		}
		close(begin)
		all.Wait()
		booked := map[int]int{}
		for n, out := range outcomes {
			switch out.Code {
			case scheduling.OK:
				booked[n%slots]++
			case scheduling.Taken:
			default:
				found("round %d: parent %d heard %q", round, n, out.Code)
			}
		}
		for n := range slots {
			if booked[n] != 1 {
				found("round %d: slot %d was given %d times", round, n, booked[n])
			}
		}
		if wrong != nil {
			return wrong
		}
	}
	live, shown := len(c.live()), len(c.calendars.all[wanted].ours)
	if live != slots*rounds || shown != slots*rounds {
		found("%d sessions stand and %d are in the calendar, want %d", live, shown, slots*rounds)
	}
	return wrong
}

// TestTheRaceFindsAStoreThatDoesNotRefuse shows that the race and the histories
// can fail.
func TestTheRaceFindsAStoreThatDoesNotRefuse(t *testing.T) {
	open := func(t testing.TB, clock func() time.Time) scheduling.Store {
		m := boundless("agenda/", "nothing")
		m.Store = openSQLite(t, clock)
		return m
	}
	if wrong := raceForSlots(t, open, 200, 1); len(wrong) == 0 {
		t.Error("the race finds nothing")
	}
	for seed := range uint64(10) {
		if _, ok := history(t, open, seed); ok != porcupine.Ok {
			return
		}
	}
	t.Error("the histories find nothing")
}
