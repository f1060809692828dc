package programme

// families checks how separated parents count.
func (v verifier) families() {
	if v.p.SeparatedParents != "" {
		v.one("separated_parents", v.p.SeparatedParents, "a way to count separated parents", TwoFamilies, OneFamily)
	}
}

// separated refuses what could never be known: a consumed answer is kept nowhere.
func (v verifier) separated(at string, q Question, a Answer) {
	if a.Separated && q.Consumed {
		v.fault(at+".separated", "the answers to %s are consumed: want a question whose answers are kept", q.ID)
	}
}
