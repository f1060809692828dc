package main

import (
	"context"
	"strings"
	"time"

	"escale/bot/email"
	"escale/scheduling"
)

// callAlarm tells who answers parents, by mail, that one asked to be called, or
// waits for too long. The letter says by when, and nothing else: whom to call is on
// the page.
func (h *house) callAlarm(ctx context.Context, d scheduling.Due, a scheduling.Alarm) error {
	c := h.catalogue.programme().ContactsFor(a.Departement, a.Topic)[0]
	if c.Email == "" || h.letters == nil {
		return scheduling.Drop{Why: "who answers takes no mail"}
	}
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return scheduling.Drop{Why: "no zone"}
	}
	subject, text := callLetter(a, zone, h.config.BaseURL+"/rappels")
	return h.postAlarm(ctx, d, a, "a contact", email.Letter{To: c.Email, Subject: subject, Text: text, Language: "fr"})
}

// callLetter says by when to call, by the clock of who calls.
func callLetter(a scheduling.Alarm, zone *time.Location, page string) (subject, text string) {
	by := a.By.In(zone).Format("02/01/2006 à 15 h 04")
	subject = "Escale\u00a0: un parent demande à être appelé"
	what := "Un parent a demandé qu’une personne l’appelle. Nous lui avons promis un appel au plus tard le " + by + "."
	if a.Kind == scheduling.AlarmCallLate {
		subject = "Escale\u00a0: un parent attend toujours d’être appelé"
		what = "Un parent attend toujours d’être appelé. Nous lui avions promis un appel au plus tard le " + by + ". Il vient d’apprendre que nous sommes en retard."
	}
	return subject, strings.Join([]string{
		"Bonjour,",
		what,
		"Son numéro se trouve sur la page des demandes de rappel, avec votre nom et votre mot de passe. Dites-y que vous vous en occupez, puis que c’est fait\u00a0:\n" + page,
	}, "\n\n")
}
