package bot

import (
	"context"
	"slices"
	"strings"
	"sync"

	"escale/programme"
)

// mostTowns is how many communes of one name are listed; of more, the postcode
// tells sooner.
const mostTowns = 6

// towns are the communes by name, as plain writes it.
var towns = sync.OnceValue(func() map[string][]programme.Commune {
	all := map[string][]programme.Commune{}
	for c := range programme.Communes().All() {
		all[plain(c.Name)] = append(all[plain(c.Name)], c)
	}
	return all
})

// aroundTown are words that stand before a commune's name: "j’habite à…".
var aroundTown = words("j habite habitons nous on vis vit vivons a au aux dans sur vers pres de du des la ville commune c est je suis mon notre village " +
	"i live we in at near my our town is it s from")

// townsNamed are the communes that words name, those where something is offered
// first: "Grenoble", "j’habite à St Martin d’Hères", "Lyon 3e".
func (t *turn) townsNamed(said string) []programme.Commune {
	rest := strings.Fields(said)
	for i, w := range rest {
		switch w {
		case "st":
			rest[i] = "saint"
		case "ste":
			rest[i] = "sainte"
		}
	}
	for {
		if found := t.townsCalled(rest); len(found) > 0 || len(rest) == 0 || !aroundTown[rest[0]] {
			return found
		}
		rest = rest[1:]
	}
}

// townsCalled are those of just this name, but for an arrondissement's number.
func (t *turn) townsCalled(name []string) []programme.Commune {
	found := towns()[strings.Join(name, " ")]
	if last := len(name) - 1; len(found) == 0 && last > 0 && ordinal(name[last]) > 0 {
		found = towns()[strings.Join(name[:last], " ")]
	}
	found = slices.Clone(found)
	slices.SortStableFunc(found, func(a, b programme.Commune) int { return t.outside(a) - t.outside(b) })
	return found
}

// outside is 0 where the commune's département takes part, else 1.
func (t *turn) outside(c programme.Commune) int {
	if _, ok := t.p.Departement(c.Departement); ok {
		return 0
	}
	return 1
}

// takeTown reads a commune's name, where a postcode is asked for.
func (t *turn) takeTown(ctx context.Context, words string) error {
	found := t.townsNamed(plain(words))
	if len(found) == 1 {
		t.livesIn(found[0])
		return t.advance(ctx)
	}
	if len(found) > mostTowns {
		found = slices.DeleteFunc(found, func(c programme.Commune) bool { return t.outside(c) > 0 })
	}
	if len(found) == 0 || len(found) > mostTowns {
		t.leads(t.say.T("say.need-postcode"))
		return t.stage().ask(ctx, t)
	}
	t.ask(t.say.T("ask.which-town"), t.communeChoices(found)...)
	return nil
}

// livesIn settles the commune without a postcode.
func (t *turn) livesIn(c programme.Commune) {
	t.visited(stepPostcode)
	t.notes().Place = Place{}
	t.lives(c)
}

// communeChoices offers communes to choose among.
func (t *turn) communeChoices(all []programme.Commune) []Choice {
	var choices []Choice
	for _, c := range all {
		choices = append(choices, t.answer(short(c.Code), c.Name+" ("+c.Departement+")"))
	}
	return choices
}
