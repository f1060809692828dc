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
	Next       string
	Eligible   []string
	Candidates []string
	Not        map[string]string // offer → first relay, "silent", or "told"
}

func summarise(a programme.Assessment) summary {
	s := summary{Next: a.Next, Eligible: a.Eligible, Candidates: a.Candidates, Not: map[string]string{}}
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
	alone  = "accompagnement"
	couple = "conseil-conjugal"
)

func TestAssess(t *testing.T) {
	p := loadSample(t)
	both := []string{alone, couple}
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
			want: summary{Next: "topic", Eligible: both, Candidates: both},
		},
		{
			name: "an offer drops out early", departement: "38", day: today,
			answers: programme.Answers{"topic": "role"},
			want:    summary{Next: "age", Eligible: []string{alone}, Candidates: both, Not: map[string]string{couple: "told"}},
		},
		{
			name: "nothing left asks nothing", departement: "38", day: today,
			answers: programme.Answers{"topic": "housing"},
			want:    summary{Candidates: both, Not: map[string]string{alone: "ccas", couple: "told"}},
		},
		{
			name: "one for whom only the other asks", departement: "33", day: today,
			answers: programme.Answers{"topic": "role", "age": "0-5", "safety": programme.Spent}, candidates: both,
			want: summary{Eligible: []string{alone}, Candidates: both, Not: map[string]string{couple: "told"}},
		},
		{
			name: "a couple, safe", departement: "59", day: today,
			answers: programme.Answers{"topic": "couple", "age": "unborn", "safety": "yes"},
			want:    summary{Next: "together", Eligible: both, Candidates: both},
		},
		{
			name: "a couple, not safe", departement: "59", day: today,
			answers: programme.Answers{"topic": "couple", "age": "unborn", "safety": "no"},
			want:    summary{Eligible: []string{alone}, Candidates: []string{alone}, Not: map[string]string{couple: "silent"}},
		},
		{
			name: "what was silent stays unsaid", departement: "59", day: today,
			answers:    programme.Answers{"topic": "couple", "age": "unborn", "safety": programme.Spent},
			candidates: []string{alone},
			want:       summary{Eligible: []string{alone}, Candidates: []string{alone}},
		},
		{
			name: "not safe, and told why as if she were", departement: "59", day: today,
			answers: programme.Answers{"topic": "role", "age": "unborn", "safety": "no"},
			want:    summary{Eligible: []string{alone}, Candidates: []string{alone}, Not: map[string]string{couple: "told"}},
		},
		{
			name: "a spent answer without candidates is taken for the worst", departement: "59", day: today,
			answers: programme.Answers{"topic": "couple", "age": "unborn", "safety": programme.Spent},
			want:    summary{Eligible: []string{alone}, Candidates: []string{alone}, Not: map[string]string{couple: "silent"}},
		},
		{
			name: "no candidate is not every candidate", departement: "59", day: today,
			answers: programme.Answers{"topic": "couple"}, candidates: []string{},
			want: summary{Candidates: []string{}},
		},
		{
			name: "alone", departement: "38", day: today, candidates: both,
			answers: programme.Answers{"topic": "couple", "age": "6-11", "safety": programme.Spent, "together": "alone"},
			want:    summary{Eligible: []string{alone}, Candidates: both, Not: map[string]string{couple: "mediation"}},
		},
		{
			name: "both", departement: "38", day: today, candidates: both,
			answers: programme.Answers{"topic": "couple", "age": "22-plus", "safety": programme.Spent, "together": "both"},
			want:    summary{Eligible: []string{couple}, Candidates: both, Not: map[string]string{alone: "mediation"}},
		},
		{
			name: "another département", departement: "75", day: today,
			answers: programme.Answers{"topic": "role"},
			want:    summary{Candidates: both, Not: map[string]string{alone: "caf-sociale", couple: "mediation"}},
		},
		{
			name: "before it began", departement: "38", day: programme.Date{Year: 2023, Month: 12, Day: 31},
			answers: programme.Answers{"topic": "role"},
			want:    summary{Candidates: both, Not: map[string]string{alone: "caf-sociale", couple: "mediation"}},
		},
		{
			name: "an answer that is none any more", departement: "38", day: today,
			answers: programme.Answers{"topic": "holidays"},
			want:    summary{Next: "topic", Eligible: both, Candidates: both},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.want.Not == nil {
				c.want.Not = map[string]string{}
			}
			got := summarise(p.Assess(c.answers, c.departement, c.day, c.candidates))
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
