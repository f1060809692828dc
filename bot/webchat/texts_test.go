package webchat

import "strings"

// words are the frame's texts, standing in for the catalogue of locales.
type words map[string]string

func (w words) T(id string, _ ...any) string { return w[strings.TrimPrefix(id, "webchat.")] }

func texts(language string) Printer {
	switch language {
	case "en":
		return english
	case "fr-falc":
		easy := words{}
		for id, text := range french {
			easy[id] = text
		}
		easy["language.name"] = "Phrases simples"
		return easy
	}
	return french
}

var french = words{
	"language.name": "Français",
	"description":   "Trouver un rendez-vous d’écoute et de soutien pour les parents, en quelques questions.",
	"title":         "Votre conversation avec Escale",
	"menu":          "Menu",
	"skip":          "Aller à la conversation",
	"urgent":        "Urgence",
	"quit":          "Quitter vite",
	"appointments":  "Mes rendez-vous",
	"you":           "Vous :",
	"us":            "Escale :",
	"answer":        "Votre réponse",
	"send":          "Envoyer",
	"choices":       "Réponses possibles",
	"filters":       "Affiner la liste",
	"ways":          "Autres possibilités",
	"calendar":      "Ajouter à mon agenda",
	"open_title":    "Retrouver votre conversation",
	"open_text":     "Ce lien ouvre votre conversation. Ouvrez-la seulement sur un appareil à vous.",
	"open_button":   "Ouvrir ma conversation sur cet appareil",
	"unknown_link":  "Ce lien ne mène plus à une conversation. Elle a peut-être été effacée.",
	"gone":          "Cette conversation est effacée. Vous pouvez en commencer une autre.",
	"busy":          "Beaucoup de messages arrivent en ce moment. Attendez une minute, puis réessayez.",
	"trouble":       "Cela n’a pas marché, et vous n’y êtes pour rien. Réessayez dans un instant.",
	"too_long":      "Ce message est trop long. Pouvez-vous l’écrire plus court ?",
	"unreadable":    "Cette page n’a pas pu lire votre réponse. Revenez à la conversation pour continuer.",
	"foreign":       "Cette demande vient d’un autre site. Revenez à la conversation pour continuer.",
	"no_file":       "Ce fichier n’est plus ici.",
	"cookies":       "Votre navigateur refuse les cookies. Escale a besoin d’un seul, pour vous reconnaître d’une page à l’autre. Autorisez-le, puis réessayez.",
	"offline":       "La connexion est coupée : votre réponse n’est pas partie. Réessayez.",
	"retry":         "Réessayer",
	"back":          "Revenir à la conversation",
}

var english = words{
	"language.name": "English",
	"description":   "Find an appointment where parents are listened to and supported, in a few questions.",
	"title":         "Your conversation with Escale",
	"menu":          "Menu",
	"skip":          "Go to the conversation",
	"urgent":        "Emergency",
	"quit":          "Leave fast",
	"appointments":  "My appointments",
	"you":           "You:",
	"us":            "Escale:",
	"answer":        "Your answer",
	"send":          "Send",
	"choices":       "Possible answers",
	"filters":       "Narrow the list",
	"ways":          "Other options",
	"calendar":      "Add to my calendar",
	"open_title":    "Find your conversation again",
	"open_text":     "This link opens your conversation. Open it only on a device of your own.",
	"open_button":   "Open my conversation on this device",
	"unknown_link":  "This link no longer leads to a conversation. It may have been erased.",
	"gone":          "This conversation is erased. You can begin another one.",
	"busy":          "Many messages are coming in. Wait a minute, then try again.",
	"trouble":       "That did not work, and it is not your fault. Try again in a moment.",
	"too_long":      "This message is too long. Can you write a shorter one?",
	"unreadable":    "This page could not read your answer. Go back to the conversation to go on.",
	"foreign":       "This request comes from another site. Go back to the conversation to go on.",
	"no_file":       "This file is no longer here.",
	"cookies":       "Your browser refuses cookies. Escale needs one, to know you from one page to the next. Allow it, then try again.",
	"offline":       "The connection is down: your answer was not sent. Try again.",
	"retry":         "Try again",
	"back":          "Back to the conversation",
}
