package scheduling_test

import (
	"testing"

	"escale/scheduling"
)

// unknow takes a booking out of the store, as a restore of an older backup does:
// its event stays.
func (w *world) unknow(b scheduling.Booking) {
	w.t.Helper()
	_, err := w.store.Apply(w.t.Context(), scheduling.Change{
		Command: "forget/" + b.ID, Delete: []scheduling.Key{{Kind: "booking", ID: b.ID}},
		Release: []string{"booking/" + b.ID}, Drop: []string{b.ID, "invite/" + b.ID},
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// alarmed is the one alarm that stands, if any.
func (w *world) alarmed() (one scheduling.Alarm) {
	w.t.Helper()
	all, err := w.desk.Alarms(w.t.Context())
	if err != nil || len(all) > 1 {
		w.t.Fatalf("%v, %v", all, err)
	}
	for _, a := range all {
		one = a
	}
	return one
}

// Sessions of which the store knows nothing are told once, for as long as they
// stand and are ahead; their time is offered to nobody.
func TestSessionsThatTheStoreKnowsNothingOf(t *testing.T) {
	w := newWorld(t)
	kept := w.book("ana", w.slot(lea, "03-10 10:00"))
	lost := []scheduling.Booking{w.book("ben", w.slot(lea, "03-10 11:00")), w.book("cleo", w.slot(lea, "03-11 10:00"))}
	w.drain()
	w.observe(lea)
	if a := w.alarmed(); a.Kind != "" {
		t.Fatalf("nothing is lost yet: %+v", a)
	}
	for _, b := range lost {
		w.unknow(b)
	}
	for range 2 {
		w.observe(lea)
		w.observe(tom)
		w.drain()
	}
	a := w.alarmed()
	if a.Kind != scheduling.AlarmUnknown || a.Agenda != lea || len(a.Times) != 2 || len(w.mails) != 1 {
		t.Errorf("%d mails, alarm %+v", len(w.mails), a)
	}
	found, err := w.desk.Unknown(t.Context())
	if err != nil || len(found) != 1 || len(found[lea]) != 2 {
		t.Errorf("found %v, %v", found, err)
	}
	w.do(w.command(scheduling.DoBook, "dora", w.slot(lea, "03-10 11:00")), scheduling.Taken)

	w.calendars.change(lea, func(c *calendar) { delete(c.ours, scheduling.EventUID("essai.invalid", lost[0].ID, 1)) })
	w.calendars.change(lea, func(c *calendar) { c.part = true })
	w.observe(lea)
	if a := w.alarmed(); len(a.Times) != 2 {
		t.Errorf("after a look that shows not all: %+v", a)
	}
	w.calendars.change(lea, func(c *calendar) { c.part = false })
	w.observe(lea)
	if a := w.alarmed(); len(a.Times) != 1 || a.Times[0] != lost[1].Interval || len(w.mails) != 1 {
		t.Errorf("after staff deleted one: %+v, %d mails", a, len(w.mails))
	}
	w.do(w.command(scheduling.DoBook, "dora", w.slot(lea, "03-10 11:00")), scheduling.OK)
	w.clock.pass(lost[1].End.Sub(w.clock.Programme()))
	w.observe(lea)
	if a := w.alarmed(); a.Kind != "" {
		t.Errorf("all is over: %+v", a)
	}
	if w.row(kept.ID).State == scheduling.Cancelled {
		t.Error("the one that is known is cancelled")
	}
}
