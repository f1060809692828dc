package bot

import (
	"encoding/json"
	"strings"
	"testing"

	"escale/programme"
	"escale/scheduling"
)

// called plays a whole request, and returns the door behind it.
func calledDoor(t *testing.T) *stageDoor {
	s := newStageDoor(t)
	for _, line := range []string{"type bonjour", "tap Une séparation", "type rappelez-moi", "type 06 12 34 56 78", "tap Le matin", "tap Oui, appelez-moi"} {
		s.play("> " + line)
	}
	if len(s.desk.calls) != 1 {
		t.Fatalf("%d requests:\n%s", len(s.desk.calls), &s.out)
	}
	return s
}

// What she does not choose to say is not said, and nothing of the request stays in
// the conversation once it is kept.
func TestARequestHoldsNoMoreThanSheSays(t *testing.T) {
	s := calledDoor(t)
	call := s.desk.calls[0]
	if call.Topic != "" || call.Part != scheduling.Morning || call.Language != "fr" {
		t.Errorf("%+v", call)
	}
	if kept, _ := json.Marshal(s.c); strings.Contains(string(kept), "612345678") || s.c.Data.Calling != (Calling{}) {
		t.Errorf("the conversation keeps the number: %s", kept)
	}
	var who scheduling.Caller
	if err := json.Unmarshal(call.Sealed, &who); err != nil || who != (scheduling.Caller{Number: "+33612345678"}) {
		t.Errorf("%+v, %v", who, err)
	}
}

// A request is not left behind when she goes on in another app.
func TestARequestIsNotLeftBehind(t *testing.T) {
	s := calledDoor(t)
	s.hear(Inbound{Start: CarryPayload("K7M2P9QX")})
	if last := s.messages[len(s.messages)-1].Text; last != s.d.Locales.In("fr").T("say.passage-busy") {
		t.Errorf("she goes on elsewhere: %q", last)
	}
}

// Whatever she types where her number is asked for is her number or none: it is
// no button, no other question, and no booking.
func TestANumberIsNothingElse(t *testing.T) {
	s := newStageDoor(t)
	for _, line := range []string{"type bonjour", "tap Une séparation", "type rappelez-moi"} {
		s.play("> " + line)
	}
	for _, words := range []string{"1", "2", "38100", "12/03", "mardi 14 h", "06 12 34 56", "le 3919", "zéro six"} {
		s.play("> type " + words)
		if s.c.Step != stepCall || s.c.Data.Calling.Number != "" || len(s.desk.asked) > 0 {
			t.Fatalf("%q: at %s with %q", words, s.c.Step, s.c.Data.Calling.Number)
		}
	}
	s.play("> type 0612345678")
	if s.c.Data.Calling.Number != "+33612345678" {
		t.Errorf("the number is %q", s.c.Data.Calling.Number)
	}
}

// From the summary she goes back to when, and then taps an older button of it: she
// is asked when before the request is made.
func TestAnOlderSummaryIsNoDeadEnd(t *testing.T) {
	s := newStageDoor(t)
	for _, line := range []string{
		"type bonjour", "tap Une séparation", "type rappelez-moi", "type 06 12 34 56 78", "tap Le matin", "tap Retour",
		"tap Donner un prénom", "type Zoé", "tap Oui, appelez-moi",
	} {
		s.play("> " + line)
	}
	if s.c.Data.Calling.Asks != callPart || len(s.desk.calls) > 0 {
		t.Fatalf("asks %q after %d requests:\n%s", s.c.Data.Calling.Asks, len(s.desk.calls), &s.out)
	}
	s.play("> tap L’après-midi")
	s.play("> tap Oui, appelez-moi")
	if len(s.desk.calls) != 1 || s.desk.calls[0].Part != scheduling.Afternoon {
		t.Errorf("requests %+v:\n%s", s.desk.calls, &s.out)
	}
}

// Who was to call is named, though she asks for something else since.
func TestWhoWasToCallIsNamed(t *testing.T) {
	s := newStageDoor(t)
	p := s.d.Catalogue()
	p.Contacts = append(p.Contacts, programme.Contact{Name: "Accueil-Exemple des séparations", Phone: "01 99 00 77 77", Topics: []string{"separation"}})
	for _, line := range []string{
		"type bonjour", "tap Une séparation", "type rappelez-moi", "type 06 12 34 56 78", "tap Le matin", "tap Dire le sujet : Une séparation",
		"tap Oui, appelez-moi", "type recommencer", "tap Mon rôle de parent", "call-late",
	} {
		s.play("> " + line)
	}
	if text := ordinary(s.messages[0].Text); !strings.Contains(text, "Accueil-Exemple des séparations") {
		t.Errorf("told %q", text)
	}
}
