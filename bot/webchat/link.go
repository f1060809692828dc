package webchat

import (
	"net/http"
	"net/url"
	"time"
)

// linkLife is how long the page behind a link waits for its button.
const linkLife = 10 * time.Minute

// link answers the secret return link by sending to a page without it: browsers list
// in their history where one arrives, and who sits down here next reads that.
func (c *Chat) link(w http.ResponseWriter, r *http.Request) {
	token, asked := r.PathValue("token"), r.URL.Query().Get("lang")
	if !plausible(token) {
		c.refuse(w, r, http.StatusNotFound, "webchat.unknown_link", posted{Language: c.begins(r, asked)})
		return
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	c.setLink(w, token, int(linkLife/time.Second))
	to := url.URL{Path: "/ouvrir"}
	if asked != "" {
		to.RawQuery = url.Values{"lang": {asked}}.Encode()
	}
	http.Redirect(w, r, to.String(), http.StatusSeeOther)
}

// setLink keeps the token of a link until its button is tapped; age -1 forgets it.
func (c *Chat) setLink(w http.ResponseWriter, token string, age int) {
	cookie := c.cookie(token, age)
	cookie.Name += linkCookie
	http.SetCookie(w, cookie)
}

const linkCookie = "-lien"

// opening is the page behind a link, with a button: whatever only looks at addresses,
// such as the preview of a message, opens nothing.
func (c *Chat) opening(w http.ResponseWriter, r *http.Request) {
	cookie, err := r.Cookie(c.cookieName() + linkCookie)
	if err != nil || !plausible(cookie.Value) {
		http.Redirect(w, r, "/?"+begun+"#fin", http.StatusSeeOther)
		return
	}
	token := cookie.Value
	who, err := c.behind(r.Context(), token)
	if err != nil { // who taps the button hears of it, if it lasts
		c.Log.Warn("look behind link", "error", err)
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	v := c.view(c.speaks(r, who, r.URL.Query().Get("lang")))
	v.Token = token
	c.render(w, r, http.StatusOK, v)
}

// open puts the conversation behind the link on this device.
func (c *Chat) open(w http.ResponseWriter, r *http.Request) {
	p, ok := c.read(w, r)
	if !ok {
		return
	}
	if !c.messages.take(c.Origin(r), c.Clocks.Machine()) {
		c.refuse(w, r, http.StatusTooManyRequests, "webchat.busy", posted{Language: p.Language})
		return
	}
	token := r.PostForm.Get("token")
	if !plausible(token) {
		c.refuse(w, r, http.StatusNotFound, "webchat.unknown_link", p)
		return
	}
	c.away(w, r) // else the next page would forget what this one opens
	who, err := c.behind(r.Context(), token)
	if err != nil {
		c.fail(w, r, "open link", err, posted{Language: p.Language})
		return
	}
	if !who.known {
		c.refuse(w, r, http.StatusNotFound, "webchat.unknown_link", p)
		return
	}
	c.setCookie(w, token)
	c.setLink(w, "", -1)
	http.Redirect(w, r, "/#fin", http.StatusSeeOther)
}

// quit is the quick exit: this device forgets the conversation, and a neutral
// page comes up.
func (c *Chat) quit(w http.ResponseWriter, r *http.Request) {
	c.leaves(w, r)
	http.Redirect(w, r, c.Exit, http.StatusSeeOther)
}
