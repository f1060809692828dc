package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"escale/bot"
	"escale/calendars"
	"escale/deploy/servertest"
	"escale/programme"
	"escale/scheduling"
	"escale/store/redis"
	"escale/store/seal"
	"escale/store/sqlite"
)

// stepsPlan says what a child works on and at which call it ends.
type stepsPlan struct {
	SQLite, Redis                     string // one of them: the file, or the address
	Calendar, Account, User, Password string
	Letterbox                         string // where messages go
	Run                               int    // names what is done, and chooses its hours
	Die                               int    // the call at which it ends; 0: none
	After                             bool   // once the call is made
	Later                             time.Duration
}

// steps is a small house: it answers, books, moves and cancels, and counts its
// calls.
type steps struct {
	stepsPlan
	count     *stepCount
	clock     stepsClock
	store     scheduling.Store
	close     func()
	desk      *scheduling.Desk
	mirror    *calendars.Mirror
	reception *bot.Reception
	deliver   *bot.Deliverer
	worker    *scheduling.Worker
}

const (
	stepsAgenda   = "centre/lea"
	stepsHost     = "essai.invalid"
	stepsMessages = 2 // that answer what she writes
)

// stepsClock runs from an instant of its own, the later the run.
type stepsClock struct{ base, began time.Time }

func (c stepsClock) now() time.Time       { return c.base.Add(time.Since(c.began)) }
func (c stepsClock) Programme() time.Time { return c.now() }
func (c stepsClock) Machine() time.Time   { return c.now() }

func openSteps(t *testing.T, p stepsPlan) *steps {
	t.Helper()
	base := time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(p.Run)*20*time.Minute + p.Later)
	h := &steps{stepsPlan: p, count: &stepCount{}, clock: stepsClock{base, time.Now()}}
	h.openStore(t)
	h.mirror = calendars.NewMirror(calendars.MirrorConfig{
		HTTPClient: &http.Client{Transport: stepsTransport{h.count}}, Clocks: h.clock, Installation: stepsHost, Log: silent(),
	})
	h.mirror.SetAgendas([]calendars.AgendaSource{{
		ID: stepsAgenda, Zone: "Europe/Paris", URL: p.Account, Username: p.User, Password: p.Password,
		Busy: []string{p.Calendar}, Bookings: p.Calendar, Hours: []calendars.Hours{{From: "00:00", To: "23:00"}},
	}})
	if _, err := h.mirror.Sync(t.Context(), stepsAgenda); err != nil {
		t.Fatal(err)
	}
	h.desk = scheduling.NewDesk(scheduling.DeskConfig{
		Store: h.store, Calendars: h.mirror, Catalogue: stepsProgramme, Clocks: h.clock, Installation: stepsHost,
		UnverifiedPerDay: -1, PerOrigin: -1,
	})
	h.build(t)
	return h
}

func (h *steps) openStore(t *testing.T) {
	t.Helper()
	var s memory
	var err error
	if h.SQLite != "" {
		s, err = sqlite.Open(t.Context(), sqlite.Config{Path: h.SQLite, Clock: h.clock.Machine})
	} else {
		s, err = redis.Open(t.Context(), redis.Config{Addresses: []string{h.Redis}, Clock: h.clock.Machine})
	}
	if err != nil {
		t.Fatal(err)
	}
	h.store = stepsStore{s, h.count}
	h.close = func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// build makes the conversation and the due work.
func (h *steps) build(t *testing.T) {
	t.Helper()
	vault, err := seal.New(seal.Config{Store: h.store, Master: [32]byte{1, 2, 3}})
	if err != nil {
		t.Fatal(err)
	}
	h.deliver = bot.NewDeliverer(bot.DelivererConfig{
		Store: h.store, Vault: vault, Clocks: h.clock, Owner: "a", Log: silent(),
		Channels: map[string]bot.Channel{"post": stepsChannel{h}}, Guard: bot.Standing(h.desk, h.desk, h.clock),
	})
	h.reception = bot.NewReception(bot.ReceptionConfig{
		Store: h.store, Vault: vault, Dialogue: stepsDialogue{h.Run}, Desk: h.desk, Deliver: h.deliver,
		Clocks: h.clock, Owner: "a", Log: silent(),
	})
	nothing := func(context.Context, scheduling.Due) error { return nil }
	handlers := h.desk.Handlers()
	handlers[scheduling.DueTell], handlers[scheduling.DueInvite], handlers[scheduling.DueAlarm] = nothing, nothing, nothing
	handlers[scheduling.DueCommand], handlers[scheduling.DueSend] = h.reception.RunCommand, h.deliver.Resume
	h.worker = scheduling.NewWorker(scheduling.WorkerConfig{Store: h.store, Clocks: h.clock, Owner: "a", Handlers: handlers, Log: silent(), Batch: 1})
}

func stepsProgramme() *programme.Programme {
	return &programme.Programme{
		Offers: []programme.Offer{{
			ID: "solo", Name: programme.Text{"fr": "Accompagnement"}, Duration: time.Hour, Where: map[string]programme.Period{"38": {}},
			Rules: programme.Rules{Horizon: 400 * 24 * time.Hour}, Reminders: []time.Duration{48 * time.Hour},
			Quota: programme.Quota{Sessions: 1, Per: programme.PerCivilYear},
		}},
		Structures: []programme.Structure{{
			ID: "centre", Name: "La Cabane", Kind: "laep", Commune: "38185",
			Agendas: []programme.Agenda{{ID: "lea", Offers: []string{"solo"}}},
		}},
	}
}

func (h *steps) conversation() string { return fmt.Sprint("run", h.Run) }

// slot is the first or second of the run's two hours.
func (h *steps) slot(n int) scheduling.Slot {
	start := time.Date(2027, 6, 1+h.Run/9, 2+2*(h.Run%9)+n, 0, 0, 0, time.UTC)
	return scheduling.Slot{
		Offer: "solo", Structure: "centre", Agenda: stepsAgenda,
		Interval: scheduling.Interval{Start: start, End: start.Add(time.Hour)},
	}
}

// walk is what a parent does: she writes, books, moves and cancels. Each command
// is told with its outcome.
func (h *steps) walk(ctx context.Context, acknowledged func(scheduling.Command, scheduling.Outcome)) error {
	in := bot.Inbound{ID: h.conversation(), Channel: "post", Address: h.conversation(), Text: "bonjour"}
	if err := h.reception.Receive(ctx, in); err != nil {
		return err
	}
	booking := ""
	for n, kind := range []string{scheduling.DoBook, scheduling.DoMove, scheduling.DoCancel} {
		c := scheduling.Command{
			ID: h.conversation() + "/" + kind, Kind: kind, Conversation: h.conversation(), Parent: h.conversation(),
			Family: h.conversation(), Slot: h.slot(min(n, 1)), Booking: booking, Verified: true,
		}
		out, err := h.desk.Do(ctx, c)
		if err != nil {
			return err
		}
		acknowledged(c, out)
		booking = out.Booking
	}
	return nil
}

// recover does what a restarted process does by itself, until nothing is due.
func (h *steps) recover(t *testing.T) {
	t.Helper()
	if err := h.worker.Drain(t.Context()); err != nil {
		t.Error(err)
	}
	if err := h.deliver.Pass(t.Context()); err != nil {
		t.Error(err)
	}
}

// shown are the starts of our events in the calendar, as the server has them.
func (h *steps) shown(t *testing.T, server *servertest.Server) []string {
	t.Helper()
	answer := server.Do(http.MethodGet, h.Calendar, "")
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, event := range strings.Split(answer.Body, "BEGIN:VEVENT")[1:] {
		start := stepsStart.FindStringSubmatch(event)
		if start == nil {
			t.Fatalf("an event without a start: %s", event)
		}
		at, err := time.ParseInLocation("20060102T150405", start[1], paris)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, at.UTC().Format(time.DateTime))
	}
	slices.Sort(all)
	return all
}

