package bot_test

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"escale/bot"
	"escale/scheduling"
	"escale/store/seal"
	"escale/store/sqlite"
)

// world is one installation on a real store: replicas come and go on it.
type world struct {
	t       testing.TB
	folder  string
	store   *sqlite.Store
	vault   bot.Vault
	clocks  *clocks
	desk    *desk
	wishes  bot.Wishes // none: nil
	postbox *postbox
	email   *postbox
	app     *postbox // another way to the same parent
	rates   map[string]bot.Rate
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, folder: t.TempDir(), clocks: newClocks(), desk: newDesk()}
	w.postbox, w.email, w.app = newPostbox("web"), newPostbox(bot.EmailChannel), newPostbox("telegram")
	store, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(w.folder, "escale.db"), Clock: w.clocks.Machine})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	w.store = store
	if w.vault, err = seal.New(seal.Config{Store: store, Master: [32]byte{1, 2, 3}}); err != nil {
		t.Fatal(err)
	}
	w.desk.eraser = scheduling.NewDesk(scheduling.DeskConfig{
		Store: store, Clocks: w.clocks, Forget: w.vault.Forget, Channels: []string{"web", bot.EmailChannel, "telegram"},
	})
	return w
}

// replica is one process: a reception and its deliverer.
type replica struct {
	*bot.Reception
	deliver *bot.Deliverer
}

func (w *world) replica(owner string, d bot.Stepper) *replica {
	return w.replicaOn(w.store, owner, d)
}

func (w *world) replicaOn(store scheduling.Store, owner string, d bot.Stepper) *replica {
	deliver := bot.NewDeliverer(bot.DelivererConfig{
		Store: store, Vault: w.vault, Clocks: w.clocks, Owner: owner,
		Log: slog.New(slog.DiscardHandler), Rates: w.rates,
		Channels: map[string]bot.Channel{"web": w.postbox, bot.EmailChannel: w.email, "telegram": w.app},
		Guard:    bot.Standing(w.desk, w.wishes, w.clocks), Unsaid: bot.PassOn(w.desk),
	})
	answers := bot.NewAnswerBook(bot.AnswerBookConfig{Store: store, Desk: w.desk, Item: sampleItem, SealWords: sealedWords, Clocks: w.clocks})
	return &replica{deliver: deliver, Reception: bot.NewReception(bot.ReceptionConfig{
		Store: store, Vault: w.vault, Dialogue: d, Desk: w.desk, Answers: answers,
		Deliver: deliver, Clocks: w.clocks, Owner: owner, Log: slog.New(slog.DiscardHandler),
	})}
}

// say hands an inbound of the one parent of the story in.
func (w *world) say(r *replica, id, text string) {
	w.t.Helper()
	if err := r.Receive(w.t.Context(), inbound(id, text)); err != nil {
		w.t.Fatal(err)
	}
}

func inbound(id, text string) bot.Inbound {
	return bot.Inbound{ID: id, Channel: "web", Address: zoe, Text: text}
}

