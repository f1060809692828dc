package scheduling_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/evaluation"
	"escale/programme"
	"escale/scheduling"
)

func TestBook(t *testing.T) {
	w := newWorld(t)
	c := w.command(scheduling.DoBook, "ana", w.slot(lea, "03-10 10:00"))
	c.Mode, c.Topic, c.Facts = programme.Video, "separation", map[string]string{"age": "0-5", "language": "other"}
	out := w.do(c, scheduling.OK)
	b := w.row(out.Booking)
	if b.State != scheduling.Booked || b.Placement != 1 || b.Session != 1 || b.Quota != 3 || b.Mode != programme.Video {
		t.Errorf("row %+v", b)
	}
	if !regexp.MustCompile(`^[2-9A-Z]{4}-[2-9A-Z]{2}$`).MatchString(b.Reference) {
		t.Errorf("reference %q", b.Reference)
	}
	if diff := cmp.Diff([]string{"03-10 10:00"}, w.shown(lea)); diff != "" {
		t.Error(diff)
	}
	r, err := w.store.Get(t.Context(), scheduling.Key{Kind: "fact", ID: b.Fact})
	if err != nil {
		t.Fatal(err)
	}
	var fact evaluation.Fact
	if err := json.Unmarshal(r.Data, &fact); err != nil {
		t.Fatal(err)
	}
	want := evaluation.Fact{
		ID: b.Fact, Month: "2027-03", Departement: "38", Structure: "centre", Kind: "centre-social",
		Offer: "accompagnement", Mode: "video", Topic: "separation", Age: "0-5", Route: "spontaneous",
		DelayDays: 9, Session: "1", State: "booked", Language: "other",
	}
	if diff := cmp.Diff(want, fact); diff != "" {
		t.Error(diff)
	}
	ahead := []string{
		"invite", "past 03-10 11:00", "past 03-17 11:00", "publish",
		"questionnaire 03-10 13:00", "reminder 03-08 10:00", "reminder 03-10 08:00",
	}
	if diff := cmp.Diff(ahead, w.ahead()); diff != "" {
		t.Error(diff)
	}
}

// The event carries what the professional needs, and nothing that leads to the
// parent (Never 3).
func TestEventIsImpersonal(t *testing.T) {
	w := newWorld(t)
	c := w.command(scheduling.DoBook, "ana", w.slot(lea, "03-10 10:00"))
	c.Topic, c.Facts, c.Origin = "separation", map[string]string{"age": "0-5"}, "origin-of-ana"
	c.Wish, c.Sealed = "j’ai peur de lui", []byte("first name of Ana")
	b := w.row(w.do(c, scheduling.OK).Booking)
	w.drain()
	w.calendars.change(lea, func(cal *calendar) {
		e := cal.events[scheduling.EventUID("essai.invalid", b.ID, 1)]
		if want := "Escale · " + b.Reference + " · Accompagnement individuel · sur place"; e.Summary != want {
			t.Errorf("summary %q", e.Summary)
		}
		if !strings.Contains(e.Notes, "séance 1/3") || e.Zone != "Europe/Paris" || e.Location != "Centre social des Tilleuls, 1 place des Tilleuls" {
			t.Errorf("event %+v", e)
		}
		if len(w.invites) != 1 || w.invites[0].Method != "REQUEST" {
			t.Fatalf("invitations %+v", w.invites)
		}
		for _, all := range []any{e, w.invites[0]} {
			text, err := json.Marshal(all)
			if err != nil {
				t.Fatal(err)
			}
			for _, secret := range []string{"ana", "Ana", "parent-", "family", "conversation", "separation", "0-5", "origin", "peur", b.Fact} {
				if strings.Contains(strings.ReplaceAll(string(text), b.ID, ""), secret) {
					t.Errorf("%q in %s", secret, text)
				}
			}
		}
	})
}

// A hundred parents want one slot at once: one has it (Never 1).
func TestRaceForOneSlot(t *testing.T) {
	w := newWorld(t)
	slot := w.slot(lea, "03-10 10:00")
	codes := make([]string, 100)
	var all sync.WaitGroup
	for n := range codes {
		all.Go(func() {
			who := fmt.Sprintf("p%d", n)
			if n%2 == 0 { // half of them hold it first
				if _, err := w.desk.Do(t.Context(), w.command(scheduling.DoHold, who, slot)); err != nil {
					t.Error(err)
				}
			}
			out, err := w.desk.Do(t.Context(), w.command(scheduling.DoBook, who, slot))
			if err != nil {
				t.Error(err)
			}
			codes[n] = out.Code
		})
	}
	all.Wait()
	count := map[string]int{}
	for _, c := range codes {
		count[c]++
	}
	// Who held it may have got Taken before the holder booked; one hold always wins.
	if count[scheduling.OK] != 1 || count[scheduling.Taken] != 99 {
		t.Errorf("outcomes %v", count)
	}
	if len(w.shown(lea)) != 1 {
		t.Errorf("the calendar shows %v", w.shown(lea))
	}
	w.sound()
}

