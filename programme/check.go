package programme

import (
	"fmt"
	"strings"
)

// MaxSteps is the most a parent is asked before she sees slots or relays, the
// postcode included (facts: the shortest dialogue). So a booking is at most eight
// taps away: one a question, for the offer, for the slot, to confirm. One more says
// in which commune, for the 16 postcodes that lie in two départements; another, who
// comes by a partner's link, whether she may be counted.
const MaxSteps = 6

// Check demands what an installation must have before it serves parents,
// beyond what Load demands of any programme: who answers for the data and how
// to reach them (GDPR art. 13, LCEN art. 6), emergency numbers, dates of
// verification. And it walks every combination of answers (walker): each ends with
// an offer or somewhere to go, after at most MaxSteps steps; each offer and each
// question is met at least once.
func (p *Programme) Check() Faults {
	doc := p.source
	if doc == nil { // not made by Load
		doc = newDocument(mainFile)
	}
	doc = &document{file: doc.file, marks: doc.marks}
	p.checkController(doc)
	p.checkNumbers(doc)
	p.checkAccess(doc)
	newWalker(p, doc).all()
	doc.faults.sort()
	return doc.faults
}

func (p *Programme) checkController(doc *document) {
	c := p.Controller
	for _, must := range []struct{ field, value, what string }{
		{"controller.name", c.Name, "who answers for the data"},
		{"controller.address", c.Address, "the controller's postal address"},
		{"controller.dpo", c.DPO, "the e-mail address of the data protection officer"},
		{"controller.host", c.Host, "who hosts the service"},
		{"controller.contact", c.Contact.Phone + c.Contact.Email, "a phone or an e-mail to reach a person"},
	} {
		if strings.TrimSpace(must.value) == "" {
			doc.fault(must.field, "is missing: want %s", must.what)
		}
	}
}

func (p *Programme) checkNumbers(doc *document) {
	if len(p.Emergency) == 0 {
		doc.fault("emergency", "is empty: want the numbers to call in danger")
	}
	for i, n := range p.Emergency {
		if n.VerifiedOn.IsZero() {
			doc.fault(fmt.Sprintf("emergency[%d].verified_on", i), "is missing: want the day the number was verified")
		}
	}
	for i, r := range p.Relays {
		if r.VerifiedOn.IsZero() {
			doc.fault(fmt.Sprintf("relays[%d].verified_on", i), "is missing: want the day the relay was verified")
		}
	}
}
