package programme

// tongues checks the languages that parents are received in.
func (v verifier) tongues(at string, tags []string) {
	v.known(at, tags, "a language tag, e.g. en, ar or fsl (signed)", language.MatchString)
}
