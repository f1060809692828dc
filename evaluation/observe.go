package evaluation

import (
	"cmp"
	"strconv"
)

// observe lists the answers to one item. Free text is counted, never read.
func observe(answers []Answer, it Item) []observation {
	var all []observation
	for _, a := range answers {
		v := a.Items[it.ID]
		if v == "" {
			continue
		}
		o := observation{
			order: scramble(a.ID), arrived: cmp.Or(a.Arrived, a.Month), month: a.Month,
			departement: a.Departement, structure: a.Structure, offer: a.Offer, value: v, judged: it.judged(),
		}
		switch it.Kind {
		case Words:
			o.value = ""
		case Choice, Scale:
			opt, known := it.option(v)
			if !known {
				continue // an option that the questionnaire no longer has
			}
			o.favourable = opt.Favourable
		}
		all = append(all, o)
	}
	return all
}

// outcomes lists the sessions that were held or missed.
func outcomes(facts []Fact) []observation {
	var all []observation
	for _, f := range facts {
		held := f.State == stateAttended || f.State == statePresumedHeld
		if held || f.State == stateMissed {
			o := ofFact(f)
			o.favourable, o.judged, o.value = held, true, strconv.FormatBool(held)
			all = append(all, o)
		}
	}
	return all
}

// entries lists the same sessions by how they came about: entered by staff in
// their calendar, or booked here. Empty if staff entered none.
func entries(facts []Fact) []observation {
	var all []observation
	some := false
	for _, f := range facts {
		if f.State != stateAttended && f.State != statePresumedHeld && f.State != stateMissed {
			continue
		}
		o, entered := ofFact(f), f.Route == RouteEntered
		o.favourable, o.judged, o.value = entered, true, strconv.FormatBool(entered)
		all, some = append(all, o), some || entered
	}
	if !some {
		return nil
	}
	return all
}

// responses lists the questionnaires sent, answered or not.
func responses(facts []Fact) []observation {
	var all []observation
	for _, f := range facts {
		if f.Invited {
			o := ofFact(f)
			o.favourable, o.judged, o.value = f.Answered, true, strconv.FormatBool(f.Answered)
			all = append(all, o)
		}
	}
	return all
}

// delays lists the days from request to session.
func delays(facts []Fact) []observation {
	var all []observation
	for _, f := range facts {
		if f.State != stateReleased && f.Route != RouteEntered {
			o := ofFact(f)
			o.value = strconv.Itoa(f.DelayDays)
			all = append(all, o)
		}
	}
	return all
}

func ofFact(f Fact) observation {
	return observation{
		order: scramble(f.ID), arrived: f.Month, month: f.Month,
		departement: f.Departement, structure: f.Structure, offer: f.Offer,
	}
}