// One family asks for thirty sessions at once, in many agendas (Never 1).
func TestRaceForTheQuota(t *testing.T) {
	for _, per := range []string{programme.PerCivilYear, programme.PerRollingYear} {
		w := newWorld(t, func(w *world) { w.offers[0].Quota.Per = per })
		codes := make([]string, 30)
		var all sync.WaitGroup
		for n := range codes {
			all.Go(func() {
				agenda := []string{lea, tom, zoe}[n%3]
				c := w.command(scheduling.DoBook, fmt.Sprintf("p%d", n), w.slot(agenda, fmt.Sprintf("03-%02d 10:00", 8+n/6)))
				if n/3%2 == 1 {
					c.Slot = w.slot(agenda, fmt.Sprintf("03-%02d 14:00", 8+n/6))
				}
				c.Family = "one"
				out, err := w.desk.Do(t.Context(), c)
				if err != nil {
					t.Error(err)
				}
				codes[n] = out.Code
			})
		}
		all.Wait()
		count := map[string]int{}
		for _, c := range codes {
			count[c]++
		}
		if count[scheduling.OK] != 3 || count[scheduling.QuotaSpent] != 27 {
			t.Errorf("%s: outcomes %v", per, count)
		}
		w.sound()
	}
}

func TestQuotaSpentSaysWhen(t *testing.T) {
	w := newWorld(t)
	for _, at := range []string{"03-10 10:00", "04-07 10:00", "05-05 10:00"} {
		w.book("ana", w.slot(lea, at))
	}
	out := w.do(w.command(scheduling.DoBook, "ana", w.slot(lea, "06-02 10:00")), scheduling.QuotaSpent)
	if want := time.Date(2027, 12, 31, 23, 0, 0, 0, time.UTC); !out.NextFrom.Equal(want) {
		t.Errorf("next from %v, want %v", out.NextFrom, want)
	}
	w.do(w.command(scheduling.DoHold, "ana", w.slot(lea, "06-02 10:00")), scheduling.QuotaSpent)
	b := w.book("ana", w.slot(lea, "2028-01-05 10:00"))
	if b.Session != 1 {
		t.Errorf("the first of the new year is session %d", b.Session)
	}
	// Moved into the spent year it would be one too many.
	w.do(w.about(scheduling.DoMove, b, w.slot(lea, "06-02 10:00")), scheduling.QuotaSpent)
	w.sound()
}

// errCrash ends the process, as far as the desk can tell.
var errCrash = errors.New("the machine lost its power")

// crashing runs do and reports whether the crash that it set up came.
func crashing(do func()) (crashed bool) {
	defer func() {
		if r := recover(); r != nil {
			if r != errCrash {
				panic(r)
			}
			crashed = true
		}
	}()
	do()
	return false
}

// crashAt makes the nth call to the calendars the last: before it reaches the
// calendar, or right after.
func (w *world) crashAt(n int, after bool) {
	calls := 0
	hit := func() {
		if calls++; calls == n {
			panic(errCrash)
		}
	}
	if after {
		w.calendars.after = func(string) { hit() }
		return
	}
	w.calendars.before = func(string) error { hit(); return nil }
}

// A booking that a crash interrupts between store and calendar is finished by
// whoever comes next, once (Never 2).
func TestCrashWhileBooking(t *testing.T) {
	for _, repeat := range []bool{false, true} {
		for n := 1; n <= 2; n++ {
			for _, after := range []bool{false, true} {
				w := newWorld(t)
				c := w.command(scheduling.DoBook, "ana", w.slot(lea, "03-10 10:00"))
				w.crashAt(n, after)
				if !crashing(func() { w.do(c, scheduling.OK) }) {
					t.Fatal("no crash")
				}
				w.restart()
				if !repeat {
					w.clock.pass(time.Minute)
					w.drain()
				}
				out := w.do(c, scheduling.OK)
				if b := w.row(out.Booking); b.State != scheduling.Booked || !slices.Equal(w.shown(lea), []string{"03-10 10:00"}) {
					t.Errorf("crash %d: %s, shown %v", n, b.State, w.shown(lea))
				}
				if kinds := w.kinds(); len(kinds) != 0 {
					t.Errorf("told %v, though the command's outcome says it", kinds)
				}
				if _, err := w.desk.Do(t.Context(), c); err != nil {
					t.Error(err)
				}
				all, err := w.desk.Bookings(t.Context(), c.Conversation)
				if err != nil || len(all) != 1 {
					t.Errorf("bookings %v, %v", all, err)
				}
				w.sound()
			}
		}
	}
}