// conversation is the parent's, as it is kept.
func (w *world) conversation(r *replica) bot.Conversation {
	w.t.Helper()
	_, c, err := r.Find(w.t.Context(), "web", zoe)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// runDue does what is due, as the process's loop would.
func (w *world) runDue(r *replica, owner string) int {
	w.t.Helper()
	due, err := w.store.ClaimDue(w.t.Context(), owner, w.clocks.Programme(), w.clocks.Machine(), time.Minute, 10)
	if err != nil {
		w.t.Fatal(err)
	}
	handlers := w.desk.eraser.Handlers()
	handlers[scheduling.DueCommand], handlers[scheduling.DueTell] = r.RunCommand, r.Tell
	handlers[scheduling.DueSend] = r.deliver.Resume
	for _, d := range due {
		if err := handlers[d.Kind](w.t.Context(), d); err != nil {
			retry := w.clocks.Machine().Add(time.Second)
			if err := w.store.FailDue(w.t.Context(), scheduling.Fence{ID: d.ID, Try: d.Try}, err.Error(), retry); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	return len(due)
}

// wantSent compares what the parent received.
func (w *world) wantSent(want ...string) {
	w.t.Helper()
	if got := w.postbox.texts(); !slices.Equal(got, want) {
		w.t.Errorf("sent %q, want %q", got, want)
	}
}

// zoe is the address of the parent of the story.
const zoe = "zoe-exemple-4711"

// script is a dialogue written by a test.
type script func(ctx context.Context, c bot.Conversation, in bot.Input) (bot.Turn, error)

func (s script) Step(ctx context.Context, c bot.Conversation, in bot.Input) (bot.Turn, error) {
	return s(ctx, c, in)
}

// echo counts turns in Flow and repeats what it heard.
var echo = script(func(_ context.Context, c bot.Conversation, in bot.Input) (bot.Turn, error) {
	c.Flow++
	return bot.Turn{Conversation: c, Messages: []bot.Message{reply(describe(in))}}, nil
})

func describe(in bot.Input) string {
	switch {
	case in.Outcome != nil:
		return in.Outcome.Kind + " " + in.Outcome.Code
	case in.Event != nil:
		return in.Event.Kind
	}
	return "« " + in.Inbound.Text + " »"
}

func reply(text string) bot.Message { return bot.Message{Text: text, Class: scheduling.Reply} }

// clocks are set by tests.
type clocks struct {
	mu  sync.Mutex
	now time.Time
}

func newClocks() *clocks { return &clocks{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)} }

func (c *clocks) Machine() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clocks) Programme() time.Time { return c.Machine() }

func (c *clocks) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// postbox is a channel that keeps what it is sent, and fails as told.
type postbox struct {
	name string
	mu   sync.Mutex
	sent []bot.Message
	to   []bot.Recipient
	fail func(bot.Message) error
}

func newPostbox(name string) *postbox { return &postbox{name: name} }

func (p *postbox) Name() string { return p.name }

func (p *postbox) Send(_ context.Context, to bot.Recipient, m bot.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != nil {
		if err := p.fail(m); err != nil {
			return err
		}
	}
	p.sent, p.to = append(p.sent, m), append(p.to, to)
	return nil
}

func (p *postbox) texts() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var texts []string
	for _, m := range p.sent {
		texts = append(texts, m.Text)
	}
	return texts
}

// desk keeps bookings as tests set them and counts what it was made to do.
type desk struct {
	mu       sync.Mutex
	bookings map[string]scheduling.Booking
	done     map[string]scheduling.Command
	fail     error
	eraser   *scheduling.Desk // a real one, on the world's store
}

func (d *desk) Erase(ctx context.Context, e scheduling.Erasure) error { return d.eraser.Erase(ctx, e) }

func newDesk() *desk {
	return &desk{bookings: map[string]scheduling.Booking{}, done: map[string]scheduling.Command{}}
}

func (d *desk) Search(context.Context, scheduling.Search) (scheduling.Page, error) {
	return scheduling.Page{}, errors.New("not in this story")
}

func (d *desk) Booking(_ context.Context, id string) (scheduling.Booking, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	b, ok := d.bookings[id]
	if !ok {
		return b, scheduling.ErrNotFound
	}
	return b, nil
}

func (d *desk) Bookings(context.Context, string) ([]scheduling.Booking, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Collect(maps.Values(d.bookings)), nil
}

func (d *desk) Do(_ context.Context, c scheduling.Command) (scheduling.Outcome, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return scheduling.Outcome{}, d.fail
	}
	d.done[c.ID] = c
	return scheduling.Outcome{Command: c.ID, Kind: c.Kind, Code: scheduling.OK, Booking: c.Booking}, nil
}

func (d *desk) set(b scheduling.Booking) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.bookings[b.ID] = b
}

// kinds are those of the commands done, in order of id.
func (d *desk) kinds() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var kinds []string
	for _, id := range slices.Sorted(maps.Keys(d.done)) {
		kinds = append(kinds, d.done[id].Kind)
	}
	return kinds
}

// asks makes a dialogue that gives a Desk command when it hears the word, and
// otherwise echoes.
func asks(word, kind string) script {
	return func(ctx context.Context, c bot.Conversation, in bot.Input) (bot.Turn, error) {
		t, err := echo(ctx, c, in)
		if in.Inbound != nil && strings.HasPrefix(in.Inbound.Text, word) {
			t.Commands = []bot.Command{{Desk: &scheduling.Command{Kind: kind, Parent: "forged"}}}
		}
		return t, err
	}
}
