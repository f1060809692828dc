package bot

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"escale/programme"
	"escale/scheduling"
)

var aDay = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// partners is a catalogue of two partners and a structure.
func partners() *programme.Programme {
	return &programme.Programme{
		Partners: []programme.Partner{
			{ID: "pmi", Kind: "pmi", Name: programme.Text{"fr": "La PMI"}},
			{ID: "ecole", Kind: "ecole", Name: programme.Text{"fr": "L’école"}, Until: programme.Date{Year: 2026, Month: 11, Day: 22}},
		},
		Structures: []programme.Structure{{ID: "tilleuls"}},
	}
}

func reads(t *testing.T, c Codes, payload string, now time.Time) Referral {
	t.Helper()
	r, err := c.Read(context.Background(), payload, now)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCodesSayWhoseTheyAre(t *testing.T) {
	p := partners()
	c := paperCodes(func() *programme.Programme { return p })
	if r := reads(t, c, c.OfPartner("pmi", 1), aDay); r != (Referral{Partner: "pmi"}) {
		t.Errorf("a partner's code is read as %+v", r)
	}
	if r := reads(t, c, c.OfStructure("tilleuls"), aDay); r != (Referral{Structure: "tilleuls"}) {
		t.Errorf("a structure's code is read as %+v", r)
	}
	// The last day, to its end in Paris.
	if r := reads(t, c, c.OfPartner("ecole", 1), aDay.Add(13*time.Hour)); r.Partner != "ecole" {
		t.Errorf("on its last day a code is %+v", r)
	}
	if r := reads(t, c, c.OfPartner("ecole", 1), aDay.Add(15*time.Hour)); r != (Referral{}) {
		t.Errorf("the day after: %+v", r)
	}
	p.Partners[0].Revoked = true
	if r := reads(t, c, c.OfPartner("pmi", 1), aDay); r != (Referral{Partner: "pmi", Revoked: true}) {
		t.Errorf("revoked in the file: %+v", r)
	}
	p.Partners = nil
	if r := reads(t, c, c.OfPartner("pmi", 1), aDay); r != (Referral{}) {
		t.Errorf("of nobody any more: %+v", r)
	}
}

// Whatever was changed, cut off or added: the code is nobody's.
func TestACodeThatWasTouchedIsNobodys(t *testing.T) {
	p := partners()
	c := paperCodes(func() *programme.Programme { return p })
	for _, whole := range []string{c.OfPartner("pmi", 1), c.OfStructure("tilleuls")} {
		for i := range len(whole) {
			for _, touched := range []string{whole[:i], whole[i+1:], whole[:i] + "x" + whole[i+1:], whole[:i] + "1" + whole[i:]} {
				if touched == whole {
					continue
				}
				if r := reads(t, c, touched, aDay); r != (Referral{}) {
					t.Errorf("%q, from %q, is %+v", touched, whole, r)
				}
			}
		}
	}
	foreign := paperCodes(func() *programme.Programme { return p })
	foreign.Blind = func(_, value string) string { return strings.Repeat("a", 60) + value }
	if r := reads(t, c, foreign.OfPartner("pmi", 1), aDay); r != (Referral{}) {
		t.Errorf("another installation's code is %+v", r)
	}
}

// A poster that is taken back works no more at once; the others, and one made
// since, do.
func TestRevokedCodesSaySo(t *testing.T) {
	p := partners()
	c := paperCodes(func() *programme.Programme { return p })
	second, err := c.Make(t.Context(), "pmi", aDay)
	if err != nil || second.N != 2 {
		t.Fatalf("made %+v, %v", second, err)
	}
	if err := c.Revoke(t.Context(), "pmi", 1, aDay); err != nil {
		t.Fatal(err)
	}
	if r := reads(t, c, c.OfPartner("pmi", 1), aDay); !r.Revoked {
		t.Errorf("the revoked code is %+v", r)
	}
	if r := reads(t, c, c.OfPartner("pmi", 2), aDay); r != (Referral{Partner: "pmi"}) {
		t.Errorf("the other code is %+v", r)
	}
	if err := c.Revoke(t.Context(), "pmi", 1, aDay); err == nil {
		t.Error("a code was revoked twice")
	}
	if err := c.Revoke(t.Context(), "pmi", 0, aDay); err != nil {
		t.Fatal(err)
	}
	if r := reads(t, c, c.OfPartner("pmi", 2), aDay); !r.Revoked {
		t.Errorf("after all were revoked, the second is %+v", r)
	}
	third, err := c.Make(t.Context(), "pmi", aDay)
	if err != nil || third.N != 3 {
		t.Fatalf("made %+v, %v", third, err)
	}
	if r := reads(t, c, c.OfPartner("pmi", 3), aDay); r != (Referral{Partner: "pmi"}) {
		t.Errorf("the new code is %+v", r)
	}
}

// Two at once: neither change is lost.
func TestCodesMadeAtOnceAreTwo(t *testing.T) {
	p := partners()
	c := paperCodes(func() *programme.Programme { return p })
	done := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := c.Make(context.Background(), "pmi", aDay)
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	codes, err := c.List(t.Context(), "pmi")
	if err != nil || len(codes) != 3 || codes[2].N != 3 {
		t.Errorf("codes %+v, %v", codes, err)
	}
}

// FuzzCodes: what anybody sends is nobody's code, and stops nothing.
func FuzzCodes(f *testing.F) {
	p := partners()
	c := paperCodes(func() *programme.Programme { return p })
	known := []string{c.OfPartner("pmi", 1), c.OfPartner("pmi", 7), c.OfPartner("ecole", 1), c.OfStructure("tilleuls")}
	for _, k := range append(known, "", "p", "p1_", "s0_", "p-1_aaaaaaaaaaaaaaaaaaaaaaaa", "p01_aaaaaaaaaaaaaaaaaaaaaaaa", "é\x00\xff") {
		f.Add(k)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		r := reads(t, c, payload, aDay)
		if r == (Referral{}) {
			return
		}
		head, sign, _ := strings.Cut(payload, "_")
		for n := range maxCodes + 1 {
			for _, x := range []string{"pmi", "ecole"} {
				if payload == c.OfPartner(x, n) {
					return
				}
			}
		}
		if payload != c.OfStructure("tilleuls") {
			t.Errorf("%q %q was believed: %+v", head, sign, r)
		}
	})
}

