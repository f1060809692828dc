package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"escale/bot/email"
	"escale/locales"
	"escale/programme"
	"escale/scheduling"
)

// alarm handles due work of kind DueAlarm: the structure is asked what happened
// in its calendar. The operator reads it in the log and on the results' page.
func (h *house) alarm(ctx context.Context, d scheduling.Due) error {
	var a scheduling.Alarm
	if err := json.Unmarshal(d.Data, &a); err != nil {
		return scheduling.Drop{Why: "unreadable alarm"}
	}
	if a.Call != "" {
		return h.callAlarm(ctx, d, a)
	}
	id, _, _ := strings.Cut(a.Agenda, "/")
	s, ok := h.catalogue.programme().Structure(id)
	if !ok { // its file may be back in a moment
		return fmt.Errorf("no structure %s", id)
	}
	if s.Email == "" || h.letters == nil {
		return scheduling.Drop{Why: "the structure takes no mail"}
	}
	subject, text := alarmLetter(h.catalogue.programme(), a, h.whereToAnswer(s.ID))
	if a.Kind == scheduling.AlarmUnknown {
		subject, text = unknownLetter(h.catalogue.programme(), a, saysTimes(h.texts.In(locales.French), a.Times, s.Zone))
	}
	return h.postAlarm(ctx, d, a, "structure "+s.ID, email.Letter{To: s.Email, Subject: subject, Text: text, Language: "fr"})
}

// postAlarm sends the letter of an alarm to somebody, and waits for a mail server
// that is away.
func (h *house) postAlarm(ctx context.Context, d scheduling.Due, a scheduling.Alarm, whom string, l email.Letter) error {
	err := h.letters.Post(ctx, l)
	if errors.Is(err, email.ErrAddress) { // the operator has to correct it
		return &scheduling.GiveUp{Err: fmt.Errorf("%s: %w", whom, err)}
	}
	if now := h.clocks.Machine(); err != nil && now.Before(a.At.Add(askFor)) {
		return &scheduling.Again{At: now.Add(min(time.Second<<min(d.Try, 10), 15*time.Minute)), Err: err}
	}
	return err
}

// whereToAnswer is a page for a structure whose staff can sign in; the others
// have their coordination, whose page it is too.
func (h *house) whereToAnswer(structure string) string {
	for _, u := range h.config.Users {
		if u.Scope == "structure:"+structure {
			return "Tout se fait ici, avec le nom et le mot de passe de votre structure\u00a0:\n" + h.config.BaseURL + "/resultats#agendas"
		}
	}
	return "Dites-le à votre coordination\u00a0: elle s’en occupe sur la page des résultats."
}

// askFor is for how long a mail server that is away is waited for.
const askFor = 3 * 24 * time.Hour

// alarmLetter says what happened, what Escale did about it, and what to do.
func alarmLetter(p *programme.Programme, a scheduling.Alarm, answer string) (subject, text string) {
	if a.Kind == scheduling.AlarmMisplaced {
		return "Un rendez-vous Escale a été annulé\u00a0: à vérifier", strings.Join([]string{
			"Bonjour,",
			"Le rendez-vous " + strings.Join(a.References, ", ") + " se trouve maintenant dans " + agendaName(p, a.To) +
				". Cette personne ne peut pas l’assurer\u00a0: elle ne propose pas cette séance, ou pas de cette façon.",
			"Le parent a été prévenu que son rendez-vous est annulé, et peut choisir un autre créneau. L’événement est resté dans l’agenda\u00a0: supprimez-le s’il ne sert plus.",
			"Pour qu’une autre personne prenne le relais, elle doit proposer la même séance. Nous pouvons vous y aider.",
		}, "\n\n")
	}
	return "Des rendez-vous Escale ont disparu de votre agenda", strings.Join([]string{
		"Bonjour,",
		left(len(a.Bookings)) + " de " + agendaName(p, a.Agenda) + ".",
		"Rien n’a été annulé, et aucun parent n’a été prévenu.",
		"Si c’est une erreur, rétablissez l’agenda, ou demandez à Escale de remettre ces rendez-vous. Si vous les avez bien supprimés, dites-le\u00a0: les parents seront prévenus.",
		answer,
	}, "\n\n")
}

// unknownLetter tells of sessions that the store knows nothing of, and when they
// are. There is nothing to answer.
func unknownLetter(p *programme.Programme, a scheduling.Alarm, when string) (subject, text string) {
	return "Des rendez-vous de votre agenda ne sont plus connus d’Escale", strings.Join([]string{
		"Bonjour,",
		unknownLeft(len(a.Bookings)) + " de " + agendaName(p, a.Agenda) + " (" + when + "), sans doute pris après la sauvegarde dont ses données ont été restaurées.",
		unknownWords,
	}, "\n\n")
}

// unknownWords say what to do about sessions that the store knows nothing of.
const unknownWords = "Les parents comptent venir\u00a0: gardez ces rendez-vous dans l’agenda. Escale n’enverra pas de rappel, et ne peut ni déplacer ni annuler ce qu’il ne connaît pas. " +
	"Si l’un d’eux ne peut pas avoir lieu, prévenez le parent si vous savez comment le joindre, puis supprimez l’événement\u00a0: l’heure sera de nouveau proposée."

func unknownLeft(n int) string {
	if n == 1 {
		return "Escale ne connaît pas un rendez-vous à venir"
	}
	return fmt.Sprintf("Escale ne connaît pas %d rendez-vous à venir", n)
}

// left says how many sessions are gone.
func left(n int) string {
	if n == 1 {
		return "Un rendez-vous à venir a disparu"
	}
	return fmt.Sprintf("%d rendez-vous à venir ont disparu ensemble", n)
}

// agendaName names an agenda as its structure does.
func agendaName(p *programme.Programme, id string) string {
	if _, a, known := p.Agenda(id); known && a.Professional != "" {
		return "l’agenda de " + a.Professional
	}
	return "un agenda de votre structure"
}
