package bot

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/locales"
	"escale/scheduling"
)

// places are ways to where she says something in words.
var places = map[string]map[string][]string{
	"fr": {
		"welcome":  {"> type bonjour"},
		"postcode": {"> type bonjour", "> tap Mon rôle de parent"},
		"age":      {"> type bonjour", "> tap Mon rôle de parent", "> type 38000"},
		"safety":   {"> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans"},
		"slots":    {"> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui"},
		"summary":  {"> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> type 1"},
		"booked":   {"> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> type 1", "> type oui"},
		"cancel":   {"> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> type 1", "> type oui", "> forge r.b1.cancel"},
		"erase":    {"> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> type 1", "> type oui", "> type /effacer"},
	},
}

// heardWords is one line of testdata/words.txt.
type heardWords struct{ place, language, want, words string }

func labelledWords(t *testing.T) []heardWords {
	t.Helper()
	return wordsIn(t, "testdata/words.txt")
}

func wordsIn(t *testing.T, file string) []heardWords {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []heardWords
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		p := strings.SplitN(line, " | ", 4)
		if len(p) != 4 {
			t.Fatalf("%s: %q", file, line)
		}
		all = append(all, heardWords{p[0], p[1], p[2], p[3]})
	}
	return all
}

// stand plays a parent to a place, in a language.
func stand(t *testing.T, place, language string) *stageDoor {
	t.Helper()
	s := play(t, places["fr"][place]...)
	if language != "fr" {
		view := s.c.Data.Aside
		s.hear(Inbound{Choice: "langue." + language})
		if place == "cancel" {
			s.c.Data.Aside = view
		}
	}
	return s
}

// does is what one inbound leads to.
func (s *stageDoor) does(in Inbound) Turn {
	s.t.Helper()
	in.Channel, in.Address, in.Language = s.c.Channel, s.c.Address, s.language
	turn, err := s.d.Step(context.Background(), s.c, Input{Inbound: &in, Now: s.now})
	if err != nil {
		s.t.Fatal(err)
	}
	return turn
}

// same reports whether two turns say and do the same.
func sameTurn(a, b Turn) bool {
	return cmp.Equal(a.Messages, b.Messages) && cmp.Equal(a.Commands, b.Commands) && a.Erase == b.Erase && a.Conversation.Step == b.Conversation.Step
}

// expected is what the words should lead to.
func (s *stageDoor) expected(want string) Turn {
	switch {
	case strings.HasPrefix(want, "= "):
		return s.does(Inbound{Text: strings.TrimPrefix(want, "= ")})
	case strings.HasPrefix(want, "["):
		return s.does(Inbound{Choice: s.find(strings.Trim(want, "[]"))})
	}
	return s.does(Inbound{Choice: want})
}

// dangerous: it cancels, confirms or erases, or asks whether to.
func (s *stageDoor) dangerous(turn Turn) bool {
	asks := func(m Message) bool {
		return slices.ContainsFunc(m.Choices, func(c Choice) bool {
			return strings.HasSuffix(c.ID, "."+doDrop) && len(m.Choices) <= 4 || c.ID == "effacer.oui" || c.ID == "effacer.garder"
		})
	}
	does := func(c Command) bool {
		return c.Desk != nil && slices.Contains([]string{scheduling.DoCancel, scheduling.DoBook, scheduling.DoMove, scheduling.DoAccept}, c.Desk.Kind)
	}
	return turn.Erase || slices.ContainsFunc(turn.Commands, does) || slices.ContainsFunc(turn.Messages, asks)
}

// What is written is understood nine times in ten, and never does what can't be
// taken back unless that was said.
func TestWords(t *testing.T) {
	all := labelledWords(t)
	if len(all) < 150 {
		t.Fatalf("%d sentences: want 150", len(all))
	}
	wrong := notUnderstood(t, all)
	right := len(all) - len(wrong)
	share := float64(right) / float64(len(all))
	t.Logf("%d of %d understood (%.1f %%); not:\n%s", right, len(all), 100*share, strings.Join(wrong, "\n"))
	if share < 0.9 {
		t.Errorf("%.1f %% understood: want 90", 100*share)
	}
}

// notUnderstood tries the words where they are said. Nothing may come of those that
// are taken wrongly which can't be taken back.
func notUnderstood(t *testing.T, all []heardWords) []string {
	t.Helper()
	var wrong []string
	stands := map[string]*stageDoor{}
	for _, w := range all {
		key := w.place + " " + w.language
		if stands[key] == nil {
			stands[key] = stand(t, w.place, w.language)
		}
		s := stands[key]
		got := s.does(Inbound{Text: w.words})
		ok := got.Conversation.Data.Misses == 1
		if w.want != "?" {
			want := s.expected(w.want)
			ok = sameTurn(want, got)
			if want.Conversation.Data.Misses > 0 {
				t.Fatalf("%s: %q is not understood itself", key, w.want)
			}
		}
		if ok {
			continue
		}
		wrong = append(wrong, key+": "+w.words+" (want "+w.want+"): "+firstLine(got))
		if s.dangerous(got) {
			t.Errorf("dangerous: at %s, %q", key, w.words)
		}
	}
	return wrong
}

func firstLine(turn Turn) string {
	if len(turn.Messages) == 0 {
		return "nothing said"
	}
	line, _, _ := strings.Cut(turn.Messages[0].Text, "\n")
	return line
}

// The sentences measured are none of the examples.
func TestWordsAreNoExamples(t *testing.T) {
	s := newStageDoor(t)
	known := map[string]bool{}
	for _, tag := range []string{locales.French, locales.English} {
		say := s.d.Locales.In(tag)
		for _, i := range intents() {
			for _, way := range say.Alternatives(i.text) {
				known[plain(way)] = true
			}
		}
		for _, f := range s.d.Catalogue().FAQ {
			for _, way := range f.Heard[tag] {
				known[plain(way)] = true
			}
		}
	}
	for _, w := range labelledWords(t) {
		if known[plain(w.words)] {
			t.Errorf("%q is an example", w.words)
		}
	}
}

// Whatever is typed, nothing is cancelled, booked or erased without its question.
func FuzzWords(f *testing.F) {
	t := new(testing.T)
	for _, w := range labelledWords(t) {
		f.Add(w.words, uint8(len(w.words)))
	}
	f.Add("annuler\x00 mardi 99h le 3/", uint8(3))
	f.Add(strings.Repeat("rendez-vous mardi ", 90), uint8(2))
	at := []*stageDoor{stand(t, "welcome", "fr"), stand(t, "age", "fr"), stand(t, "slots", "fr"), stand(t, "booked", "fr"), stand(t, "slots", "en"), stand(t, "slots", "tr"), stand(t, "welcome", "ar")}
	f.Fuzz(func(t *testing.T, words string, which uint8) {
		s := at[int(which)%len(at)]
		turn, err := s.d.Step(context.Background(), s.c, Input{Inbound: &Inbound{Text: words, Channel: s.c.Channel}, Now: s.now})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range turn.Commands {
			if c.Desk != nil && c.Desk.Kind != scheduling.DoHold && c.Desk.Kind != scheduling.DoRelease {
				t.Errorf("%q: %s", words, c.Desk.Kind)
			}
		}
		if turn.Erase || len(turn.Messages) == 0 && len(turn.Commands) == 0 {
			t.Errorf("%q: erases, or says and does nothing", words)
		}
		for _, m := range turn.Messages {
			if err := wellFormed(m); err != nil && !strings.Contains(words, "{{") {
				t.Errorf("%q: %v in %q", words, err, m.Text)
			}
		}
	})
}
