package bot

import "testing"

// Who types on an Arabic or Persian keyboard gives a postcode as anybody.
func TestDigitsOfOtherKeyboards(t *testing.T) {
	for _, typed := range []string{"٣٨٠٠٠", "۳۸۰۰۰"} {
		s := play(t, "> page fr", "> tap Mon rôle de parent", "> type "+typed)
		if got := s.c.Data.Place.Postcode; got != "38000" {
			t.Errorf("%s: postcode %q", typed, got)
		}
	}
}