// booksFrom plays one parent from a link to her appointment.
func booksFrom(t *testing.T, s *stageDoor, answer string) {
	t.Helper()
	s.play("> start partner pmi-exempleville")
	s.play("> tap " + answer)
	s.play("> tap Mon rôle de parent")
	s.play("> type 38000")
	s.play("> tap De 0 à 5 ans")
	s.play("> tap Oui")
	s.hear(Inbound{Choice: slotShown(t, s)})
	s.play("> tap Oui, je confirme")
}

// routeBooked is the route in the facts of the booking asked for.
func routeBooked(t *testing.T, s *stageDoor) string {
	t.Helper()
	for _, c := range s.desk.asked {
		if c.Kind == scheduling.DoBook {
			return c.Facts["route"]
		}
	}
	t.Fatal("nothing was booked")
	return ""
}

func slotShown(t *testing.T, s *stageDoor) string {
	t.Helper()
	for _, c := range s.seen {
		if strings.Contains(c.ID, ".slots.s-") && strings.HasPrefix(c.ID, stepFlow(s)) {
			return c.ID
		}
	}
	t.Fatal("no slot was shown")
	return ""
}

func stepFlow(s *stageDoor) string {
	return strings.SplitN(s.messages[len(s.messages)-1].Choices[0].ID, ".", 2)[0] + "."
}

// Whoever refuses is not counted, and nothing is left of who sent her, not even
// with her appointment.
func TestWhoRefusesLeavesNoTraceOfThePartner(t *testing.T) {
	s := newStageDoor(t)
	booksFrom(t, s, "Non merci")
	if strings.Contains(s.out.String(), "one family more") {
		t.Error("she was counted")
	}
	if s.c.Data.Sent != (Sent{}) {
		t.Errorf("what is kept: %+v", s.c.Data.Sent)
	}
	if slices.ContainsFunc(s.c.Consents, func(c Consent) bool { return strings.HasPrefix(c.What, consentReferral) }) {
		t.Errorf("her consents are %+v", s.c.Consents)
	}
	if route := routeBooked(t, s); route != "" {
		t.Errorf("the booking's fact names the route %q", route)
	}
}

// One family counts once for a partner, however often she books or scans.
func TestAFamilyCountsOnce(t *testing.T) {
	s := newStageDoor(t)
	booksFrom(t, s, "Oui, j’accepte")
	if route := routeBooked(t, s); route != "pmi" {
		t.Errorf("the route is %q", route)
	}
	if sent := s.c.Data.Sent; !sent.Agreed || !sent.Counted {
		t.Errorf("what is kept: %+v", sent)
	}
	want := Consent{What: "referral/pmi-exempleville", Version: referralVersion, On: s.now}
	if !slices.Contains(s.c.Consents, want) {
		t.Errorf("her consents are %+v, want %+v among them", s.c.Consents, want)
	}
	s.play("> type /mesdonnees")
	if !strings.Contains(s.out.String(), "compte pour ce partenaire") {
		t.Error("her own file does not say that she agreed")
	}
	s.play("> start partner pmi-exempleville")
	s.play("> type /recommencer")
	if last := s.messages[len(s.messages)-1]; strings.Contains(last.Text, "vous envoie") {
		t.Errorf("asked again: %q", last.Text)
	}
	if n := strings.Count(s.out.String(), "one family more"); n != 1 {
		t.Errorf("counted %d times:\n%s", n, s.out.String())
	}
}

// A confirmation that follows later counts then, and one that never comes does
// not.
func TestOnlyAnAppointmentThatStandsCounts(t *testing.T) {
	s := newStageDoor(t)
	s.play("> desk " + scheduling.OK) // the hold
	s.play("> desk " + scheduling.Pending)
	booksFrom(t, s, "Oui, j’accepte")
	if strings.Contains(s.out.String(), "one family more") {
		t.Fatal("counted before it stands")
	}
	s.play("> confirmed " + s.c.Data.Booked)
	if !strings.Contains(s.out.String(), "one family more for pmi-exempleville") {
		t.Error("not counted once it stands")
	}
}
