package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"escale/bot/email"
	"escale/programme/sample"
	"escale/scheduling"
)

// away is a mail server that can't be reached.
type away struct{}

var errAway = errors.New("connection refused")

func (away) Post(context.Context, email.Letter) error { return errAway }

func TestInvitationsWaitForTheMailServerUntilTheSessionIsOver(t *testing.T) {
	c, err := openCatalogue(sample.FS, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{config: &Config{MailFrom: "bonjour@escale.example"}, catalogue: c, letters: away{}, clocks: realClocks{}}
	for name, ends := range map[string]time.Duration{"ahead": time.Hour, "over": -time.Hour} {
		end := time.Now().Add(ends)
		data, err := json.Marshal(scheduling.Invite{Method: "REQUEST", Structure: "evs-roubaix", Event: scheduling.CalendarEvent{
			UID: "x@x", Zone: "Europe/Paris", Interval: scheduling.Interval{Start: end.Add(-time.Hour), End: end},
		}})
		if err != nil {
			t.Fatal(err)
		}
		err = h.invite(t.Context(), scheduling.Due{Try: 100, Data: data})
		again, ok := errors.AsType[*scheduling.Again](err)
		if !errors.Is(err, errAway) || ok != (name == "ahead") {
			t.Fatalf("%s: %v", name, err)
		}
		if ok && (time.Until(again.At) <= 0 || time.Until(again.At) > 16*time.Minute) {
			t.Errorf("tried again at %v", again.At)
		}
	}
}
