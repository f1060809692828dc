package programme

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// maxPaths bounds the walk over all combinations of answers.
const maxPaths = 200_000

// outside stands for a département that does not take part.
const outside = "-"

// walker takes every path that a parent can take: every combination of answers,
// in every département and outside of them, on the days around each period's
// bounds.
type walker struct {
	p     *Programme
	doc   *document
	met   map[string]bool // offers eligible at the end of some path
	asked map[string]bool // questions
	paths int
	told  map[string]bool // what was already found wrong
	trail []string        // the answers so far, in words
	where string          // département
	day   Date
}

func newWalker(p *Programme, doc *document) *walker {
	return &walker{p: p, doc: doc, met: map[string]bool{}, asked: map[string]bool{}, told: map[string]bool{}}
}

func (w *walker) all() {
	seen := map[string]bool{}
	for _, d := range append(slices.Clone(w.p.Departements), Departement{Code: outside}) {
		for _, day := range w.p.turningDays(d.Code) {
			if like := w.p.offeredOn(d.Code, day); !seen[like] {
				seen[like] = true
				w.where, w.day = d.Code, day
				w.walk(Answers{}, nil)
			}
		}
	}
	if w.paths > maxPaths {
		w.doc.fault("questions", "lead to more than %d combinations of answers", maxPaths)
		return
	}
	w.unmet()
}

// unmet names what no path leads to.
func (w *walker) unmet() {
	for i, o := range w.p.Offers {
		if !w.met[o.ID] {
			w.doc.fault(fmt.Sprintf("offers[%d].conditions", i), "no combination of answers leads to %q", o.ID)
		}
	}
	for i, q := range w.p.Questions {
		if !w.asked[q.ID] {
			w.doc.fault(fmt.Sprintf("questions[%d]", i), "no combination of answers leads to the question %q", q.ID)
		}
	}
}

// walk answers what is asked next in every way, as the conversation does.
func (w *walker) walk(a Answers, candidates []string) {
	if w.paths > maxPaths {
		return
	}
	now := w.p.Assess(a, w.where, w.day, candidates)
	if now.Next == "" {
		w.paths++
		w.end(now)
		return
	}
	question, _ := w.p.Question(now.Next)
	w.asked[question.ID] = true
	for _, choice := range question.Choices {
		next := now.Candidates
		a[question.ID] = choice.ID
		if question.Consumed { // its answer is there for one call only
			next = w.p.Assess(a, w.where, w.day, now.Candidates).Candidates
			a[question.ID] = Spent
		}
		w.trail = append(w.trail, fmt.Sprintf("%s “%s”", question.ID, choice.Label.In("fr")))
		w.walk(a, next)
		w.trail = w.trail[:len(w.trail)-1]
	}
	delete(a, question.ID)
}

// end judges where a path ended. The same answers are reported once, whatever
// the département and the day.
func (w *walker) end(a Assessment) {
	relays := 0
	for _, refusal := range a.Not {
		if refusal.Silent {
			continue
		}
		relays += len(refusal.Relays)
		if len(a.Eligible) == 0 && len(refusal.Relays) == 0 {
			w.tell(w.fieldOf(refusal.Offer), "%q is refused, and nothing says where to go instead", refusal.Offer)
		}
	}
	if len(a.Eligible) == 0 && relays == 0 {
		w.tell("offers", "neither an offer nor a relay")
	}
	if steps := len(w.trail) + 1; steps > MaxSteps {
		w.tell("questions", "%d steps with the postcode, want at most %d", steps, MaxSteps)
	}
	for _, id := range a.Eligible {
		w.met[id] = true
		o, _ := w.p.Offer(id)
		if o.HandedOver() && len(w.p.Receivers(o, w.where)) == 0 {
			w.tell(w.fieldOf(id)+".hand_over.relays", "%q is handed over to nobody there", id)
		}
	}
}

func (w *walker) fieldOf(offer string) string {
	i := slices.IndexFunc(w.p.Offers, func(o Offer) bool { return o.ID == offer })
	return fmt.Sprintf("offers[%d]", i)
}

// tell reports at most ten dead ends, each once, with the answers in words and
// where they were first met.
func (w *walker) tell(field, format string, args ...any) {
	answers := strings.Join(w.trail, ", ")
	if answers == "" {
		answers = "before any answer"
	}
	key := field + format + answers
	if len(w.told) >= 10 || w.told[key] {
		return
	}
	w.told[key] = true
	where := "in département " + w.where
	if w.where == outside {
		where = "in a département that does not take part"
	}
	w.doc.fault(field, "%s: %s (first met %s on %s)", answers, fmt.Sprintf(format, args...), where, w.day)
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

// offeredOn tells apart what can differ between two départements and days: what
// is offered, whom relays serve, what conditions say of the département. Two that
// are alike are walked once.
func (p *Programme) offeredOn(departement string, day Date) string {
	var b strings.Builder
	apart := func(r *rule) {
		if r == nil || slices.Contains(r.mentions, departementName) {
			b.WriteString(departement)
		}
	}
	for _, q := range p.Questions {
		if q.When != "" {
			apart(q.put)
		}
	}
	for _, o := range p.Offers {
		fmt.Fprint(&b, o.OpenIn(departement, day), " ")
		if o.For != "" {
			apart(o.aim)
		}
		for _, c := range o.Conditions {
			apart(c.rule)
		}
	}
	for _, r := range p.Relays {
		fmt.Fprint(&b, len(r.Departements) == 0 || slices.Contains(r.Departements, departement), " ")
	}
	return b.String()
}

func (d Date) plus(days int) Date { return DateOf(d.In(time.UTC).AddDate(0, 0, days)) }
