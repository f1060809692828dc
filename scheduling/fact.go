package scheduling

import (
	"strconv"
	"strings"

	"escale/evaluation"
)

// newFact is a booking for the evaluation: what was asked, by nobody. The
// answers it takes are those to questions named "age", "route" and "language".
func newFact(c Command, id string) *evaluation.Fact {
	f := &evaluation.Fact{ID: id, Topic: c.Topic, Age: c.Facts["age"], Route: c.Facts["route"], Language: "fr"}
	if f.Topic == "" {
		f.Topic = c.Facts["topic"]
	}
	if f.Route == "" {
		f.Route = "spontaneous"
	}
	if l := c.Facts["language"]; l != "" && l != "fr" && !strings.HasPrefix(l, "fr-") {
		f.Language = "other"
	}
	return f
}

// describe brings a fact up to date with its booking: whole months, whole days.
func (d *Desk) describe(f *evaluation.Fact, b Booking) {
	t := d.termsOf(b)
	stands := b.Stands()
	f.Month = stands.Start.In(t.Zone).Format("2006-01")
	if t.departement != "" {
		f.Departement, f.Kind = t.departement, t.structure.Kind
	}
	f.Structure, f.Offer, f.Mode, f.State = b.Structure, b.Offer, b.Mode, string(b.State)
	f.DelayDays = daysApart(t.day(b.Created), t.day(stands.Start))
	f.Session = "1"
	if b.Session > 1 {
		f.Session = "2+"
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
