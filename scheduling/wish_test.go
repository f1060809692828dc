package scheduling_test

import (
	"maps"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

func TestAFreedSlotGoesToTheOldestWish(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	b := w.busy(lea, "03-09 10:00")
	w.wish("amina")
	w.clock.pass(time.Hour)
	w.wish("badou")
	w.cancel(b)
	w.wantTold("amina 03-09 10:00 until 03-01 11:00")
	out := w.do(w.command(scheduling.DoBook, "amina", w.mine("amina").Offered.Slot), scheduling.OK)
	if s := w.row(out.Booking).State; s != scheduling.Booked {
		t.Errorf("the booking is %s", s)
	}
	if all, _ := w.desk.Wishes(t.Context(), "conversation-amina"); len(all) != 0 {
		t.Errorf("the wish stays: %+v", all)
	}
	w.pass(3 * time.Hour)
	w.wantTold("amina 03-09 10:00 until 03-01 11:00")
	w.sound()
}

func TestEachHasTwoHoursOfTheDayThenThreeWereTold(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	b := w.busy(lea, "03-09 10:00")
	for _, p := range []string{"amina", "badou", "chloe", "diego"} {
		w.wish(p)
		w.clock.pass(time.Minute)
	}
	w.clock.pass(monday.Add(12*time.Hour + 30*time.Minute).Sub(w.clock.Programme())) // 20:30
	w.cancel(b)
	w.pass(36 * time.Hour)
	w.wantTold(
		"amina 03-09 10:00 until 03-02 09:30",
		"badou 03-09 10:00 until 03-02 11:30",
		"chloe 03-09 10:00 until 03-02 13:30",
	)
	w.do(w.command(scheduling.DoBook, "zora", w.slot(lea, "03-09 10:00")), scheduling.OK) // then anybody
	w.sound()
}

func TestWhatFreesAtNightIsHeldAndToldInTheMorning(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	b := w.busy(lea, "03-09 10:00")
	w.wish("amina")
	w.clock.pass(monday.Add(15 * time.Hour).Sub(w.clock.Programme())) // 23:00
	w.cancel(b)
	w.wantTold()
	w.do(w.command(scheduling.DoHold, "zora", w.slot(lea, "03-09 10:00")), scheduling.Taken)
	w.pass(9 * time.Hour) // 08:00
	w.wantTold("amina 03-09 10:00 until 03-02 10:00")
}

func TestWhoSaysNoLetsTheNextHaveIt(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	b := w.busy(lea, "03-09 10:00")
	w.wish("amina")
	w.clock.pass(time.Minute)
	w.wish("badou")
	w.cancel(b)
	no := w.letGo("amina")
	w.do(no, scheduling.OK)
	w.do(no, scheduling.OK) // repeated
	w.drain()
	w.wantTold("amina 03-09 10:00 until 03-01 10:01", "badou 03-09 10:00 until 03-01 10:01")
	if w.mine("amina").Offered != nil {
		t.Error("she is offered what she let go")
	}
	again := w.command(scheduling.DoPass, "amina", scheduling.Slot{})
	again.WishID, again.Turn = w.mine("amina").ID, 1
	w.do(again, scheduling.Gone)
}

func TestSlotsThatFreeTogetherGoToDifferentWishes(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	a, b := w.busy(lea, "03-09 10:00"), w.busy(lea, "03-10 15:00")
	w.wish("amina")
	w.clock.pass(time.Minute)
	w.wish("badou")
	w.do(w.about(scheduling.DoCancel, a, scheduling.Slot{}), scheduling.OK)
	w.do(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.OK)
	w.drain()
	got := map[string]bool{}
	for _, line := range w.told {
		got[line[:5]] = true
	}
	if len(w.told) != 2 || !got["amina"] || !got["badou"] {
		t.Errorf("told %q, want each of the two once", w.told)
	}
}

func TestAConversationIsOfferedOneThingAtATime(t *testing.T) {
	w := newWaiting(t, only, func(w *world) {
		second := w.offers[0]
		second.ID = "mediation"
		w.offers = append(w.offers, second)
		w.places[0].Agendas[0].Offers = []string{"accompagnement", "mediation"}
	})
	w.full(lea)
	a, b := w.busy(lea, "03-09 10:00"), w.busy(lea, "03-10 15:00")
	w.wish("amina")
	w.wish("amina", func(s *scheduling.Seek) { s.Offer = "mediation" })
	w.cancel(a)
	w.cancel(b)
	w.wantTold("amina 03-09 10:00 until 03-01 10:00")
}

func TestWishesSayWhereAndWhen(t *testing.T) {
	w := newWaiting(t)
	w.full(lea, tom, zoe)
	morning, far := w.busy(lea, "03-09 10:00"), w.busy(zoe, "03-09 15:00")
	w.wish("amina", func(s *scheduling.Seek) { s.Parts = []scheduling.Part{scheduling.Evening} })
	w.wish("badou", func(s *scheduling.Seek) { s.Near = true; s.Parts = []scheduling.Part{scheduling.Afternoon} })
	w.wish("chloe", func(s *scheduling.Seek) { s.Mode = programme.Phone })
	w.wish("diego", func(s *scheduling.Seek) { s.Parts = []scheduling.Part{scheduling.Afternoon} })
	w.cancel(morning)
	w.wantTold()
	w.cancel(far) // Vienne is not near Grenoble
	w.wantTold("diego 03-09 15:00 until 03-01 10:00")
}

func TestOnlyWhatIsSoonerIsNews(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	w.open(lea, "03-20 10:00")
	b, late := w.busy(lea, "03-09 10:00"), w.busy(lea, "03-25 10:00")
	out := w.wish("amina")
	if got := w.local(out.Slot.Start); got != "03-20 10:00" {
		t.Errorf("the first she could have is %s", got)
	}
	w.cancel(late)
	w.wantTold()
	w.cancel(b)
	w.wantTold("amina 03-09 10:00 until 03-01 10:00")
}

func TestHoursThatStaffOpenAreFoundByALook(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	w.wish("badou", func(s *scheduling.Seek) { s.Parts = []scheduling.Part{scheduling.Evening} })
	w.wish("amina")
	w.clock.pass(time.Minute)
	w.wish("chloe")
	w.open(lea, "03-09 10:00")
	w.clock.pass(20 * time.Minute)
	w.drain()
	w.wantTold("amina 03-09 10:00 until 03-01 10:21")
}

func TestAHoldThatNobodyUsedIsFoundByALook(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	s := w.open(lea, "03-09 10:00")
	w.do(w.command(scheduling.DoHold, "zora", s), scheduling.OK)
	w.wish("amina")
	w.clock.pass(20 * time.Minute)
	w.drain()
	w.wantTold("amina 03-09 10:00 until 03-01 10:20")
}

func TestNobodyIsPestered(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	w.wish("amina")
	for _, day := range []string{"15", "16", "17", "18"} {
		b := w.busy(lea, "03-"+day+" 10:00")
		w.cancel(b)
		w.pass(3 * time.Hour)
	}
	if len(w.told) != 3 {
		t.Errorf("told %q, want three in a week", w.told)
	}
	w.pass(7 * 24 * time.Hour)
	w.cancel(w.busy(lea, "03-30 10:00"))
	if len(w.told) < 4 {
		t.Errorf("told %q: a week later she may be told again", w.told)
	}
}

func TestASlotTooCloseIsOfferedToNobody(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	soon := w.busy(lea, "03-01 11:00") // in three hours, and two are the notice
	w.wish("amina")
	w.clock.pass(45 * time.Minute)
	w.cancel(soon)
	w.wantTold()
	next := w.busy(lea, "03-01 12:00")
	w.cancel(next)
	w.wantTold("amina 03-01 12:00 until 03-01 10:00") // no longer than the notice
}

func TestQuotaSpentMeanwhile(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	b := w.busy(lea, "03-09 10:00")
	w.wish("amina")
	w.clock.pass(14 * time.Hour) // 22:00
	w.cancel(b)
	if w.mine("amina").Offered == nil {
		t.Fatal("nothing is held for her")
	}
	for _, day := range []string{"05-03", "05-04", "05-05"} { // a co-parent, in another conversation
		c := w.command(scheduling.DoBook, "autre", w.slot(lea, day+" 10:00"))
		c.Family = "family-amina"
		w.do(c, scheduling.OK)
	}
	w.pass(12 * time.Hour)
	w.wantTold()
	if w.mine("amina").Offered != nil {
		t.Error("a slot is held for a family that has none left")
	}
	c := w.seek("badou")
	c.Family = "family-amina"
	if out := w.do(c, scheduling.QuotaSpent); out.NextFrom.IsZero() {
		t.Error("she is not told from when on")
	}
}

func TestStaffTakeTheSlotBeforeSheIsTold(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	b := w.busy(lea, "03-09 10:00")
	w.wish("amina")
	w.clock.pass(14 * time.Hour)
	w.cancel(b)
	w.calendars.change(lea, func(c *calendar) { c.staff = append(c.staff, b.Interval) })
	w.pass(12 * time.Hour)
	w.wantTold()
}

func TestStaffTakeTheSlotAfterSheWasTold(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	b := w.busy(lea, "03-09 10:00")
	w.wish("amina")
	w.cancel(b)
	w.calendars.change(lea, func(c *calendar) { c.staff = append(c.staff, b.Interval) })
	w.do(w.command(scheduling.DoBook, "amina", b.Slot), scheduling.Taken)
	w.mine("amina") // still waiting
	w.sound()
}

func TestAWishEndsByItself(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	last := scheduling.KeptWish.Until(w.clock.Programme())
	w.wish("amina")
	w.clock.pass(last.Sub(w.clock.Programme()) - time.Hour)
	w.drain()
	if told := w.mine("amina").Until; !told.Equal(last) { // it waits still, and says for how long
		t.Errorf("it waits until %s, want %s", told, last)
	}
	w.clock.pass(time.Hour + time.Minute)
	w.drain()
	if all, err := w.desk.Wishes(t.Context(), "conversation-amina"); err != nil || len(all) != 0 {
		t.Errorf("kept too long: %+v, %v", all, err)
	}
	if ahead := w.ahead(); len(ahead) != 0 {
		t.Errorf("still due: %q", ahead)
	}
}

func TestBookingAnythingElseLetsTheOfferGo(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	b := w.busy(lea, "03-09 10:00")
	w.wish("amina")
	w.clock.pass(time.Minute)
	w.wish("badou")
	w.cancel(b)
	w.do(w.command(scheduling.DoBook, "amina", w.slot(lea, "05-04 10:00")), scheduling.OK)
	w.drain()
	w.wantTold("amina 03-09 10:00 until 03-01 10:01", "badou 03-09 10:00 until 03-01 10:01")
}

func TestTakingAWishBackLetsTheOfferGo(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	b := w.busy(lea, "03-09 10:00")
	w.wish("amina")
	w.clock.pass(time.Minute)
	w.wish("badou")
	w.cancel(b)
	stop := w.command(scheduling.DoUnwish, "amina", scheduling.Slot{})
	stop.WishID = w.mine("amina").ID
	foreign := stop
	foreign.ID, foreign.Conversation = "cmd/foreign", "conversation-badou"
	w.do(foreign, scheduling.Gone)
	w.do(stop, scheduling.OK)
	w.do(stop, scheduling.OK) // repeated
	w.drain()
	w.wantTold("amina 03-09 10:00 until 03-01 10:01", "badou 03-09 10:00 until 03-01 10:01")
}

// TestNeverToldWhoLeft: erased or gone between any two steps, she is offered
// nothing and her wish goes.
func TestNeverToldWhoLeft(t *testing.T) {
	for _, when := range []string{"before it frees", "before she is told"} {
		t.Run(when, func(t *testing.T) {
			w := newWaiting(t, only)
			w.full(lea)
			b := w.busy(lea, "03-09 10:00")
			w.wish("amina")
			w.clock.pass(time.Minute)
			w.wish("badou")
			if when == "before it frees" {
				w.left["amina"] = true
			}
			w.clock.pass(14 * time.Hour)
			w.cancel(b)
			if when == "before she is told" { // erased: the record goes
				r, err := w.store.Get(t.Context(), scheduling.Key{Kind: "wish", ID: w.mine("amina").ID})
				if err != nil {
					t.Fatal(err)
				}
				w.left["amina"] = true
				if _, err := w.store.Apply(t.Context(), scheduling.Change{Command: "erase", Delete: []scheduling.Key{r.Key}}); err != nil {
					t.Fatal(err)
				}
			}
			w.pass(18 * time.Hour)
			for _, line := range w.told {
				if line[:5] == "amina" {
					t.Errorf("told who left: %s", line)
				}
			}
			if len(w.told) != 1 {
				t.Errorf("told %q, want the next one", w.told)
			}
			if all, _ := w.desk.Wishes(t.Context(), "conversation-amina"); len(all) != 0 {
				t.Errorf("her wish stays: %+v", all)
			}
		})
	}
}

func TestUnmetDemandIsCounted(t *testing.T) {
	w := newWaiting(t, only)
	w.full(lea)
	b := w.busy(lea, "03-09 10:00")
	before := map[string]int64{"unmet/2027-03/38/accompagnement/any": 1}
	if _, err := w.store.Apply(t.Context(), scheduling.Change{Command: "search", Count: before}); err != nil {
		t.Fatal(err)
	}
	w.wish("amina", func(s *scheduling.Seek) { s.Missed, s.Parts = "2027-03", []scheduling.Part{scheduling.Morning} })
	w.wish("badou")
	want := map[string]int64{"unmet/2027-03/38/accompagnement/morning": 1, "unmet/2027-03/38/accompagnement/any": 1}
	if got := w.unmet(); !maps.Equal(got, want) {
		t.Errorf("counted %v, want %v", got, want)
	}
	w.wish("badou", func(s *scheduling.Seek) { s.Parts = []scheduling.Part{scheduling.Evening} }) // changed
	w.cancel(b)
	w.do(w.command(scheduling.DoBook, "amina", b.Slot), scheduling.OK) // met
	want = map[string]int64{"unmet/2027-03/38/accompagnement/evening": 1}
	if got := w.unmet(); !maps.Equal(got, want) {
		t.Errorf("counted %v, want %v", got, want)
	}
}
