package scheduling_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
	"escale/scheduling"
)

// written are calendars in which staff wrote more than times on open hours.
type written struct {
	*calendars
	special map[string][]scheduling.OpenHours
	silent  bool
}

func (c *written) Time(agenda string) (*scheduling.AgendaTime, bool) {
	t, ok := c.calendars.Time(agenda)
	if s, there := c.special[agenda]; there {
		t.Open, t.Special = nil, s
	}
	return t, ok && !c.silent
}

// on are open hours "03-01 10:00" of some length in hours.
func (w *world) on(at string, hours int, h scheduling.OpenHours) scheduling.OpenHours {
	s := w.slot(lea, at)
	last := w.slot(lea, at[:6]+clockAfter(at[6:8], hours-1)+at[8:])
	h.Interval = scheduling.Interval{Start: s.Start, End: last.End}
	return h
}

func clockAfter(hour string, more int) string {
	n := int(hour[0]-'0')*10 + int(hour[1]-'0') + more
	return string(rune('0'+n/10)) + string(rune('0'+n%10))
}

// special is a world in which only Léa has hours, with words on them.
func special(t *testing.T, say func(w *world) []scheduling.OpenHours) (*world, *written) {
	w := newWorld(t, func(w *world) {
		w.places = w.places[:1]
		w.places[0].Agendas = w.places[0].Agendas[:1]
		w.places[0].Agendas[0].Modes = []string{programme.InPerson, programme.Video, programme.Phone}
		w.places[0].Agendas[0].Video = "https://visio.invalid/lea"
	})
	c := &written{calendars: w.calendars, special: map[string][]scheduling.OpenHours{lea: say(w)}}
	w.config.Calendars = c
	w.restart()
	return w, c
}

// said lists slots as "03-02 10:00 place modes".
func (w *world) said(p scheduling.Page) []string {
	var all []string
	for _, s := range p.Slots {
		all = append(all, w.local(s.Start)+" "+s.Place+" "+strings.Join(s.Modes, ","))
	}
	return all
}

// event is a booking as the structure's calendar shows it.
func (w *world) event(b scheduling.Booking) (e scheduling.CalendarEvent) {
	w.calendars.change(b.Agenda, func(c *calendar) {
		e = c.events[scheduling.EventUID("essai.invalid", b.ID, b.Placement)]
	})
	return e
}

func TestSpecialHours(t *testing.T) {
	const antenne = "Antenne des Roses-Imaginaires, Voiron"
	w, _ := special(t, func(w *world) []scheduling.OpenHours {
		return []scheduling.OpenHours{
			w.on("03-02 09:30", 1, scheduling.OpenHours{Place: "1 place des Tilleuls"}),
			w.on("03-02 10:30", 1, scheduling.OpenHours{Place: antenne}),
			w.on("03-02 14:00", 2, scheduling.OpenHours{Modes: []string{programme.Phone}}),
			w.on("03-02 15:00", 2, scheduling.OpenHours{Modes: []string{programme.Video}, Video: "https://visio.invalid/autre"}),
			w.on("03-03 09:00", 1, scheduling.OpenHours{Offers: []string{"conseil-conjugal"}}),
			w.on("03-03 10:00", 1, scheduling.OpenHours{Offers: []string{"accompagnement"}, Place: "Salle 2"}),
		}
	})
	all := w.said(w.search(scheduling.Search{Limit: 10}))
	want := []string{
		"03-02 09:30  in-person,video,phone",
		"03-02 10:30 " + antenne + " in-person,video,phone",
		"03-02 14:00  phone",
		"03-02 15:00  phone",
		"03-02 16:00  video",
		"03-03 10:00 1 place des Tilleuls, Salle 2 in-person,video,phone",
	}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{programme.InPerson, programme.Video, programme.Phone}, w.search(scheduling.Search{}).Modes); diff != "" {
		t.Error(diff)
	}
	byVideo := w.search(scheduling.Search{Mode: programme.Video, Limit: 10})
	want = []string{want[0], want[1], "03-02 15:00  video", want[4], want[5]}
	if diff := cmp.Diff(want, w.said(byVideo)); diff != "" {
		t.Error(diff)
	}
	if got := byVideo.Slots[2].Video; got != "https://visio.invalid/autre" {
		t.Errorf("the room of hours with a link of their own is %q", got)
	}
}

