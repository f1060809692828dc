package servertest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Laptop is somebody at a structure with vdirsyncer and khal. Where both sides
// changed an event, its user wants the server's.
type Laptop struct {
	Files string // folder of the calendar's events, one file each

	t        testing.TB
	home, tz string
}

// NewLaptop sets both programs up for one calendar of an account, by the last
// part of its address. Times are shown in the zone.
func NewLaptop(t testing.TB, url, user, password, calendar string, zone *time.Location) *Laptop {
	t.Helper()
	home := t.TempDir()
	l := &Laptop{Files: filepath.Join(home, "calendars", calendar), t: t, home: home, tz: zone.String()}
	l.write(".config/vdirsyncer/config", `[general]
status_path = "`+home+`/status/"
[pair work]
a = "here"
b = "there"
collections = ["`+calendar+`"]
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "`+home+`/calendars/"
fileext = ".ics"
[storage there]
type = "caldav"
url = "`+url+`"
username = "`+user+`"
password = "`+password+`"
`)
	l.write(".config/khal/config", `[calendars]
[[`+calendar+`]]
path = `+l.Files+`/
[locale]
local_timezone = `+l.tz+`
default_timezone = `+l.tz+`
timeformat = %H:%M
dateformat = %d/%m/%Y
longdateformat = %d/%m/%Y
datetimeformat = %d/%m/%Y %H:%M
longdatetimeformat = %d/%m/%Y %H:%M
[default]
default_calendar = `+calendar+`
`)
	// A collection that is missing here, vdirsyncer asks about.
	if err := os.MkdirAll(l.Files, 0o700); err != nil {
		t.Fatal(err)
	}
	l.run("vdirsyncer", "discover")
	return l
}

func (l *Laptop) write(name, text string) {
	l.t.Helper()
	path := filepath.Join(l.home, name)
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	if err == nil {
		err = os.WriteFile(path, []byte(text), 0o600)
	}
	if err != nil {
		l.t.Fatal(err)
	}
}

// Sync brings both sides together.
func (l *Laptop) Sync() {
	l.t.Helper()
	l.run("vdirsyncer", "sync")
}

// Khal runs khal and returns what it shows.
func (l *Laptop) Khal(args ...string) string {
	l.t.Helper()
	return l.run("khal", args...)
}

// run runs a program that Debian's package of the same name brings.
func (l *Laptop) run(name string, args ...string) string {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "/usr/bin/"+name, args...)
	c.Dir = l.home
	c.Env = []string{"HOME=" + l.home, "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=" + l.tz}
	out, err := c.CombinedOutput()
	if err != nil {
		l.t.Fatalf("%s %q: %v (Debian package %s)\n%s", name, args, err, name, out)
	}
	return string(out)
}
