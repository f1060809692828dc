package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"escale/evaluation"
	"escale/programme"
	"escale/scheduling"
)

// pastMonths is how far back the demo's invented past goes, the present month
// not counted.
const pastMonths = 6

// past invents what a programme of some months would have left behind: facts,
// answers and counts of steps. It is the same at every call with one seed and
// one today, and it points at nobody, since nobody was there.
type past struct {
	rng            *rand.Rand
	programme      *programme.Programme
	questionnaires map[string]*evaluation.Questionnaire
	records        []scheduling.Record
	counts         map[string]int64
}

// seedPast writes the invented past, once.
func seedPast(ctx context.Context, store scheduling.Store, p *programme.Programme, qs map[string]*evaluation.Questionnaire, today time.Time) error {
	w := &past{
		rng: rand.New(rand.NewPCG(38, 59)), programme: p,
		questionnaires: qs, counts: map[string]int64{},
	}
	first := time.Date(today.Year(), today.Month(), 1, 12, 0, 0, 0, time.UTC)
	for back := pastMonths; back >= 1; back-- {
		w.month(first.AddDate(0, -back, 0).Format("2006-01"), pastMonths-back)
	}
	for back := pastMonths; back >= 1; back-- {
		w.partners(first.AddDate(0, -back, 0).Format("2006-01"))
	}
	for back := pastMonths; back >= 1; back-- {
		w.handOvers(first.AddDate(0, -back, 0).Format("2006-01"))
	}
	for i := 0; len(w.records) > 0; i++ {
		n := min(len(w.records), 200)
		c := scheduling.Change{Command: fmt.Sprintf("demo/past/%d", i), Put: w.records[:n]}
		if i == 0 {
			c.Count = w.counts
		}
		if _, err := store.Apply(ctx, c); err != nil {
			return fmt.Errorf("seed the demo's past: %w", err)
		}
		w.records = w.records[n:]
	}
	return nil
}

// month invents one month of every structure; the programme grows slowly.
func (w *past) month(month string, age int) {
	for _, s := range w.programme.Structures {
		dep := s.Departement()
		for _, offer := range offersOf(s) {
			base := 5 + age
			if offer != w.programme.Offers[0].ID {
				base = 1 + age/2
			}
			n := base + w.rng.IntN(4)
			for range n {
				w.booking(month, dep, s, offer)
			}
			w.funnel(month, dep, n)
			w.unmet(month, dep, offer, age)
		}
	}
}

// unmet invents demands that found nothing in time: fewer as there are more hours.
func (w *past) unmet(month, dep, offer string, age int) {
	at, err := time.Parse("2006-01-02", month+"-15")
	if err != nil {
		return // unreachable: the months are ours
	}
	for _, parts := range [][]scheduling.Part{nil, {scheduling.Morning}, {scheduling.Afternoon}, {scheduling.Evening}} {
		n := 4 - age/2 + w.rng.IntN(3)
		if len(parts) == 1 && parts[0] == scheduling.Evening {
			n += 3 // as everywhere
		}
		w.counts[scheduling.Unmet(at, dep, offer, parts)] += int64(n)
	}
}

// booking invents one session and, for about half of them, its answers.
func (w *past) booking(month, dep string, s programme.Structure, offer string) {
	state := scheduling.Attended
	switch r := w.rng.IntN(100); {
	case r < 8:
		state = scheduling.Cancelled
	case r < 17:
		state = scheduling.Missed
	case r < 30:
		state = scheduling.PresumedHeld
	}
	f := evaluation.Fact{
		ID: w.id("f"), Month: month, Departement: dep, Structure: s.ID, Kind: s.Kind, Offer: offer,
		Mode:  pick(w.rng, "in-person", "in-person", "in-person", "phone", "video"),
		Topic: pick(w.rng, topics(w.programme, offer)...), Age: pick(w.rng, "0-5", "0-5", "6-11", "12-17"),
		Route: pick(w.rng, "spontaneous", "spontaneous", "spontaneous", "school", "pmi"), DelayDays: 2 + w.rng.IntN(14),
		Session: pick(w.rng, "1", "1", "2+"), State: string(state), Language: pick(w.rng, "fr", "fr", "fr", "fr", "other"),
		Invited: state != scheduling.Cancelled,
	}
	f.Answered = f.Invited && w.rng.IntN(100) < 58
	w.put("fact", f.ID, f)
	if f.Answered {
		w.answer(f)
	}
}

