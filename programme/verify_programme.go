package programme

import (
	"fmt"
	"slices"
	"time"
)

// programme checks what programme.yaml says.
func (v verifier) programme() {
	v.languages()
	v.text("name", v.p.Name)
	v.controller()
	v.departements()
	v.questions()
	v.relays()
	v.emergency()
	v.families()
	v.offers()
	v.positive("thresholds.inside", v.p.Thresholds.Inside)
	if v.p.Thresholds.Published < v.p.Thresholds.Inside {
		v.fault("thresholds.published", "%d: want at least that inside, %d", v.p.Thresholds.Published, v.p.Thresholds.Inside)
	}
}

func (v verifier) languages() {
	if !slices.Contains(v.p.Languages, "fr") {
		v.fault("languages", "want fr among them: every text falls back to it")
	}
	v.known("languages", v.p.Languages, "a language tag", language.MatchString)
}

func (v verifier) controller() {
	c := v.p.Controller
	v.email("controller.dpo", c.DPO)
	v.contacts()
}

func (v verifier) departements() {
	taken := map[string]string{}
	for i, d := range v.p.Departements {
		at := fmt.Sprintf("departements[%d]", i)
		switch {
		case !Communes().Departement(d.Code):
			v.fault(at+".code", "%q is not a département: want its Insee code, e.g. 38, 2A or 974", d.Code)
		case taken[d.Code] != "":
			v.fault(at+".code", "%q is already that of %s", d.Code, taken[d.Code])
		}
		taken[d.Code] = at
		if d.Name == "" {
			v.fault(at+".name", "is missing")
		}
	}
	if len(v.p.Departements) == 0 {
		v.fault("departements", "is empty: want at least one")
	}
}

func (v verifier) questions() {
	taken := map[string]string{}
	for i, q := range v.p.Questions {
		at := fmt.Sprintf("questions[%d]", i)
		v.id(at+".id", q.ID, questionID, taken)
		if slices.Contains(reserved, q.ID) {
			v.fault(at+".id", "%q means something else in conditions", q.ID)
		}
		v.text(at+".text", q.Text)
		if len(q.Choices) < 2 {
			v.fault(at+".choices", "want at least two")
		}
		answers, heard := map[string]string{}, map[string]string{}
		for j, c := range q.Choices {
			at := fmt.Sprintf("%s.choices[%d]", at, j)
			v.id(at+".id", c.ID, plainID, answers)
			v.text(at+".label", c.Label)
			v.dangers(at+".danger", c.Danger)
			v.separated(at, q, c)
			v.heard(at, c.Heard, heard)
			v.ages(at+".ages", c.Ages, q.Choices[:j])
		}
		v.put(at, &v.p.Questions[i])
	}
}

func (v verifier) relays() {
	taken := map[string]string{}
	for i, r := range v.p.Relays {
		at := fmt.Sprintf("relays[%d]", i)
		v.id(at+".id", r.ID, plainID, taken)
		v.text(at+".name", r.Name)
		v.optionalText(at+".text", r.Text)
		v.phone(at+".phone", r.Phone)
		v.link(at+".url", r.URL)
		v.known(at+".departements", r.Departements, "a département that takes part", v.takesPart)
		v.dangers(at+".danger", r.Danger)
	}
}

func (v verifier) emergency() {
	for i, n := range v.p.Emergency {
		at := fmt.Sprintf("emergency[%d]", i)
		if n.Number == "" {
			v.fault(at+".number", "is missing")
		}
		v.phone(at+".number", n.Number)
		v.text(at+".for", n.For)
		v.hours(at+".hours", n.Hours)
		v.dangers(at+".danger", n.Danger)
	}
}

func (v verifier) offers() {
	taken := map[string]string{}
	for i := range v.p.Offers {
		o := &v.p.Offers[i]
		at := fmt.Sprintf("offers[%d]", i)
		v.id(at+".id", o.ID, plainID, taken)
		v.text(at+".name", o.Name)
		v.text(at+".summary", o.Summary)
		v.optionalText(at+".price", o.Price)
		v.where(at, o)
		v.sessions(at, o)
		v.asks(at+".asks", o)
		v.aim(at, o)
		v.conditions(at, o)
		v.handOver(at, o)
		v.questionnaire(at+".questionnaire", o.Questionnaire)
		v.questionnaire(at+".before", o.Before)
		v.followUp(at+".follow_up", o.FollowUp)
	}
	v.guardedRelays()
	if len(v.p.Offers) == 0 {
		v.fault("offers", "is empty: want at least one")
	}
}

func (v verifier) where(at string, o *Offer) {
	if o.HandedOver() && len(o.Where) == 0 { // everywhere
		if v.given(at + ".elsewhere") {
			v.fault(at+".elsewhere", "is never said: the offer is handed over everywhere; want where, the départements where it is")
		}
		return
	}
	for code, period := range o.Where {
		at := at + ".where." + code
		if !v.takesPart(code) {
			v.fault(at, "%q is not a département that takes part", code)
		}
		if !period.Until.IsZero() && period.Until.Compare(period.From) < 0 {
			v.fault(at+".until", "%s is before %s", period.Until, period.From)
		}
	}
	if len(o.Where) == 0 {
		v.fault(at+".where", "is empty: want the départements where it is offered")
	}
	v.otherwise(at+".elsewhere", o.Elsewhere)
	if o.Elsewhere.Silent {
		v.fault(at+".elsewhere.silent", "only a condition can be silent")
	}
}

func (v verifier) sessions(at string, o *Offer) {
	if o.HandedOver() {
		return
	}
	if o.Duration < 5*time.Minute || o.Duration > 8*time.Hour {
		v.fault(at+".duration", "%s: want between 5 minutes and 8 hours", o.Duration)
	}
	v.quota(at+".quota", o.Quota)
	for i, r := range o.Reminders {
		if r < 5*time.Minute {
			v.fault(fmt.Sprintf("%s.reminders[%d]", at, i), "%s: want 5 minutes or more before", r)
		}
	}
	v.confirm(at+".confirm", o)
	v.rules(at+".rules", o.Rules)
}

// confirm: a question that comes after the last reminder is no use to anybody.
func (v verifier) confirm(field string, o *Offer) {
	switch {
	case o.Confirm == 0:
	case o.Confirm < time.Hour:
		v.fault(field, "%s: want an hour or more before", o.Confirm)
	case len(o.Reminders) > 0 && o.Confirm <= slices.Min(o.Reminders):
		v.fault(field, "%s: want more than the last reminder, %s before", o.Confirm, slices.Min(o.Reminders))
	}
}

// Bounds of FollowUp.After: a booking is not kept for ever.
const (
	soonestFollowUp = 24 * time.Hour
	latestFollowUp  = 180 * 24 * time.Hour
)

func (v verifier) followUp(field string, f FollowUp) {
	v.questionnaire(field+".questionnaire", f.Questionnaire)
	switch {
	case f.Questionnaire == "" && f.After != 0:
		v.fault(field+".questionnaire", "is missing")
	case f.Questionnaire != "" && (f.After < soonestFollowUp || f.After > latestFollowUp):
		v.fault(field+".after", "%s: want between 1 day and 180 days", f.After)
	}
}

func (v verifier) questionnaire(field, name string) {
	if name == "" {
		return
	}
	if _, ok := v.p.Questionnaires[name]; !ok {
		v.fault(field, "%q is not a questionnaire: there is no questionnaires/%s.yaml", name, name)
	}
}

func (v verifier) takesPart(code string) bool {
	_, ok := v.p.Departement(code)
	return ok
}
