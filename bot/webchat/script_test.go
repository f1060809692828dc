package webchat

import (
	"strings"

	"escale/bot"
	"escale/scheduling"
)

// theWay answers as on the way to an appointment, so that the browser sees every
// kind of message.
func theWay(in bot.Inbound) []bot.Message {
	ways := []bot.Choice{nav("retour", "Revenir en arrière"), nav("humain", "Parler à une personne"), urgence}
	ask := func(text string, choices ...bot.Choice) []bot.Message {
		return []bot.Message{say(text, append(choices, ways...)...)}
	}
	switch {
	case strings.HasPrefix(in.Choice, "0.topic."):
		return ask("Quel est votre code postal ? Il sert à trouver ce qui est près de chez vous.")
	case in.Text == "38000":
		return ask("Quel âge a votre enfant ?", choice("1.age.a", "Je suis enceinte, ou il va naître"),
			choice("1.age.b", "0 à 3 ans"), choice("1.age.c", "3 à 11 ans"), choice("1.age.d", "12 à 18 ans"))
	case strings.HasPrefix(in.Choice, "1.age."):
		q := ask("Vous sentez-vous en sécurité à la maison ? Votre réponse n’est gardée nulle part.",
			choice("1.safe.yes", "Oui"), choice("1.safe.no", "Non, ou pas toujours"))
		q[0].Private = true
		return q
	case in.Choice == "1.safe.no" || in.Choice == "urgence":
		return append(emergency("fr"), ask("Voulez-vous continuer ?", choice("1.safe.yes", "Oui, continuer"))...)
	case in.Choice == "1.safe.yes":
		return slots("Voici les prochains rendez-vous près de chez vous.", false)
	case in.Choice == "1.slots.more":
		return slots("Voici d’autres rendez-vous.", true)
	case strings.HasPrefix(in.Choice, "1.slot."):
		return ask("Vous avez choisi :\n\nMardi 24 novembre à 9 h 30, 45 minutes\nCentre Les Glycines, 12 rue des Exemples, Grenoble\nSur place, gratuit\n\nEst-ce que cela vous convient ?",
			choice("1.summary.yes", "Oui, je confirme ce rendez-vous"), choice("1.summary.no", "Choisir un autre créneau"))
	case in.Choice == "1.summary.yes":
		m := say("C’est confirmé : mardi 24 novembre à 9 h 30.\n\nCette page ne peut pas vous prévenir toute seule. Pour retrouver ce rendez-vous, gardez ce lien secret : https://escale.example/r/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
			append([]bot.Choice{choice("1.booked.email", "Recevoir un rappel par e-mail"), {ID: "tg", Label: "Continuer dans Telegram", URL: "https://t.me/escale_exemple"}}, ways...)...)
		m.Document = &bot.Document{Name: "rendez-vous.ics", Type: "text/calendar", Data: []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")}
		return []bot.Message{m}
	case in.Choice == "langue.en":
		m := say("Hello. How old is your child?", choice("1.age.b", "0 to 3 years"), nav("humain", "Talk to a person"), urgence)
		m.Language = "en"
		return []bot.Message{m}
	case in.Text == "عربي":
		m := say("أهلا وسهلا. كيف يمكنني مساعدتك؟", choice("1.age.b", "من 0 إلى 3 سنوات"), urgence)
		m.Language = "ar"
		return []bot.Message{m}
	}
	return ask("Je n’ai pas compris. Pouvez-vous toucher un bouton, ou l’écrire autrement ?", choice("1.safe.yes", "Voir les rendez-vous"))
}

func slots(text string, replace bool) []bot.Message {
	filter := func(id, label string) bot.Choice { return bot.Choice{ID: id, Label: label, Role: bot.Filter} }
	m := say(text,
		filter("1.slots.place", "Tous les lieux"), filter("1.slots.day", "Tous les jours"), filter("1.slots.mode", "Sur place ou à distance"),
		choice("1.slot.1", "Mardi 24 novembre, 9 h 30 · Centre Les Glycines, Grenoble"),
		choice("1.slot.2", "Mardi 24 novembre, 14 h · Espace des Familles Inventées, Échirolles"),
		choice("1.slot.3", "Mercredi 25 novembre, 10 h 15 · En visio"),
		nav("1.slots.more", "Voir plus de créneaux"), nav("retour", "Revenir en arrière"), nav("humain", "Parler à une personne"), urgence)
	m.Replace = replace
	return []bot.Message{m}
}

func moved() bot.Message {
	m := say("Le Centre Les Glycines a déplacé votre séance. Elle aurait lieu jeudi 26 novembre à 11 h. Cela vous convient ?",
		choice("r.b1.accept", "Oui, j’accepte"), choice("r.b1.other", "Choisir un autre créneau"), choice("r.b1.cancel", "Annuler le rendez-vous"), urgence)
	m.Class = scheduling.Notice
	return m
}
