package caldav

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// multistatus is a 207 answer (RFC 4918, 13), with the properties that we ask
// for. What else is in it is passed over.
type multistatus struct {
	Responses []response `xml:"DAV: response"`
	Token     string     `xml:"DAV: sync-token"`
}

type response struct {
	Hrefs    []string   `xml:"DAV: href"`
	Status   string     `xml:"DAV: status"`
	PropStat []propStat `xml:"DAV: propstat"`

	at string // the place of the resource, once it is known from where the answer is
}

type propStat struct {
	Status string `xml:"DAV: status"`
	Prop   props  `xml:"DAV: prop"`
}

type props struct {
	ETag        string       `xml:"DAV: getetag"`
	ContentType string       `xml:"DAV: getcontenttype"`
	Name        string       `xml:"DAV: displayname"`
	Token       string       `xml:"DAV: sync-token"`
	CTag        string       `xml:"http://calendarserver.org/ns/ getctag"`
	Zone        string       `xml:"urn:ietf:params:xml:ns:caldav calendar-timezone"`
	ZoneID      string       `xml:"urn:ietf:params:xml:ns:caldav calendar-timezone-id"`
	Data        *string      `xml:"urn:ietf:params:xml:ns:caldav calendar-data"`
	Principal   hrefProp     `xml:"DAV: current-user-principal"`
	Home        hrefProp     `xml:"urn:ietf:params:xml:ns:caldav calendar-home-set"`
	Inbox       hrefProp     `xml:"urn:ietf:params:xml:ns:caldav schedule-inbox-URL"`
	Type        resourceType `xml:"DAV: resourcetype"`
	Owner       hrefProp     `xml:"DAV: owner"`
	CloudOwner  string       `xml:"http://owncloud.org/ns owner-principal"`
	// Availability is where it belongs; OldAvailability, where Apple first had it.
	Availability    string      `xml:"urn:ietf:params:xml:ns:caldav calendar-availability"`
	OldAvailability string      `xml:"http://calendarserver.org/ns/ calendar-availability"`
	Components      []supported `xml:"urn:ietf:params:xml:ns:caldav supported-calendar-component-set>comp"`
}

type hrefProp struct {
	Href string `xml:"DAV: href"`
}

type resourceType struct {
	Collection *struct{} `xml:"DAV: collection"`
	Calendar   *struct{} `xml:"urn:ietf:params:xml:ns:caldav calendar"`
	Shared     *struct{} `xml:"http://calendarserver.org/ns/ shared"`
}

type supported struct {
	Name string `xml:"name,attr"`
}

// readMultistatus decodes an answer.
func readMultistatus(a answer) (multistatus, error) {
	var m multistatus
	if err := newShallow(a.body).Decode(&m); err != nil {
		return m, &Error{Trouble: NotACalendar, Doing: "read " + a.path, Status: a.status, Err: fmt.Errorf("multistatus: %w", err)}
	}
	return m, nil
}

// path is the resource that a response is about, in the form that this server is
// asked for it: an absolute path, after the server if that is not the one
// configured.
func (r response) path() string {
	if r.at != "" || len(r.Hrefs) == 0 {
		return r.at
	}
	return cleanHref(r.Hrefs[0])
}

// cleanHref takes an href to its escaped absolute path, in one spelling: servers
// write it with or without host, and escape the same character or do not. A
// slash within a name stays escaped. Empty: it is none.
func cleanHref(href string) string {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return ""
	}
	return cleanPath(u)
}

func cleanPath(u *url.URL) string {
	if !strings.HasPrefix(u.Path, "/") {
		return ""
	}
	parts := strings.Split(strings.TrimLeft(cmp.Or(u.RawPath, u.EscapedPath()), "/"), "/")
	for i, part := range parts {
		name, err := url.PathUnescape(part)
		if err != nil {
			return ""
		}
		parts[i] = strings.ReplaceAll((&url.URL{Path: "/" + name}).EscapedPath()[1:], "/", "%2F")
	}
	return "/" + strings.Join(parts, "/")
}

// settle finds the places of what an answer lists.
func (t *transport) settle(m *multistatus, from *url.URL) {
	for i, r := range m.Responses {
		if len(r.Hrefs) > 0 {
			m.Responses[i].at = t.member(from, r.Hrefs[0])
		}
	}
}

// status is the response's own, else that of what was found; 0: none given.
func (r response) status() int {
	if r.Status != "" {
		return statusCode(r.Status)
	}
	for _, p := range r.PropStat {
		if code := statusCode(p.Status); code/100 == 2 {
			return code
		}
	}
	if len(r.PropStat) > 0 {
		return statusCode(r.PropStat[0].Status)
	}
	return 0
}

// nothingThere is an error if an answer about a collection names nothing: it
// would name at least itself. Xandikos says within a 207 that there is none.
func (m multistatus) nothingThere(path string) error {
	e := &Error{Trouble: NotACalendar, Doing: "PROPFIND " + path}
	for _, r := range m.Responses {
		switch code := r.status(); {
		case code/100 == 2:
			return nil
		case code == http.StatusNotFound:
			e.Trouble, e.Status = Missing, code
		}
	}
	return e
}

// found returns the properties that the resource has.
func (r response) found() props {
	for _, p := range r.PropStat {
		if code := statusCode(p.Status); code/100 == 2 || code == 0 {
			return p.Prop
		}
	}
	return props{}
}

// objects are the responses that bring calendar data.
func (m multistatus) objects() []Object {
	var list []Object
	for _, r := range m.Responses {
		if p := r.found(); p.Data != nil && strings.TrimSpace(*p.Data) != "" {
			list = append(list, Object{Ref{r.path(), strongETag(p.ETag)}, []byte(*p.Data)})
		}
	}
	return list
}

// statusCode reads "HTTP/1.1 404 Not Found".
func statusCode(line string) int {
	fields := strings.Fields(line)
	if len(fields) < 2 {
		return 0
	}
	code, err := strconv.Atoi(fields[1])
	if err != nil {
		return 0
	}
	return code
}

func isMultistatus(status int) bool { return status == http.StatusMultiStatus }