// A move that a crash interrupts ends with one event, at the new time.
func TestCrashWhileMoving(t *testing.T) {
	for n := 1; n <= 3; n++ {
		for _, after := range []bool{false, true} {
			w := newWorld(t)
			b := w.book("ana", w.slot(lea, "03-10 10:00"))
			c := w.about(scheduling.DoMove, b, w.slot(tom, "03-11 15:00"))
			w.crashAt(n, after)
			if !crashing(func() { w.do(c, scheduling.OK) }) {
				t.Fatal("no crash")
			}
			w.restart()
			if w.row(b.ID).State == scheduling.Placing { // until it is sure, the old time is hers
				w.do(w.command(scheduling.DoBook, "bob", w.slot(lea, "03-10 10:00")), scheduling.Taken)
			}
			w.clock.pass(time.Minute)
			w.drain()
			w.do(c, scheduling.OK)
			if got := slices.Concat(w.shown(lea), w.shown(tom)); !slices.Equal(got, []string{"03-11 15:00"}) {
				t.Errorf("crash %d, after %v: shown %v", n, after, got)
			}
			if b := w.row(b.ID); b.State != scheduling.Booked || b.Placement != 2 || b.Earlier != nil || len(b.Gone) != 0 {
				t.Errorf("crash %d: row %+v", n, b)
			}
			w.book("bob", w.slot(lea, "03-10 10:00"))
			w.sound()
		}
	}
}

