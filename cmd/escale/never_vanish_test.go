package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"escale/calendars"
	"escale/scheduling"
)

// TestAnEmptiedCalendarCancelsNothing: staff, or a broken client, delete every
// event of a calendar that holds five sessions of Escale.
func TestAnEmptiedCalendarCancelsNothing(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	var parents []*parent
	agenda := ""
	for len(parents) < 5 {
		mum := h.parent()
		agenda = h.bookIn(mum, agenda)
		parents = append(parents, mum)
	}
	of := map[string]int{}
	for _, b := range h.bookings() {
		of[b.Agenda]++
	}
	if len(of) != 1 {
		t.Fatalf("the sessions are in %v, want one agenda", of)
	}
	h.unseen(func() {
		if n := emptyCalendars(t, h.base); n != 5 {
			t.Fatalf("%d sessions were deleted, want 5", n)
		}
	})
	h.soon("an alarm is raised", func() bool { return len(h.records("alarm")) == 1 })
	for _, b := range h.bookings() {
		if b.State != scheduling.Booked {
			t.Errorf("booking %s is %s", b.ID, b.State)
		}
	}
	h.signIn("nationale", "demo-nationale").sees("Rien n’a été annulé")
	h.signIn("tilleuls", "demo-tilleuls").sees("Rien n’a été annulé")
	for _, mum := range parents {
		mum.say("/rdv")
		mum.sees("Annuler ce rendez-vous")
		if strings.Contains(mum.text(), "a dû être annulé") {
			t.Error("a parent was told that her session is off")
		}
	}
	if n := mailed(t, h.data, "METHOD:CANCEL"); n > 0 {
		t.Errorf("%d cancellations were mailed to the structure", n)
	}
	h.soon("the structure is asked by mail", func() bool { return mailed(t, h.data, "/resultats#agendas") == 1 })

	structure := h.signIn("tilleuls", "demo-tilleuls")
	structure.tap("Non, remettre ces rendez-vous")
	h.soon("the sessions are in the calendar again", func() bool {
		return len(h.records("alarm")) == 0 && len(ours(t, h.base)) == 5
	})
	for _, b := range h.bookings() {
		if b.State != scheduling.Booked || b.Unsettled != nil {
			t.Errorf("booking %s is %s, %+v", b.ID, b.State, b.Unsettled)
		}
	}
	for _, mum := range parents {
		mum.say("/rdv")
		if text := mum.text(); strings.Contains(text, "a dû être annulé") || strings.Contains(text, "C’est confirmé") {
			t.Error("a parent was troubled")
		}
	}
}

// ours lists, with python3-caldav, the titles of Escale's sessions in the
// calendars of the Tilleuls.
func ours(t testing.TB, base string) []string {
	t.Helper()
	const script = `
import sys, caldav
client = caldav.DAVClient(sys.argv[1] + "/caldav/", username="tilleuls", password="demo-tilleuls")
for c in client.principal().calendars():
    for e in c.events():
        if "SUMMARY:Escale ·" in e.data:
            print(str(e.icalendar_component["SUMMARY"]))
`
	out, err := exec.Command("/usr/bin/python3", "-c", script, base).Output()
	if err != nil {
		t.Fatalf("python3-caldav (Debian package): %v", err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
}

// unseen does something to the Tilleuls' calendars between two readings of them:
// meanwhile the mirror is not let in.
func (h *demoHouse) unseen(do func()) {
	h.t.Helper()
	structures := h.demo.house.catalogue.programme().Structures
	users := h.demo.house.hostingUsers(structures)
	delete(users, mirrorUser+"centre-social-des-tilleuls")
	if err := h.demo.house.hosting.SetUsers(users); err != nil {
		h.t.Fatal(err)
	}
	h.soon("the calendars are silent", func() bool {
		return slices.ContainsFunc(h.demo.house.mirror.Status(), func(s calendars.CalendarStatus) bool { return s.Trouble != "" })
	})
	do()
	if err := h.demo.house.hosting.SetUsers(h.demo.house.hostingUsers(structures)); err != nil {
		h.t.Fatal(err)
	}
}

// bookIn books in one agenda of the Tilleuls, the first offered when none is
// given, and returns how its slots are named.
func (h *demoHouse) bookIn(mum *parent, agenda string) string {
	h.t.Helper()
	mum.toSlots("38000")
	for range 30 {
		for _, b := range mum.buttons(".slots.s-") {
			name := attr(b, "value")
			of := name[strings.LastIndexByte(name, '-')+1:]
			if !strings.Contains(textOf(b), "Tilleuls") || agenda != "" && of != agenda || !isOpen(b) {
				continue
			}
			mum.send(b)
			if confirm := mum.button("Oui, je confirme"); confirm != nil {
				mum.send(confirm)
				mum.sees("C’est réservé")
				return of
			}
		}
		mum.tap("Plus de créneaux")
	}
	h.t.Fatal("no slot of that agenda")
	return ""
}

func isOpen(b *html.Node) bool { return attr(b, "disabled") == "" }

// emptyCalendars deletes, with python3-caldav, every event of every calendar of
// the Tilleuls that holds sessions of Escale, and returns how many those were.
func emptyCalendars(t testing.TB, base string) int {
	t.Helper()
	return staffDo(t, base, `
        for e in events:
            e.delete()
`)
}

// markAbsent writes before the title of every session that its parent did not
// come.
func markAbsent(t testing.TB, base string) int {
	t.Helper()
	return staffDo(t, base, `
        for e in events:
            e.data = e.data.replace("SUMMARY:Escale", "SUMMARY:ABSENT Escale")
            e.save()
`)
}

// staffDo does something, in Python, to the events of the hosted calendars of a
// structure that hold sessions, and returns how many sessions there were.
func staffDo(t testing.TB, base, what string) int {
	t.Helper()
	script := `
import sys, caldav
client = caldav.DAVClient(sys.argv[1] + "/caldav/", username="tilleuls", password="demo-tilleuls")
n = 0
for c in client.principal().calendars():
    events = c.events()
    ours = sum(e.data.count("SUMMARY:Escale ·") for e in events)
    if ours:
        n += ours` + what + `sys.stdout.write("x" * n)
`
	out, err := exec.Command("/usr/bin/python3", "-c", script, base).Output()
	if err != nil {
		t.Fatalf("python3-caldav (Debian package): %v", err)
	}
	return len(out)
}
