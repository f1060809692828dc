package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"escale/bot"
	"escale/scheduling"
	"escale/store/seal"
	"escale/store/sqlite"
)

// platform takes messages as Telegram does, which allows 30 in any second and
// takes a while; it notes what came when.
type platform struct {
	latency time.Duration
	mu      sync.Mutex
	came    []time.Time
	texts   []string
	refused int
	flood   bool // refuses all for a minute, after the 50th
	until   time.Time
}

func (p *platform) Name() string { return "telegram" }

func (p *platform) Send(_ context.Context, _ bot.Recipient, m bot.Message) error {
	time.Sleep(p.latency) // of the bubble's clock
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.flood && len(p.came) == 50 && p.until.IsZero() {
		p.until = now.Add(time.Minute)
	}
	if now.Before(p.until) {
		p.refused++
		return &bot.Throttled{Until: p.until}
	}
	if n := len(p.came); n >= 30 && now.Sub(p.came[n-30]) < time.Second {
		p.refused++
		return &bot.Throttled{Until: now.Add(time.Second)}
	}
	p.came, p.texts = append(p.came, now), append(p.texts, m.Text)
	return nil
}

func (p *platform) taken() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.texts)
}

type bubble struct{}

func (bubble) Programme() time.Time { return time.Now() }
func (bubble) Machine() time.Time   { return time.Now() }

// office is an outbox with a deliverer, in a bubble.
type office struct {
	t        testing.TB
	store    *sqlite.Store
	vault    *seal.Vault
	platform *platform
	deliver  *bot.Deliverer
	parent   string
	queued   int
}

func newOffice(t testing.TB, folder string, latency time.Duration) *office {
	t.Helper()
	o := &office{t: t, platform: &platform{latency: latency}}
	var err error
	if o.store, err = sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(folder, "escale.db")}); err != nil {
		t.Fatal(err)
	}
	if o.vault, err = seal.New(seal.Config{Store: o.store, Master: [32]byte{1, 2, 3}}); err != nil {
		t.Fatal(err)
	}
	if o.parent, err = o.vault.NewParent(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.deliver = bot.NewDeliverer(bot.DelivererConfig{
		Store: o.store, Vault: o.vault, Clocks: bubble{}, Owner: "o", Log: slog.New(slog.DiscardHandler),
		Channels: map[string]bot.Channel{"telegram": o.platform},
		Rates:    map[string]bot.Rate{"telegram": {PerSecond: 29, Together: 2, Chat: time.Second, Burst: 4}},
		Guard:    func(context.Context, scheduling.Guard) (bool, error) { return true, nil },
		Patience: 10 * time.Second,
	})
	return o
}

// queue puts n messages of a class into the outbox, each of a chat of its own.
func (o *office) queue(class scheduling.Class, n int) {
	o.t.Helper()
	for batch := range slices.Chunk(make([]struct{}, n), 500) {
		var out []scheduling.Outgoing
		for range batch {
			o.queued++
			plain, err := json.Marshal(map[string]any{"address": "1", "message": bot.Message{Text: fmt.Sprint(class, " ", o.queued), Class: class}})
			if err != nil {
				o.t.Fatal(err)
			}
			sealed, err := o.vault.Seal(o.t.Context(), o.parent, plain)
			if err != nil {
				o.t.Fatal(err)
			}
			id := fmt.Sprint(o.queued)
			out = append(out, scheduling.Outgoing{
				ID: id, Chat: "c" + id + "/telegram", Channel: "telegram", Class: class, Parent: o.parent, Sealed: sealed,
			})
		}
		if _, err := o.store.Apply(o.t.Context(), scheduling.Change{Command: fmt.Sprint("queue/", o.queued), Outbox: out}); err != nil {
			o.t.Fatal(err)
		}
	}
}

// run delivers until everything was taken, and returns how long that took.
func (o *office) run() time.Duration {
	o.t.Helper()
	ctx, stop := context.WithCancel(o.t.Context())
	var running sync.WaitGroup
	begun := time.Now()
	running.Go(func() { o.deliver.Run(ctx, time.Second) })
	for o.platform.taken() < o.queued && time.Since(begun) < time.Hour {
		time.Sleep(time.Second) // of the bubble's clock
	}
	stop()
	running.Wait()
	if err := o.store.Close(); err != nil {
		o.t.Error(err)
	}
	came := o.platform.came
	return came[len(came)-1].Sub(begun)
}

// check reports what was lost, sent twice or refused.
func (o *office) check() {
	o.t.Helper()
	texts := slices.Clone(o.platform.texts)
	slices.Sort(texts)
	if n := len(slices.Compact(texts)); n != o.queued || len(o.platform.texts) != o.queued || o.platform.refused > 0 {
		o.t.Errorf("%d messages, %d different, want %d; %d refused", len(o.platform.texts), n, o.queued, o.platform.refused)
	}
}

func TestManyRemindersGoOutAtThePlatformsPace(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, folder, 200*time.Millisecond)
		o.queue(scheduling.Reminder, 300)
		took := o.run() - o.platform.latency
		o.check()
		if most := 300 * time.Second / 30 * 105 / 100; took > most {
			t.Errorf("300 reminders took %v, want %v at most", took, most)
		}
	})
}

func TestWhatAParentWaitsForOvertakesReminders(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, folder, 200*time.Millisecond)
		o.queue(scheduling.Questionnaire, 20)
		o.queue(scheduling.Reminder, 20)
		o.queue(scheduling.Reply, 10)
		o.run()
		o.check()
		var order []string
		for i, text := range o.platform.texts {
			class, _, _ := strings.Cut(text, " ")
			if i >= 2 && (len(order) == 0 || order[len(order)-1] != class) { // two may be at once
				order = append(order, class)
			}
		}
		if want := []string{"reply", "reminder", "questionnaire"}; !slices.Equal(order, want) {
			t.Errorf("sent in the order %q, want %q:\n%q", order, want, o.platform.texts)
		}
	})
}

func TestAllWaitWhenTheAppSlowsASecondChat(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, folder, time.Millisecond)
		o.platform.flood = true
		o.queue(scheduling.Reminder, 200)
		o.run()
		if asked := o.platform.refused; asked > 4 {
			t.Errorf("asked %d times while all were told to wait", asked)
		}
		if n := len(o.platform.texts); n != 200 {
			t.Errorf("%d messages, want 200", n)
		}
	})
}
