package web

import (
	"strings"

	"escale/evaluation"
	"escale/programme"
)

// moments say, by item, when it is asked, for those that are worded like another:
// what was asked before the session is asked again long after it.
func moments(p *programme.Programme, questionnaires []*evaluation.Questionnaire) map[string]string {
	alike := map[string]int{}
	for _, q := range questionnaires {
		for _, it := range q.Items {
			alike[it.Text.In("fr")]++
		}
	}
	said := map[string]string{}
	for _, q := range questionnaires {
		for _, it := range q.Items {
			if alike[it.Text.In("fr")] > 1 {
				said[it.ID] = moment(p, q.ID)
			}
		}
	}
	return said
}

// moment is when a questionnaire is asked, as the offers have it.
func moment(p *programme.Programme, questionnaire string) string {
	var when []string
	add := func(is bool, words string) {
		if is && !strings.Contains(strings.Join(when, " "), words) {
			when = append(when, words)
		}
	}
	for _, o := range p.Offers {
		add(o.Before == questionnaire, "avant la séance")
		add(o.Questionnaire == questionnaire, "après la séance")
		add(o.FollowUp.Questionnaire == questionnaire, "plus tard")
	}
	return strings.Join(when, ", ")
}
