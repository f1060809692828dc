package bot

import "testing"

// A way to meet that the slot on the summary has is chosen there; one that it has
// not is looked for.
func TestAWayToMeetAtTheSummary(t *testing.T) {
	to := []string{"> page fr", "> tap Mon rôle de parent", "> type 38100", "> type 3 ans", "> tap Oui", "> type 3"}
	for typed, want := range map[string]struct{ step, mode string }{
		"sur place":          {stepSummary, "in-person"},
		"par téléphone svp":  {stepSummary, "phone"},
		"en visio":           {stepSlots, "video"},
		"au téléphone mardi": {stepSlots, "phone"},
	} {
		s := play(t, append(to, "> type "+typed)...)
		if got := s.c.Data.Wanted.Mode; s.c.Step != want.step || got != want.mode {
			t.Errorf("%s: %s by %q, want %+v", typed, s.c.Step, got, want)
		}
	}
}