var stepsStart = regexp.MustCompile(`DTSTART;TZID=Europe/Paris:(\d{8}T\d{6})`)

// claimed are the starts of all that is claimed of the agenda.
func (h *steps) claimed(t *testing.T) []string {
	t.Helper()
	now := h.clock.now()
	found, err := h.store.Claims(t.Context(), []scheduling.Ask{{
		Resource: "agenda/" + stepsAgenda, Window: scheduling.Interval{Start: now, End: now.AddDate(1, 0, 0)},
	}}, now)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, c := range found[0] {
		all = append(all, c.Start.UTC().Format(time.DateTime))
	}
	return all
}

// uses is how many sessions the family's record has.
func (h *steps) uses(t *testing.T) int {
	t.Helper()
	r, err := h.store.Get(t.Context(), scheduling.Key{Kind: "family", ID: h.conversation()})
	if errors.Is(err, scheduling.ErrNotFound) {
		return 0
	}
	var f struct{ Uses []any }
	if err != nil || json.Unmarshal(r.Data, &f) != nil {
		t.Fatalf("family: %v %s", err, r.Data)
	}
	return len(f.Uses)
}

// stepsDialogue answers whatever she writes with the same messages.
type stepsDialogue struct{ run int }

func (d stepsDialogue) Step(_ context.Context, c bot.Conversation, _ bot.Input) (bot.Turn, error) {
	turn := bot.Turn{Conversation: c}
	for n := range stepsMessages {
		turn.Messages = append(turn.Messages, bot.Message{Text: fmt.Sprintf("%d/%d", d.run, n), Class: scheduling.Reply})
	}
	return turn, nil
}

// stepsChannel posts messages to the letterbox.
type stepsChannel struct{ h *steps }

func (stepsChannel) Name() string { return "post" }

func (c stepsChannel) Send(ctx context.Context, _ bot.Recipient, m bot.Message) error {
	return c.h.count.call("send", func() error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.h.Letterbox, strings.NewReader(m.Text))
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		c.h.count.say("sent " + m.Text)
		return resp.Body.Close()
	})
}

// stepCount numbers calls, and ends the process at one of them.
type stepCount struct {
	mu     sync.Mutex // guards what follows
	counts bool
	n, die int
	after  bool
}

// begin counts from here on.
func (c *stepCount) begin(die int, after bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts, c.die, c.after = true, die, after
}

func (c *stepCount) say(line string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts {
		fmt.Println(line)
	}
}

// call makes a call, unless the end comes before it.
func (c *stepCount) call(name string, do func() error) error {
	c.mu.Lock()
	c.n++
	n, last := c.n, c.counts && c.n == c.die
	if !c.counts {
		c.n = 0
	}
	c.mu.Unlock()
	c.say(fmt.Sprint("call ", n, " ", name))
	if last && !c.after {
		killMyself()
	}
	err := do()
	c.say(fmt.Sprint("done ", n, " ", name))
	if last {
		killMyself()
	}
	return err
}

// stepsTransport counts requests to the calendars' server.
type stepsTransport struct{ *stepCount }

func (r stepsTransport) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	err = r.call(req.Method, func() (err error) { resp, err = http.DefaultTransport.RoundTrip(req); return err })
	return resp, err
}
