package programme_test

import (
	"strings"
	"testing"

	"escale/programme"
)

// handedOver is a second offer of the small programme, that others give.
const handedOver = `    questionnaire: after
  - id: mediation
    name: {fr: Médiation, en: Mediation}
    summary: {fr: Un accord, en: To agree}
    for: topic == "couple"
    asks: [topic, safety]
    couple: true
    conditions:
      - when: safety != "no"
        otherwise: {silent: true}
    hand_over:
      relays: [service]
      say: {fr: Bonjour, en: Hello}
`

// withMediation is the small programme with that offer, changed in one place.
func withMediation(t *testing.T, old, changed string) (*programme.Programme, error) {
	t.Helper()
	fsys := with(t, "programme.yaml", "    questionnaire: after\n", handedOver)
	text := strings.Replace(string(fsys["programme.yaml"].Data), "emergency:", "  - id: service\n    name: {fr: Service, en: Service}\nemergency:", 1)
	if !strings.Contains(text, old) {
		t.Fatalf("the programme holds no %q", old)
	}
	fsys["programme.yaml"].Data = []byte(strings.Replace(text, old, changed, 1))
	return programme.Load(fsys)
}

func TestHandedOverOffer(t *testing.T) {
	p, err := withMediation(t, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Warnings) > 0 {
		t.Errorf("warnings:\n%v", p.Warnings)
	}
	o, _ := p.Offer("mediation")
	if !o.HandedOver() || o.Duration != 0 || len(o.Reminders) > 0 || !o.OpenIn("75", today) {
		t.Errorf("not an offer of others, everywhere: %+v", o)
	}
	if got := p.Receivers(o, "38"); len(got) != 1 || got[0].ID != "service" {
		t.Errorf("received by %v", got)
	}
}

func TestHandOverFaults(t *testing.T) {
	for _, c := range []struct{ name, old, changed, want string }{
		{
			"nobody", "relays: [service]", "relays: []",
			`programme.yaml:54:5: offers[1].hand_over: names nobody: want relays, those who receive her`,
		},
		{
			"nobody known", "relays: [service]", "relays: [servise]",
			`programme.yaml:55:16: offers[1].hand_over.relays[0]: "servise" is not a relay`,
		},
		{
			"half said", "say: {fr: Bonjour, en: Hello}", "say: {fr: Bonjour}",
			`programme.yaml:56:7: offers[1].hand_over.say: is missing in en`,
		},
		{
			"a session that is not", "    hand_over:\n", "    quota: {sessions: 3}\n    hand_over:\n",
			`programme.yaml:54:5: offers[1].quota: is about sessions, and this offer is handed over: want either`,
		},
		{
			"said nowhere", "    hand_over:\n", "    elsewhere: {text: {fr: Non, en: No}}\n    hand_over:\n",
			`programme.yaml:54:5: offers[1].elsewhere: is never said: the offer is handed over everywhere; want where, the départements where it is`,
		},
		{
			"two together, unguarded", "safety != \"no\"\n        otherwise: {silent: true}\n    hand_over", "topic == \"couple\"\n        otherwise: {text: {fr: Non, en: No}}\n    hand_over",
			`programme.yaml:50:13: offers[1].couple: a joint session needs a silent condition on a question whose answer is consumed`,
		},
		{
			"two together, named where nobody asked", "      relays: [ccas]\n    quota", "      relays: [ccas, service]\n    quota",
			`programme.yaml:33:22: offers[0].elsewhere.relays[1]: "service" is where a joint offer leads: named here, who is not safe at home would be sent there too`,
		},
		{
			"for whom", `for: topic == "couple"`, `for: topic == "cuple"`,
			`programme.yaml:48:10: offers[1].for: "cuple" is not a value of topic: want role or couple`,
		},
		{
			"for who said so", `for: topic == "couple"`, `for: safety == "yes"`,
			`programme.yaml:48:10: offers[1].for: the answer to safety is consumed: want a silent condition`,
		},
		{
			"a question put by a later answer", "    text: {fr: Quoi, en: What}", "    when: safety == \"yes\"\n    text: {fr: Quoi, en: What}",
			`programme.yaml:7:11: questions[0].when: "safety" is not a question that the offer asks: want departement`,
		},
		{
			"a question put to some", "    consumed: true", "    when: topic == \"couple\"\n    consumed: true",
			``,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := withMediation(t, c.old, c.changed)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("want %q in\n%s", c.want, got)
			}
		})
	}
}