// A session never begins in one place and ends in another.
func TestSpecialHoursAreNotStraddled(t *testing.T) {
	w, _ := special(t, func(w *world) []scheduling.OpenHours {
		half := w.on("03-02 09:30", 1, scheduling.OpenHours{Place: "Antenne A"})
		half.Start = w.slot(lea, "03-02 09:00").Start
		next := w.on("03-02 10:30", 1, scheduling.OpenHours{Place: "Antenne B"})
		return []scheduling.OpenHours{half, next}
	})
	got := w.said(w.search(scheduling.Search{}))
	want := []string{"03-02 09:00 Antenne A in-person,video,phone", "03-02 10:30 Antenne B in-person,video,phone"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	across := w.slot(lea, "03-02 10:00")
	for _, place := range []string{"", "Antenne A", "Antenne B"} {
		across.Place = place
		w.do(w.command(scheduling.DoHold, "anna", across), scheduling.Taken)
	}
}

// A booking keeps the place and the room that she was shown, in her calendar and
// in the structure's, even where it is made while the calendar is silent.
func TestSpecialHoursAreBooked(t *testing.T) {
	for _, silent := range []bool{false, true} {
		w, c := special(t, func(w *world) []scheduling.OpenHours {
			return []scheduling.OpenHours{w.on("03-02 09:00", 2, scheduling.OpenHours{
				Place: "Antenne des Roses", Video: "https://visio.invalid/autre", Modes: []string{programme.InPerson, programme.Video},
			})}
		})
		slot := w.search(scheduling.Search{}).Slots[0]
		w.do(w.command(scheduling.DoHold, "anna", slot), scheduling.OK)
		c.silent = silent
		book := w.command(scheduling.DoBook, "anna", slot)
		book.Mode = programme.Video
		b := w.row(w.do(book, scheduling.OK).Booking)
		if b.Place != "Antenne des Roses" || b.Video != "https://visio.invalid/autre" || b.Mode != programme.Video || slices.Contains(b.Modes, programme.Phone) {
			t.Errorf("silent %v: booked %+v, %s", silent, b.Slot, b.Mode)
		}
		c.silent = false
		if e := w.event(b); !strings.Contains(e.Notes, b.Video) {
			t.Errorf("the event leads elsewhere: %q", e.Notes)
		}
		book = w.command(scheduling.DoBook, "berta", w.search(scheduling.Search{}).Slots[0])
		book.Mode = programme.Phone // not there
		b = w.row(w.do(book, scheduling.OK).Booking)
		if e := w.event(b); b.Mode != programme.InPerson || e.Location != "Centre social des Tilleuls, Antenne des Roses" {
			t.Errorf("silent %v: %s at %q", silent, b.Mode, e.Location)
		}
	}
}

// Hours that are all kept for something else are not offered, nor is a mode that
// none of them is for; and the reason is told.
func TestSpecialHoursForOthers(t *testing.T) {
	w, c := special(t, func(w *world) []scheduling.OpenHours {
		return []scheduling.OpenHours{w.on("03-02 09:00", 2, scheduling.OpenHours{Modes: []string{programme.Phone}})}
	})
	if diff := cmp.Diff([]string{programme.Phone}, w.search(scheduling.Search{}).Modes); diff != "" {
		t.Error(diff)
	}
	c.special[lea][0].Offers = []string{"conseil-conjugal"}
	if page := w.search(scheduling.Search{}); len(page.Slots)+len(page.Days)+len(page.Places) > 0 {
		t.Errorf("offered: %+v", page)
	}
	e, err := w.desk.Explain(t.Context(), "accompagnement", lea)
	if err != nil || e.Why != scheduling.KeptForOthers {
		t.Errorf("explained by %q, %v", e.Why, err)
	}
}

// Staff wrote another place since she read the list: she chooses anew.
func TestSpecialHoursMoved(t *testing.T) {
	w, c := special(t, func(w *world) []scheduling.OpenHours {
		return []scheduling.OpenHours{w.on("03-02 09:00", 2, scheduling.OpenHours{Place: "Antenne A"})}
	})
	slot := w.search(scheduling.Search{}).Slots[0]
	c.special[lea][0].Place = "Antenne B"
	w.do(w.command(scheduling.DoBook, "anna", slot), scheduling.Taken)
	if got := w.search(scheduling.Search{}).Slots[0].Place; got != "Antenne B" {
		t.Errorf("now at %q", got)
	}
}

// What moves to another place and can't be placed there stands where it was.
func TestSpecialHoursMoveTakenBack(t *testing.T) {
	w, c := special(t, func(w *world) []scheduling.OpenHours {
		return []scheduling.OpenHours{
			w.on("03-02 09:00", 1, scheduling.OpenHours{Place: "Antenne A"}),
			w.on("03-02 10:00", 1, scheduling.OpenHours{Place: "Antenne B"}),
		}
	})
	slots := w.search(scheduling.Search{}).Slots
	b := w.book("anna", slots[0])
	move := w.command(scheduling.DoMove, "anna", slots[1])
	move.Booking = b.ID
	c.calendars.after = func(call string) {
		if call == "publish" { // staff are first
			w.calendars.change(lea, func(a *calendar) { a.staff = append(a.staff, slots[1].Interval) })
		}
	}
	w.do(move, scheduling.Taken)
	if b = w.row(b.ID); b.Place != "Antenne A" || b.Interval != slots[0].Interval {
		t.Errorf("stands at %q, %v", b.Place, b.Interval)
	}
}

// Days on which structure or agenda are closed have no slots, and none is held.
func TestClosedDays(t *testing.T) {
	day := func(d int) programme.Date { return programme.Date{Year: 2027, Month: 3, Day: d} }
	w := newWorld(t, func(w *world) {
		w.places = w.places[:1]
		w.places[0].Agendas = w.places[0].Agendas[:1]
		w.places[0].Closed = []programme.Period{{From: day(1), Until: day(2)}}
		w.places[0].Agendas[0].Closed = []programme.Period{{From: day(3), Until: day(3)}}
	})
	if got := w.list(w.search(scheduling.Search{Limit: 1})); got[0] != "03-04 09:00 centre/lea" {
		t.Errorf("first: %v", got)
	}
	w.do(w.command(scheduling.DoHold, "anna", w.slot(lea, "03-03 10:00")), scheduling.Closed)
}
