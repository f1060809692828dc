package bot

import (
	"context"
	"slices"
	"strings"
	"sync"
	"unicode"

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

// townsNamed are the communes that words name, those where something is offered
// first: "Grenoble", "j’habite à St Martin d’Hères", "Lyon 3e".
func (t *turn) townsNamed(said string) []programme.Commune {
	found := slices.Clone(called(spelt(strings.Fields(said)), eachWord(t.say.T("said.living"))))
	slices.SortStableFunc(found, func(a, b programme.Commune) int { return t.outside(a) - t.outside(b) })
	return found
}

// spelt writes "st" and "ste" out.
func spelt(name []string) []string {
	name = slices.Clone(name)
	for i, w := range name {
		switch w {
		case "st":
			name[i] = "saint"
		case "ste":
			name[i] = "sainte"
		}
	}
	return name
}

// called are the communes of a name, without the number of an arrondissement and
// without words that stand around a name.
func called(name []string, around map[string]bool) []programme.Commune {
	for last := len(name) - 1; last >= 0; last = len(name) - 1 {
		found := towns()[strings.Join(name, " ")]
		switch {
		case len(found) > 0:
			return found
		case around[name[0]]:
			name = name[1:]
		case around[name[last]] || unicode.IsDigit(rune(name[last][0])):
			name = name[:last]
		default:
			return nil
		}
	}
	return nil
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
