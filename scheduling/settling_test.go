package scheduling_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
	"escale/scheduling"
)

// edit lets staff change the event of a booking where it stands.
func (w *world) edit(b scheduling.Booking, do func(*scheduling.SeenEvent)) {
	w.t.Helper()
	uid := scheduling.EventUID("essai.invalid", b.ID, b.Placement)
	for agenda := range w.calendars.all {
		w.calendars.change(agenda, func(c *calendar) {
			if ev, ok := c.ours[uid]; ok {
				do(&ev)
				c.etag++
				ev.ETag = fmt.Sprint(c.etag)
				c.ours[uid] = ev
			}
		})
	}
}

// carry lets staff drag the event of a booking into another calendar.
func (w *world) carry(b scheduling.Booking, from, to string) {
	w.t.Helper()
	uid := scheduling.EventUID("essai.invalid", b.ID, b.Placement)
	var ev scheduling.SeenEvent
	w.calendars.change(from, func(c *calendar) {
		ev = c.ours[uid]
		delete(c.ours, uid)
	})
	ev.Href = to + "/" + uid + ".ics"
	w.calendars.change(to, func(c *calendar) { c.ours[uid] = ev })
}

func at(w *world, when string) func(*scheduling.SeenEvent) {
	return func(ev *scheduling.SeenEvent) { ev.Interval = w.slot(lea, when).Interval }
}

func in(place string) func(*scheduling.SeenEvent) {
	return func(ev *scheduling.SeenEvent) { ev.Place = place }
}

// stands says where a booking is, in a line.
func (w *world) stands(id string) string {
	b := w.row(id)
	line := fmt.Sprint(b.State, " ", strings.TrimPrefix(b.Agenda, "centre/"), " ", w.local(b.Start))
	if b.Proposed != nil {
		line += " → " + w.local(b.Proposed.Start)
	}
	if b.Place != "" {
		line += " @ " + b.Place
	}
	return line
}

// heard says what parents were told, in words.
func (w *world) heard() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := []string{}
	for _, e := range w.told {
		line := e.Kind
		if e.Who {
			line += " who"
		}
		if e.Where {
			line += " where"
		}
		all = append(all, line)
	}
	return all
}

