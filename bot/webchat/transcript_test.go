package webchat

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/bot"
	"escale/scheduling"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func noWords(string) string { return "" }

// told writes a transcript as lines of text, live buttons in brackets.
func told(t transcript) []string {
	var all []string
	for i, v := range lines(t) {
		s := t.Lines[i].Message.Text
		if v.Mine {
			s = "> " + s
		}
		for _, c := range append(append(v.Filters, v.Answers...), v.Ways...) {
			s += " [" + c.Label + "]"
		}
		all = append(all, s)
	}
	return all
}

func secret(m bot.Message) bot.Message { m.Purge = true; return m }

func TestTranscript(t *testing.T) {
	notice := say("Séance déplacée.", choice("r.b1.ok", "D’accord"))
	notice.Class = scheduling.Notice
	turned := say("Page 2", choice("1.slots.3", "Mardi"))
	turned.Replace = true
	waiting := say("Un instant…")
	waiting.Passing = true
	question := say("Âge ?", choice("1.age.a", "0 à 3 ans"), nav("humain", "Une personne"))
	safety := secret(say("Êtes-vous en sécurité ?", choice("1.q.yes", "Oui"), choice("1.q.no", "Non")))
	consumed := say("En sécurité ?", choice("1.q.yes", "Oui"))
	consumed.Private = true
	numbers := secret(say("Appelez le 17.", nav("continuer", "Continuer")))

	tests := []struct {
		name string
		run  func(t *transcript)
		want []string
	}{
		{"an answer takes the buttons away", func(t *transcript) {
			t.say(question, noon)
			t.hear(input{id: "1", choice: "1.age.a"}, noWords, noon)
			t.say(say("Et après ?", choice("1.b.a", "Ceci")), noon)
		}, []string{"Âge ?", "> 0 à 3 ans", "Et après ? [Ceci]"}},
		{"until it is replied to they stay", func(t *transcript) {
			t.say(question, noon)
			t.hear(input{id: "1", text: "euh"}, noWords, noon)
		}, []string{"Âge ? [0 à 3 ans] [Une personne]", "> euh"}},
		{"a notice leaves the question open", func(t *transcript) {
			t.say(question, noon)
			t.say(notice, noon)
		}, []string{"Âge ? [0 à 3 ans] [Une personne]", "Séance déplacée. [D’accord]"}},
		{"a way out stands once", func(t *transcript) {
			t.say(question, noon)
			t.say(say("Autre ?", choice("1.b.a", "Ceci"), nav("humain", "Une personne")), noon)
		}, []string{"Âge ? [0 à 3 ans]", "Autre ? [Ceci] [Une personne]"}},
		{"an unknown button leaves no line", func(t *transcript) {
			t.say(question, noon)
			t.hear(input{id: "1", choice: "7.old"}, noWords, noon)
			t.say(say("Ce bouton est ancien."), noon)
		}, []string{"Âge ?", "Ce bouton est ancien."}},
		{"turning pages replaces", func(t *transcript) {
			t.say(say("Page 1", choice("1.slots.more", "Plus")), noon)
			t.hear(input{id: "1", choice: "1.slots.more"}, noWords, noon)
			t.say(turned, noon)
		}, []string{"Page 2 [Mardi]"}},
		{"a word while she waits goes", func(t *transcript) {
			t.say(question, noon)
			t.hear(input{id: "1", choice: "1.age.a"}, noWords, noon)
			t.say(waiting, noon)
			t.say(say("C’est réservé !"), noon)
			t.say(say("Autre chose ?"), noon)
		}, []string{"Âge ?", "> 0 à 3 ans", "C’est réservé !", "Autre chose ?"}},
		{"and stands until then", func(t *transcript) {
			t.say(question, noon)
			t.hear(input{id: "1", choice: "1.age.a"}, noWords, noon)
			t.say(waiting, noon)
		}, []string{"Âge ?", "> 0 à 3 ans", "Un instant…"}},
		{"an answer without trace", func(t *transcript) {
			t.say(say("Bonjour."), noon)
			t.say(safety, noon)
			t.hear(input{id: "1", choice: "1.q.yes"}, noWords, noon)
			t.say(question, noon)
		}, []string{"Bonjour.", "Âge ? [0 à 3 ans] [Une personne]"}},
		{"nor what she types to a private question", func(t *transcript) {
			t.say(consumed, noon)
			t.say(notice, noon)
			t.hear(input{id: "1", text: "oui"}, noWords, noon)
			t.say(question, noon)
			t.hear(input{id: "2", text: "3 ans"}, noWords, noon)
		}, []string{"En sécurité ?", "Séance déplacée.", "Âge ? [0 à 3 ans] [Une personne]", "> 3 ans"}},
		{"nor a letter too long to be kept", func(t *transcript) {
			t.say(question, noon)
			t.hear(input{id: "1", text: strings.Repeat("é", bot.Longest/2+1)}, noWords, noon)
			t.hear(input{id: "2", text: "euh"}, noWords, noon)
		}, []string{"Âge ? [0 à 3 ans] [Une personne]", "> euh"}},
		{"emergency numbers are seen once", func(t *transcript) {
			t.say(question, noon)
			t.hear(input{id: "1", text: "il me frappe"}, noWords, noon)
			t.say(numbers, noon)
		}, []string{"Âge ?", "> il me frappe", "Appelez le 17. [Continuer]"}},
		{"and go with what led to them", func(t *transcript) {
			t.say(question, noon)
			t.hear(input{id: "1", text: "il me frappe"}, noWords, noon)
			t.say(numbers, noon)
			t.hear(input{id: "2", choice: "continuer"}, noWords, noon)
			t.say(question, noon)
		}, []string{"Âge ?", "Âge ? [0 à 3 ans] [Une personne]"}},
		{"a question without trace takes no other answer away", func(t *transcript) {
			t.say(question, noon)
			t.hear(input{id: "1", choice: "1.age.a"}, noWords, noon)
			t.say(safety, noon)
			t.hear(input{id: "2", choice: "1.q.no"}, noWords, noon)
			t.say(say("Suite."), noon)
		}, []string{"Âge ?", "> 0 à 3 ans", "Suite."}},
		{"numbers expire, questions wait", func(t *transcript) {
			t.say(safety, noon)
			t.say(numbers, noon)
			t.expire(noon.Add(purgeAfter + time.Second))
		}, []string{"Êtes-vous en sécurité ? [Oui] [Non]"}},
		{"a delivery repeated is seen once", func(t *transcript) {
			t.say(question, noon)
			t.say(question, noon.Add(time.Minute))
		}, []string{"Âge ? [0 à 3 ans] [Une personne]"}},
		{"but asked again it is said again", func(t *transcript) {
			t.say(question, noon)
			t.hear(input{id: "1", text: "euh"}, noWords, noon)
			t.say(question, noon)
		}, []string{"Âge ?", "> euh", "Âge ? [0 à 3 ans] [Une personne]"}},
		{"begun with emergency", func(t *transcript) {
			t.say(numbers, noon)
			t.begin([]bot.Message{question}, input{id: "1", text: "il me frappe"}, noWords, noon)
			t.hear(input{id: "2", choice: "continuer"}, noWords, noon)
		}, []string{"Âge ?"}},
		{"begun once", func(t *transcript) {
			t.say(say("Où ?", choice("1.c", "Ici")), noon)
			t.begin([]bot.Message{question}, input{id: "1", choice: "1.age.a"}, noWords, noon)
			t.begin([]bot.Message{question}, input{id: "1", choice: "1.age.a"}, noWords, noon)
		}, []string{"Âge ?", "> 0 à 3 ans", "Où ? [Ici]"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var script transcript
			test.run(&script)
			if diff := cmp.Diff(test.want, told(script)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTranscriptStaysSmall(t *testing.T) {
	var script transcript
	for i := range 3 * kept {
		m := say(fmt.Sprint("Message ", i))
		m.Document = &bot.Document{Name: "a.ics", Type: "text/calendar", Data: make([]byte, fileLimit)}
		script.hear(input{id: fmt.Sprint(i), text: "oui"}, noWords, noon)
		script.say(m, noon)
	}
	files := 0
	for _, l := range script.Lines {
		if l.Message.Document != nil {
			files++
		}
	}
	if len(script.Lines) != kept || files != keptFiles || len(script.Heard) != keptInputs {
		t.Errorf("%d lines, %d files, %d inputs", len(script.Lines), files, len(script.Heard))
	}
	large := say("Trop grand")
	large.Document = &bot.Document{Name: "a.ics", Data: make([]byte, fileLimit+1)}
	script.say(large, noon)
	if last := script.Lines[len(script.Lines)-1].Message; last.Document != nil || last.Text != "Trop grand" {
		t.Error("a document beyond the limit was kept, or its message lost")
	}
}

func TestAPieceCanBeReachedByATap(t *testing.T) {
	tests := map[string]string{
		"Appelez le 3919, gratuit.":              "Appelez le |3919=tel:3919|, gratuit.",
		"Le 39 19 ou le 112.":                    "Le |39 19=tel:3919| ou le |112=tel:112|.",
		"Appelez le 0 800 00 34 56.":             "Appelez le |0 800 00 34 56=tel:0800003456|.",
		"08 019 019 11 : écoute":                 "08 019 019 11=tel:0801901911| : écoute",
		"116 006 : victimes":                     "116 006=tel:116006| : victimes",
		"Écrivez au 114.":                        "Écrivez au |114=sms:114|.",
		"Tél. 04 76 00 00 01":                    "Tél. |04 76 00 00 01=tel:0476000001",
		"Tél. 04\u00a076\u202f00 00 01":          "Tél. |04\u00a076\u202f00 00 01=tel:0476000001",
		"Code postal 38000, 15 h 30, 35 euros":   "Code postal 38000, 15 h 30, 35 euros",
		"Écrire à a.b@caf-exemple.example.":      "Écrire à |a.b@caf-exemple.example=mailto:a.b@caf-exemple.example|.",
		"Voir https://escale.example/r/a?b=1&c.": "Voir |https://escale.example/r/a?b=1&c=https://escale.example/r/a?b=1&c|.",
	}
	for words, want := range tests {
		var got []string
		for _, p := range pieces(words, anywhere) {
			if p.URL != "" {
				got = append(got, p.Text+"="+string(p.URL))
			} else {
				got = append(got, p.Text)
			}
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%q became %q, not %q", words, s, want)
		}
	}
}

func TestAddressesOfButtons(t *testing.T) {
	for address, want := range map[string]string{
		"https://t.me/escale": "https://t.me/escale", "tel:3919": "tel:3919", "/confidentialite": "/confidentialite",
		"javascript:alert(1)": "", "data:text/html,x": "", "//evil.example": "", `/\evil.example`: "", "https:x": "", "": "",
	} {
		if got := string(safeURL(address)); got != want {
			t.Errorf("%q became %q, not %q", address, got, want)
		}
	}
}

func TestLanguagesInHTML(t *testing.T) {
	for tag, want := range map[string]string{"fr": "fr ltr", "fr-falc": "fr ltr", "en": "en ltr", "ar": "ar rtl", "ps-AF": "ps-AF rtl", "": "fr ltr"} {
		if got := htmlLang(tag) + " " + direction(tag); got != want {
			t.Errorf("%q: %s, not %s", tag, got, want)
		}
	}
}
