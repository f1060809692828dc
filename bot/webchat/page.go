package webchat

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"html/template"
	"net/http"

	"escale/bot"
	"escale/scheduling"
)

//go:embed page.html
var pageFile embed.FS

var pageTemplate = template.Must(template.ParseFS(pageFile, "page.html"))

// page is the chat: GET /.
func (c *Chat) page(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query().Get("lang")
	language := c.begins(r, asked)
	c.away(w, r)
	who, err := c.visitor(r.Context(), r)
	start := started(r.URL.Query().Get(StartKey))
	if err == nil && who.known && start != "" {
		c.resume(w, r, language, start)
		return
	}
	if err == nil && who.known {
		err = c.show(w, r, who.Recipient, asked)
		if err == nil {
			return
		}
		who = visitor{Recipient: who.Recipient, lost: errors.Is(err, scheduling.ErrErased)}
	}
	if err != nil && !who.lost {
		c.fail(w, r, "show conversation", err, posted{Language: language})
		return
	}
	v := c.passing(c.first(r.Context(), language, start), language)
	v.Start = start
	switch {
	case who.lost:
		c.letGo(r.Context(), w, who)
		v.Notice = v.T("gone")
		if r.URL.Query().Has(erased) {
			v.Notice = c.Texts(language).T("say.erased")
		}
	case r.URL.Query().Has(begun):
		v.Notice = v.T("cookies")
	}
	c.render(w, r, http.StatusOK, v)
}

// show renders the transcript; emergency numbers that have stood long enough
// leave it.
func (c *Chat) show(w http.ResponseWriter, r *http.Request, who bot.Recipient, asked string) error {
	t, version, err := c.load(r.Context(), who)
	if err != nil {
		return err
	}
	now := c.Clocks.Machine()
	if t.expire(now) {
		err := c.change(r.Context(), who, func(t *transcript) bool { return t.expire(now) })
		if err != nil {
			c.Log.Warn("expire transcript", "error", err)
		}
	}
	if asked == "" {
		asked = t.language()
	}
	device, _ := c.deviceOf(r)
	c.keepCookie(w, who.Address, device)
	v := c.conversation(t, version, c.language(asked))
	v.Clears = clears(device)
	if v.Ask = device == ""; device == sharedDevice {
		c.discreet(v.Lines, v.T("return_link"))
	}
	c.render(w, r, http.StatusOK, v)
	return nil
}

// letGo forgets a conversation that can't be opened any more.
func (c *Chat) letGo(ctx context.Context, w http.ResponseWriter, who visitor) {
	c.clearCookie(w)
	if who.Address == "" {
		return
	}
	if err := c.forget(ctx, who.Address); err != nil {
		c.Log.Warn("forget transcript", "error", err)
	}
}

// numbers shows the emergency numbers, and stores nothing.
func (c *Chat) numbers(w http.ResponseWriter, r *http.Request, language string, status int) {
	v := c.passing(c.Emergency(language), language)
	v.Bare = true
	c.render(w, r, status, v)
}

// refuse says kindly why an input was not taken, and lets her try again.
func (c *Chat) refuse(w http.ResponseWriter, r *http.Request, status int, text string, p posted) {
	language := c.language(p.Language)
	if p.Language == "" { // what came can't be read
		who, _ := c.visitor(r.Context(), r)
		language = c.speaks(r, who, "")
	}
	if p.Choice == urgent {
		c.numbers(w, r, language, status)
		return
	}
	v := c.view(language)
	v.Notice = c.Texts(language).T(text)
	if p.Choice != "" || p.Text != "" {
		v.Retry = &p
	}
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "30")
	}
	c.render(w, r, status, v)
}

// fail tells the operator what went wrong and her that it can be tried again.
func (c *Chat) fail(w http.ResponseWriter, r *http.Request, doing string, err error, p posted) {
	if r.Context().Err() == nil {
		c.Log.Error(doing, "error", err)
	}
	c.refuse(w, r, http.StatusServiceUnavailable, "webchat.trouble", p)
}

func (c *Chat) render(w http.ResponseWriter, r *http.Request, status int, v view) {
	v.Large = large(r)
	var page bytes.Buffer
	if err := pageTemplate.Execute(&page, v); err != nil {
		c.Log.Error("render", "error", err)
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes())
}