// answer invents one questionnaire's answers, mostly kind ones.
func (w *past) answer(f evaluation.Fact) {
	o, _ := w.programme.Offer(f.Offer)
	q := w.questionnaires[o.Questionnaire]
	if q == nil {
		return
	}
	a := evaluation.Answer{
		ID: w.id("a"), Questionnaire: q.ID, Month: f.Month, Departement: f.Departement, Structure: f.Structure,
		Offer: f.Offer, Language: f.Language, Session: f.Session, Items: map[string]string{},
	}
	for len(a.Items) < len(q.Items) {
		item, more := q.Next(a.Items)
		if !more || item.Kind == evaluation.Words || w.rng.IntN(100) < 4 {
			break // left unfinished, as people do
		}
		a.Items[item.ID] = w.value(item, f)
	}
	if len(a.Items) > 0 {
		w.put("answer", a.ID, a)
	}
}

// value invents one item's answer.
func (w *past) value(item evaluation.Item, f evaluation.Fact) string {
	if item.Kind == evaluation.Number {
		return strconv.Itoa(w.rng.IntN(item.Max + 1))
	}
	if item.Indicator == "took-place" {
		if f.State == string(scheduling.Missed) {
			return item.Options[1].ID
		}
		return item.Options[0].ID
	}
	var liked, others []string
	for _, o := range item.Options {
		if o.Favourable {
			liked = append(liked, o.ID)
		} else {
			others = append(others, o.ID)
		}
	}
	if len(others) == 0 || len(liked) > 0 && w.rng.IntN(100) < 78 {
		return pick(w.rng, liked...)
	}
	return pick(w.rng, others...)
}

// funnel invents where dialogues were left on the way to n bookings.
func (w *past) funnel(month, dep string, n int) {
	reached := int64(n) + int64(w.rng.IntN(n+2))
	for _, step := range funnelSteps {
		w.counts["step/"+month+"/"+dep+"/"+step] += max(reached, int64(n))
		reached -= int64(w.rng.IntN(3))
	}
}

// handOvers invents how often others were named instead.
func (w *past) handOvers(month string) {
	for _, d := range w.programme.Departements {
		for _, o := range w.programme.Offers {
			if o.HandedOver() {
				w.counts["step/"+month+"/"+d.Code+"/handed-over-"+o.ID] += int64(2 + w.rng.IntN(6))
			}
		}
	}
}

func (w *past) put(kind, id string, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain structs of strings and numbers
	}
	w.records = append(w.records, scheduling.Record{Key: scheduling.Key{Kind: kind, ID: id}, Data: data})
}

// id is random-looking and tells no order.
func (w *past) id(prefix string) string {
	return fmt.Sprintf("%s%016x%08x", prefix, w.rng.Uint64(), w.rng.Uint32())
}

func pick[T any](rng *rand.Rand, from ...T) T { return from[rng.IntN(len(from))] }

// offersOf lists what a structure's agendas offer, without repetition.
func offersOf(s programme.Structure) []string {
	var out []string
	seen := map[string]bool{}
	for _, a := range s.Agendas {
		for _, o := range a.Offers {
			if !seen[o] {
				seen[o] = true
				out = append(out, o)
			}
		}
	}
	return out
}

// funnelSteps are the steps that the invented past went through, in the order in
// which the dialogue counts them: the topic is asked on the first page.
var funnelSteps = []string{"welcome", "postcode", "age", "safety", "slots", "summary", "booked"}

// topics are the answers of the question "topic" that may lead to the offer.
func topics(p *programme.Programme, offer string) []string {
	q, _ := p.Question("topic")
	var out []string
	for _, c := range q.Choices {
		a := p.Assess(programme.Answers{"topic": c.ID}, "", programme.Date{}, nil)
		if slices.Contains(a.Eligible, offer) {
			out = append(out, c.ID)
		}
	}
	return out
}
