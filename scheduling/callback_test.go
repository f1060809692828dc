package scheduling_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// newCalling is a world in which parents may ask to be called: from Monday to
// Friday, 9 to 17.
func newCalling(t *testing.T, adapt ...func(*world)) (*world, *keys) {
	t.Helper()
	k := &keys{}
	adapt = append([]func(*world){func(w *world) {
		p := &programme.Programme{
			Offers: w.offers, Structures: w.places,
			Callbacks: programme.Callbacks{WorkingDays: 1, Tries: 2},
		}
		p.Controller.Contact = programme.Contact{
			Name: "Accueil", Open: []programme.Hours{{Days: []string{"mon", "tue", "wed", "thu", "fri"}, From: "09:00", To: "17:00"}},
		}
		w.config.Catalogue = func() *programme.Programme { return p }
		w.config.Forget, w.config.Channels = k.destroy, []string{"web"}
		w.config.Open = func(_ context.Context, _ string, sealed []byte) ([]byte, error) { return sealed, nil }
	}}, adapt...)
	return newWorld(t, adapt...), k
}

func (w *world) call(parent string) scheduling.Command {
	c := w.command(scheduling.DoCall, parent, scheduling.Slot{})
	c.Sealed, _ = json.Marshal(scheduling.Caller{Number: "+33612345678", FirstName: "Prénom-" + parent})
	c.Call = &scheduling.CallFor{Departement: "38", Language: "fr", Part: scheduling.Morning}
	return c
}

func (w *world) onlyCall() scheduling.Callback {
	w.t.Helper()
	all, err := w.desk.Callbacks(w.t.Context())
	if err != nil || len(all) != 1 {
		w.t.Fatalf("requests %+v, %v; want one", all, err)
	}
	return all[0]
}

// heardOfCalls are the kinds of events of requests that were told.
func (w *world) heardOfCalls() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var kinds []string
	for _, e := range w.told {
		if e.CallID != "" {
			kinds = append(kinds, e.Kind)
		}
	}
	return strings.Join(kinds, " ")
}

func (w *world) lettered() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var kinds []string
	for _, a := range w.mails {
		kinds = append(kinds, a.Kind)
	}
	return strings.Join(kinds, " ")
}

func TestARequestIsAnsweredInTime(t *testing.T) {
	w, _ := newCalling(t)
	out := w.do(w.call("ana"), scheduling.OK)
	if at := w.local(out.NextFrom); at != "03-02 17:00" {
		t.Errorf("promised for %s", at)
	}
	w.drain()
	c := w.onlyCall()
	who, err := w.desk.Caller(t.Context(), c)
	if err != nil || who.Number != "+33612345678" || who.FirstName != "Prénom-ana" {
		t.Errorf("%+v, %v", who, err)
	}
	if err := w.desk.TakeCall(t.Context(), c.ID, c.Version, "marie"); err != nil {
		t.Fatal(err)
	}
	if c = w.onlyCall(); c.Owner != "marie" || w.heardOfCalls() != "" {
		t.Errorf("owner %q, told %q", c.Owner, w.heardOfCalls())
	}
	if err := w.desk.CallDone(t.Context(), c.ID, c.Version, "marie"); err != nil {
		t.Fatal(err)
	}
	w.pass(48 * time.Hour)
	if c = w.onlyCall(); c.State != scheduling.CallDone || len(c.Sealed) > 0 {
		t.Errorf("state %s, %d bytes of the number left", c.State, len(c.Sealed))
	}
	if w.heardOfCalls() != scheduling.TellCallDone || w.lettered() != scheduling.AlarmCallAsked || len(w.records("alarm")) > 0 {
		t.Errorf("told %q, mailed %q, %d alarms", w.heardOfCalls(), w.lettered(), len(w.records("alarm")))
	}
	w.do(w.call("ana"), scheduling.OK) // she may ask again
}

func TestALateRequestAlarmsAndIsTold(t *testing.T) {
	w, _ := newCalling(t)
	w.do(w.call("ana"), scheduling.OK)
	w.pass(32 * time.Hour) // until 16:00 of the next day
	if w.heardOfCalls() != "" || len(w.records("alarm")) > 0 {
		t.Fatalf("too soon: told %q, %d alarms", w.heardOfCalls(), len(w.records("alarm")))
	}
	w.pass(24 * time.Hour)
	if w.heardOfCalls() != scheduling.TellCallLate || len(w.records("alarm")) != 1 || w.lettered() != "call-asked call-late" {
		t.Fatalf("told %q, mailed %q, %d alarms", w.heardOfCalls(), w.lettered(), len(w.records("alarm")))
	}
	c := w.onlyCall()
	if err := w.desk.CallDone(t.Context(), c.ID, c.Version, "marie"); err != nil {
		t.Fatal(err)
	}
	if n := len(w.records("alarm")); n > 0 {
		t.Errorf("%d alarms after the call", n)
	}
}

// In vain once: she is called again, with as long for it. In vain as often as the
// programme says: it ends, and the number goes.
func TestCalledInVain(t *testing.T) {
	w, _ := newCalling(t)
	w.do(w.call("ana"), scheduling.OK)
	w.pass(25 * time.Hour)
	c := w.onlyCall()
	if err := w.desk.CallUnanswered(t.Context(), c.ID, c.Version, "marie"); err != nil {
		t.Fatal(err)
	}
	if c = w.onlyCall(); w.local(c.Deadline) != "03-03 17:00" || c.State != scheduling.CallOpen || len(c.Tried) != 1 {
		t.Errorf("%+v until %s", c, w.local(c.Deadline))
	}
	w.do(w.call("ana"), scheduling.TooMany)
	w.pass(24 * time.Hour)
	if err := w.desk.CallUnanswered(t.Context(), c.ID, c.Version, "marie"); err != nil {
		t.Fatal(err)
	}
	w.pass(72 * time.Hour)
	if c = w.onlyCall(); c.State != scheduling.CallMissed || len(c.Sealed) > 0 {
		t.Errorf("%+v", c)
	}
	if w.heardOfCalls() != "call-tried call-missed" {
		t.Errorf("told %q", w.heardOfCalls())
	}
}

