package bot

import (
	"strings"
	"testing"

	"escale/programme"
)

// asksNumber goes to where her number is asked for.
func asksNumber(t *testing.T) *stageDoor {
	t.Helper()
	s := play(t, "> type bonjour", "> tap Une séparation", "> type rappelez-moi")
	if !s.d.begin(s.c, s.now).awaitsNumber() {
		t.Fatalf("her number is not asked for at %s", s.c.Step)
	}
	return s
}

func (s *stageDoor) card(phone string) {
	s.hear(Inbound{Media: mediaContact, Phone: phone})
}

// Her own card is her number typed: good, of a service, or none.
func TestHerOwnCardIsHerNumber(t *testing.T) {
	for phone, want := range map[string]struct {
		number programme.PhoneNumber
		said   string
	}{
		"+33612345678": {"+33612345678", "ask.call-part"},
		"0612345678":   {"+33612345678", "ask.call-part"},
		"+3212345678":  {"+3212345678", "ask.call-part"},
		"+33800123456": {"", "say.call-service-number"},
		"+123":         {"", "say.call-bad-number"},
		"pas un":       {"", "say.call-bad-number"},
	} {
		s := asksNumber(t)
		s.card(phone)
		if got := s.c.Data.Calling.Number; got != want.number {
			t.Errorf("%q is read as %q, want %q", phone, got, want.number)
		}
		if text := s.messages[0].Text; !strings.HasPrefix(text, s.d.Locales.In("fr").T(want.said)) {
			t.Errorf("%q is answered %q", phone, text)
		}
	}
}

// A card of somebody else's is not read, and the question stays.
func TestNobodyElsesCardIsRead(t *testing.T) {
	s := asksNumber(t)
	s.card("")
	say := s.d.Locales.In("fr")
	if want := say.T("say.call-other-card") + "\n\n" + say.T("ask.call-number"); len(s.messages) != 1 || s.messages[0].Text != want {
		t.Errorf("answered %+v", s.messages)
	}
	if s.c.Data.Calling.Number != "" || !s.messages[0].Private {
		t.Errorf("noted %+v, private %v", s.c.Data.Calling, s.messages[0].Private)
	}
}

// Where no number is asked for, even her own card is kept nowhere.
func TestACardThatNobodyAskedFor(t *testing.T) {
	for _, way := range [][]string{
		{"> type bonjour"},
		{"> type bonjour", "> tap Une séparation", "> type rappelez-moi", "> type 06 98 76 54 32"},
	} {
		s := play(t, way...)
		before := s.c
		s.card("+33612345678")
		if s.c.Step != before.Step || s.c.Data.Calling != before.Data.Calling {
			t.Errorf("from %s to %s, with %+v", before.Step, s.c.Step, s.c.Data.Calling)
		}
		if text := s.messages[0].Text; !strings.HasPrefix(text, s.d.Locales.In("fr").T("say.media-contact")) {
			t.Errorf("answered %q", text)
		}
	}
}
