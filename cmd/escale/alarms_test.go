package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"escale/bot/email"
	"escale/locales"
	"escale/programme/sample"
	"escale/scheduling"
)

// posted keeps the letters it is given.
type posted struct{ letters *[]email.Letter }

func (p posted) Post(_ context.Context, l email.Letter) error {
	*p.letters = append(*p.letters, l)
	return nil
}

func alarmDue(t *testing.T, a scheduling.Alarm) scheduling.Due {
	t.Helper()
	data, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return scheduling.Due{Try: 100, Data: data}
}

func TestTheStructureIsAskedByMail(t *testing.T) {
	c, err := openCatalogue(sample.FS, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	var letters []email.Letter
	users := []user{{Scope: "structure:centre-social-des-tilleuls"}}
	texts, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	at, fr := time.Date(2027, 3, 9, 9, 30, 0, 0, time.UTC), texts.In(locales.French)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{texts: texts, config: &Config{BaseURL: "https://escale.example", Users: users}, catalogue: c, letters: posted{&letters}, clocks: realClocks{}}
	const agenda = "centre-social-des-tilleuls/tilleul"
	for _, a := range []scheduling.Alarm{
		{Kind: scheduling.AlarmVanished, Agenda: agenda, Bookings: []string{"a", "b", "c", "d"}},
		{Kind: scheduling.AlarmMisplaced, Agenda: agenda, To: "centre-social-des-tilleuls/noisette", References: []string{"K7M2-P9"}},
		{Kind: scheduling.AlarmVanished, Agenda: agenda, Bookings: []string{"a"}},
		{Kind: scheduling.AlarmUnknown, Agenda: agenda, Bookings: []string{"a", "b"}, Times: []scheduling.Interval{{Start: at}, {Start: at.Add(time.Hour)}}},
	} {
		if err := h.alarm(t.Context(), alarmDue(t, a)); err != nil {
			t.Fatal(err)
		}
	}
	h.config.Users = nil // who can't sign in is not sent there
	if err := h.alarm(t.Context(), alarmDue(t, scheduling.Alarm{Kind: scheduling.AlarmVanished, Agenda: agenda, Bookings: []string{"a"}})); err != nil {
		t.Fatal(err)
	}
	if last := letters[len(letters)-1].Text; !strings.Contains(last, "Dites-le à votre coordination") || strings.Contains(last, "/resultats") {
		t.Errorf("without an account, the structure reads\n%s", last)
	}
	for n, says := range [][]string{
		{"4 rendez-vous à venir ont disparu", "l’agenda de Mme Exemple-Tilleul", "Rien n’a été annulé", "https://escale.example/resultats#agendas"},
		{"K7M2-P9", "l’agenda de M. Modèle-Noisette", "prévenu"},
		{"Un rendez-vous à venir a disparu de l’agenda de Mme Exemple-Tilleul."},
		{"Escale ne connaît pas 2 rendez-vous à venir de l’agenda de Mme Exemple-Tilleul (", fr.LongDay(at, paris) + " à " + fr.Clock(at.In(paris)) + ", mardi", "gardez ces rendez-vous", "supprimez l’événement"},
	} {
		for _, want := range says {
			if !strings.Contains(letters[n].Text, want) {
				t.Errorf("letter %d does not say %q:\n%s", n, want, letters[n].Text)
			}
		}
	}
	if s, _ := c.programme().Structure("centre-social-des-tilleuls"); slices.ContainsFunc(letters, func(l email.Letter) bool { return l.To != s.Email }) {
		t.Errorf("letters to %+v", letters)
	}
}

func TestAnAlarmWaitsForTheMailServerForSomeDays(t *testing.T) {
	c, err := openCatalogue(sample.FS, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{config: &Config{}, catalogue: c, letters: away{}, clocks: realClocks{}}
	for age, again := range map[time.Duration]bool{time.Hour: true, 80 * time.Hour: false} {
		a := scheduling.Alarm{Kind: scheduling.AlarmVanished, Agenda: "evs-roubaix/x", At: time.Now().Add(-age)}
		err := h.alarm(t.Context(), alarmDue(t, a))
		_, waits := errors.AsType[*scheduling.Again](err)
		if !errors.Is(err, errAway) || waits != again {
			t.Errorf("after %v: %v", age, err)
		}
	}
}
