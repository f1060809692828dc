package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/scheduling"
)

// wellFormed is what holds for every message of the dialogue.
func wellFormed(m Message) error {
	if strings.TrimSpace(m.Text) == "" || m.Language == "" || m.Class == "" {
		return errors.New("text, language or class is missing")
	}
	if strings.Contains(m.Text, "<no value>") || strings.Contains(m.Text, "{{") {
		return errors.New("a placeholder was left")
	}
	ways := map[string]bool{}
	for _, c := range m.Choices {
		ways[c.ID] = true
		if strings.TrimSpace(c.Label) == "" {
			return fmt.Errorf("choice %q has no label", c.ID)
		}
		if len(c.ID) > 64 || strings.IndexFunc(c.ID, func(r rune) bool { return r < '!' || r > '~' }) >= 0 {
			return fmt.Errorf("choice id %q", c.ID)
		}
	}
	if len(m.Choices) > 0 && !(ways["urgence"] && ways["humain"]) {
		return errors.New("no way to the emergency numbers or to a person")
	}
	return nil
}

func play(t *testing.T, lines ...string) *stageDoor {
	t.Helper()
	s := newStageDoor(t)
	for _, l := range lines {
		s.play(l)
	}
	return s
}

// The longest way to one appointment: every question, and an offer to choose.
func TestEightTapsAndOnePostcode(t *testing.T) {
	s := play(
		t, "> page fr",
		"> tap Notre couple", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> tap Oui, tous les deux",
		"> tap Accompagnement individuel",
	)
	slots := s.messages[len(s.messages)-1]
	s.play("> tap " + ordinary(slots.Choices[0].Label))
	s.play("> tap Oui, je confirme")
	if len(s.desk.bookings) != 1 {
		t.Fatalf("booked %d", len(s.desk.bookings))
	}
	if s.taps > 8 || s.typed > 1 {
		t.Errorf("%d taps and %d words typed", s.taps, s.typed)
	}
}

// Whatever is answered to the question about safety, the conversation that is
// kept is the same, and no message is left that says otherwise.
func TestSafetyAnswerLeavesNoTrace(t *testing.T) {
	kept := map[string]string{}
	for _, answer := range []string{"Oui", "Non", "Je préfère ne pas répondre"} {
		s := play(t, "> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap "+answer)
		data, err := json.Marshal(s.c)
		if err != nil {
			t.Fatal(err)
		}
		kept[answer] = string(data)
		for _, m := range s.messages {
			if numbers := strings.Contains(m.Text, "3919"); numbers != m.Purge {
				t.Errorf("after %q: numbers %v, purge %v", answer, numbers, m.Purge)
			}
		}
	}
	for answer, data := range kept {
		if diff := cmp.Diff(kept["Oui"], data); diff != "" {
			t.Errorf("after %q the conversation differs: %s", answer, diff)
		}
	}
}

// Only the offers that remain tell the two apart, and none is named as missing.
func TestUnsafeIsNeverOfferedAJointSession(t *testing.T) {
	s := play(t, "> type bonjour", "> tap Notre couple", "> type 38000", "> tap De 0 à 5 ans", "> tap Non")
	if !s.messages[0].Purge || !strings.Contains(s.messages[0].Text, "3919") {
		t.Errorf("the numbers do not come first: %q", s.messages[0].Text)
	}
	for _, m := range s.messages {
		if strings.Contains(m.Text, "Conseil conjugal") {
			t.Errorf("names what was left out: %q", m.Text)
		}
	}
	if c := s.c.Data.Candidates; !slices.Contains(c, "accompagnement") || slices.Contains(c, "conseil-conjugal") {
		t.Errorf("candidates %v", c)
	}
	if answer := s.c.Answers["safety"]; answer == "no" {
		t.Error("the answer was stored")
	}
}

func TestGoingBackDropsWhatDepended(t *testing.T) {
	s := play(
		t, "> type bonjour", "> tap Notre couple", "> type 38000", "> tap De 0 à 5 ans", "> tap Non",
		"> tap Retour", "> tap Retour", "> tap Retour", "> tap Retour",
	)
	want := s.c
	want.Answers, want.Trail = nil, nil
	want.Data.Place, want.Data.Candidates, want.Data.Narrowed, want.Data.Wanted = Place{}, nil, false, Wanted{}
	if diff := cmp.Diff(want, s.c); diff != "" {
		t.Errorf("back at the beginning (-want +got):\n%s", diff)
	}
}

func TestReachedCountsEachStepOnce(t *testing.T) {
	s := play(
		t, "> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap Retour", "> type 38000",
		"> tap De 0 à 5 ans", "> tap Oui", "> type 1", "> type oui",
	)
	want := []string{"welcome", "postcode", "age", "safety", "slots", "summary", "booked"}
	if diff := cmp.Diff(want, s.reached); diff != "" {
		t.Error(diff)
	}
}

