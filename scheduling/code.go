package scheduling

// NewCode draws a code of eight letters that are told apart when said aloud.
func NewCode() string { return newCode() }

// ReadCode reads a code as people write it: with blanks and hyphens, in capitals
// or not; "" for what can't be one.
func ReadCode(said string) string { return readCode(said) }
