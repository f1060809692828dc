package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"escale/bot/email"
	"escale/programme/sample"
	"escale/scheduling"
	"escale/store/sqlite"
)

// brokenPost is a mail server that answers every letter with an error.
type brokenPost struct {
	err  error
	sent int
}

func (p *brokenPost) Post(context.Context, email.Letter) error {
	p.sent++
	return p.err
}

// An invitation that can never arrive is in sight of the operator at once; one
// that may still arrive is tried again.
func TestAnInvitationThatIsRefusedIsADeadLetter(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		dead int
	}{
		{"no such mailbox", fmt.Errorf("%w: code 550", email.ErrAddress), 1},
		{"server away", errors.New("connection refused"), 0},
		{"sent", nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			clocks := realClocks{}
			log := slog.New(slog.DiscardHandler)
			store, err := sqlite.Open(t.Context(), sqlite.Config{Path: storeFile(t.TempDir()), Log: log, Clock: clocks.Machine})
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close()
			cat, err := openCatalogue(sample.FS, log)
			if err != nil {
				t.Fatal(err)
			}
			post := &brokenPost{err: c.err}
			h := &house{
				config: &Config{MailFrom: "Escale <escale@exemple.invalid>"}, log: log, clocks: clocks,
				catalogue: cat, store: store, letters: post,
			}
			dueInvitation(t, store, "centre-social-des-tilleuls/tilleul")
			worker := scheduling.NewWorker(scheduling.WorkerConfig{
				Store: store, Clocks: clocks, Owner: "a",
				Handlers: map[string]scheduling.Handler{scheduling.DueInvite: h.invite},
			})
			if err := worker.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			dead, err := store.Dead(t.Context())
			if err != nil || len(dead) != c.dead || post.sent != 1 {
				t.Fatalf("dead letters %v, sent %d times, %v", dead, post.sent, err)
			}
			if c.dead > 0 && !strings.Contains(dead[0].LastError, "structure centre-social-des-tilleuls") {
				t.Errorf("the operator reads %q", dead[0].LastError)
			}
		})
	}
}

func dueInvitation(t *testing.T, store scheduling.Store, agenda string) {
	t.Helper()
	structure, _, _ := strings.Cut(agenda, "/")
	start := time.Date(2027, 3, 10, 9, 0, 0, 0, time.UTC)
	data, err := json.Marshal(scheduling.Invite{Method: "REQUEST", Structure: structure, Event: scheduling.CalendarEvent{
		UID: "b@essai.invalid", Agenda: agenda, Zone: "Europe/Paris", Summary: "Escale",
		Interval: scheduling.Interval{Start: start, End: start.Add(time.Hour)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Apply(t.Context(), scheduling.Change{Command: "cause", Due: []scheduling.Due{{
		ID: "invite/b/1", Kind: scheduling.DueInvite, Subject: "b", At: time.Now(), Clock: scheduling.MachineTime, Data: data,
	}}})
	if err != nil {
		t.Fatal(err)
	}
}
