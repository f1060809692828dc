package programme

import (
	"fmt"
	"time"
)

// contacts checks who answers parents, and how requests to be called are taken.
func (v verifier) contacts() {
	v.contact("controller.contact", v.p.Controller.Contact)
	if c := v.p.Controller.Contact; len(c.Departements)+len(c.Topics) > 0 {
		v.fault("controller.contact", "answers everybody: want departements and topics under contacts")
	}
	for i, c := range v.p.Contacts {
		at := fmt.Sprintf("contacts[%d]", i)
		if c.Name == "" {
			v.fault(at+".name", "is missing")
		}
		if c.Phone+c.Email == "" {
			v.fault(at+".phone", "is missing, and so is email: want one of them")
		}
		v.contact(at, c)
	}
	if n := v.p.Callbacks.WorkingDays; n < 1 || n > 10 {
		v.fault("callbacks.working_days", "%d: want between 1 and 10", n)
	}
	if n := v.p.Callbacks.Tries; n < 1 || n > 10 {
		v.fault("callbacks.tries", "%d: want between 1 and 10", n)
	}
}

func (v verifier) contact(at string, c Contact) {
	v.phone(at+".phone", c.Phone)
	v.email(at+".email", c.Email)
	v.optionalText(at+".hours", c.Hours)
	v.hours(at+".open", c.Open)
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "Local" {
		v.fault(at+".zone", "%q is not a time zone: want one like Europe/Paris", c.Zone)
	}
	v.known(at+".departements", c.Departements, "a département that takes part", v.takesPart)
	v.known(at+".topics", c.Topics, "an answer to the question topic", v.isTopic)
}

func (v verifier) isTopic(id string) bool {
	q, ok := v.p.Question(topicQuestion)
	if !ok {
		return false
	}
	for _, c := range q.Choices {
		if c.ID == id {
			return true
		}
	}
	return false
}

// topicQuestion is the id of the question what a parent would like to talk about.
const topicQuestion = "topic"
