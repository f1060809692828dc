package programme

// oldest is the greatest age that an answer may be about, in years.
const oldest = 120

// ages of an answer are years of its own: before are the answers that come first.
func (v verifier) ages(at string, a Ages, before []Answer) {
	if a == (Ages{}) {
		return
	}
	if a.From < 0 || a.To < a.From || a.To < 1 || a.To > oldest {
		v.fault(at, "%d to %d: want years from 0 to %d, the lower first", a.From, a.To, oldest)
		return
	}
	for _, other := range before {
		if other.Ages.Has(a.From) || a.Has(other.Ages.From) && other.Ages.To > 0 {
			v.fault(at, "%d to %d: some of these years are those of %q", a.From, a.To, other.ID)
		}
	}
}
