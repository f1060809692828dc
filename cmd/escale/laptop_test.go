package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// laptop is somebody at the structure with vdirsyncer and khal.
type laptop struct {
	t   testing.TB
	dir string
	tz  string
}

func (s *service) laptop() *laptop {
	s.t.Helper()
	l := &laptop{s.t, s.t.TempDir(), daytimeZone().String()}
	writeFile(s.t, filepath.Join(l.dir, ".config/vdirsyncer/config"), `[general]
status_path = "`+l.dir+`/status/"
[pair work]
a = "here"
b = "there"
collections = ["agenda"]
[storage here]
type = "filesystem"
path = "`+l.dir+`/calendars/"
fileext = ".ics"
[storage there]
type = "caldav"
url = "`+s.radicale.URL()+`"
username = "`+staffUser+`"
password = "`+staffPassword+`"
`)
	writeFile(s.t, filepath.Join(l.dir, ".config/khal/config"), `[calendars]
[[agenda]]
path = `+l.dir+`/calendars/agenda/
[locale]
local_timezone = `+l.tz+`
default_timezone = `+l.tz+`
timeformat = %H:%M
dateformat = %d/%m/%Y
longdateformat = %d/%m/%Y
datetimeformat = %d/%m/%Y %H:%M
longdatetimeformat = %d/%m/%Y %H:%M
[default]
default_calendar = agenda
`)
	// A collection that is missing here, vdirsyncer asks about.
	if err := os.MkdirAll(filepath.Join(l.dir, "calendars/agenda"), 0o700); err != nil {
		s.t.Fatal(err)
	}
	l.run("vdirsyncer", "discover")
	return l
}

// run runs a program that Debian's package of the same name brings.
func (l *laptop) run(name string, args ...string) string {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "/usr/bin/"+name, args...)
	c.Dir = l.dir
	c.Env = []string{"HOME=" + l.dir, "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=" + l.tz}
	out, err := c.CombinedOutput()
	if err != nil {
		l.t.Fatalf("%s %q: %v (Debian package %s)\n%s", name, args, err, name, out)
	}
	return string(out)
}

func TestStaffWorkWithVdirsyncerAndKhal(t *testing.T) {
	t.Parallel()
	s := newService(t).serve()
	mum := s.parent()
	mum.book("38000")
	s.hears(mum, said("say.booked"))

	l := s.laptop()
	l.run("vdirsyncer", "sync")
	day := midday(0).In(daytimeZone()).Format("02/01/2006")
	if list := l.run("khal", "list", day, "1d"); !strings.Contains(list, "12:00-13:00 Escale") {
		t.Errorf("khal does not show the session:\n%s", list)
	}
	l.run("khal", "new", day, "13:30", "15:30", "Réunion d’équipe")
	l.run("vdirsyncer", "sync")
	wait(t, "hours under the team's meeting are no longer offered", func() bool {
		return strings.Contains(s.firstSlot("38000"), " 12\u00a0h") // of the day after
	})
	for _, slot := range s.slots("centre-social-des-tilleuls") {
		if slot.Start < stamp(midday(0).Add(4*time.Hour)) {
			t.Errorf("offered on the day of the meeting: %+v", slot)
		}
	}
}
