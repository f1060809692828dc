package programme_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
)

func TestCheckDemands(t *testing.T) {
	p, err := programme.Load(with(t, "programme.yaml", "", ""))
	if err != nil {
		t.Fatal(err)
	}
	want := `programme.yaml:1:1: controller.address: is missing: want the controller's postal address
programme.yaml:1:1: controller.contact: is missing: want a phone or an e-mail to reach a person
programme.yaml:1:1: controller.dpo: is missing: want the e-mail address of the data protection officer
programme.yaml:1:1: controller.host: is missing: want who hosts the service
programme.yaml:1:1: controller.name: is missing: want who answers for the data
programme.yaml:18:5: relays[0].verified_on: is missing: want the day the relay was verified
programme.yaml:21:5: emergency[0].verified_on: is missing: want the day the number was verified
programme.yaml:23:1: offers: topic “Rôle”, safety “Non”: neither an offer nor a relay (first met in département 38 on 2024-01-01)
programme.yaml:23:1: offers: topic “Couple”, safety “Non”: neither an offer nor a relay (first met in département 38 on 2024-01-01)`
	if diff := cmp.Diff(want, p.Check().Error()); diff != "" {
		t.Error(diff)
	}
}

func TestCheckWalks(t *testing.T) {
	var questions, asks strings.Builder
	for i := range 4 {
		fmt.Fprintf(&questions, "  - {id: q%d, text: {fr: Q, en: Q}, choices: [{id: a, label: {fr: A, en: A}}, {id: b, label: {fr: B, en: B}}]}\n", i)
		fmt.Fprintf(&asks, ", q%d", i)
	}
	long := strings.Replace(small, "relays:\n", questions.String()+"relays:\n", 1)
	long = strings.Replace(long, "asks: [topic, safety", "asks: [topic, safety"+asks.String(), 1)
	for name, c := range map[string]struct{ programme, want string }{
		"too many steps": {long, "7 steps with the postcode, want at most 6"},
		"no way there": {
			strings.Replace(small, `topic == "couple" or departement in ["38"]`, `topic == "couple" and topic == "role"`, 1),
			`no combination of answers leads to "talk"`,
		},
	} {
		fsys := with(t, "programme.yaml", "", "")
		fsys["programme.yaml"].Data = []byte(strings.Replace(c.programme, "name: Parents", "name: {fr: Parents, en: Parents}", 1))
		p, err := programme.Load(fsys)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := p.Check().Error(); !strings.Contains(got, c.want) {
			t.Errorf("%s: want %q in\n%s", name, c.want, got)
		}
	}
}
