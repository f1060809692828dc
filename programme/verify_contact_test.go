package programme_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
)

func TestFaultsOfContacts(t *testing.T) {
	const begin = "name: {fr: Parents, en: Parents}"
	for _, c := range []struct{ name, added, want string }{
		{"hours that end before they begin", "controller: {contact: {phone: 01 99 00 12 34, open: [{from: \"17:00\", to: \"09:00\"}]}}", `controller.contact.open[0].to: 09:00 is not after 17:00`},
		{"a day that is none", "controller: {contact: {open: [{days: [lundi], from: \"09:00\", to: \"17:00\"}]}}", `controller.contact.open[0].days[0]: "lundi" is not a day`},
		{"an hour that is none", "controller: {contact: {open: [{from: \"9 h\", to: \"17:00\"}]}}", `controller.contact.open[0].from: "9 h" is not an hour: want HH:MM`},
		{"a zone that is none", "controller: {contact: {zone: Paris}}", `controller.contact.zone: "Paris" is not a time zone`},
		{"the machine's own zone", "controller: {contact: {zone: Local}}", `controller.contact.zone: "Local" is not a time zone`},
		{"the contact of some", "controller: {contact: {departements: [\"38\"]}}", `controller.contact: answers everybody`},
		{"nobody", "contacts: [{phone: 01 99 00 12 34}]", `contacts[0].name: is missing`},
		{"no way to reach them", "contacts: [{name: Accueil}]", `contacts[0].phone: is missing, and so is email`},
		{"elsewhere", "contacts: [{name: Accueil, phone: 01 99 00 12 34, departements: [\"59\"]}]", `contacts[0].departements[0]: "59" is not a département that takes part`},
		{"another topic", "contacts: [{name: Accueil, phone: 01 99 00 12 34, topics: [nothing]}]", `contacts[0].topics[0]: "nothing" is not an answer to the question topic`},
		{"too many days", "callbacks: {working_days: 90}", `callbacks.working_days: 90: want between 1 and 10`},
		{"fewer than no tries", "callbacks: {tries: -1}", `callbacks.tries: -1: want between 1 and 10`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := programme.Load(with(t, inProgramme, begin, begin+"\n"+c.added))
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "programme.yaml:2:") {
				t.Errorf("%v\nwant in line 2: %s", err, c.want)
			}
		})
	}
}

// What the documentation shows loads, and does what it says.
func TestDocumentedContacts(t *testing.T) {
	page, err := os.ReadFile("../docs/coordinateurs.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(page), "```yaml\n")
	block, _, _ = strings.Cut(block, "```")
	block = strings.ReplaceAll(block, `["59"]`, `["38"]`) // the only one of the small programme
	block = strings.ReplaceAll(block, "[separation]", "[role]")
	const begin = "name: {fr: Parents, en: Parents}"
	p, err := programme.Load(with(t, inProgramme, begin, begin+"\n"+block))
	if err != nil {
		t.Fatal(err)
	}
	wednesday := time.Date(2026, 11, 25, 11, 30, 0, 0, time.UTC) // 12:30 in Paris
	got := p.Controller.Contact.AnswersAt(wednesday)
	if diff := cmp.Diff(programme.Answering{Next: time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC)}, got); diff != "" {
		t.Error(diff)
	}
	if c := p.ContactsFor("38", "role")[0]; c.Name != "Accueil du Nord" || c.Zone != programme.Paris {
		t.Errorf("%+v", c)
	}
}