// A booking is acted on by its own conversation only.
func TestSomebodyElsesBooking(t *testing.T) {
	s := play(t, "> type bonjour", "> tap Mon rôle de parent")
	s.desk.bookings["b9"] = &scheduling.Booking{ID: "b9", Conversation: "another", State: scheduling.Booked}
	for _, verb := range []string{doShow, doMove, doCancel, doDrop, doAccept, doCannot, doAgain} {
		before := s.c
		s.play("> forge r.b9." + verb)
		if s.desk.bookings["b9"].State != scheduling.Booked || s.c.Step != before.Step {
			t.Errorf("%s did something", verb)
		}
		if !strings.HasPrefix(ordinary(s.messages[0].Text), "Ce bouton") {
			t.Errorf("%s: %q", verb, s.messages[0].Text)
		}
	}
	if _, err := s.d.Step(context.Background(), s.c, Input{Event: &scheduling.Event{Kind: scheduling.TellReminder, Booking: "b9"}}); err == nil {
		t.Error("an event about another conversation's booking was told")
	}
}

func TestStepLeavesItsInputAlone(t *testing.T) {
	s := play(t, "> type bonjour", "> tap Notre couple", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui")
	before := throughJSON(t, s.c)
	for _, c := range append([]Choice{{ID: "retour"}, {ID: "recommencer"}}, s.seen...) {
		if _, err := s.d.Step(context.Background(), s.c, Input{Inbound: &Inbound{Choice: c.ID}, Now: s.now}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(before, throughJSON(t, s.c)); diff != "" {
		t.Errorf("changed (-before +after):\n%s", diff)
	}
}

// An outcome that comes after she turned elsewhere does not take her away.
func TestLateOutcomes(t *testing.T) {
	s := play(t, "> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans")
	before := throughJSON(t, s.c)
	for _, kind := range []string{scheduling.DoHold, scheduling.DoBook, scheduling.DoRelease, scheduling.DoMark} {
		s.step(Input{Outcome: &scheduling.Outcome{Kind: kind, Code: scheduling.Taken}, Now: s.now})
		if len(s.messages) > 0 {
			t.Errorf("%s: %q", kind, s.messages[0].Text)
		}
	}
	if diff := cmp.Diff(before, s.c); diff != "" {
		t.Error(diff)
	}
}

// Whatever the Desk answers, she is told something true and is not left waiting.
func TestEveryOutcomeIsTold(t *testing.T) {
	codes := []string{
		scheduling.Taken, scheduling.QuotaSpent, scheduling.TooMany, scheduling.TooLate, scheduling.Gone, scheduling.Closed, "unheard-of",
	}
	for _, code := range codes {
		way := []string{"> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui"}
		held := play(t, append(way, "> desk "+code, "> type 1")...)
		booked := play(t, append(way, "> type 1", "> desk "+code, "> type oui")...)
		moved := play(t, append(way, "> type 1", "> type oui", "> type rdv", "> type 1", "> type 2", "> desk "+code, "> type oui")...)
		for at, s := range map[string]*stageDoor{"hold": held, "book": booked, "move": moved} {
			if s.c.Step != stepSlots && s.c.Step != stepStopped {
				t.Errorf("%s, %s: at %s", at, code, s.c.Step)
			}
			if text := s.messages[0].Text; strings.Contains(text, "réservé !") || strings.Contains(text, "changé !") {
				t.Errorf("%s, %s: %q", at, code, text)
			}
			if s.c.Data.Wanted.Held || s.c.Data.Wanted.Slot != nil {
				t.Errorf("%s, %s: still holds", at, code)
			}
		}
		for _, verb := range []string{doDrop, doAccept} {
			s := play(t, append(way, "> type 1", "> type oui", "> moved b1 2026-11-26T13:00:00Z", "> desk "+code)...)
			if verb == doAccept {
				verb = acceptKey(*s.desk.bookings["b1"])
			}
			s.play("> forge r.b1." + verb)
			if len(s.messages) != 1 || s.c.Step != stepBooked || strings.Contains(s.messages[0].Text, "annulé. Merci") {
				t.Errorf("%s, %s: %d messages at %s", verb, code, len(s.messages), s.c.Step)
			}
		}
	}
}

// Going back from a move leaves the appointment as it was.
func TestBackFromAMove(t *testing.T) {
	s := play(
		t, "> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> type 1", "> type oui",
		"> type rdv", "> tap Changer de créneau", "> type 2", "> tap Retour", "> tap Retour",
	)
	if !strings.HasPrefix(ordinary(s.messages[0].Text), "Votre rendez-vous :") || s.c.Data.Wanted.Moving != "" {
		t.Errorf("%+v: %q", s.c.Data.Wanted, s.messages[0].Text)
	}
	if b := s.desk.bookings["b1"]; b.Placement != 1 || b.State != scheduling.Booked || s.desk.released != 1 {
		t.Errorf("%+v, %d holds released", b, s.desk.released)
	}
}

func TestPartialQuestionnaireIsKept(t *testing.T) {
	s := play(
		t, "> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> type 1", "> type oui",
		"> wait 60h", "> questionnaire b1", "> tap Oui", "> tap Plutôt oui", "> type 5000", "> tap Arrêter là", "> tap Arrêter là",
	)
	var items []string
	for _, a := range s.answers {
		items = append(items, a.Answer+" "+a.Item+"="+a.Value)
	}
	if diff := cmp.Diff([]string{"id1 took-place=yes", "id1 listened=rather-yes"}, items); diff != "" {
		t.Error(diff)
	}
	if len(s.c.Data.Surveys) > 0 || s.c.Data.Listening != "" {
		t.Errorf("survey left behind: %+v", s.c.Data.Surveys)
	}
}

// The items before and after a session share a random id; the free text goes to
// the survey, not to the step.
func TestFreeTextAndPairs(t *testing.T) {
	s := play(
		t, "> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> type 1", "> type oui",
		"> tap Deux questions, si vous voulez", "> type 3", "> type 8", "> wait 60h", "> questionnaire b1", "> tap Oui",
		"> tap Oui, tout à fait", "> tap Oui, tout à fait", "> tap Oui, tout à fait", "> tap Oui, tout à fait", "> tap Non", "> tap Oui",
		"> type L’accueil était doux.",
	)
	last := s.answers[len(s.answers)-1]
	if last.Item != "words" || last.Value != "L’accueil était doux." {
		t.Errorf("free text: %+v", last)
	}
	if first := s.answers[0]; first.Pair == "" || first.Pair != s.answers[1].Pair || first.Pair == first.Answer {
		t.Errorf("pair: %+v", first)
	}
}

// Another slot of the list on screen may be tapped from the summary.
func TestAnotherSlotFromTheSummary(t *testing.T) {
	s := play(t, "> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui")
	list := s.messages[len(s.messages)-1].Choices
	s.play("> forge " + list[0].ID)
	s.play("> forge " + list[1].ID)
	if s.c.Step != stepSummary || slotKey(*s.c.Data.Wanted.Slot) != strings.TrimPrefix(list[1].ID, "0.slots.") {
		t.Errorf("at %s with %+v", s.c.Step, s.c.Data.Wanted.Slot)
	}
	if len(s.c.Trail) != 5 {
		t.Errorf("trail %v", s.c.Trail)
	}
}

// "annuler" means the appointment when that is what is on screen.
func TestCancelTypedAtTheAppointment(t *testing.T) {
	s := play(
		t, "> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> type 1", "> type oui",
		"> type annuler", "> type rdv", "> type annuler", "> type oui",
	)
	if got := s.desk.bookings["b1"].State; got != scheduling.Cancelled {
		t.Errorf("booking is %s", got)
	}
}

func TestStartLink(t *testing.T) {
	s := newStageDoor(t)
	s.hear(Inbound{Start: "caf38"})
	if len(s.messages) != 2 || s.c.Step != stepWelcome {
		t.Errorf("%d messages at %s", len(s.messages), s.c.Step)
	}
	s.hear(Inbound{Text: "/start caf38"})
	if len(s.messages) != 2 {
		t.Errorf("again: %d messages", len(s.messages))
	}
}

func TestWithoutEmailNoneIsAskedFor(t *testing.T) {
	s := newStageDoor(t)
	config := s.d.DialogueConfig
	config.WithoutEmail = true
	s.d = NewDialogue(config)
	for _, line := range []string{
		"> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> type 1", "> type oui",
		"> type amina@courriel.example",
	} {
		s.play(line)
	}
	if s.c.Email != "" || strings.Contains(s.out.String(), "e-mail") {
		t.Errorf("kept %q", s.c.Email)
	}
}

func TestTooLongAMessage(t *testing.T) {
	s := play(t, "> type bonjour", "> type "+strings.Repeat("bonjour oui 1 ", 400))
	if got := ordinary(s.messages[0].Text); !strings.HasPrefix(got, "C’est un long message") || s.c.Step != stepWelcome {
		t.Errorf("%s: %q", s.c.Step, got)
	}
}

func TestDeskErrorsAreReturned(t *testing.T) {
	s := play(t, "> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans")
	d := NewDialogue(s.d.DialogueConfig)
	d.Desk = brokenDesk{}
	_, err := d.Step(context.Background(), s.c, Input{Inbound: &Inbound{Text: "oui"}, Now: s.now})
	if !errors.Is(err, errDesk) {
		t.Errorf("got %v", err)
	}
}

var errDesk = errors.New("no desk")

type brokenDesk struct{ Reader }

func (brokenDesk) Search(context.Context, scheduling.Search) (scheduling.Page, error) {
	return scheduling.Page{}, errDesk
}
