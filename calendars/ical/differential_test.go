package ical

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"escale/deploy/servertest"
)

// differentialCases is how many series are drawn; the seed makes them the same
// ones every time.
const differentialCases = 22_000

// Series drawn at random over all of RFC 5545's recurrence rules give what
// libical makes of them. Where they don't, the difference belongs to a class of
// differences_test.go, for which a sentence of the RFC decides and in which a
// third implementation says what ours says.
func TestRulesAgreeWithLibical(t *testing.T) {
	r := dice{rand.New(rand.NewPCG(5545, 10))}
	var asked, silent []*drawn
	for range differentialCases {
		if d := r.draw(); d.silent() {
			silent = append(silent, d)
		} else {
			asked = append(asked, d)
		}
	}
	told := map[string]int{}
	full := 0
	answers := askLibical(t, input(asked))
	if len(answers) != len(asked) {
		t.Fatalf("%d answers to %d cases", len(answers), len(asked))
	}
	for i, d := range asked {
		ours := d.ours(t)
		if len(ours) > 1 {
			full++
		}
		if theirs := d.withStart(strings.Fields(answers[i])); !slices.Equal(ours, theirs) {
			told[d.explain(t, ours, theirs)]++
		}
	}
	for _, d := range silent {
		told[d.explain(t, d.ours(t), nil)]++
	}
	if full < differentialCases/2 {
		t.Errorf("only %d cases have two occurrences or more", full)
	}
	names := []string{twice}
	for _, c := range explained {
		names = append(names, c.name)
	}
	for _, name := range names {
		t.Logf("%5d %s", told[name], name)
		if told[name] == 0 {
			t.Errorf("no case of %q was drawn", name)
		}
	}
}

// withStart puts the start in front of a list that lacks it: "The DTSTART
// property value SHALL count as the first occurrence" (RFC 5545, 3.8.5.3).
func (d *drawn) withStart(list []string) []string {
	own := d.token(InstantOf(d.start, d.location()))
	if d.from.After(d.start) || len(list) > 0 && (list[0] == own || list[0] == d.second(own) || !isTime(list[0])) {
		return list
	}
	list = append([]string{own}, list...)
	return list[:min(len(list), most)]
}

// isTime tells an occurrence from a word such as refused.
func isTime(word string) bool { return word[0] >= '0' && word[0] <= '9' }

// ours is what Expand gives, as the other readers write it.
func (d *drawn) ours(t *testing.T) []string {
	t.Helper()
	zone := d.location()
	text := "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n" + strings.Join(d.content(), "\n") + "\nEND:VEVENT\nEND:VCALENDAR\n"
	from, to := InstantOf(d.from, zone), InstantOf(d.to, zone)
	occurrences, problems, err := Expand([]byte(text), from, to, zone)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%s: %v %v", d, problems, err)
	}
	var found []string
	for _, o := range occurrences {
		if o.Start.Before(from) {
			continue // in progress
		}
		found = append(found, d.token(o.Start))
	}
	return found[:min(len(found), most)]
}

func (d *drawn) token(at time.Time) string {
	if d.date {
		return at.Format(dateForm)
	}
	return fmt.Sprintf("%s@%d", at.Format(wallForm), at.Unix())
}

// askLibical returns what libical says of each case: "crashed" where it does.
func askLibical(t *testing.T, input []byte) []string {
	t.Helper()
	program := servertest.Libical(t, "expand.c")
	var answers []string
	for len(input) > 0 {
		cmd := exec.Command(program)
		cmd.Stdin = bytes.NewReader(input)
		out, err := cmd.Output()
		lines := strings.Split(string(out), "\n")
		lines = lines[:len(lines)-1] // what was begun when it crashed
		if err != nil {
			lines = append(lines, "crashed")
		}
		if len(lines) == 0 {
			t.Fatal("libical: no answers")
		}
		for range lines {
			_, input, _ = bytes.Cut(input, []byte("\n"))
		}
		answers = append(answers, lines...)
	}
	return answers
}

func input(cases []*drawn) []byte {
	var b bytes.Buffer
	for _, d := range cases {
		b.WriteString(d.line())
	}
	return b.Bytes()
}
