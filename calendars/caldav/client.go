// Package caldav reads and writes calendars on the servers that hold them (CalDAV,
// RFC 4791; WebDAV sync, RFC 6578), whatever these do otherwise than their
// specification.
//
// It knows calendars and objects by their addresses and versions, and an object's
// text as bytes that it does not read: package ical does. What went wrong is an
// *Error with a Trouble, which has words for a structure. It tries nothing again
// later, keeps no copies and decides nothing: package calendars does.
package caldav

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Config is an account on a CalDAV server.
type Config struct {
	// URL is any address of the account: the server's, the principal's, the home
	// of its calendars, or one calendar.
	URL                string
	Username, Password string
	// HTTP makes the connections; nil: http.DefaultTransport. Its redirect rule
	// is replaced.
	HTTP *http.Client
	// Slots bounds the requests that run at once on the host; nil: four.
	Slots chan struct{}
}

// Client speaks CalDAV (RFC 4791, 6578) and hides what servers do otherwise
// than their specification. It asks for raw objects and lists: time ranges,
// expansion and free-busy are never left to a server. Safe for concurrent use.
type Client struct {
	t    *transport
	Most int // bytes of text that one Fetch holds
}

// mostFetched is more than any calendar that people keep.
const mostFetched = 128 << 20 // bytes

// NewClient prepares an account; nothing is sent yet.
func NewClient(c Config) (*Client, error) {
	base, err := url.Parse(c.URL)
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, fmt.Errorf("calendar address %q: want https://…", c.URL)
	}
	base.User = nil
	hc := http.Client{}
	if c.HTTP != nil {
		hc = *c.HTTP
	}
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if c.Slots == nil {
		c.Slots = make(chan struct{}, 4)
	}
	t := &transport{http: &hc, base: base, username: c.Username, password: c.Password, slots: c.Slots}
	return &Client{t, mostFetched}, nil
}

// Calendar is a collection of events on a server.
type Calendar struct {
	// Path is escaped, absolute, with a slash at its end. Where the server led to
	// another host, as iCloud does, that host stands before it: https://host/path/.
	Path  string
	Name  string // as people see it
	CTag  string // changes with the collection; empty: not told
	Token string // for Changes; empty: not told
	// Zone is that of its floating times (RFC 4791, 5.2.2; RFC 7809, 5.2): a name,
	// or a calendar with one VTIMEZONE; empty: not told.
	Zone string
	// Shared: it is another account's, of which the server may not show all.
	Shared bool
}

// Ref is an object of a calendar at one version.
type Ref struct {
	Href string // escaped, absolute path, as Calendar.Path
	ETag string // with quotes; empty: not told
}

// Object is an object with its iCalendar text.
type Object struct {
	Ref
	Data []byte
}

const propfindHead = `<?xml version="1.0" encoding="utf-8"?>` +
	`<propfind xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/" xmlns:o="http://owncloud.org/ns"><prop>`

const calendarProps = `<resourcetype/><displayname/><sync-token/><s:getctag/><c:supported-calendar-component-set/>` +
	`<owner/><current-user-principal/><o:owner-principal/><c:calendar-timezone/><c:calendar-timezone-id/>`

// propfind asks for properties of a resource (depth 0) or of its children too.
func (c *Client) propfind(ctx context.Context, path, depth, properties string) (multistatus, answer, error) {
	a, err := c.t.do(ctx, call{
		method: "PROPFIND", path: path, depth: depth, want: isMultistatus,
		header: http.Header{"Content-Type": {"application/xml; charset=utf-8"}},
		body:   []byte(propfindHead + properties + `</prop></propfind>`),
	})
	if err != nil {
		return multistatus{}, a, err
	}
	m, err := readMultistatus(a)
	c.t.settle(&m, a.from)
	return m, a, err
}

// Calendar reads the state of one calendar: one request, however large it is.
func (c *Client) Calendar(ctx context.Context, path string) (Calendar, error) {
	m, a, err := c.propfind(ctx, path, "0", calendarProps)
	if err != nil {
		return Calendar{}, err
	}
	for _, r := range m.Responses {
		if cal, ok := asCalendar(r); ok {
			cal.Path = strings.TrimSuffix(a.path, "/") + "/"
			return cal, nil
		}
	}
	if err := m.nothingThere(path); err != nil {
		return Calendar{}, err
	}
	return Calendar{}, &Error{Trouble: NotACalendar, Doing: "PROPFIND " + path}
}

// asCalendar reads a response about a calendar that takes events.
func asCalendar(r response) (Calendar, bool) {
	p := r.found()
	if p.Type.Calendar == nil {
		return Calendar{}, false
	}
	events := len(p.Components) == 0
	for _, comp := range p.Components {
		events = events || strings.EqualFold(comp.Name, "VEVENT")
	}
	return Calendar{
		Path: strings.TrimSuffix(r.path(), "/") + "/", Name: strings.TrimSpace(p.Name), CTag: p.CTag, Token: p.Token, Shared: p.isShared(),
		Zone: cmp.Or(strings.TrimSpace(p.ZoneID), strings.TrimSpace(p.Zone)),
	}, events
}

// Get reads one object.
func (c *Client) Get(ctx context.Context, href string) (Object, error) {
	a, err := c.t.do(ctx, call{
		method: http.MethodGet, path: href, header: http.Header{"Accept": {"text/calendar"}},
		want: func(status int) bool { return status == http.StatusOK },
	})
	if err != nil {
		return Object{}, err
	}
	if !bytes.Contains(a.body[:min(len(a.body), 4096)], []byte("BEGIN:VCALENDAR")) {
		return Object{}, &Error{Trouble: NotACalendar, Doing: "GET " + href, Status: a.status}
	}
	return Object{Ref{a.path, strongETag(a.header.Get("ETag"))}, a.body}, nil
}

// Put writes one object: anew if etag is empty (nothing may be there), else over
// that very version. Errors: Conflict if something else is there, Rejected if
// the server will not have it; a 207 is a refusal in disguise. Where it says
// that the object now is, is returned.
func (c *Client) Put(ctx context.Context, href, etag string, data []byte) (at string, err error) {
	header := http.Header{"Content-Type": {"text/calendar; charset=utf-8"}}
	if etag == "" {
		header.Set("If-None-Match", "*")
	} else {
		header.Set("If-Match", etag)
	}
	a, err := c.t.do(ctx, call{method: http.MethodPut, path: href, header: header, body: data, want: isWritten})
	if err != nil {
		return "", err
	}
	if place := c.t.member(a.from, a.header.Get("Location")); place != "" {
		return place, nil
	}
	return href, nil
}

// Delete takes an object away at one version (empty: whatever is there).
func (c *Client) Delete(ctx context.Context, href, etag string) error {
	header := http.Header{}
	if etag != "" {
		header.Set("If-Match", etag)
	}
	_, err := c.t.do(ctx, call{method: http.MethodDelete, path: href, header: header, want: isWritten})
	return err
}

func isWritten(status int) bool { return status/100 == 2 && status != http.StatusMultiStatus }

// xmlText escapes text for an element.
func xmlText(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
}
