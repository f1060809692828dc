package hosting_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-webdav"
	"github.com/emersion/go-webdav/caldav"

	"escale/deploy/servertest"
)

// staff is somebody at the structure with a laptop.
type staff struct {
	*site
	*servertest.Laptop
}

func newStaff(t *testing.T) *staff {
	s := open(t)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return &staff{s, servertest.NewLaptop(t, s.http.URL+"/", "maison", secret, "ouvert", paris)}
}

// objects lists what stands in the calendar on the server.
func (s *staff) objects() []caldav.CalendarObject {
	s.t.Helper()
	c, err := caldav.NewClient(webdav.HTTPClientWithBasicAuth(http.DefaultClient, "maison", secret), s.http.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := c.SyncCollection(s.t.Context(), home, &caldav.SyncQuery{})
	if err != nil {
		s.t.Fatal(err)
	}
	var paths []string
	for _, o := range r.Updated {
		paths = append(paths, o.Path)
	}
	if len(paths) == 0 {
		return nil
	}
	all, err := c.MultiGetCalendar(s.t.Context(), home, &caldav.CalendarMultiGet{
		Paths: paths, CompRequest: caldav.CalendarCompRequest{Name: "VCALENDAR", AllProps: true, AllComps: true},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

func TestStaffWithVdirsyncerAndKhal(t *testing.T) {
	s := newStaff(t)
	s.Sync()
	if seen := s.Khal("list", "30/03/2026", "1d"); !strings.Contains(seen, "10:00-11:00 Escale") {
		t.Errorf("khal does not show the seeded event:\n%s", seen)
	}

	s.Khal("new", "31/03/2026", "14:00", "15:30", "Réunion d’équipe")
	s.Sync()
	if n := len(s.objects()); n != 2 {
		t.Fatalf("%d objects on the server after one was made, want 2", n)
	}

	edited := event("a", "20260330T090000Z", "20260330T100000Z", "SEQUENCE:1")
	if err := s.Put(t.Context(), "maison/ouvert", "a.ics", edited); err != nil {
		t.Fatal(err)
	}
	s.Sync()
	if seen := s.Khal("list", "30/03/2026", "2d"); !strings.Contains(seen, "11:00-12:00 Escale") || !strings.Contains(seen, "14:00-15:30 Réunion d’équipe") {
		t.Errorf("khal shows:\n%s", seen)
	}

	s.editHere("Réunion", "Formation")
	s.Sync()
	if r := s.asks("REPORT", home, query(`<C:comp-filter name="VEVENT"/>`)); !strings.Contains(r.body, "Formation d’équipe") {
		t.Errorf("the edit did not arrive: %s", r.body)
	}

	// Changed on both sides since the last sync: the laptop's write is refused,
	// and its user had chosen that the server's stands.
	s.editHere("SUMMARY:Escale", "SUMMARY:Escale, vu d’ici")
	both := event("a", "20260330T090000Z", "20260330T100000Z", "SEQUENCE:2", "LOCATION:Grenoble")
	if err := s.Put(t.Context(), "maison/ouvert", "a.ics", both); err != nil {
		t.Fatal(err)
	}
	s.Sync()
	if got := s.asks("GET", home+"a.ics", ""); got.body != string(both) {
		t.Errorf("the conflict ended with:\n%s", got.body)
	}

	s.removeHere("Formation")
	s.Sync()
	if n := len(s.objects()); n != 1 {
		t.Errorf("%d objects on the server after one was deleted, want 1", n)
	}
}

// editHere changes a word in the laptop's files, as khal's editor does.
func (s *staff) editHere(old, now string) {
	s.t.Helper()
	path, text := s.find(old)
	// vdirsyncer tells changes by time and size; Formation is longer.
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, old, now)), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *staff) removeHere(word string) {
	s.t.Helper()
	path, _ := s.find(word)
	if err := os.Remove(path); err != nil {
		s.t.Fatal(err)
	}
}

func (s *staff) find(word string) (path, text string) {
	s.t.Helper()
	files, err := filepath.Glob(filepath.Join(s.Files, "*.ics"))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			s.t.Fatal(err)
		}
		if strings.Contains(string(data), word) {
			return f, string(data)
		}
	}
	s.t.Fatalf("%q is in none of %d files", word, len(files))
	return "", ""
}

