package programme_test

import (
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
programme.yaml:23:1: offers: topic=role, safety=no: neither an offer nor a relay (first met in département 38 on 2024-01-01)
programme.yaml:23:1: offers: topic=couple, safety=no: neither an offer nor a relay (first met in département 38 on 2024-01-01)`
	if diff := cmp.Diff(want, p.Check().Error()); diff != "" {
		t.Error(diff)
	}
}
