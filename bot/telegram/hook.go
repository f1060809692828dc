package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"sync"

	"escale/bot"
)

// largestPost is the most bytes of one update.
const largestPost = 1 << 20

// Hook takes the updates that Telegram posts. It answers 200 once the turn is
// committed; otherwise Telegram posts the update again, to whichever replica
// answers. The order within a chat is kept by the lanes of the Reception.
type Hook struct {
	*Bot
	receive func(context.Context, bot.Inbound) error
	asides  sync.WaitGroup // what is answered beside the turns

	gate sync.RWMutex // guards open; held, for reading, by who takes an update
	open bool         // from when Run began until it ends

	mu     sync.Mutex    // guards panics
	panics map[int64]int // by update id
}

// Hook makes the webhook; Run has Telegram post to it.
func (b *Bot) Hook(receive func(context.Context, bot.Inbound) error) *Hook {
	return &Hook{Bot: b, receive: receive, panics: map[int64]int{}}
}

// Run has Telegram post updates until the context ends. They go on being posted
// then, to other replicas or, once it is back, to this one.
func (h *Hook) Run(ctx context.Context) {
	h.stand(true)
	defer h.asides.Wait()
	defer h.stand(false)
	h.retry(ctx, h.announce)
	for since := int(h.Clock().Unix()); ctx.Err() == nil; {
		rest(ctx, watch)
		h.retry(ctx, func(ctx context.Context) (err error) {
			since, err = h.inspect(ctx, since)
			return err
		})
	}
}

// stand opens or closes; what was taken is finished before it closes.
func (h *Hook) stand(open bool) {
	h.gate.Lock()
	defer h.gate.Unlock()
	h.open = open
}

// ServeHTTP takes one update. Who does not know the secret learns nothing, not
// even whether there is a bot.
func (h *Hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		http.NotFound(w, r)
		return
	}
	if !same(r.Header.Get("X-Telegram-Bot-Api-Secret-Token"), h.secret()) {
		http.Error(w, "", http.StatusUnauthorized)
		return
	}
	h.gate.RLock()
	defer h.gate.RUnlock()
	if !h.open {
		http.Error(w, "", http.StatusServiceUnavailable)
		return
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largestPost))
	if err != nil {
		h.Log.Error("telegram update not read", "error", err)
		http.Error(w, "", tooLarge(err))
		return
	}
	if err := h.take(r.Context(), raw); err != nil {
		http.Error(w, "", http.StatusServiceUnavailable)
	}
}

// same compares without telling by its time how much agreed, nor the length.
func same(given, want string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

func tooLarge(err error) int {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

// take takes one update through its turn. An error has it posted again; what
// can't be read would never be, and is skipped.
func (h *Hook) take(ctx context.Context, raw []byte) error {
	u, err := parse(raw)
	if err != nil {
		h.Log.Error("telegram update skipped", "update", u.id, "error", err)
		return nil
	}
	if u.query != "" {
		h.beside(ctx, func(ctx context.Context) { h.stopSpinner(ctx, u.query) })
	}
	if u.aside != nil {
		h.beside(ctx, func(ctx context.Context) { h.reply(ctx, *u.aside) })
	}
	if u.inbound == nil || h.goesOn(u) {
		return nil
	}
	h.touched(u)
	u.inbound.Shown = h.shownIn(u.chat)
	err = receive(ctx, h.receive, u)
	switch {
	case err == nil:
		h.forget(u.id)
	case errors.Is(err, bot.ErrPanic) && h.panicked(u.id) > poisoned:
		h.Log.Error("telegram update given up", "update", u.id)
		h.forget(u.id)
		return nil
	default:
		h.Log.Error("telegram update to come again", "update", u.id, "error", err)
	}
	return err
}

// beside does what the answer to Telegram need not wait for.
func (h *Hook) beside(ctx context.Context, do func(context.Context)) {
	ctx = context.WithoutCancel(ctx)
	h.asides.Go(func() { do(ctx) })
}

func (h *Hook) panicked(update int64) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.panics) >= many {
		clear(h.panics)
	}
	h.panics[update]++
	return h.panics[update]
}

func (h *Hook) forget(update int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.panics, update)
}
