package bot

import (
	"encoding/json"
	"slices"
	"testing"
)

// What a chat shows is remembered with the conversation, the latest of it, and goes
// with the message that takes it back.
func TestWhatTheChatShowsIsRemembered(t *testing.T) {
	s := newStageDoor(t)
	s.c.Channel = "telegram"
	s.hear(Inbound{Text: "bonjour", Shown: []int{7, 11}})
	s.hear(Inbound{Text: "/aide", Shown: []int{7, 11, 12, 400}})
	s.hear(Inbound{Choice: "messages.effacer", Shown: []int{401}}) // by another process
	m := s.messages[0]
	if want := []int{7, 11, 12, 400, 401}; !m.Wipe || !slices.Equal(m.Shown, want) {
		t.Errorf("takes back %v, %v, want %v", m.Wipe, m.Shown, want)
	}
	var many []int
	for id := range 3 * shownAtMost {
		many = append(many, 1000+id)
	}
	s.hear(Inbound{Text: "/aide", Shown: many})
	if want := many[2*shownAtMost:]; !slices.Equal(s.c.Shown, want) {
		t.Errorf("%d are remembered, from %d", len(s.c.Shown), s.c.Shown[0])
	}
}

// Nothing tells a conversation of which messages were taken back from one that only
// asked for help.
func TestTakingMessagesBackLeavesNoTrace(t *testing.T) {
	kept := map[string]bool{}
	for _, choice := range []string{"aide", "messages.effacer"} {
		s := newStageDoor(t)
		s.c.Channel = "telegram"
		s.hear(Inbound{Text: "bonjour", Shown: []int{7}})
		s.hear(Inbound{Text: "je suis à bout", Shown: []int{7, 8, 9}})
		s.hear(Inbound{Choice: choice, Shown: []int{7, 8, 9, 10}})
		s.hear(Inbound{Choice: "continuer", Shown: []int{12, 13}})
		data, err := json.Marshal(s.c)
		if err != nil {
			t.Fatal(err)
		}
		kept[string(data)] = true
	}
	if len(kept) != 1 {
		t.Errorf("conversations differ: %v", kept)
	}
}
