package programme

import (
	"cmp"
	"slices"
	"time"
)

// Contact is a person, or a desk, that answers parents, and when.
type Contact struct {
	Name  string `yaml:"name"`
	Phone string `yaml:"phone"`
	Email string `yaml:"email"`
	Hours Text   `yaml:"hours"` // in words
	// Open is when somebody answers, on the clock of Zone; public holidays are not
	// among it. None: it is not known when.
	Open []Hours `yaml:"open"`
	// Zone is that of the Caf: by default of the first of Departements, else of the
	// programme's first.
	Zone string `yaml:"zone"`
	// Departements and Topics that it answers for; none: all.
	Departements []string `yaml:"departements"`
	Topics       []string `yaml:"topics"`

	home string // the département whose holidays it keeps
}

// Callbacks says how requests to be called back are taken.
type Callbacks struct {
	// Off: none are taken.
	Off bool `yaml:"off"`
	// WorkingDays is how many working days there are to call, after that of the
	// request; default 1.
	WorkingDays int `yaml:"working_days"`
	// Tries is how often a person is called who does not answer; default 3.
	Tries int `yaml:"tries"`
}

// Answering is whether a contact answers at an instant. All instants are UTC;
// zero: it is not known.
type Answering struct {
	Now   bool
	Until time.Time // with Now: when the hours end
	Next  time.Time // without: when they begin again
}

// assumed are the working days that a deadline counts for a contact whose hours
// are known in words only.
var assumed = []Hours{{Days: []string{"mon", "tue", "wed", "thu", "fri"}, From: "09:00", To: "17:00"}}

// farthest is how many days are looked through for one on which somebody answers:
// beyond any run of holidays.
const farthest = 60

// ContactsFor lists who answers a parent, the closest to what she asks first: who
// is for her département and her topic, for one of them, for everybody. Either may
// be empty: not known. There is always one, and at most three.
func (p *Programme) ContactsFor(departement, topic string) []Contact {
	var fit []Contact
	for _, c := range p.Contacts {
		if c.isFor(departement, topic) {
			fit = append(fit, c)
		}
	}
	slices.SortStableFunc(fit, func(a, b Contact) int { return cmp.Compare(b.closeness(), a.closeness()) })
	if len(fit) == 0 {
		return []Contact{p.Controller.Contact}
	}
	return fit[:min(len(fit), 3)]
}

func (c Contact) isFor(departement, topic string) bool {
	return (len(c.Departements) == 0 || slices.Contains(c.Departements, departement)) &&
		(len(c.Topics) == 0 || slices.Contains(c.Topics, topic))
}

func (c Contact) closeness() int {
	n := 0
	if len(c.Departements) > 0 {
		n += 2
	}
	if len(c.Topics) > 0 {
		n++
	}
	return n
}

// AnswersAt tells whether somebody answers, and until or from when.
func (c Contact) AnswersAt(at time.Time) Answering {
	loc := location(cmp.Or(c.Zone, Paris))
	first := DateOf(at.In(loc))
	var next time.Time
	for n := range farthest {
		for _, h := range c.hoursOn(c.Open, first.plus(n), loc) {
			if !at.Before(h[0]) && at.Before(h[1]) {
				return Answering{Now: true, Until: h[1].UTC()}
			}
			if h[0].After(at) && (next.IsZero() || h[0].Before(next)) {
				next = h[0]
			}
		}
		if !next.IsZero() {
			return Answering{Next: next.UTC()}
		}
	}
	return Answering{}
}

// CallBy is until when who asks now to be called is called: the end of the hours,
// some working days after. Zero: there is none for two months.
func (p *Programme) CallBy(c Contact, now time.Time) time.Time {
	open := c.Open
	if len(open) == 0 {
		open = assumed
	}
	loc := location(cmp.Or(c.Zone, Paris))
	today, left := DateOf(now.In(loc)), p.Callbacks.WorkingDays
	for n := 1; n < farthest; n++ {
		hours := c.hoursOn(open, today.plus(n), loc)
		if len(hours) == 0 {
			continue
		}
		if left--; left <= 0 {
			return slices.MaxFunc(hours, func(a, b [2]time.Time) int { return a[1].Compare(b[1]) })[1].UTC()
		}
	}
	return time.Time{}
}

// hoursOn are the hours of a day, from and to; none on a public holiday.
func (c Contact) hoursOn(open []Hours, d Date, loc *time.Location) [][2]time.Time {
	if _, off := DayOff(c.home, d); off {
		return nil
	}
	var on [][2]time.Time
	for _, h := range open {
		if from, to, ok := h.On(d, loc); ok {
			on = append(on, [2]time.Time{from, to})
		}
	}
	return on
}

// OpensBefore and OpensFrom report whether some day has hours before, or from, an
// hour on the wall: whether there is a morning to call in. Unknown hours have all.
func (c Contact) OpensBefore(hour int) bool {
	return len(c.Open) == 0 || slices.ContainsFunc(c.Open, func(h Hours) bool {
		from, err := parseClock(h.From)
		return err == nil && from < hour*60
	})
}

// OpensFrom: see OpensBefore.
func (c Contact) OpensFrom(hour int) bool {
	return len(c.Open) == 0 || slices.ContainsFunc(c.Open, func(h Hours) bool {
		to, err := parseClock(h.To)
		return err == nil && to > hour*60
	})
}

func (p *Programme) setContactDefaults() {
	p.Callbacks.WorkingDays = cmp.Or(p.Callbacks.WorkingDays, 1)
	p.Callbacks.Tries = cmp.Or(p.Callbacks.Tries, 3)
	home := ""
	if len(p.Departements) > 0 {
		home = p.Departements[0].Code
	}
	p.Controller.Contact.setHome(home)
	for i := range p.Contacts {
		p.Contacts[i].setHome(home)
	}
}

func (c *Contact) setHome(home string) {
	if len(c.Departements) > 0 {
		home = c.Departements[0]
	}
	c.home, c.Zone = home, cmp.Or(c.Zone, Zone(home))
}
