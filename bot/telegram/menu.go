package telegram

import (
	api "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// menus are the commands shown in Telegram, words that the dialogue obeys at
// any step: French for everybody, English for whose app is in English. The
// platform's terms ask for start, help, privacy and settings.
var menus = []api.SetMyCommandsParams{
	{Commands: french},
	{Commands: french, LanguageCode: "fr"},
	{Commands: english, LanguageCode: "en"},
}

var french = []models.BotCommand{
	{Command: "start", Description: "Commencer, ou reprendre"},
	{Command: "urgence", Description: "En cas de danger : les numéros"},
	{Command: "rdv", Description: "Mes rendez-vous"},
	{Command: "humain", Description: "Parler à une personne"},
	{Command: "annuler", Description: "Arrêter la demande en cours"},
	{Command: "langue", Description: "Changer de langue"},
	{Command: "aide", Description: "Ce que je sais faire"},
	{Command: "confidentialite", Description: "Vos données, les voir, les effacer"},
}

var english = []models.BotCommand{
	{Command: "start", Description: "Start, or carry on"},
	{Command: "emergency", Description: "In danger: the numbers to call"},
	{Command: "appointments", Description: "My appointments"},
	{Command: "human", Description: "Talk to a person"},
	{Command: "cancel", Description: "Stop the present request"},
	{Command: "settings", Description: "Change the language"},
	{Command: "help", Description: "What I can do"},
	{Command: "privacy", Description: "Your data: see it, erase it"},
}
