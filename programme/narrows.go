package programme

import "slices"

// Narrows reports whether an answer to the question may rule an offer out
// silently. What a consumed answer left (Assessment.Candidates) then depends on
// it, too, and is asked anew when it changes. "departement" stands for where she
// lives.
func (p *Programme) Narrows(question string) bool {
	for _, o := range p.Offers {
		for _, c := range o.Conditions {
			if c.Otherwise.Silent && c.rule != nil && slices.Contains(c.rule.mentions, question) {
				return true
			}
		}
	}
	return false
}
