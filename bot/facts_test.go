package bot

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/scheduling"
)

// What the evaluation may count: enumerated answers, without the one that was
// consumed, and a language no finer than French or another.
func TestABookingCarriesWhatMayBeCounted(t *testing.T) {
	for _, c := range []struct{ language, yes, want string }{
		{"Français", "oui", "fr"},
		{"Français facile", "oui", "fr"},
		{"English", "yes", "other"},
	} {
		t.Run(c.language, func(t *testing.T) {
			s := newStageDoor(t)
			for _, line := range []string{
				"type bonjour", "tap Mon rôle de parent", "type 38000", "tap De 0 à 5 ans", "tap Oui", "type 1",
				"type " + c.language, "type " + c.yes,
			} {
				s.play(line)
			}
			last := s.desk.asked[len(s.desk.asked)-1]
			if last.Kind != scheduling.DoBook {
				t.Fatalf("the last command is %s\n%s", last.Kind, s.out.String())
			}
			want := map[string]string{"topic": "role", "age": "0-5", "language": c.want}
			if diff := cmp.Diff(want, last.Facts); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
		})
	}
}