// Whatever staff do to a session comes out as one clear change, once it has
// settled. "·" lets half a minute pass with a look at the calendars; each case
// ends with looks until nothing moves any more.
func TestStaffChangesComeOutAsOne(t *testing.T) {
	const room = "Maison des Roses, 3 rue Inventée"
	looks := func(w *world) {
		w.glance(lea)
		w.glance(tom)
		w.clock.pass(30 * time.Second)
		w.drain()
	}
	for _, c := range []struct {
		name  string
		staff func(w *world, b scheduling.Booking)
		want  string
		heard []string
	}{
		{"nothing", func(*world, scheduling.Booking) {}, "booked lea 03-10 10:00", nil},
		{
			"moved", func(w *world, b scheduling.Booking) { w.edit(b, at(w, "03-11 15:00")) },
			"booked lea 03-10 10:00 → 03-11 15:00",
			[]string{"moved-by-staff"},
		},
		{"moved three times", func(w *world, b scheduling.Booking) {
			for _, when := range []string{"03-11 15:00", "03-11 16:00", "03-12 09:00"} {
				w.edit(b, at(w, when))
				looks(w)
			}
		}, "booked lea 03-10 10:00 → 03-12 09:00", []string{"moved-by-staff"}},
		{"moved and back", func(w *world, b scheduling.Booking) {
			w.edit(b, at(w, "03-11 15:00"))
			looks(w)
			looks(w)
			w.edit(b, at(w, "03-10 10:00"))
		}, "booked lea 03-10 10:00", nil},
		{"deleted", func(w *world, b scheduling.Booking) { w.erase(b) }, "cancelled lea 03-10 10:00", []string{"deleted-by-staff"}},
		{"deleted and undone", func(w *world, b scheduling.Booking) {
			w.carry(b, lea, zoe) // out of sight: another structure's
			looks(w)
			looks(w)
			w.carry(b, zoe, lea)
		}, "booked lea 03-10 10:00", nil},
		{"cut, then pasted at another time", func(w *world, b scheduling.Booking) {
			w.carry(b, lea, zoe)
			looks(w)
			looks(w)
			w.edit(b, at(w, "03-11 15:00"))
			w.carry(b, zoe, lea)
		}, "booked lea 03-10 10:00 → 03-11 15:00", []string{"moved-by-staff"}},
		{"moved, then deleted", func(w *world, b scheduling.Booking) {
			w.edit(b, at(w, "03-11 15:00"))
			looks(w)
			looks(w)
			w.erase(b)
		}, "cancelled lea 03-10 10:00", []string{"deleted-by-staff"}},
		{"cancelled", func(w *world, b scheduling.Booking) {
			w.edit(b, func(ev *scheduling.SeenEvent) { ev.Cancelled = true })
		}, "cancelled lea 03-10 10:00", []string{"deleted-by-staff"}},
		{"cancelled and put right", func(w *world, b scheduling.Booking) {
			w.edit(b, func(ev *scheduling.SeenEvent) { ev.Cancelled = true })
			looks(w)
			w.edit(b, func(ev *scheduling.SeenEvent) { ev.Cancelled = false })
		}, "booked lea 03-10 10:00", nil},
		{
			"elsewhere", func(w *world, b scheduling.Booking) { w.edit(b, in(room)) },
			"booked lea 03-10 10:00 @ " + room,
			[]string{"changed-by-staff where"},
		},
		{
			"another room", func(w *world, b scheduling.Booking) { w.edit(b, in("Salle 2")) },
			"booked lea 03-10 10:00 @ 1 place des Tilleuls, Salle 2",
			[]string{"changed-by-staff where"},
		},
		{"elsewhere and back", func(w *world, b scheduling.Booking) {
			w.edit(b, in(room))
			looks(w)
			w.edit(b, in("1 PL. des Tilleuls, 38000 Grenoble, France"))
		}, "booked lea 03-10 10:00", nil},
		{"the same address in other words", func(w *world, b scheduling.Booking) {
			w.edit(b, in("Centre social des Tilleuls\n1, pl. des Tilleuls\n38000 Grenoble\nFrance"))
		}, "booked lea 03-10 10:00", nil},
		{"the place taken away", func(w *world, b scheduling.Booking) { w.edit(b, in(" ")) }, "booked lea 03-10 10:00", nil},
		{"a place that no message could bear", func(w *world, b scheduling.Booking) {
			w.edit(b, in("Chapiteau\u202e\x00\r\nBEGIN:VEVENT "+strings.Repeat("é", 5000)))
		}, "booked lea 03-10 10:00 @ Chapiteau BEGIN:VEVENT " + strings.Repeat("é", 176) + "…", []string{"changed-by-staff where"}},
		{"moved and elsewhere, marked too soon", func(w *world, b scheduling.Booking) {
			w.edit(b, func(ev *scheduling.SeenEvent) {
				at(w, "03-11 15:00")(ev)
				in(room)(ev)
				ev.Mark = scheduling.Missed
			})
		}, "booked lea 03-10 10:00 → 03-11 15:00 @ " + room, []string{"moved-by-staff where"}},
		{
			"to a colleague", func(w *world, b scheduling.Booking) { w.carry(b, lea, tom) },
			"booked tom 03-10 10:00",
			[]string{"changed-by-staff who"},
		},
		{"to a colleague and back", func(w *world, b scheduling.Booking) {
			w.carry(b, lea, tom)
			looks(w)
			w.carry(b, tom, lea)
		}, "booked lea 03-10 10:00", nil},
		{"to a colleague at another time", func(w *world, b scheduling.Booking) {
			w.carry(b, lea, tom)
			looks(w)
			w.edit(b, at(w, "03-11 15:00"))
		}, "booked tom 03-10 10:00 → 03-11 15:00", []string{"moved-by-staff who"}},
		{"to a colleague who can't", func(w *world, b scheduling.Booking) {
			w.places[0].Agendas[1].Offers = []string{"autre"}
			w.carry(b, lea, tom)
		}, "cancelled lea 03-10 10:00", []string{"deleted-by-staff"}},
		{"copied to a colleague", func(w *world, b scheduling.Booking) {
			w.calendars.change(tom, func(c *calendar) {
				uid := scheduling.EventUID("essai.invalid", b.ID, 1)
				c.ours[uid] = scheduling.SeenEvent{Interval: w.slot(tom, "03-12 10:00").Interval}
			})
		}, "booked lea 03-10 10:00", nil},
		{"copied under the same UID", func(w *world, b scheduling.Booking) {
			w.calendars.change(lea, func(c *calendar) {
				uid := scheduling.EventUID("essai.invalid", b.ID, 1)
				there := c.ours[uid] // the copy comes first
				c.copies = map[string][]scheduling.SeenEvent{uid: {there}}
				there.Href, there.Interval = "copy.ics", w.slot(lea, "03-12 10:00").Interval
				c.ours[uid] = there
			})
		}, "booked lea 03-10 10:00", nil},
		{"copied under another UID", func(w *world, b scheduling.Booking) { w.paste(b, "03-12 10:00") }, "booked lea 03-10 10:00", nil},
		{"cut and pasted under another UID", func(w *world, b scheduling.Booking) {
			w.erase(b)
			looks(w)
			w.paste(b, "03-12 10:00")
		}, "booked lea 03-10 10:00 → 03-12 10:00", []string{"moved-by-staff"}},
		{"into another calendar of the agenda", func(w *world, b scheduling.Booking) {
			w.edit(b, func(ev *scheduling.SeenEvent) { ev.Href, ev.Calendar = "/other/x.ics", "other" })
		}, "booked lea 03-10 10:00", nil},
		{"into the past, by a slip", func(w *world, b scheduling.Booking) { w.edit(b, at(w, "02-10 10:00")) }, "booked lea 03-10 10:00", nil},
		{"made no time at all", func(w *world, b scheduling.Booking) {
			w.edit(b, func(ev *scheduling.SeenEvent) { ev.End = ev.Start })
		}, "booked lea 03-10 10:00", nil},
		{"moved while she cancels", func(w *world, b scheduling.Booking) {
			w.edit(b, at(w, "03-11 15:00"))
			looks(w)
			w.do(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.OK)
		}, "cancelled lea 03-10 10:00", nil},
		{"moved while she moves", func(w *world, b scheduling.Booking) {
			w.edit(b, at(w, "03-11 15:00"))
			looks(w)
			w.do(w.about(scheduling.DoMove, b, w.slot(lea, "03-12 10:00")), scheduling.OK)
		}, "booked lea 03-12 10:00", nil},
		{"deleted while she moves", func(w *world, b scheduling.Booking) {
			w.erase(b)
			looks(w)
			w.do(w.about(scheduling.DoMove, b, w.slot(lea, "03-12 10:00")), scheduling.OK)
		}, "booked lea 03-12 10:00", nil},
		{"an invitation accepted twice", func(w *world, b scheduling.Booking) {
			uid := scheduling.EventUID("essai.invalid", b.ID, 1)
			for n := range 2 {
				w.calendars.change(lea, func(c *calendar) {
					again := c.ours[uid]
					again.Href = fmt.Sprintf("invitation-%d.ics", n)
					c.copies = map[string][]scheduling.SeenEvent{uid: append(c.copies[uid], again)}
				})
				looks(w)
			}
		}, "booked lea 03-10 10:00", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, func(w *world) {
				for i := range w.places[0].Agendas {
					w.places[0].Agendas[i].Professional = "Mme Inventée " + w.places[0].Agendas[i].ID
				}
			})
			b := w.book("ana", w.slot(lea, "03-10 10:00"))
			w.book("eva", w.slot(lea, "03-17 10:00")) // so that one deletion is not all
			looks(w)
			c.staff(w, b)
			before := w.heard()
			for range 8 {
				looks(w)
			}
			if got := w.stands(b.ID); got != c.want {
				t.Errorf("stands %q\nwant   %q", got, c.want)
			}
			if diff := cmp.Diff(append([]string{}, c.heard...), w.heard()); diff != "" {
				t.Errorf("heard (-want +got)\n%s", diff)
			}
			if len(before) > 0 && len(w.row(b.ID).Gone) == 0 && !slices.Equal(before, w.heard()) {
				t.Errorf("told %v before it had settled", before)
			}
			if u := w.row(b.ID).Unsettled; u != nil {
				t.Errorf("still unsettled: %+v", u)
			}
			w.sound()
		})
	}
}