// Of several who take a request at once, one gets it; a page read before says no
// more.
func TestOneOfManyOwnersWins(t *testing.T) {
	w, _ := newCalling(t)
	w.do(w.call("ana"), scheduling.OK)
	c := w.onlyCall()
	other := scheduling.NewDesk(w.config)
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		desk := []*scheduling.Desk{w.desk, other}[i%2]
		wg.Go(func() { errs[i] = desk.TakeCall(t.Context(), c.ID, c.Version, fmt.Sprint("user-", i)) })
	}
	wg.Wait()
	won := -1
	for i, err := range errs {
		switch {
		case err == nil && won >= 0:
			t.Errorf("both %d and %d took it", won, i)
		case err == nil:
			won = i
		case !errors.Is(err, scheduling.ErrAnswered):
			t.Errorf("%d: %v", i, err)
		}
	}
	if is := w.onlyCall(); is.Owner != fmt.Sprint("user-", won) {
		t.Errorf("owner %q, want %d", is.Owner, won)
	}
	if err := w.desk.CallDone(t.Context(), c.ID, c.Version, "user-9"); !errors.Is(err, scheduling.ErrAnswered) {
		t.Errorf("a page read before: %v", err)
	}
	if err := w.desk.TakeCall(t.Context(), "nobody", 1, "x"); !errors.Is(err, scheduling.ErrNotFound) {
		t.Errorf("no such request: %v", err)
	}
}

func TestOneRequestAConversationAndAFewAnOrigin(t *testing.T) {
	w, _ := newCalling(t, func(w *world) { w.config.PerOrigin = 2 })
	first := w.do(w.call("ana"), scheduling.OK)
	w.do(w.call("ana"), scheduling.TooMany)
	c := w.command(scheduling.DoUncall, "ben", scheduling.Slot{})
	c.CallID = first.CallID
	w.do(c, scheduling.Gone) // not his
	c = w.command(scheduling.DoUncall, "ana", scheduling.Slot{})
	c.CallID = first.CallID
	w.do(c, scheduling.OK)
	if n := len(w.records("callback")); n != 0 {
		t.Errorf("%d requests after she took hers back", n)
	}
	for i, want := range []string{scheduling.OK, scheduling.OK, scheduling.TooMany} {
		c := w.call(fmt.Sprint("parent-", i))
		c.Origin = "somewhere"
		w.do(c, want)
	}
	verified := w.call("zora")
	verified.Origin, verified.Verified = "somewhere", true
	w.do(verified, scheduling.OK)
	w.pass(72 * time.Hour)
	if got := strings.Count(w.heardOfCalls(), scheduling.TellCallLate); got != 3 {
		t.Errorf("%d are late, want 3: not the one that was taken back", got)
	}
}

func TestARequestAskedTwiceIsTakenOnce(t *testing.T) {
	w, _ := newCalling(t)
	c := w.call("ana")
	first := w.do(c, scheduling.OK)
	w.restart()
	if again := w.do(c, scheduling.OK); again.CallID != first.CallID {
		t.Errorf("%+v, then %+v", first, again)
	}
	w.onlyCall()
}

// Erased, she is called by nobody: no request, no alarm, no deadline is left.
func TestErasingForgetsARequest(t *testing.T) {
	w, k := newCalling(t)
	w.talk("ana")
	w.do(w.call("ana"), scheduling.OK)
	w.pass(60 * time.Hour) // it is late
	if len(w.records("alarm")) != 1 {
		t.Fatal("no alarm")
	}
	w.forget("ana", false)
	if n := len(w.records("callback")) + len(w.records("alarm")); n > 0 || !slices.Equal(k.gone, []string{"parent-ana"}) {
		t.Errorf("%d records left, keys gone %v", n, k.gone)
	}
	w.do(w.call("ana"), scheduling.Gone)
}

// What was answered goes after its time, what nobody ever answered as well.
func TestRequestsGoAtTheirTime(t *testing.T) {
	w, _ := newCalling(t)
	w.do(w.call("ana"), scheduling.OK)
	w.do(w.call("ben"), scheduling.OK)
	all, err := w.desk.CallbacksOf(t.Context(), "conversation-ana")
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	if err := w.desk.CallDone(t.Context(), all[0].ID, all[0].Version, "marie"); err != nil {
		t.Fatal(err)
	}
	w.nights(scheduling.Periods()[scheduling.KeptCallback].Days)
	if n := w.count("callback"); n != 2 {
		t.Fatalf("a day sooner: %d", n)
	}
	w.nights(1)
	if n := w.count("callback"); n != 1 {
		t.Fatalf("after the call: %d", n)
	}
	w.nights(1)
	if n := w.count("callback"); n != 0 {
		t.Errorf("after the deadline: %d", n)
	}
}

func TestNoRequestsAreTakenWhereTheyAreOff(t *testing.T) {
	w, _ := newCalling(t)
	w.config.Catalogue().Callbacks.Off = true
	w.do(w.call("ana"), scheduling.Closed)
}
