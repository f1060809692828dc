package bot

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
	"escale/scheduling"
)

// What she is handed is the same whatever she answered to the question that is
// not kept.
func TestMyDataDoNotTellTheAnswerThatIsNotKept(t *testing.T) {
	files := map[string][]string{}
	for _, answer := range []string{"Oui", "Non", "Je préfère ne pas répondre"} {
		s := play(t, "> type bonjour", "> tap Notre couple", "> type 38000", "> tap De 0 à 5 ans", "> tap "+answer, "> type /mesdonnees")
		for _, m := range s.messages {
			files[answer] = append(files[answer], string(m.Document.Data))
		}
	}
	for answer, handed := range files {
		if diff := cmp.Diff(files["Oui"], handed); diff != "" || len(handed) != 2 {
			t.Errorf("after %q she is handed (-Oui):\n%s", answer, diff)
		}
	}
}

func TestMyDataAreReadByMachines(t *testing.T) {
	s := play(
		t, "> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> type 1",
		"> tap Donner un prénom", "> type Fictive", "> tap Demander un interprète", "> type oui", "> type /mydata",
	)
	var d dossier
	if err := json.Unmarshal(s.messages[1].Document.Data, &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Appointments) != 1 || d.Appointments[0].FirstName != "Fictive" || d.Appointments[0].Wish != wishInterpreter {
		t.Errorf("appointments %+v", d.Appointments)
	}
	if d.Answers["topic"] != "role" || d.Answers["age"] != "0-5" || d.Answers["safety"] != "" || d.Place.Commune != "38185" {
		t.Errorf("answers %v in %+v", d.Answers, d.Place)
	}
	if len(d.Consents) != 1 || d.Consents[0].What != consentNotice || !d.Consents[0].On.Equal(s.now) {
		t.Errorf("consents %+v", d.Consents)
	}
}

// The notice is shown again to who saw another version of it, once; a change
// that does not matter shows nothing.
func TestTheNoticeIsShownAgainWhenItMatters(t *testing.T) {
	s := play(t, "> type bonjour", "> tap Mon rôle de parent")
	first := s.c.Consents
	own := *s.d.Catalogue()
	s.d.Catalogue = func() *programme.Programme { return &own }
	own.Controller.Contact.Phone = "01 99 00 99 99"
	s.play("> type 38000")
	if diff := cmp.Diff(first, s.c.Consents); diff != "" || len(s.messages) != 1 {
		t.Errorf("a new phone number: %d messages, consents %s", len(s.messages), diff)
	}
	own.Controller.DPO = "autre@caf-exemple.example"
	s.now = s.now.Add(time.Hour)
	s.play("> tap De 0 à 5 ans")
	if len(s.messages) != 2 || s.c.Consents[0].Version == first[0].Version || !s.c.Consents[0].On.Equal(s.now) {
		t.Errorf("somebody else answers for the data: %d messages, consents %+v", len(s.messages), s.c.Consents)
	}
	s.play("> tap Oui")
	for _, m := range s.messages {
		if m.Text == s.d.Locales.In("fr").T("say.privacy") {
			t.Error("shown a second time")
		}
	}
}

func TestMyDataTellWhatIsWaitedFor(t *testing.T) {
	s := play(
		t, "> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui",
		"> type vendredi 4 décembre", "> type 1", "> type oui", "> type /rdv", "> tap Me prévenir d’une place plus tôt",
		"> type amina.exemple@courriel.example", "> tap Près de chez moi", "> tap Le soir, après 18 h", "> type /mydata",
	)
	var d dossier
	if err := json.Unmarshal(s.messages[1].Document.Data, &d); err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 12, 3, 23, 0, 0, 0, time.UTC) // Friday the 4th in Paris
	want := []waitingFor{{
		Offer: "accompagnement", Departement: "38", Left: s.now, Until: day, Near: true,
		Parts: []scheduling.Part{scheduling.Evening}, Before: day,
	}}
	if diff := cmp.Diff(want, d.Wishes); diff != "" {
		t.Errorf("waited for (-want +got):\n%s", diff)
	}
}