// paste lets staff paste a booking's event under a UID of its own.
func (w *world) paste(b scheduling.Booking, when string) {
	ev := scheduling.SeenEvent{Interval: w.slot(b.Agenda, when).Interval}
	ev.Href, ev.UID = "pasted.ics", "pasted@client.invalid"
	w.calendars.change(b.Agenda, func(c *calendar) {
		c.copies = map[string][]scheduling.SeenEvent{b.Reference: {ev}}
	})
}

// What settles survives a restart, and holds the old time and the new.
func TestWhatSettlesIsKept(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.book("eva", w.slot(lea, "03-17 10:00"))
	w.drag(b, "03-11 15:00")
	w.glance(lea)
	w.restart()
	for _, when := range []string{"03-10 10:00", "03-11 15:00"} {
		w.do(w.command(scheduling.DoBook, "bob", w.slot(lea, when)), scheduling.Taken)
	}
	w.clock.pass(90 * time.Second)
	w.glance(lea)
	if p := w.row(b.ID).Proposed; p != nil {
		t.Fatalf("obeyed after a minute and a half: %v", p)
	}
	w.clock.pass(30 * time.Second)
	w.glance(lea)
	w.drain()
	if got := w.stands(b.ID); got != "booked lea 03-10 10:00 → 03-11 15:00" || len(w.heard()) != 1 {
		t.Errorf("%s, told %v", got, w.heard())
	}

	gone := w.book("zoe", w.slot(lea, "03-12 10:00"))
	w.erase(gone)
	w.glance(lea)
	w.restart()
	w.do(w.command(scheduling.DoBook, "bob", w.slot(lea, "03-12 10:00")), scheduling.Taken)
	w.clock.pass(2 * time.Minute)
	w.glance(lea)
	if s := w.row(gone.ID).State; s != scheduling.Cancelled {
		t.Errorf("deleted, and still %s", s)
	}
	w.book("bob", w.slot(lea, "03-12 10:00"))
}

