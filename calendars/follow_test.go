package calendars

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/calendars/caldav"
	"escale/deploy/servertest"
	"escale/scheduling"
)

// follower is a mirror that follows one professional's calendars on a server.
type follower struct {
	*site
	mirror        *Mirror
	opens, busies string // paths
}

// TestServersAndMirror lets staff and bookings change two calendars, and
// compares what would be offered after each step.
func TestServersAndMirror(t *testing.T) {
	onEveryServer(t, func(s *site) {
		f := &follower{site: s, opens: s.MakeCalendar("Escale"), busies: s.MakeCalendar("Rendez-vous")}
		f.mirror = newTestMirror(s.t, MirrorConfig{}, AgendaSource{
			ID: aline, Zone: "Europe/Paris", URL: s.URL(), Username: s.User, Password: s.Password,
			Open: []string{"Escale"}, Busy: []string{"Rendez-vous"}, Bookings: "Rendez-vous",
		})
		f.staffChangeTheirTime()
		f.bookingsComeAndGo()
		f.theCalendarGoes()
	})
}

var openWeekly = []string{
	"UID:open", "DTSTART;TZID=Europe/Paris:20260907T140000", "DTEND;TZID=Europe/Paris:20260907T170000",
	"RRULE:FREQ=WEEKLY;BYDAY=MO,WE", "SUMMARY:Ouvert",
}

// opened are the series' hours in the week of the test.
var opened = []string{"23 14:00-17:00", "25 14:00-17:00"}

// shows syncs and compares.
func (f *follower) shows(step string, open, busy []string, ours ...string) {
	f.t.Helper()
	seen := f.mirror.mustSync(f.t, aline)
	gotOpen, gotBusy := f.mirror.week(f.t, aline)
	if diff := cmp.Diff(open, gotOpen); diff != "" {
		f.t.Errorf("%s: open (-want +got)\n%s", step, diff)
	}
	if diff := cmp.Diff(busy, gotBusy); diff != "" {
		f.t.Errorf("%s: busy (-want +got)\n%s", step, diff)
	}
	var sessions []scheduling.Interval
	for _, uid := range slices.Sorted(maps.Keys(seen.Ours)) {
		sessions = append(sessions, seen.Ours[uid].Interval)
	}
	if diff := cmp.Diff(ours, hours(f.t, sessions)); diff != "" {
		f.t.Errorf("%s: sessions (-want +got)\n%s", step, diff)
	}
}

func (f *follower) staffChangeTheirTime() {
	f.t.Helper()
	f.Put(f.opens+"open.ics", openWeekly...)
	f.shows("a series", opened, nil)
	meeting := []string{"UID:meeting", "DTSTART:20261123T140000Z", "DTEND:20261123T150000Z", "SUMMARY:Madame Inventée"}
	f.Put(f.busies+"meeting.ics", meeting...)
	f.shows("an appointment", opened, []string{"23 15:00-16:00"})
	f.Put(f.busies+"meeting.ics", append(meeting, "TRANSP:TRANSPARENT")...)
	f.shows("it is free time", opened, nil)
	f.Put(f.busies+"meeting.ics", append(meeting, "TRANSP:OPAQUE")...)
	f.Put(f.busies+"closed.ics", "UID:closed", "DTSTART;VALUE=DATE:20261125", "DTEND;VALUE=DATE:20261126", "SUMMARY:Fermeture")
	f.shows("it is not, and a day is closed", opened, []string{"23 15:00-16:00", "25 00:00-00:00"})
	f.delete(f.busies + "closed.ics")
	f.shows("the day is open", opened, []string{"23 15:00-16:00"})

	f.Put(f.opens+"open.ics", append(slices.Clone(openWeekly), "EXDATE;TZID=Europe/Paris:20261123T140000")...)
	f.shows("no session of the series on Monday", opened[1:], []string{"23 15:00-16:00"})
	text := strings.Replace(servertest.Event(openWeekly...), "END:VCALENDAR", strings.Join([]string{
		"BEGIN:VEVENT", "DTSTAMP:20260101T000000Z", "UID:open", "RECURRENCE-ID;TZID=Europe/Paris:20261125T140000",
		"DTSTART;TZID=Europe/Paris:20261126T090000", "DTEND;TZID=Europe/Paris:20261126T100000", "SUMMARY:Ouvert", "END:VEVENT", "END:VCALENDAR",
	}, "\r\n"), 1)
	if a := f.Write(f.opens+"open.ics", text); a.Status/100 != 2 {
		f.t.Errorf("a moved occurrence: %d", a.Status)
	}
	f.shows("one of the series is moved", []string{"23 14:00-17:00", "26 09:00-10:00"}, []string{"23 15:00-16:00"})
	f.Put(f.opens+"open.ics", openWeekly...)
	f.shows("the series is as before", opened, []string{"23 15:00-16:00"})
}

func (f *follower) bookingsComeAndGo() {
	f.t.Helper()
	busy := []string{"23 15:00-16:00"}
	e := session("b1", 1, date(f.t, "2026-11-25T13:00:00Z"))
	e.Seen = f.publish(e)
	f.shows("a booking", opened, busy, "25 14:00-15:00")
	e.Summary, e.Sequence = "Escale · accompagnement, avec Prénom-Inventé", 1
	e.Seen = f.publish(e)
	f.shows("its title changes", opened, busy, "25 14:00-15:00")
	moved := session("b1", 2, date(f.t, "2026-11-25T15:00:00Z"))
	moved.Seen = f.publish(moved)
	e.Absent = true
	f.publish(e)
	f.shows("it is moved", opened, busy, "25 16:00-17:00")
	f.Put(moved.Seen.Href, "UID:"+moved.UID, "DTSTART:20261126T150000Z", "DTEND:20261126T160000Z", "SUMMARY:"+moved.Summary)
	f.shows("staff move it", opened, busy, "26 16:00-17:00")
	f.delete(moved.Seen.Href)
	f.shows("staff delete it", opened, busy)
	again := session("b2", 1, date(f.t, "2026-11-25T13:00:00Z"))
	again.Seen = f.publish(again)
	f.shows("another", opened, busy, "25 14:00-15:00")
	again.Absent = true
	f.publish(again)
	f.shows("it is cancelled", opened, busy)
}

func (f *follower) publish(e scheduling.CalendarEvent) scheduling.Seen {
	f.t.Helper()
	seen, err := f.mirror.Publish(f.t.Context(), e)
	if err != nil {
		f.t.Fatal(err)
	}
	return seen
}

// theCalendarGoes takes the calendar of appointments away, and brings it back.
func (f *follower) theCalendarGoes() {
	f.t.Helper()
	f.delete(f.busies)
	for range 2 { // one answer may be that of a server being restarted
		if s, err := f.mirror.Sync(f.t.Context(), aline); err == nil || s.Whole || caldav.TroubleOf(err) != caldav.Missing {
			f.t.Errorf("a calendar is gone: whole %v, %v", s.Whole, err)
		}
	}
	if _, ok := f.mirror.Time(aline); ok {
		f.t.Error("offered although a calendar is gone")
	}
	f.MakeCalendar("Rendez-vous")
	f.Put(f.busies+"new.ics", "UID:new", "DTSTART:20261125T140000Z", "DTEND:20261125T150000Z", "SUMMARY:Autre")
	f.shows("it is back", opened, []string{"25 15:00-16:00"})
}

func (f *follower) delete(href string) {
	f.t.Helper()
	if a := f.Raw(http.MethodDelete, href, ""); a.Status/100 != 2 {
		f.t.Errorf("delete %s: %d", href, a.Status)
	}
}
