package main

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"escale/bot"
	"escale/bot/email"
	"escale/bot/telegram"
	"escale/bot/webchat"
	"escale/calendars"
	"escale/calendars/hosting"
	"escale/locales"
	"escale/scheduling"
	"escale/store/seal"
	"escale/web"
)

// house is the whole service, wired: every part is made once, here.
type house struct {
	config    *Config
	log       *slog.Logger
	clocks    scheduling.Clocks
	catalogue *catalogue
	texts     *locales.Catalogue
	owner     string    // the process, in leases
	replicas  *replicas // nil: one process at a time has the store

	store   memory
	vault   *seal.Vault
	hosting *hosting.Server
	mirror  *calendars.Mirror
	desk    *scheduling.Desk
	worker  *scheduling.Worker
	// working is held by who does due work: shared by the passes of the ticks,
	// alone by a push of the demo's clock.
	working   sync.RWMutex
	passes    sync.WaitGroup
	draining  atomic.Bool // one of the passes goes on until nothing is due
	dialogue  *bot.Dialogue
	deliverer *bot.Deliverer
	reception *bot.Reception
	chat      *webchat.Chat
	telegram  *telegram.Bot  // nil without a token
	hook      *telegram.Hook // nil unless Telegram posts to us
	pages     *web.Web
	letters   email.Sender // nil: no e-mail
	inbox     *email.Inbox // nil: answers to invitations are not read

	channels  map[string]bot.Channel
	receivers []func(context.Context) // channels that fetch what people write

	caldav   string // address at which the mirror reaches hosted calendars
	internal string // the mirror's password there

	passwords map[string]string // in use, by structure; touched by applyProgramme and its tick
}

// parts are what differs between the demo, the service and the tools.
type parts struct {
	config    *Config
	catalogue *catalogue
	store     memory
	master    [32]byte
	clocks    scheduling.Clocks
	letters   email.Sender
	inbox     *email.Inbox
	log       *slog.Logger
	caldav    string // address at which hosted calendars are reached
	demo      bool
}

// build wires a house; it starts nothing.
func build(ctx context.Context, p parts) (*house, error) {
	h := &house{
		config: p.config, log: p.log, clocks: p.clocks, catalogue: p.catalogue, store: p.store,
		letters: p.letters, inbox: p.inbox, caldav: p.caldav, channels: map[string]bot.Channel{},
	}
	h.joinReplicas()
	var err error
	if h.texts, err = locales.New(); err != nil {
		return nil, err
	}
	if h.vault, err = seal.New(h.vaultConfig(p)); err != nil {
		return nil, err
	}
	if err := h.vault.Verify(ctx); err != nil {
		return nil, err
	}
	if err := h.buildCalendars(); err != nil {
		return nil, err
	}
	if err := h.buildConversation(); err != nil {
		return nil, err
	}
	if err := h.buildPages(p.demo); err != nil {
		return nil, err
	}
	return h, h.applyProgramme(ctx)
}

// buildCalendars makes the hosted calendars, the mirror and the desk.
func (h *house) buildCalendars() error {
	if err := h.buildHosting(); err != nil {
		return err
	}
	h.mirror = calendars.NewMirror(calendars.MirrorConfig{
		Installation: h.config.Installation, Clocks: h.clocks, Log: h.log,
		CacheDir: filepath.Join(h.config.Data, "calendars"),
		Observer: h.observe, Interval: h.config.calendarInterval(), Memory: h.store, PrivateFeeds: h.config.privateFeeds(),
	})
	h.desk = scheduling.NewDesk(scheduling.DeskConfig{
		Store: h.store, Calendars: h.mirror, Catalogue: h.catalogue.programme, Clocks: h.clocks,
		Installation: h.config.Installation, Owner: h.owner, Log: h.log, PerOrigin: perOrigin,
		Settling: h.config.calendarSettling(),
		Open:     h.vault.Open, Link: h.sessionLink, Reaches: h.reaches,
		Forget: h.vault.Forget, Channels: channelNames(), Rules: h.retentionRules(),
	})
	return nil
}

// perOrigin is how many sessions one network address may hold or book in a day
// without an account: a family's whole quota twice over, so that two parents at
// one social centre are not stopped, and far from a full calendar.
const perOrigin = 6

