package programme_test

import "testing"

// What decides whether a joint offer is spoken of decides what the question of
// safety left; what comes after that question does not.
func TestNarrows(t *testing.T) {
	everywhere := loadSample(t)
	for question, want := range map[string]bool{
		"topic": true, "separation": true, "someone": true, "safety": true,
		"age": false, "together": false, "hardship": false, "allocataire": false, "departement": false,
	} {
		if got := everywhere.Narrows(question); got != want {
			t.Errorf("%s: %v, want %v", question, got, want)
		}
	}
	until := sampleWith(t, "for: topic == \"couple\" or separation == \"talk\"\n    where:\n      \"38\": {from: 2024-01-01}",
		"for: topic == \"couple\" or separation == \"talk\"\n    where:\n      \"38\": {from: 2024-01-01, until: 2026-12-31}")
	if !until.Narrows("departement") {
		t.Error("where she lives decides, and the answer would be kept")
	}
}