// script drives python3-caldav; it exits with an error if anything is not so.
const script = `
import sys, caldav
from datetime import datetime, timezone
url, user, password = sys.argv[1:]
client = caldav.DAVClient(url, username=user, password=password)
calendars = client.principal().calendars()
assert [str(c.name) for c in calendars] == ["Escale – heures ouvertes"], calendars
cal = calendars[0]
ics = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Escale//tests//FR
BEGIN:VEVENT
UID:py
DTSTAMP:20260301T000000Z
DTSTART:20260402T080000Z
DTEND:20260402T090000Z
RRULE:FREQ=DAILY;COUNT=3
SUMMARY:%s
END:VEVENT
END:VCALENDAR
"""
def day(d): return datetime(2026, 4, d, tzinfo=timezone.utc)
event = cal.save_event(ics % "Absente")
assert len(cal.events()) == 2
assert len(cal.date_search(day(3), day(4), expand=False)) == 1
assert len(cal.date_search(day(5), day(6), expand=False)) == 0
sync = cal.objects(load_objects=True)
assert len(list(sync)) == 2
event.data = ics % "Présente"
event.save()
assert "Présente" in cal.event_by_uid("py").data
updated, deleted = sync.sync()
assert (len(list(updated)), len(list(deleted))) == (1, 0), (updated, deleted)
fb = cal.freebusy_request(day(2), day(5))
busy = fb.instance.vfreebusy.contents["freebusy"]
assert sum(len(line.value) for line in busy) == 3, busy
days = sorted(v.dtstart.value.day for e in cal.date_search(day(1), day(9), expand=True) for v in e.instance.vevent_list)
assert days == [2, 3, 4], days
one = ics.replace("RRULE:FREQ=DAILY;COUNT=3\n", "RECURRENCE-ID:20260403T080000Z\n").replace("20260402T08", "20260403T10").replace("20260402T09", "20260403T11")
body = lambda text: text[text.index("BEGIN:VEVENT"):text.index("END:VCALENDAR")]
event.data = (ics % "Présente").replace("END:VCALENDAR", body(one % "Plus tard") + "END:VCALENDAR")
event.save()
assert len(cal.date_search(datetime(2026, 4, 3, 10, 30, tzinfo=timezone.utc), datetime(2026, 4, 3, 10, 45, tzinfo=timezone.utc), expand=False)) == 1
assert len(cal.date_search(datetime(2026, 4, 3, 8, 30, tzinfo=timezone.utc), datetime(2026, 4, 3, 8, 45, tzinfo=timezone.utc), expand=False)) == 0
updated, deleted = sync.sync()
assert (len(list(updated)), len(list(deleted))) == (1, 0), (updated, deleted)
event.delete()
updated, deleted = sync.sync()
assert (len(list(updated)), len(list(deleted))) == (0, 1), (updated, deleted)
new = client.principal().make_calendar(name="Ateliers & groupes", cal_id="ateliers")
assert sorted(str(c.name) for c in client.principal().calendars()) == ["Ateliers & groupes", "Escale – heures ouvertes"]
new.save_event(ics % "Atelier")
new.set_properties([caldav.elements.dav.DisplayName("Ateliers")])
assert str(new.get_properties([caldav.elements.dav.DisplayName()])["{DAV:}displayname"]) == "Ateliers"
assert len(new.events()) == 1
new.delete()
assert [str(c.name) for c in client.principal().calendars()] == ["Escale – heures ouvertes"]
try:
    cal.delete()
except caldav.error.DAVError:
    pass
else:
    raise Exception("Escale's own calendar was deleted")
try:
    caldav.DAVClient(url, username=user, password="wrong").principal().calendars()
except caldav.error.AuthorizationError:
    pass
else:
    raise Exception("let in with a wrong password")
print("fine")
`

func TestStaffWithPythonCaldav(t *testing.T) {
	s := open(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "/usr/bin/python3", "-c", script, s.http.URL+"/caldav/", "maison", secret).CombinedOutput()
	if err != nil || !strings.HasSuffix(strings.TrimSpace(string(out)), "fine") {
		t.Errorf("%v (Debian package python3-caldav); it said:\n%s", err, out)
	}
	s.gets(http.StatusOK, s.asks("GET", home+"a.ics", ""))
}
