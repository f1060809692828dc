package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"escale/scheduling"
)

// midways are the ways to places in mid-conversation, where a link may be opened.
func midways() map[string][]string {
	booked := []string{"> type bonjour", "> tap Mon rôle de parent", "> type 38000", "> tap De 0 à 5 ans", "> tap Oui", "> type 1", "> type oui"}
	return map[string][]string{
		"postcode":     booked[:2],
		"age":          booked[:3],
		"safety":       booked[:4],
		"slots":        booked[:5],
		"a filter":     append(booked[:5:5], "> tap Choisir le jour ou le moment"),
		"summary":      booked[:6],
		"first name":   append(booked[:6:6], "> tap Donner un prénom"),
		"moving":       append(booked[:7:7], "> type rdv", "> tap Changer de créneau"),
		"a call":       {"> type bonjour", "> type rappelez-moi"},
		"a call later": append(booked[:3:3], "> type rappelez-moi", "> type 06 12 34 56 78"),
		"booked":       booked,
		"after a day":  append(booked[:3:3], "> wait 26h"),
	}
}

// asked is the question on screen and what was held for it, whatever is beside it.
type asked struct {
	step, question, view string
	offered              []Offered
	trail                []Visited
	wanted               string
	calling              Calling
}

func (s *stageDoor) asked() asked {
	n := s.c.Data
	a := asked{step: s.c.Step, question: n.Question, view: n.View, offered: n.Offered, trail: s.c.Trail, wanted: n.Wanted.Offer + n.Wanted.Moving, calling: n.Calling}
	if n.Wanted.Slot != nil {
		a.wanted += slotKey(*n.Wanted.Slot)
	}
	return a
}

func (a asked) same(b asked) bool {
	return a.step == b.step && a.question == b.question && a.view == b.view && a.wanted == b.wanted && a.calling == b.calling &&
		slices.Equal(a.offered, b.offered) && slices.Equal(a.trail, b.trail)
}

const sentBy = "La PMI d’Exempleville vous envoie vers nous."

// Wherever she is, a partner's link is asked about at once, and whatever she answers,
// what she was asked is asked again, and nothing of it is lost.
func TestAPartnersLinkIsAskedAboutAtOnce(t *testing.T) {
	for at, way := range midways() {
		for _, answer := range []string{"> tap Oui, j’accepte", "> tap Non merci", "> type oui", "> type non"} {
			s := play(t, way...)
			before := s.asked()
			s.play("> start partner pmi-exempleville")
			if len(s.messages) != 1 || !strings.HasPrefix(s.messages[0].Text, sentBy) {
				t.Fatalf("%s: %+v", at, s.messages)
			}
			if !s.asked().same(before) {
				t.Errorf("%s: asking changed %+v into %+v", at, before, s.asked())
			}
			s.play(answer)
			agreed := strings.Contains(answer, "ui")
			if got := s.c.Data.Sent; got.Agreed != agreed || (got.Partner != "") != agreed {
				t.Errorf("%s, %s: %+v", at, answer, got)
			}
			if before.step != stepBooked && !s.asked().same(before) {
				t.Errorf("%s, %s: %+v became %+v", at, answer, before, s.asked())
			}
			if first := s.messages[0].Text; !strings.HasPrefix(first, "Merci, c’est noté.") && !strings.HasPrefix(first, "D’accord. Je n’en garde rien.") {
				t.Errorf("%s, %s: %q", at, answer, first)
			}
		}
	}
}

