package calendars

import "strings"

// properties are those of an event whose loss staff would see, in their words.
var properties = map[string]string{
	"SUMMARY": "le titre", "DESCRIPTION": "la description", "LOCATION": "le lieu", "URL": "le lien « présent / absent »",
}

// Words says it in French to a structure, a sentence each: first whether
// bookings can be written, then what is peculiar and what Escale does about it.
func (a Abilities) Words() []string {
	if a.Tried.IsZero() {
		return nil
	}
	if a.Trouble != "" {
		return []string{"Escale n’a pas pu écrire d’essai dans cet agenda. " + a.Trouble.Words()}
	}
	list := []string{"Essai d’écriture réussi : créé, relu, modifié, effacé."}
	say := func(is bool, words string) {
		if is {
			list = append(list, words)
		}
	}
	say(a.UnsafeCreate, "Ce serveur laisse passer deux écritures à la fois : Escale y relit deux fois chaque nouveau rendez-vous.")
	say(a.UnsafeUpdate, "Ce serveur remplace un rendez-vous même s’il a changé entre-temps : Escale relit avant et après chaque écriture.")
	say(a.UnsafeDelete, "Ce serveur efface un rendez-vous même s’il a changé entre-temps : Escale relit juste avant d’effacer.")
	say(a.NoSync, "Ce serveur ne dit pas ce qui a changé : Escale relit la liste de l’agenda à chaque passage.")
	say(a.Moves, "Ce serveur range les rendez-vous à sa façon : Escale les y retrouve.")
	var gone []string
	for _, name := range a.Lost {
		if word := properties[name]; word != "" {
			gone = append(gone, word)
		}
		say(name == "CLASS", "Ce serveur n’enregistre pas « privé » : toute personne qui voit l’agenda lit le détail des rendez-vous.")
	}
	say(len(gone) > 0, "Ce serveur change ou perd "+strings.Join(gone, ", ")+" des rendez-vous.")
	return list
}