// observe hands what a sync showed to the desk.
func (h *house) observe(ctx context.Context, s scheduling.Sighting) {
	if err := h.desk.Observe(ctx, s); err != nil && ctx.Err() == nil {
		h.log.Error("observe", "agenda", s.Agenda, "err", err)
	}
}

// buildConversation makes the dialogue, its channels and the due work.
func (h *house) buildConversation() error {
	links := bot.Links{
		Return: func(channel, address string) string {
			if channel != webchat.Channel {
				return ""
			}
			return h.chat.ReturnLink(address)
		},
		Page:     func(name string) string { return h.config.BaseURL + publicPages[name] },
		Carry:    h.carryLink,
		Telegram: h.telegramLink,
	}
	h.dialogue = bot.NewDialogue(bot.DialogueConfig{
		Catalogue: h.catalogue.programme, Locales: h.texts, Desk: h.desk, Wishes: h.desk, Calls: h.desk,
		Questionnaires: h.catalogue.questionnaires, Links: links,
		CalendarFile: calendars.ParentFile(h.clocks.Machine), Seal: h.vault.Seal, Open: h.vault.Open,
		Danger: h.catalogue.danger, TakesBack: func(channel string) bool { return channel == telegram.ChannelName },
		WithoutEmail: h.letters == nil, Referrals: h.codes(),
	})
	h.deliverer = bot.NewDeliverer(bot.DelivererConfig{
		Store: h.store, Vault: h.vault, Channels: h.channels, Guard: bot.Standing(h.desk, h.desk, h.clocks), Unsaid: bot.PassOn(h.desk),
		Clocks: h.clocks, Owner: h.owner, Log: h.log, Rates: map[string]bot.Rate{telegram.ChannelName: telegram.Rate}, Replicas: h.replicas.count,
		Patience: 10 * time.Second,
	})
	h.reception = bot.NewReception(bot.ReceptionConfig{
		Store: h.store, Vault: h.vault, Dialogue: h.dialogue, Desk: h.desk, Wishes: h.desk, Deliver: h.deliverer,
		Answers: bot.NewAnswerBook(bot.AnswerBookConfig{Store: h.store, Desk: h.desk, Item: h.item, SealWords: h.vault.SealWords, Clocks: h.clocks}),
		Clocks:  h.clocks, Owner: h.owner, Log: h.log,
	})
	if h.letters != nil {
		c := email.NewChannel(h.letters)
		h.channels[c.Name()] = c
	}
	if err := h.buildChat(); err != nil {
		return err
	}
	if err := h.buildTelegram(); err != nil {
		return err
	}
	h.buildWorker()
	return nil
}

// publicPages are the pages that a conversation links to.
var publicPages = map[string]string{
	"privacy": "/confidentialite", "legal": "/mentions-legales", "accessibility": "/accessibilite",
}

// buildWorker gives every kind of due work its handler.
func (h *house) buildWorker() {
	handlers := h.desk.Handlers()
	handlers[scheduling.DueTell] = h.reception.Tell
	handlers[scheduling.DueCommand] = h.reception.RunCommand
	handlers[scheduling.DueSend] = h.deliverer.Resume
	handlers[scheduling.DueInvite] = h.invite
	handlers[scheduling.DueAlarm] = h.alarm
	handlers[scheduling.DuePlace] = h.reception.TellPlace
	h.worker = scheduling.NewWorker(scheduling.WorkerConfig{
		Store: h.store, Clocks: h.clocks, Owner: h.owner, Handlers: handlers, Log: h.log,
	})
}

// routes puts every page of the house on one mux.
func (h *house) routes() *http.ServeMux {
	mux := http.NewServeMux()
	h.chat.Routes(mux)
	h.pages.Routes(mux)
	mux.Handle("/caldav/", h.hosting)
	mux.Handle("/.well-known/caldav", h.hosting)
	mux.HandleFunc("GET /agenda/{file}", h.serveFeed)
	mux.HandleFunc("GET /healthz", h.healthz)
	if h.hook != nil {
		mux.Handle(h.telegram.WebhookPath(), h.hook)
	}
	return mux
}
