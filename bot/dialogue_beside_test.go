package bot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A transcript in a language that its reader may not know has "> beside fr": under
// what the bot says, what it would have said in French, behind a bar. A line "# = "
// before what she types says what it means; French ears hear that where the words
// themselves mean nothing to them.

// sideBySide writes messages down, each with the same one in the other language.
// before is the conversation that the turn found.
func (s *stageDoor) sideBySide(before Conversation, in Input, messages []Message) {
	meaning := s.meaning
	s.meaning = ""
	if s.beside == "" || s.c.Language == s.beside {
		s.write(messages)
		return
	}
	want := outline(s.c, messages)
	said, got := s.inOther(before, in, "")
	if got != want && meaning != "" {
		said, got = s.inOther(before, in, meaning)
	}
	if got != want {
		s.t.Errorf("in %s this would be another turn: say in a line \"# = \" what is typed\n%s\n%s\n%s",
			s.beside, want, got, s.out.String()[max(0, s.out.Len()-300):])
		return
	}
	s.pairs(messages, said)
}

// inOther is what the dialogue says to the same conversation in the other language,
// and where the turn leads.
func (s *stageDoor) inOther(c Conversation, in Input, meaning string) (said []Message, leads string) {
	c.Language = s.beside
	if in.Inbound != nil {
		own := *in.Inbound
		own.Language = s.beside
		if meaning != "" {
			own.Text = meaning
		}
		in.Inbound = &own
	}
	turn, err := s.d.Step(context.Background(), c, in)
	if err != nil {
		s.t.Fatalf("step in %s: %v", s.beside, err)
	}
	return turn.Messages, outline(turn.Conversation, turn.Messages)
}

// outline is what a turn has in common in all languages: where it leads, and what
// can be answered.
func outline(c Conversation, messages []Message) string {
	ids := map[string]bool{}
	for _, m := range messages {
		for _, choice := range m.Choices {
			parts := strings.Split(choice.ID, ".")
			switch {
			case choice.Role != Main || parts[0] == aboutFAQ || parts[0] == "humain": // a guess, from her words
				continue
			case parts[0] == aboutSurvey:
				parts[1] = "" // random
			}
			ids[strings.Join(parts, ".")] = true
		}
	}
	return fmt.Sprint(c.Step, len(messages), slices.Sorted(maps.Keys(ids)))
}

// welcome is the first page, which no conversation says.
func (s *stageDoor) welcome(language string) {
	if s.beside == "" {
		s.write(s.d.Welcome(language))
		return
	}
	s.pairs(s.d.Welcome(language), s.d.Welcome(s.beside))
}

// pairs writes the messages of two languages one under the other.
func (s *stageDoor) pairs(messages, beside []Message) {
	for i, m := range messages {
		s.write([]Message{m})
		written := strings.TrimRight(s.out.String(), "\n") + "\n"
		s.out.Reset()
		if d := beside[i].Document; d != nil && d.Type == "application/json" { // for machines, the same in all languages
			beside[i].Document = nil
		}
		s.put(beside[i])
		lines := strings.Split(strings.TrimRight(s.out.String(), "\n"), "\n")
		s.out.Reset()
		s.out.WriteString(written)
		for _, line := range lines {
			fmt.Fprintln(&s.out, strings.TrimRight("  | "+strings.TrimPrefix(line, "  "), " "))
		}
		fmt.Fprintln(&s.out)
	}
}
