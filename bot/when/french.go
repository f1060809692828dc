package when

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"escale/scheduling"
)

// newFrench is how days and hours are said in French, as timely writes it: "l’après-
// midi" is "l apres midi".
func newFrench() *Grammar {
	g := &Grammar{
		weekdays: map[string]int{"dimanche": 0, "lundi": 1, "mardi": 2, "mercredi": 3, "mecredi": 3, "jeudi": 4, "vendredi": 5, "samedi": 6},
		months: map[string]int{
			"janvier": 1, "janv": 1, "fevrier": 2, "fevr": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "juil": 7,
			"aout": 8, "septembre": 9, "sept": 9, "octobre": 10, "oct": 10, "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
		},
		numbers: map[string]int{
			"1er": 1, "premier": 1, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
			"huit": 8, "neuf": 9, "dix": 10, "quinze": 15,
		},
		thirds: map[string]int{"debut": 1, "mi": 2, "milieu": 2, "fin": 3},
		fillers: each(`je j voudrais veux aimerais prefere prefererais plutot si possible svp stp s il vous te plait un une le la
			les de du des d l au aux a en pour et ou c est ce ca serait irait va bien mieux me m on rdv rendez creneau creneaux
			disponible disponibles dispo libre libres place places quelque chose avez vous y aurait est que qu quoi sinon alors
			dans vers moi ok oui merci bonjour pourrais peux peut venir voir prendre avoir horaire horaires jour jours mon mes
			entre par suis serai ai cela cherche demande heure finalement bonsoir salut`),
	}
	lists := map[string]string{
		"day":   either(g.weekdays),
		"month": either(g.months),
		"n":     `\d{1,2}|` + either(g.numbers),
		"date":  `\d{1,2}|1er|premier`,
		"next":  `semaine (?:prochaine|qui vient|suivante|pro)`,
		"third": `debut|mi|milieu|fin`,
	}
	g.past = rule(lists, `hier|dernier|derniere|depuis|passee?`)
	g.refuses = rule(lists, `pas|jamais|sauf|impossible|ni|excepte|ne|n|sans`)
	g.soonest = rule(lists, `(?:le )?plus (?:tot|vite|rapidement|rapide|proche) (?:possible|qu on peut)|au plus (?:tot|vite)|des que (?:possible|vous pouvez)|asap|le plus (?:tot|vite|proche)|(?:le |la )?prochaine? (?:creneau|rdv|rendez vous|disponibilite|dispo|place)(?: possible| dispo| disponible| libre)?|rapidement|tout de suite|maintenant`)
	g.anyTime = rule(lists, `n importe (?:quand|quel jour|quelle heure)|peu importe(?: quand| le jour| l heure)?|tous les jours|ca m est egal`)
	g.part = frenchParts(lists)
	g.clock = []*regexp.Regexp{
		rule(lists, `(?:a |vers |de |sur les |les )?(\d{1,2}) ?(?:h|heures?|hrs?) ?([0-5]\d)?()`),
		rule(lists, `(?:a |vers |de )?(\d{1,2}):([0-5]\d)()`),
	}
	g.day = frenchDays(lists)
	const article = `(?: (?:le|la|les|ce|cette|du|de))?`
	g.leads = []leadRule{
		leading(leadFrom, `(?:a partir|a compter) (?:de|du|d)|des|(?:(?:ne|n) )?(?:(?:suis|peux|serai|veux) )?pas (?:(?:libre|dispo|disponible|possible|la) )?avant`, article),
		leading(leadUntil, `jusqu ?(?:au|a|en)?|d ici|(?:(?:ne|n) )?(?:peux )?pas (?:\w+ )?apres|(?:au )?plus tard|pas plus tard que`, article),
		leading(leadNone, `pourquoi pas`, article),
		leading(leadAfter, `apres`, article),
		leading(leadBefore, `avant`, article),
	}
	return g
}

