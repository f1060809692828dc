package webchat

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"escale/bot"
)

const (
	bodyLimit   = 64 << 10 // bytes of a form
	textLimit   = 5000     // letters of a message; what is longer is cut
	choiceLimit = 64
	urgent      = "urgence"
)

// posted is a form as it came.
type posted struct {
	Form, Choice, Text, Language string
	Start                        string // payload of the link that led here
}

// message takes what she typed or tapped: POST, then 303 to the page.
func (c *Chat) message(w http.ResponseWriter, r *http.Request) {
	p, ok := c.read(w, r)
	if !ok {
		return
	}
	if p.Choice == "" && p.Text == "" {
		http.Redirect(w, r, "/?lang="+p.Language+"#fin", http.StatusSeeOther)
		return
	}
	if !c.messages.take(c.Origin(r), c.Clocks.Machine()) {
		c.refuse(w, r, http.StatusTooManyRequests, "webchat.busy", p)
		return
	}
	left := c.away(w, r)
	who, err := c.visitor(r.Context(), r)
	if err != nil {
		c.fail(w, r, "find conversation", err, p)
		return
	}
	if !who.known && p.Choice == urgent {
		c.numbers(w, r, p.Language, http.StatusOK)
		return
	}
	if (who.lost || left) && p.Choice != "" { // it was about what is gone
		http.Redirect(w, r, "/?lang="+p.Language+"#fin", http.StatusSeeOther)
		return
	}
	if !who.known {
		if !c.begun.take(c.Origin(r), c.Clocks.Machine()) {
			c.refuse(w, r, http.StatusTooManyRequests, "webchat.busy", p)
			return
		}
		who.Address = c.firstToken(p.Form, c.Clocks.Machine())
	}
	if err := c.take(r.Context(), who, p, c.Origin(r)); err != nil {
		c.fail(w, r, "receive", err, p)
		return
	}
	device, _ := c.deviceOf(r)
	c.keepCookie(w, who.Address, device)
	http.Redirect(w, r, c.next(r.Context(), who, p.Language), http.StatusSeeOther)
}

// next is the page after an input: the conversation, or a farewell in its
// language to who has just erased it.
func (c *Chat) next(ctx context.Context, who visitor, language string) string {
	if !who.known {
		return "/?" + begun + "#fin"
	}
	if after, err := c.behind(ctx, who.Address); err == nil && after.lost {
		return "/?" + erased + "&lang=" + language + "#fin"
	}
	return "/#fin"
}

// erased is in the address of the first page after a conversation was erased.
const erased = "efface"

// begun is in the address of the first page after a conversation began: if the
// cookie is not there, the browser refuses cookies.
const begun = "debut"

// take writes her line into the transcript and hands the input on. Who begins
// has no transcript, nor a parent's key, before the first answer: hers is
// written in front of it afterwards.
func (c *Chat) take(ctx context.Context, who visitor, p posted, origin string) error {
	in := input{
		id: c.inputID(who.Address, p.Form, p.Choice, p.Text), choice: p.Choice, text: p.Text, language: p.Language,
		secret: p.Choice == "" && c.secret(p.Text),
	}
	now, words := c.Clocks.Machine(), c.words(p.Language)
	if who.known {
		err := c.change(ctx, who.Recipient, func(t *transcript) bool { return t.hear(in, words, now) })
		if err != nil {
			return err
		}
	}
	err := c.Receive(ctx, bot.Inbound{
		ID: in.id, Channel: Channel, Address: who.Address, Language: p.Language,
		Text: p.Text, Choice: p.Choice, Start: p.Start, Origin: origin, Welcomed: !who.known,
	})
	if err != nil || who.known {
		return err
	}
	begun, err := c.behind(ctx, who.Address)
	if err != nil || !begun.known {
		return err
	}
	return c.change(ctx, begun.Recipient, func(t *transcript) bool {
		return t.begin(c.first(ctx, p.Language, p.Start), in, words, now)
	})
}

// words are the labels of the frame's own buttons.
func (c *Chat) words(language string) func(choice string) string {
	return func(choice string) string {
		if choice == appointments {
			return c.Texts(language).T("webchat.appointments")
		}
		return ""
	}
}

// read parses the form and cuts what is too long; on false it has answered.
func (c *Chat) read(w http.ResponseWriter, r *http.Request) (posted, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
	if err := r.ParseForm(); err != nil {
		status, text := http.StatusBadRequest, "webchat.unreadable"
		if _, big := errors.AsType[*http.MaxBytesError](err); big {
			status, text = http.StatusRequestEntityTooLarge, "webchat.too_long"
		}
		c.refuse(w, r, status, text, posted{})
		return posted{}, false
	}
	return posted{
		Form:     cut(r.PostForm.Get("form"), 64),
		Choice:   cut(r.PostForm.Get("choice"), choiceLimit),
		Text:     strings.TrimSpace(cut(r.PostForm.Get("text"), textLimit)),
		Language: c.language(r.PostForm.Get("lang")),
		Start:    started(r.PostForm.Get("start")),
	}, true
}

// cut keeps the first letters of a text, without control characters other than
// line ends.
func cut(text string, letters int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	if utf8.RuneCountInString(text) <= letters {
		return text
	}
	return string([]rune(text)[:letters])
}
