package programme_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
)

var today = programme.Date{Year: 2026, Month: time.November, Day: 22}

// summary is an assessment, told in ids.
type summary struct {
	Next     string
	Eligible []string
	Gone     []string          // no candidates any more
	Not      map[string]string // offer → first relay, "silent", or "told"
}

func summarise(p *programme.Programme, a programme.Assessment) summary {
	s := summary{Next: a.Next, Eligible: a.Eligible, Not: map[string]string{}}
	for _, o := range p.Offers {
		if !slices.Contains(a.Candidates, o.ID) {
			s.Gone = append(s.Gone, o.ID)
		}
	}
	for _, r := range a.Not {
		switch {
		case r.Silent:
			s.Not[r.Offer] = "silent"
		case len(r.Relays) > 0:
			s.Not[r.Offer] = r.Relays[0].ID
		default:
			s.Not[r.Offer] = "told"
		}
	}
	return s
}

const (
	alone     = "accompagnement"
	couple    = "conseil-conjugal"
	mediation = "mediation"
	cidff     = "cidff"
)

// but is every offer but some: what may be handed in as candidates.
func but(p *programme.Programme, out ...string) []string {
	left := []string{}
	for _, o := range p.Offers {
		if !slices.Contains(out, o.ID) {
			left = append(left, o.ID)
		}
	}
	return left
}