// Who passes over it goes on as if there had been no link, and is asked when she
// begins anew. Asked again, an old button changes nothing.
func TestAPartnersLinkCanBePassedOver(t *testing.T) {
	s := play(t, midways()["age"]...)
	s.play("> start partner pmi-exempleville")
	s.play("> tap De 0 à 5 ans")
	if s.c.Data.Question != "safety" || s.c.Data.Sent.Agreed {
		t.Fatalf("asked %q, %+v", s.c.Data.Question, s.c.Data.Sent)
	}
	s.play("> type recommencer")
	if !strings.Contains(s.messages[0].Text, sentBy) {
		t.Errorf("not asked anew: %q", s.messages[0].Text)
	}
	s.play("> tap Non merci")
	s.play("> forge " + aboutReferral + "." + agreeKey("pmi-exempleville"))
	if s.c.Data.Sent != (Sent{}) || len(s.c.Consents) > 0 && slices.ContainsFunc(s.c.Consents, func(c Consent) bool { return strings.HasPrefix(c.What, consentReferral) }) {
		t.Errorf("an old button agreed: %+v, %+v", s.c.Data.Sent, s.c.Consents)
	}
}

// One that was revoked is not asked about, nor one that she agreed to.
func TestALinkThatNeedsNoAnswerIsNotAskedAbout(t *testing.T) {
	s := play(t, midways()["age"]...)
	s.play("> start partner pmi-exempleville")
	s.play("> tap Oui, j’accepte")
	s.play("> start partner pmi-exempleville")
	if text := s.messages[0].Text; !strings.HasPrefix(text, "Vous revoilà") {
		t.Errorf("after she agreed: %q", text)
	}
	s = play(t, midways()["age"]...)
	s.play("> start partner pmi-exempleville")
	s.play("> revoke pmi-exempleville")
	s.play("> start partner pmi-exempleville")
	if text := s.messages[0].Text; strings.Contains(text, sentBy) || !strings.Contains(text, "ne sert plus") {
		t.Errorf("after it was revoked: %q", text)
	}
}

// A structure's poster brings its times first at once where times are on screen,
// and later where they are not yet; a slot that she holds stays hers.
func TestAStructuresPosterInMidConversation(t *testing.T) {
	const there = "maison-1000-jours-voiron"
	s := play(t, midways()["slots"]...)
	s.play("> start structure " + there)
	if w := s.c.Data.Wanted; w.Structure != there || w.After != (scheduling.Cursor{}) || !strings.HasPrefix(s.messages[0].Text, "Voici d’abord les créneaux de ce lieu") {
		t.Errorf("in the list: %q, %q", w.Structure, s.messages[0].Text)
	}
	for _, slot := range s.c.Data.Wanted.Shown[len(s.c.Data.Wanted.Shown)-1:] {
		if slot.Structure != there {
			t.Errorf("shown %s", slot.Structure)
		}
	}
	s = play(t, midways()["age"]...)
	before := s.asked()
	s.play("> start structure " + there)
	if !s.asked().same(before) || !strings.HasPrefix(s.messages[0].Text, "Vous avez vu notre affiche ici") || !strings.Contains(s.messages[0].Text, "Quel âge") {
		t.Errorf("at a question: %q", s.messages[0].Text)
	}
	s.play("> tap De 0 à 5 ans")
	s.play("> tap Oui")
	if s.c.Data.Wanted.Structure != there {
		t.Errorf("the list is of %q", s.c.Data.Wanted.Structure)
	}
	for _, at := range []string{"summary", "a call", "moving"} {
		s = play(t, midways()[at]...)
		before = s.asked()
		s.play("> start structure " + there)
		if !s.asked().same(before) || !strings.HasPrefix(s.messages[0].Text, "Vous revoilà") {
			t.Errorf("%s: %q", at, s.messages[0].Text)
		}
	}
}

// What narrowed the list stays as she chose it.
func TestAPosterUndoesNoFilter(t *testing.T) {
	s := play(t, midways()["slots"]...)
	s.play("> type par téléphone le matin")
	before := s.c.Data.Wanted
	if !before.narrowed() {
		t.Fatal("nothing is narrowed")
	}
	s.now = s.now.Add(time.Minute)
	s.play("> start structure maison-1000-jours-voiron")
	if w := s.c.Data.Wanted; w.Mode != before.Mode || w.Part != before.Part || w.Structure != before.Structure {
		t.Errorf("%+v became %+v", before, w)
	}
}