func TestRepeatedCommands(t *testing.T) {
	w := newWorld(t)
	slot := w.slot(lea, "03-10 10:00")
	var commands []scheduling.Command
	var outcomes []scheduling.Outcome
	give := func(c scheduling.Command, want string) scheduling.Outcome {
		t.Helper()
		out := w.do(c, want)
		commands, outcomes = append(commands, c), append(outcomes, out)
		return out
	}
	give(w.command(scheduling.DoHold, "ana", slot), scheduling.OK)
	give(w.command(scheduling.DoHold, "bob", slot), scheduling.Taken)
	b := w.row(give(w.command(scheduling.DoBook, "ana", slot), scheduling.OK).Booking)
	give(w.command(scheduling.DoBook, "bob", slot), scheduling.Taken)
	give(w.about(scheduling.DoMove, b, w.slot(lea, "03-11 10:00")), scheduling.OK)
	give(w.about(scheduling.DoAccept, b, scheduling.Slot{}), scheduling.Gone)
	give(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.OK)
	give(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.Gone)
	give(w.command(scheduling.DoRelease, "ana", scheduling.Slot{}), scheduling.OK)
	w.drain()
	before := w.row(b.ID)
	for n, c := range commands {
		out, err := w.desk.Do(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(outcomes[n], out); diff != "" {
			t.Errorf("%s again:\n%s", c.Kind, diff)
		}
	}
	if diff := cmp.Diff(before, w.row(b.ID)); diff != "" {
		t.Errorf("the repeats changed the booking:\n%s", diff)
	}
}

// One command given many times at once has one outcome and one effect.
func TestSimultaneousRepeats(t *testing.T) {
	w := newWorld(t)
	c := w.command(scheduling.DoBook, "ana", w.slot(lea, "03-10 10:00"))
	ids := make([]string, 20)
	var all sync.WaitGroup
	for n := range ids {
		all.Go(func() {
			out, err := w.desk.Do(t.Context(), c)
			if err != nil || out.Code != scheduling.OK {
				t.Errorf("%+v, %v", out, err)
			}
			ids[n] = out.Booking
		})
	}
	all.Wait()
	if slices.Sort(ids); len(slices.Compact(ids)) != 1 || len(w.shown(lea)) != 1 {
		t.Errorf("bookings %v, shown %v", ids, w.shown(lea))
	}
}

// Nothing is told about a session that she gave up (Never 4).
func TestCancelThenReminder(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.do(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.OK)
	w.pass(14 * 24 * time.Hour)
	if kinds := w.kinds(); len(kinds) != 0 {
		t.Errorf("told %v", kinds)
	}
	if shown := w.shown(lea); len(shown) != 0 {
		t.Errorf("the calendar still shows %v", shown)
	}
	if b := w.row(b.ID); b.State != scheduling.Cancelled || b.By != "parent" || len(b.Gone) != 0 {
		t.Errorf("row %+v", b)
	}
	methods := []string{}
	for _, i := range w.invites {
		methods = append(methods, i.Method)
	}
	if !slices.Equal(methods, []string{"CANCEL"}) && !slices.Equal(methods, []string{"REQUEST", "CANCEL"}) {
		t.Errorf("invitations %v", methods)
	}
	if ahead := w.ahead(); len(ahead) != 0 {
		t.Errorf("still due: %v", ahead)
	}
}

func TestTooLateToChange(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-01 10:00"))
	mark := w.about(scheduling.DoMark, b, scheduling.Slot{})
	mark.Mark = scheduling.Attended
	w.do(mark, scheduling.TooLate) // there is nothing to say yet
	w.clock.pass(2 * time.Hour)    // it begins
	w.do(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.TooLate)
	w.do(w.about(scheduling.DoMove, b, w.slot(lea, "03-02 10:00")), scheduling.TooLate)
	if s := w.row(b.ID).State; s != scheduling.Booked {
		t.Errorf("state %s", s)
	}
}

func TestRemindersAndAfter(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 09:00"))
	w.pass(20 * 24 * time.Hour)
	var got []string
	for _, e := range w.told {
		got = append(got, fmt.Sprint(e.Kind, " ", e.Before, " until ", w.local(e.Until)))
	}
	want := []string{"reminder 48h0m0s until 03-09 20:00", "reminder 2h0m0s until 03-10 09:00", "questionnaire 0s until 03-24 12:00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if b := w.row(b.ID); b.State != scheduling.PresumedHeld {
		t.Errorf("state %s", b.State)
	}
	w.do(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.Gone)
	mark := w.about(scheduling.DoMark, b, scheduling.Slot{})
	mark.Mark = scheduling.Missed
	w.do(mark, scheduling.OK)
	if b := w.row(b.ID); b.State != scheduling.Missed || b.By != "parent" {
		t.Errorf("state %s by %s", b.State, b.By)
	}
}

// A reminder at seven in the morning goes out the evening before.
func TestQuietHoursOfReminders(t *testing.T) {
	w := newWorld(t)
	w.book("ana", w.slot(lea, "03-10 09:00"))
	ahead := w.ahead()
	for _, want := range []string{"reminder 03-08 09:00", "reminder 03-09 20:00"} {
		if !slices.Contains(ahead, want) {
			t.Errorf("no %q in %v", want, ahead)
		}
	}
}

func TestSomebodyElsesBooking(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	for _, kind := range []string{scheduling.DoCancel, scheduling.DoMove, scheduling.DoAccept, scheduling.DoMark} {
		c := w.command(kind, "eve", w.slot(lea, "03-11 10:00"))
		c.Booking, c.Mark, c.Family = b.ID, scheduling.Missed, b.Family
		w.do(c, scheduling.Gone)
	}
	if diff := cmp.Diff(b, w.row(b.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestRefusals(t *testing.T) {
	w := newWorld(t)
	long := w.slot(lea, "03-10 10:00")
	long.End = long.End.Add(time.Hour)
	other := w.slot(lea, "03-10 10:00")
	other.Offer = "mediation"
	for _, c := range []struct {
		name string
		slot scheduling.Slot
		want string
	}{
		{"begun", w.slot(lea, "03-01 07:00"), scheduling.TooLate},
		{"within the notice", w.slot(lea, "03-01 09:00"), scheduling.TooLate},
		{"closed hours", w.slot(lea, "03-10 12:00"), scheduling.Taken},
		{"half outside", w.slot(lea, "03-10 11:30"), scheduling.Taken},
		{"a Sunday", w.slot(lea, "03-07 10:00"), scheduling.Taken},
		{"Easter Monday", w.slot(lea, "03-29 10:00"), scheduling.Closed},
		{"longer than the offer", long, scheduling.Closed},
		{"another offer", other, scheduling.Closed},
		{"no such agenda", w.slot("centre/eve", "03-10 10:00"), scheduling.Closed},
		{"beyond the horizon", w.slot(lea, "2028-05-03 10:00"), scheduling.Closed},
	} {
		for _, kind := range []string{scheduling.DoHold, scheduling.DoBook} {
			out, err := w.desk.Do(t.Context(), w.command(kind, "ana", c.slot))
			if err != nil || out.Code != c.want {
				t.Errorf("%s, %s: %s, %v; want %s", c.name, kind, out.Code, err, c.want)
			}
		}
	}
	if _, err := w.desk.Do(t.Context(), scheduling.Command{ID: "x", Kind: "dance"}); err == nil {
		t.Error("an unknown command was run")
	}
}
