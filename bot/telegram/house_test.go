package telegram_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"escale/bot"
	"escale/bot/telegram"
	"escale/evaluation"
	"escale/locales"
	"escale/programme"
	"escale/programme/sample"
	"escale/scheduling"
	"escale/store/seal"
	"escale/store/sqlite"
)

// house is everything behind the channel, as it is run, but for calendars: no
// slot is free in it.
type house struct {
	t     testing.TB
	store *sqlite.Store
	vault bot.Vault
	d     *bot.Dialogue
	desk  desk
}

// desk is both halves of what a dialogue and a reception need.
type desk interface {
	bot.Reader
	bot.Desk
}

func newHouse(t testing.TB) *house {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "escale.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	vault, err := seal.New(seal.Config{Store: store, Master: [32]byte{4, 7, 11}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := programme.Load(sample.FS)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, store: store, vault: vault, desk: full{}}
	h.d = bot.NewDialogue(bot.DialogueConfig{
		Catalogue: func() *programme.Programme { return p }, Locales: texts, Desk: reads{h}, Seal: vault.Seal,
	})
	return h
}

// reads asks whichever desk the house has.
type reads struct{ h *house }

func (r reads) Search(ctx context.Context, q scheduling.Search) (scheduling.Page, error) {
	return r.h.desk.Search(ctx, q)
}

func (r reads) Booking(ctx context.Context, id string) (scheduling.Booking, error) {
	return r.h.desk.Booking(ctx, id)
}

func (r reads) Bookings(ctx context.Context, conversation string) ([]scheduling.Booking, error) {
	return r.h.desk.Bookings(ctx, conversation)
}

func (r reads) Session(ctx context.Context, family string, s scheduling.Slot, except string) (nth, quota int, err error) {
	return r.h.desk.Session(ctx, family, s, except)
}

// reception opens the house to a channel, as one process would.
func (h *house) reception(channel *telegram.Bot) *bot.Reception {
	r, _ := h.replica(channel, "house", 0, nil)
	return r
}

// replica is one process of several. What it leased is another's after lease.
func (h *house) replica(channel bot.Channel, owner string, lease time.Duration, rates map[string]bot.Rate) (*bot.Reception, *bot.Deliverer) {
	log := slog.New(slog.DiscardHandler)
	deliver := bot.NewDeliverer(bot.DelivererConfig{
		Store: h.store, Vault: h.vault, Clocks: wall{}, Owner: owner, Log: log, Lease: lease,
		Channels: map[string]bot.Channel{telegram.ChannelName: channel},
		Guard:    bot.Standing(h.desk, nil, wall{}),
		Rates:    rates, Patience: 10 * time.Second,
	})
	return bot.NewReception(bot.ReceptionConfig{
		Store: h.store, Vault: h.vault, Dialogue: h.d, Desk: h.desk, Deliver: deliver,
		Answers: bot.NewAnswerBook(bot.AnswerBookConfig{
			Store: h.store, Desk: h.desk,
			Item:      func(string, string) (evaluation.Item, bool) { return evaluation.Item{}, false },
			SealWords: func(string) ([]byte, error) { return nil, errors.New("nobody is asked for words") },
		}),
		Clocks: wall{}, Owner: owner, Log: log, Lease: lease,
	}), deliver
}

// full is a Desk with nothing free.
type full struct{}

func (full) Search(context.Context, scheduling.Search) (scheduling.Page, error) {
	return scheduling.Page{}, nil
}

func (full) Booking(context.Context, string) (scheduling.Booking, error) {
	return scheduling.Booking{}, scheduling.ErrNotFound
}

func (full) Bookings(context.Context, string) ([]scheduling.Booking, error) {
	return []scheduling.Booking{}, nil
}

func (full) Session(context.Context, string, scheduling.Slot, string) (nth, quota int, err error) {
	return 1, 0, nil
}

func (full) Erase(context.Context, scheduling.Erasure) error { return scheduling.ErrNotFound }

func (full) Do(_ context.Context, c scheduling.Command) (scheduling.Outcome, error) {
	return scheduling.Outcome{Command: c.ID, Kind: c.Kind, Code: scheduling.Taken}, nil
}

type wall struct{}

func (wall) Programme() time.Time { return time.Now() }
func (wall) Machine() time.Time   { return time.Now() }
