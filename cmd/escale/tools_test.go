package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCheckIsContentWithAGoodConfiguration(t *testing.T) {
	t.Parallel()
	s := newService(t)
	if c := execute(t, "", "check", "-config", s.config); c.code != 0 || !strings.Contains(c.out, "No fault, ") {
		t.Errorf("check ends with %d:\n%s%s", c.code, c.out, c.err)
	}
	if slots := s.slots("centre-social-des-tilleuls"); len(slots) == 0 || slots[0].Start != stamp(midday(0)) ||
		slots[0].End != stamp(midday(0).Add(3600e9)) || slots[0].Offer != "accompagnement" {
		t.Errorf("without the service, `escale slots` lists %+v", slots)
	}
	if c := execute(t, "", "serve", "-config", filepath.Join(s.dir, "none.yaml")); c.code != 1 || !strings.Contains(c.err, "none.yaml") {
		t.Errorf("without a configuration, serve ends with %d: %s", c.code, c.err)
	}
}

func TestExpandListsOccurrences(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "heures.ics")
	writeFile(t, file, strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//staff//staff//FR
BEGIN:VEVENT
UID:heures
DTSTAMP:20260101T000000Z
DTSTART;TZID=Europe/Paris:20261019T090000
DTEND;TZID=Europe/Paris:20261019T120000
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Europe/Paris:20261102T090000
SUMMARY:Escale
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n"))
	c := execute(t, "", "expand", file, "-from", "2026-10-20", "-to", "2026-11-30", "-zone", "Europe/Paris", "-json")
	var got []string
	for line := range strings.Lines(c.out) {
		var o struct {
			UID, Start, End, Summary string
		}
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatalf("%v: %q", err, line)
		}
		got = append(got, o.UID+" "+o.Start+" "+o.End+" "+o.Summary)
	}
	want := []string{ // the clocks go back on 25 October; 2 November is excepted
		"heures 2026-10-26T09:00:00+01:00 2026-10-26T12:00:00+01:00 Escale",
		"heures 2026-11-09T09:00:00+01:00 2026-11-09T12:00:00+01:00 Escale",
	}
	if diff := cmp.Diff(want, got); diff != "" || c.code != 0 {
		t.Errorf("expand ends with %d (-want +got):\n%s%s", c.code, diff, c.err)
	}
}

// line is a line that `escale chat -json` prints.
type line struct {
	Text     string
	Choices  []struct{ ID, Label string }
	Document *struct{ Name, Type string }
	Error    string
	End      bool
}

// talker is `escale chat -json`, running.
type talker struct {
	t     *testing.T
	in    io.Writer
	lines *bufio.Scanner
}

func (s *service) chat(t *testing.T) *talker {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, "chat", "-config", s.config, "-json")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	return &talker{t, in, bufio.NewScanner(out)}
}

// send gives a line and returns what answers it, up to the end.
func (c *talker) send(input map[string]string) []line {
	c.t.Helper()
	b, err := json.Marshal(input)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.in.Write(append(b, '\n')); err != nil {
		c.t.Fatal(err)
	}
	var all []line
	for c.lines.Scan() {
		var l line
		if err := json.Unmarshal(c.lines.Bytes(), &l); err != nil {
			c.t.Fatalf("%v: %s", err, c.lines.Bytes())
		}
		if l.End {
			return all
		}
		all = append(all, l)
	}
	c.t.Fatalf("no end after %s, but %+v", b, all)
	return nil
}

func (c *talker) text(text string) []line { return c.send(map[string]string{"text": text}) }

// tap chooses by label or id among what was answered last.
func (c *talker) tap(among []line, words string) []line {
	c.t.Helper()
	for _, l := range among {
		for _, choice := range l.Choices {
			if strings.Contains(choice.Label, words) || strings.Contains(choice.ID, words) {
				return c.send(map[string]string{"choice": choice.ID})
			}
		}
	}
	c.t.Fatalf("no choice %q in %+v", words, among)
	return nil
}

func TestAParentBooksInTheTerminalByJSON(t *testing.T) {
	t.Parallel()
	s := newService(t)
	c := s.chat(t)
	postcode := c.tap(c.text("bonjour"), "Mon rôle de parent")
	if urgent := c.tap(postcode, "urgence"); !says(urgent, "112") {
		t.Errorf("the emergency button is answered by %+v", urgent)
	}
	if wrong := c.send(map[string]string{"tekst": "38000"}); len(wrong) != 1 || wrong[0].Error == "" {
		t.Errorf("a line that is none is answered by %+v", wrong)
	}
	c.tap(c.text("38000"), "De 0 à 5 ans")
	slots := c.text("oui")
	summary := c.tap(slots, ".slots.s-")
	booked := c.tap(summary, said("tap.confirm"))
	if !says(booked, said("say.booked")) || !slices.ContainsFunc(booked, func(l line) bool {
		return l.Document != nil && strings.HasSuffix(l.Document.Name, ".ics") && strings.HasPrefix(l.Document.Type, "text/calendar")
	}) {
		t.Errorf("confirming is answered by %+v", booked)
	}
	if there := s.radicale.staff("list", "Agenda"); len(there) != 1 {
		t.Errorf("%d events in the calendar", len(there))
	}
	if stale := c.tap(slots, ".slots.s-"); !says(stale, said("say.stale")) {
		t.Errorf("a button of long ago is answered by %+v", stale)
	}
}

func says(all []line, text string) bool {
	return slices.ContainsFunc(all, func(l line) bool { return strings.Contains(l.Text, text) })
}
