package webchat

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// What she said of the device, as its cookie holds it. It says nothing of her,
// and without it she is asked.
const (
	sharedDevice = "partage" // others use it: all is forgotten once the browser is closed
	ownDevice    = "perso"
	// forgotten is after how long an open browser on a shared device forgets her.
	forgotten = 30 * time.Minute
)

// device is POST /appareil: whether others use it too.
func (c *Chat) device(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
	switch r.PostFormValue("appareil") {
	case sharedDevice:
		c.setDevice(w, sharedDevice)
	case ownDevice:
		c.setDevice(w, ownDevice)
	}
	http.Redirect(w, r, "/#fin", http.StatusSeeOther)
}

// deviceOf is what she said of it, "" when she was not asked yet; left: it is
// shared, and she was away for so long that somebody else may have come.
func (c *Chat) deviceOf(r *http.Request) (device string, left bool) {
	cookie, err := r.Cookie(c.cookieName() + "-device")
	if err != nil {
		return "", false
	}
	device, seen, _ := strings.Cut(cookie.Value, ".")
	if device != sharedDevice {
		return ownDevice, false
	}
	unix, err := strconv.ParseInt(seen, 36, 64)
	return device, err != nil || c.Clocks.Machine().Sub(time.Unix(unix, 0)) > forgotten
}

// setDevice keeps what she said: as long as the conversation, or on a shared
// device until the browser is closed.
func (c *Chat) setDevice(w http.ResponseWriter, device string) {
	cookie := c.cookie(device, int(lifetime/time.Second))
	if device == sharedDevice {
		cookie.Value += "." + strconv.FormatInt(c.Clocks.Machine().Unix(), 36)
		cookie.MaxAge = 0
	}
	cookie.Name += "-device"
	http.SetCookie(w, cookie)
}

// keepCookie keeps the conversation in this browser for as long as its device
// may.
func (c *Chat) keepCookie(w http.ResponseWriter, token, device string) {
	if device != sharedDevice {
		c.setCookie(w, token)
		return
	}
	http.SetCookie(w, c.cookie(token, 0))
	c.setDevice(w, sharedDevice)
}

// forgetDevice leaves nothing of her in this browser.
func (c *Chat) forgetDevice(w http.ResponseWriter) {
	c.clearCookie(w)
	c.setLink(w, "", -1)
	cookie := c.cookie("", -1)
	cookie.Name += "-device"
	http.SetCookie(w, cookie)
}

// away forgets who was away from a shared device for long, and reports whether she
// was: the request then comes from somebody with no conversation.
func (c *Chat) away(w http.ResponseWriter, r *http.Request) bool {
	_, left := c.deviceOf(r)
	if left {
		c.forgetDevice(w)
		r.Header.Del("Cookie")
	}
	return left
}

// clears is after how many seconds a page still open shows her conversation no
// longer: on a shared device, once she is forgotten; 0: never.
func clears(device string) int {
	if device != sharedDevice {
		return 0
	}
	return int((forgotten + 5*time.Second) / time.Second)
}

// leaves wipes what can be wiped when she leaves in a hurry: cookies, what the
// browser kept of the pages, and the lines that were to go anyway.
func (c *Chat) leaves(w http.ResponseWriter, r *http.Request) {
	c.forgetDevice(w)
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	who, err := c.visitor(r.Context(), r)
	if err != nil || !who.known {
		return // she leaves all the same
	}
	err = c.change(r.Context(), who.Recipient, func(t *transcript) bool {
		return t.purge(func(line) bool { return true })
	})
	if err != nil {
		c.Log.Warn("purge transcript", "error", err)
	}
}

// secret reports whether what she wrote is to be written down nowhere.
func (c *Chat) secret(text string) bool { return text != "" && c.Secret != nil && c.Secret(text) }

// discreet shows secret links of our own by a name, for who looks over her
// shoulder: the address is there when she asks for it.
func (c *Chat) discreet(lines []lineView, name string) {
	for _, l := range lines {
		for _, p := range l.Paragraphs {
			for i := range p {
				if strings.HasPrefix(p[i].Text, c.BaseURL+"/r/") {
					p[i].Text = name
				}
			}
		}
	}
}