func TestAssess(t *testing.T) {
	p := loadSample(t)
	for _, c := range []struct {
		name        string
		answers     programme.Answers
		departement string
		day         programme.Date
		candidates  []string
		want        summary
	}{
		{
			name: "nothing yet", day: today,
			want: summary{Next: "topic", Eligible: but(p)},
		},
		{
			name: "what is for others is not spoken of", departement: "38", day: today,
			answers: programme.Answers{"topic": "role"},
			want:    summary{Next: "age", Eligible: []string{alone, "laep", "paej", "groupes", cidff}},
		},
		{
			name: "one answer decides, the age is not asked", departement: "38", day: today,
			answers: programme.Answers{"topic": "money", "money": "living"},
			want:    summary{Eligible: []string{"ressources"}},
		},
		{
			name: "a question put to some", departement: "38", day: today,
			answers: programme.Answers{"topic": "separation"},
			want: summary{
				Next:     "separation",
				Eligible: []string{alone, couple, mediation, "parcours-separation", "etre-parents", "espace-rencontre", "pension", cidff},
			},
		},
		{
			name: "an answer to a question that is not put counts for nothing", departement: "38", day: today,
			answers: programme.Answers{"topic": "solo", "separation": "agree", "age": "0-5", "safety": "yes", "allocataire": "yes"},
			want:    summary{Eligible: []string{alone, "parent-seul", "pension", cidff}},
		},
		{
			name: "a couple, safe", departement: "59", day: today,
			answers: programme.Answers{"topic": "couple", "age": "unborn", "safety": "yes"},
			want:    summary{Next: "together", Eligible: []string{alone, couple, cidff}},
		},
		{
			name: "a couple, not safe", departement: "59", day: today,
			answers: programme.Answers{"topic": "couple", "age": "unborn", "safety": "no"},
			want:    summary{Eligible: []string{alone, cidff}, Gone: []string{couple}, Not: map[string]string{couple: "silent"}},
		},
		{
			name: "what was silent stays unsaid", departement: "59", day: today,
			answers:    programme.Answers{"topic": "couple", "age": "unborn", "safety": programme.Spent},
			candidates: but(p, couple),
			want:       summary{Eligible: []string{alone, cidff}, Gone: []string{couple}},
		},
		{
			name: "no mediation for who is not safe", departement: "38", day: today,
			answers: programme.Answers{"topic": "separation", "separation": "agree", "safety": "no"},
			want: summary{
				Eligible: []string{"etre-parents", cidff}, Gone: []string{mediation}, Not: map[string]string{mediation: "silent"},
			},
		},
		{
			name: "not safe leaves no trace where it decides nothing", departement: "59", day: today,
			answers: programme.Answers{"topic": "role", "age": "6-11", "safety": "no"},
			want:    summary{Eligible: []string{alone, "groupes", cidff}},
		},
		{
			name: "a spent answer without candidates is taken for the worst", departement: "59", day: today,
			answers: programme.Answers{"topic": "couple", "age": "unborn", "safety": programme.Spent},
			want:    summary{Eligible: []string{alone, cidff}, Gone: []string{couple}, Not: map[string]string{couple: "silent"}},
		},
		{
			name: "no candidate is not every candidate", departement: "59", day: today,
			answers: programme.Answers{"topic": "couple"}, candidates: []string{},
			want: summary{Gone: but(p)},
		},
		{
			name: "alone", departement: "38", day: today, candidates: but(p),
			answers: programme.Answers{"topic": "couple", "age": "6-11", "safety": programme.Spent, "together": "alone"},
			want:    summary{Eligible: []string{alone, cidff}, Not: map[string]string{couple: "caf-sociale"}},
		},
		{
			name: "a grown-up child", departement: "38", day: today, candidates: but(p),
			answers: programme.Answers{"topic": "couple", "age": "22-plus", "safety": programme.Spent, "together": "both"},
			want:    summary{Eligible: []string{couple, cidff}, Not: map[string]string{alone: "paej"}},
		},
		{
			name: "another département", departement: "75", day: today,
			answers: programme.Answers{"topic": "role", "age": "0-5"},
			want:    summary{Eligible: []string{"laep", "groupes", cidff}, Not: map[string]string{alone: "caf-sociale"}},
		},
		{
			name: "before it began", departement: "38", day: programme.Date{Year: 2023, Month: 12, Day: 31},
			answers: programme.Answers{"topic": "role", "age": "0-5"},
			want:    summary{Eligible: []string{"laep", "groupes", cidff}, Not: map[string]string{alone: "caf-sociale"}},
		},
		{
			name: "no judge yet", departement: "38", day: today, candidates: but(p),
			answers: programme.Answers{"topic": "separation", "separation": "meeting", "safety": programme.Spent, "judge": "no"},
			want:    summary{Eligible: []string{mediation, cidff}, Not: map[string]string{"espace-rencontre": cidff}},
		},
		{
			name: "no allowance", departement: "38", day: today,
			answers: programme.Answers{"topic": "hardship", "hardship": "bereavement", "allocataire": "no"},
			want:    summary{Not: map[string]string{"deuil": "departement", "psychologues": "paej"}},
		},
		{
			name: "an answer that is none any more", departement: "38", day: today,
			answers: programme.Answers{"topic": "holidays"},
			want:    summary{Next: "topic", Eligible: but(p)},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.want.Not == nil {
				c.want.Not = map[string]string{}
			}
			got := summarise(p, p.Assess(c.answers, c.departement, c.day, c.candidates))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A programme built by hand is judged as one that Load made.
func TestAssessWithoutLoad(t *testing.T) {
	p := &programme.Programme{
		Departements: []programme.Departement{{Code: "38"}},
		Questions:    []programme.Question{{ID: "topic", Choices: []programme.Answer{{ID: "role"}, {ID: "couple"}}}},
		Offers: []programme.Offer{
			{
				ID: "talk", Asks: []string{"topic"}, Where: map[string]programme.Period{"38": {}},
				Conditions: []programme.Condition{{When: `topic == "role"`}},
			},
			{
				ID: "broken", Where: map[string]programme.Period{"38": {}},
				Conditions: []programme.Condition{{When: `topic ==`}},
			},
			{
				ID: "for nobody", For: `topic ==`, Where: map[string]programme.Period{"38": {}},
			},
		},
	}
	for topic, want := range map[string][]string{"role": {"talk"}, "couple": nil} {
		got := p.Assess(programme.Answers{"topic": topic}, "38", today, nil)
		if !slices.Equal(got.Eligible, want) {
			t.Errorf("%s: eligible %v, want %v", topic, got.Eligible, want)
		}
	}
}

func TestKept(t *testing.T) {
	p := loadSample(t)
	given := programme.Answers{"topic": "couple", "safety": "no"}
	want := programme.Answers{"topic": "couple", "safety": programme.Spent}
	if diff := cmp.Diff(want, p.Kept(given)); diff != "" {
		t.Error(diff)
	}
	if given["safety"] != "no" {
		t.Error("the answers handed in were changed")
	}
}

func TestRelaysServeTheirDepartement(t *testing.T) {
	p := &programme.Programme{Relays: []programme.Relay{{ID: "all"}, {ID: "isere", Departements: []string{"38"}}}}
	for departement, want := range map[string]int{"38": 2, "59": 1, "": 1} {
		if got := p.RelaysIn(departement, []string{"all", "isere", "none"}); len(got) != want {
			t.Errorf("%q: %d relays, want %d", departement, len(got), want)
		}
	}
}