// A question that is put depending on another needs the other.
func TestAsksWhatAQuestionDependsOn(t *testing.T) {
	fsys := with(t, "programme.yaml", "    consumed: true", "    when: topic == \"couple\"\n    consumed: true")
	text := strings.Replace(string(fsys["programme.yaml"].Data), "asks: [topic, safety]", "asks: [safety]", 1)
	fsys["programme.yaml"].Data = []byte(strings.Replace(text, `when: topic == "couple" or departement`, "when: departement", 1))
	_, err := programme.Load(fsys)
	want := `programme.yaml:34:12: offers[0].asks[0]: "safety" is put depending on "topic": want that among them too`
	if err == nil || err.Error() != want {
		t.Errorf("want %q, got %v", want, err)
	}
}

// What is handed over is not booked, so that no agenda has it.
func TestNoAgendaForWhatIsHandedOver(t *testing.T) {
	fsys := with(t, "structures/lilas.yaml", "offers: [talk]", "offers: [talk, mediation]")
	text := strings.Replace(string(fsys["programme.yaml"].Data), "    questionnaire: after\n", handedOver, 1)
	fsys["programme.yaml"].Data = []byte(strings.Replace(text, "emergency:", "  - id: service\n    name: {fr: Service, en: Service}\nemergency:", 1))
	_, err := programme.Load(fsys)
	want := `structures/lilas.yaml:11:20: agendas[0].offers[1]: "mediation" is handed over to others: nothing of it can be booked here`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("want %q, got %v", want, err)
	}
}

const why = "every family has access, and a structure may not keep an offer to those that it receives already (instruction It 2023-131 of the Cnaf)"

// A structure, or one of its agendas, keeps no family out.
func TestNoStructureChoosesItsFamilies(t *testing.T) {
	for _, c := range []struct{ old, changed, want string }{
		{"kind: laep", "kind: laep\nonly_for: adhérents", "structures/lilas.yaml:4:11: only_for: can't be: " + why},
		{"    offers: [talk]", "    offers: [talk]\n    only_for: [known, members]", "structures/lilas.yaml:12:5: agendas[0].only_for: can't be: " + why},
	} {
		_, err := programme.Load(with(t, "structures/lilas.yaml", c.old, c.changed))
		if err == nil || err.Error() != c.want {
			t.Errorf("want %q, got %v", c.want, err)
		}
	}
}

// Nor does a question do so for it.
func TestNoQuestionKeepsFamiliesOut(t *testing.T) {
	for _, c := range []struct{ text, choice string }{
		{"Êtes-vous déjà venue au centre social ?", "role"},
		{"Êtes-vous adhérente ?", "role"},
		{"Où allez-vous ?", "lilas"},
	} {
		fsys := with(t, "programme.yaml", "text: {fr: Quoi, en: What}", "text: {fr: \""+c.text+"\", en: What}")
		fsys["programme.yaml"].Data = []byte(strings.ReplaceAll(string(fsys["programme.yaml"].Data), "{id: role,", "{id: "+c.choice+","))
		p, err := programme.Load(fsys)
		if err != nil {
			t.Fatal(err)
		}
		want := "programme.yaml:35:15: offers[0].conditions[0].when: asks who is known to a structure: " + why
		if got := p.Check().Error(); !strings.Contains(got, want) {
			t.Errorf("%s: want %q in\n%s", c.text, want, got)
		}
	}
	if got := loadSample(t).Check(); len(got) > 0 {
		t.Errorf("the sample is blamed:\n%v", got)
	}
}
