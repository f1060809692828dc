package programme

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// MaxSteps is the most a parent is asked before she sees slots or relays, the
// postcode included (facts: the shortest dialogue).
const MaxSteps = 6

// maxPaths bounds the walk over all combinations of answers.
const maxPaths = 200_000

// Check demands what an installation must have before it serves parents,
// beyond what Load demands of any programme: who answers for the data and how
// to reach them (GDPR art. 13, LCEN art. 6), emergency numbers, dates of
// verification. And it walks every combination of answers in every département,
// on the days around each period's bounds: each ends with an offer or somewhere
// to go, after at most MaxSteps steps, and each offer is met at least once.
func (p *Programme) Check() Faults {
	doc := p.source
	if doc == nil { // not made by Load
		doc = newDocument(mainFile)
	}
	doc = &document{file: doc.file, marks: doc.marks}
	p.checkController(doc)
	p.checkNumbers(doc)
	w := walker{p: p, doc: doc, met: map[string]bool{}}
	w.all()
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

// walker takes every path that a parent can take.
type walker struct {
	p     *Programme
	doc   *document
	met   map[string]bool // offers eligible at the end of some path
	paths int
	told  map[string]bool // what was already found wrong
}

func (w *walker) all() {
	w.told = map[string]bool{}
	for _, d := range w.p.Departements {
		for _, day := range w.p.turningDays(d.Code) {
			w.walk(Answers{}, nil, nil, d.Code, day)
		}
	}
	if w.paths > maxPaths {
		w.doc.fault("questions", "lead to more than %d combinations of answers", maxPaths)
		return
	}
	for i, o := range w.p.Offers {
		if !w.met[o.ID] {
			w.doc.fault(fmt.Sprintf("offers[%d].conditions", i), "no combination of answers leads to %q", o.ID)
		}
	}
}

// walk answers what is asked next in every way, as the conversation does.
func (w *walker) walk(a Answers, path, candidates []string, departement string, day Date) {
	if w.paths > maxPaths {
		return
	}
	now := w.p.Assess(a, departement, day, candidates)
	if now.Next == "" {
		w.paths++
		w.end(now, path, departement, day)
		return
	}
	question, _ := w.p.Question(now.Next)
	for _, choice := range question.Choices {
		next := maps.Clone(a)
		next[question.ID] = choice.ID
		after := w.p.Assess(next, departement, day, now.Candidates)
		step := question.ID + "=" + choice.ID
		w.walk(w.p.Kept(next), append(slices.Clone(path), step), after.Candidates, departement, day)
	}
}

// end judges where a path ended. The same answers are reported once, whatever
// the département and the day.
func (w *walker) end(a Assessment, path []string, departement string, day Date) {
	relays := 0
	for _, refusal := range a.Not {
		if !refusal.Silent {
			relays += len(refusal.Relays)
		}
	}
	for _, id := range a.Eligible {
		w.met[id] = true
	}
	answers := strings.Join(path, ", ")
	if len(a.Eligible) == 0 && relays == 0 {
		w.tell("offers", "%s: neither an offer nor a relay (first met in département %s on %s)", answers, departement, day)
	}
	if len(path)+1 > MaxSteps {
		w.tell("questions", "%s: %d steps with the postcode, want at most %d", answers, len(path)+1, MaxSteps)
	}
}

// tell reports at most ten dead ends, each once.
func (w *walker) tell(field, format string, args ...any) {
	key := field + args[0].(string)
	if len(w.told) < 10 && !w.told[key] {
		w.told[key] = true
		w.doc.fault(field, format, args...)
	}
}

// turningDays are the days at which what is offered in a département changes:
// the first and last of each period, and those next to them.
func (p *Programme) turningDays(departement string) []Date {
	days := []Date{{2024, time.January, 1}}
	for _, o := range p.Offers {
		period, ok := o.Where[departement]
		if ok && !period.From.IsZero() {
			days = append(days, period.From, period.From.plus(-1))
		}
		if ok && !period.Until.IsZero() {
			days = append(days, period.Until, period.Until.plus(1))
		}
	}
	slices.SortFunc(days, Date.Compare)
	return slices.Compact(days)
}

func (d Date) plus(days int) Date { return DateOf(d.In(time.UTC).AddDate(0, 0, days)) }
