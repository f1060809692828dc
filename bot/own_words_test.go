package bot

import (
	"slices"
	"testing"
)

// A parent's own words, which stand in no list, choose what she would talk about.
func TestOwnWords(t *testing.T) {
	for language, topics := range map[string]map[string]string{
		"ar": {"زوجي وأنا لم نعد نتفاهم أبدا": "couple", "والله ما عندي فلوس": "money", "أم وحيدة مع ثلاثة أطفال": "solo"},
		"tr": {"karımla hep tartışıyoruz": "couple", "bu ay kiramı ödeyemedim": "money", "kocamdan boşandım": "separation"},
		"pt": {"a minha mulher e eu discutimos": "couple", "as dívidas não consigo pagar": "money", "crio a minha filha sozinha": "solo"},
		"es": {"mi marido y yo discutimos mucho": "couple", "el alquiler no lo puedo pagar": "money", "me divorcio": "separation"},
		"ro": {"mă cert des cu soțul meu": "couple", "chiria nu o pot plăti": "money", "sunt divorțată": "separation"},
		"ru": {"с мужем всё время ссоры": "couple", "денег нет совсем": "money", "развожусь с мужем": "separation"},
		"uk": {"чоловік і я постійно сваримось": "couple", "грошей нема": "money", "дитину виховую сама": "solo"},
	} {
		for typed, want := range topics {
			s := play(t, "> speaks "+language, "> page "+language, "> type "+typed)
			if got := s.c.Answers["topic"]; got != want {
				t.Errorf("%s: %s: %q, want %q", language, typed, got, want)
			}
			if slices.Contains(topicWords(t, language, want), plain(typed)) {
				t.Errorf("%s: %s stands in a list", language, typed)
			}
		}
	}
}

// What stands in a list chooses its answer, unless the words are of danger: then
// the numbers come first.
func TestOwnWordsOfTheLists(t *testing.T) {
	for _, language := range []string{"fr", "en", "ar", "tr", "pt", "es", "ro", "ru", "uk"} {
		s := play(t, "> speaks "+language, "> page "+language)
		q, _ := s.d.Catalogue().Question("topic")
		for _, c := range q.Choices {
			for _, typed := range c.Heard[language] {
				turn := s.does(Inbound{Text: typed, Welcomed: true})
				if got := turn.Conversation.Answers["topic"]; got != c.ID && len(s.d.Danger(typed)) == 0 {
					t.Errorf("%s: %s: %q, want %q", language, typed, got, c.ID)
				}
			}
		}
	}
}

// topicWords are the ways to say a topic, as plain writes them.
func topicWords(t *testing.T, language, topic string) []string {
	t.Helper()
	p, err := sampleProgramme()
	if err != nil {
		t.Fatal(err)
	}
	q, _ := p.Question("topic")
	for _, c := range q.Choices {
		if c.ID == topic {
			var all []string
			for _, words := range c.Heard[language] {
				all = append(all, plain(words))
			}
			return all
		}
	}
	t.Fatalf("no topic %s", topic)
	return nil
}
