package webchat

import (
	"net/http"
	"net/url"
	"regexp"
	"time"
)

// largeCookie remembers that she reads larger letters: one bit, the same for
// everybody, of which nobody can be told.
const largeCookie = "escale_lettres"

const asLarge = "grandes"

func large(r *http.Request) bool {
	cookie, err := r.Cookie(largeCookie)
	return err == nil && cookie.Value == asLarge
}

// letters makes them larger, or as they were: POST, then 303 to the page.
func (c *Chat) letters(w http.ResponseWriter, r *http.Request) {
	p, ok := c.read(w, r)
	if !ok {
		return
	}
	cookie := &http.Cookie{
		Name: largeCookie, Value: asLarge, Path: "/", MaxAge: int(365 * 24 * time.Hour / time.Second),
		HttpOnly: true, Secure: c.secure, SameSite: http.SameSiteLaxMode,
	}
	if r.PostForm.Get("lettres") != asLarge {
		cookie.Value, cookie.MaxAge = "", -1
	}
	http.SetCookie(w, cookie)
	to := url.Values{"lang": {p.Language}}
	if p.Start != "" {
		to.Set(StartKey, p.Start)
	}
	back := url.URL{Path: backTo(r.PostForm.Get("page")), RawQuery: to.Encode()}
	http.Redirect(w, r, back.String(), http.StatusSeeOther)
}

// backTo is the page of a link where she made them larger, else the conversation.
func backTo(here string) string {
	if path, err := url.PathUnescape(here); err == nil && (path == "/ouvrir" || path == "/continuer" || joinPath.MatchString(path)) {
		return path
	}
	return "/"
}

var joinPath = regexp.MustCompile(`^/continuer/[^/\\]+$`)

// print is the conversation as it goes on paper: her lines and ours, without
// buttons, and without the numbers for who is in danger, which leave no trace.
func (c *Chat) print(w http.ResponseWriter, r *http.Request) {
	c.away(w, r)
	who, err := c.visitor(r.Context(), r)
	if err != nil {
		c.fail(w, r, "print conversation", err, posted{Language: c.begins(r, "")})
		return
	}
	if !who.known {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	t, _, err := c.load(r.Context(), who.Recipient)
	if err != nil {
		c.fail(w, r, "print conversation", err, posted{Language: c.begins(r, "")})
		return
	}
	v := c.printed(t)
	device, _ := c.deviceOf(r)
	v.Clears = clears(device)
	c.render(w, r, http.StatusOK, v)
}

func (c *Chat) printed(t transcript) view {
	v := c.view(c.language(t.language()))
	v.Printed, v.Lines = true, []lineView{}
	for _, l := range lines(t) {
		if !l.Help {
			l.Answers, l.Filters, l.Ways, l.File = nil, nil, nil, nil
			v.Lines = append(v.Lines, l)
		}
	}
	return v
}
