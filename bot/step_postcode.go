package bot

import (
	"context"
	"regexp"

	"escale/programme"
)

func askPostcode(_ context.Context, t *turn) error {
	t.ask(t.say.T("ask.postcode"), t.nearby()...)
	return nil
}

// takePostcode reads five digits, however they are spaced, or a commune's name. It
// settles the département when the offers are the same all over the postcode.
func takePostcode(ctx context.Context, t *turn, r reply) (bool, error) {
	if t.livesNearby(r.value) {
		return true, t.advance(ctx)
	}
	if c, ok := programme.Communes().ByCode(r.value); ok { // of several with the name that she wrote
		t.livesIn(c)
		return true, t.advance(ctx)
	}
	code, ok := postcode(r.words)
	if !ok && r.words != "" {
		return true, t.takeTown(ctx, r.words)
	}
	if !ok {
		return false, nil
	}
	return true, t.livesAt(ctx, code)
}

// livesAt settles the postcode, if there is such a one.
func (t *turn) livesAt(ctx context.Context, code string) error {
	communes := programme.Communes().ByPostcode(code)
	if len(communes) == 0 {
		t.leads(t.say.T("say.no-such-postcode", "Postcode", code))
		return t.goTo(ctx, stepPostcode)
	}
	t.visited(stepPostcode)
	n := t.notes()
	n.Place = Place{Postcode: code}
	if t.alike(communes) {
		t.lives(communes[0])
	}
	return t.advance(ctx)
}

// lives settles the commune. Where nothing can be booked but others can help, she
// is told at once.
func (t *turn) lives(c programme.Commune) {
	p := &t.notes().Place
	p.Commune, p.Departement = c.Code, c.Departement
	if !t.covered() && len(t.assess(t.c.Answers).Eligible) > 0 {
		t.leads(t.say.T("say.not-covered", "Departement", p.Departement))
	}
}

// alike: the offers can't differ between the communes, which are all in one
// département, or in none that takes part.
func (t *turn) alike(communes []programme.Commune) bool {
	departements := map[string]bool{}
	takesPart := false
	for _, c := range communes {
		departements[c.Departement] = true
		_, ok := t.p.Departement(c.Departement)
		takesPart = takesPart || ok
	}
	return len(departements) == 1 || !takesPart
}

// fiveDigits are a postcode, even spaced ("38 000") or amid words.
var fiveDigits = regexp.MustCompile(`(?:^|\D)(\d{2})[\s.\x{a0}\x{202f}]?(\d{3})(?:\D|$)`)

// postcode finds one in what was typed.
func postcode(words string) (string, bool) {
	found := fiveDigits.FindStringSubmatch(words)
	if found == nil {
		return "", false
	}
	return found[1] + found[2], true
}

func forgetPostcode(t *turn, _ string) { t.notes().Place = Place{} }

func askCommune(_ context.Context, t *turn) error {
	all := programme.Communes().ByPostcode(t.notes().Place.Postcode)
	t.ask(t.say.T("ask.commune"), t.communeChoices(all)...)
	return nil
}

func takeCommune(ctx context.Context, t *turn, r reply) (bool, error) {
	for _, c := range programme.Communes().ByPostcode(t.notes().Place.Postcode) {
		if short(c.Code) == r.value {
			t.visited(stepCommune)
			t.lives(c)
			return true, t.advance(ctx)
		}
	}
	return false, nil
}

func forgetCommune(t *turn, _ string) {
	p := &t.notes().Place
	p.Commune, p.Departement = "", ""
}