// A colleague's time is hers: what staff drag there is busy at once, and once it
// is settled the session is the colleague's alone.
func TestTakenOverByAColleague(t *testing.T) {
	w := newWorld(t)
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.book("eva", w.slot(lea, "03-17 10:00"))
	w.carry(b, lea, tom)
	w.do(w.command(scheduling.DoBook, "bob", w.slot(tom, "03-10 10:00")), scheduling.Taken) // before any look
	w.glance(lea)
	w.do(w.command(scheduling.DoBook, "bob", w.slot(lea, "03-10 10:00")), scheduling.Taken) // until it has settled
	w.observe(lea)
	w.drain()
	if got := w.stands(b.ID); got != "booked tom 03-10 10:00" {
		t.Fatal(got)
	}
	w.book("bob", w.slot(lea, "03-10 10:00"))
	w.do(w.command(scheduling.DoBook, "cat", w.slot(tom, "03-10 10:00")), scheduling.Taken)
	if last := w.invites[len(w.invites)-1]; last.Event.Agenda == lea && last.Event.Start.Equal(b.Start) && last.Method != "REQUEST" {
		t.Errorf("the structure's invitation: %+v", last)
	}
	// From there on it is the colleague's calendar that counts.
	w.edit(b, at(w, "03-11 09:00"))
	w.observe(tom)
	if got := w.stands(b.ID); got != "booked tom 03-10 10:00 → 03-11 09:00" {
		t.Error(got)
	}
	w.do(w.about(scheduling.DoCancel, b, scheduling.Slot{}), scheduling.OK)
	w.drain()
	if got := slices.Concat(w.shown(lea), w.shown(tom)); !slices.Equal(got, []string{"03-10 10:00", "03-17 10:00"}) {
		t.Errorf("shown %v", got)
	}
	w.sound()
}

// A session that nobody there can hold is over, its time stays busy where staff
// put it, and the structure hears of it.
func TestMisplaced(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.places[0].Agendas[1].Modes = []string{programme.Video}
	})
	b := w.book("ana", w.slot(lea, "03-10 10:00"))
	w.book("eva", w.slot(lea, "03-17 10:00"))
	w.carry(b, lea, tom)
	w.observe(lea)
	w.drain()
	if got := w.stands(b.ID); got != "cancelled lea 03-10 10:00" {
		t.Error(got)
	}
	alarms, err := w.desk.Alarms(t.Context())
	if err != nil || len(alarms) != 1 || alarms[0].Kind != scheduling.AlarmMisplaced || alarms[0].To != tom || !slices.Equal(alarms[0].References, []string{b.Reference}) {
		t.Errorf("alarms %+v, %v", alarms, err)
	}
	if len(w.mails) != 1 || w.mails[0].ID != alarms[0].ID {
		t.Errorf("mailed %+v", w.mails)
	}
	w.do(w.command(scheduling.DoBook, "bob", w.slot(tom, "03-10 10:00")), scheduling.Taken)
	w.book("bob", w.slot(lea, "03-10 10:00"))
}