func frenchParts(lists map[string]string) []partRule {
	return []partRule{
		{re: rule(lists, `cet (?:apres midi|aprem)`), part: scheduling.Afternoon, today: true},
		{re: rule(lists, `ce matin`), part: scheduling.Morning, today: true},
		{re: rule(lists, `ce soir`), part: scheduling.Evening, today: true},
		{re: rule(lists, `(?:en )?fin d (?:apres midi|aprem)`), part: scheduling.Afternoon, earliest: 16 * 60},
		{re: rule(lists, `(?:en )?debut d (?:apres midi|aprem)`), part: scheduling.Afternoon, latest: 15 * 60},
		{re: rule(lists, `(?:en )?fin de matinee`), part: scheduling.Morning, earliest: 10*60 + 30},
		{re: rule(lists, `(?:en )?debut de matinee|tot le matin`), part: scheduling.Morning, latest: 10 * 60},
		{re: rule(lists, `(?:en )?fin de journee`), earliest: 17 * 60},
		{re: rule(lists, `(?:apres|a la sortie d[eu]) (?:le |l |mon |la )?(?:travail|boulot|taf)`), earliest: 17 * 60},
		{re: rule(lists, `(?:apres|a la sortie d[eu]) (?:le |l |la )?(?:ecole|classe|creche)`), earliest: 16*60 + 30},
		{re: rule(lists, `(?:dans |pendant |en |les |cette |l |d |un )?(?:apres midis?|aprem|aprems)`), part: scheduling.Afternoon},
		{re: rule(lists, `avant midi|(?:le |les |du |au |en |dans la |cette |la )?(?:matins?|matinees?)`), part: scheduling.Morning},
		{re: rule(lists, `(?:le |les |du |au |en |dans la |la )?(?:soirs?|soirees?)`), part: scheduling.Evening},
		{re: rule(lists, `(?:entre |a |le )?midi(?: et (?:deux|2|14 ?h))?|pause (?:dejeuner|de midi)`), earliest: 12 * 60, latest: 13*60 + 59},
	}
}

func frenchDays(lists map[string]string) []dayRule {
	return []dayRule{
		{rule(lists, `apres demain`), ahead(2)},
		{rule(lists, `(?:du|entre le) ({date}) (?:au|et le) ({date}) ({month})`), fromTo},
		{rule(lists, `(?:{day} )?(?:le )?({date}) ({month})(?: (\d{4}))?`), named},
		{rule(lists, `(?:{day} )?(?:le )?(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?`), numeric},
		{rule(lists, `({day}) (?:de )?(?:la )?{next}|(?:la )?{next} (?:le )?({day})`), nextWeekday},
		{rule(lists, `({day}) en (huit|8|quinze|15)`), inAWeek},
		{rule(lists, `{day} ({date})`), numbered31},
		{rule(lists, `({day})s?(?: (?:prochain|qui vient|suivant|pro))?`), thisWeekday},
		{rule(lists, `({third}) de (?:la )?semaine( prochaine| pro)?`), partOfWeek},
		{rule(lists, `(?:la )?{next}`), nextWeek},
		{rule(lists, `(?:dans )?cette semaine|dans la semaine|en semaine`), thisWeek},
		{rule(lists, `(?:le |ce |au )?week ?end( prochain)?`), weekend},
		{rule(lists, `(dans|sous|d ici) ({n}) (jours?|semaines?|mois)`), within},
		{rule(lists, `({third}) (?:de |d |du mois de |du mois d )?({month})`), partOfMonth},
		{rule(lists, `({third}) (?:du |de )?mois( prochain)?`), someMonth},
		{rule(lists, `(?:en|au mois d[e]?|courant|pour|le mois de) ({month})`), wholeMonth},
		{rule(lists, `()(?:le |du )?mois( prochain)`), someMonth},
		{rule(lists, `ce mois(?: ci)?`), someMonth},
		{rule(lists, `le ({date})`), numbered31},
		{rule(lists, `(?:a |de )?demain`), ahead(1)},
		{rule(lists, `aujourd ?hui|ce jour`), ahead(0)},
	}
}

// either matches one of the words, longer ones first.
func either(words map[string]int) string {
	list := slices.Collect(maps.Keys(words))
	slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
	return strings.Join(list, "|")
}
