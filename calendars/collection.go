package calendars

import (
	"context"
	"net/http"
	"slices"
	"strings"
)

// Delta is what changed in a calendar since a token.
type Delta struct {
	Changed []Ref
	Gone    []string // hrefs
	Token   string
	More    bool // the server cut the answer: ask again with the new token
}

const reportType = "application/xml; charset=utf-8"

// report sends a REPORT and reads its answer.
func (c *Client) report(ctx context.Context, path, depth, body string) (multistatus, error) {
	a, err := c.t.do(ctx, call{
		method: "REPORT", path: path, depth: depth, want: isMultistatus,
		header: http.Header{"Content-Type": {reportType}},
		body:   []byte(`<?xml version="1.0" encoding="utf-8"?>` + body),
	})
	if err != nil {
		return multistatus{}, err
	}
	return readMultistatus(a)
}

// Changes asks what changed since a token (RFC 6578). Any error may mean that
// the server has forgotten the token: servers answer 403, 409, 412, 500 or more.
func (c *Client) Changes(ctx context.Context, path, token string) (Delta, error) {
	m, err := c.report(ctx, path, "", `<sync-collection xmlns="DAV:"><sync-token>`+xmlText(token)+
		`</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>`)
	if err != nil {
		return Delta{}, err
	}
	d := Delta{Token: m.Token}
	for _, r := range m.Responses {
		href := r.path()
		switch status := r.status(); {
		case sameCollection(href, path):
			d.More = d.More || status == http.StatusInsufficientStorage
		case status == http.StatusNotFound || status == http.StatusGone:
			d.Gone = append(d.Gone, href)
		case status/100 == 2 || status == 0:
			d.Changed = append(d.Changed, Ref{href, strongETag(r.found().ETag)})
		}
	}
	if d.Token == "" {
		return Delta{}, &Error{Trouble: NotACalendar, Doing: "REPORT " + path}
	}
	return d, nil
}

func sameCollection(href, path string) bool {
	return strings.TrimSuffix(href, "/") == strings.TrimSuffix(path, "/")
}

// List names every object of a calendar.
func (c *Client) List(ctx context.Context, path string) ([]Ref, error) {
	m, _, err := c.propfind(ctx, path, "1", `<resourcetype/><getetag/><getcontenttype/>`)
	if err != nil {
		return nil, err
	}
	var list []Ref
	for _, r := range m.Responses {
		href, p := r.path(), r.found()
		if href != "" && p.Type.Collection == nil && !sameCollection(href, path) && r.status()/100 == 2 {
			list = append(list, Ref{href, strongETag(p.ETag)})
		}
	}
	return list, nil
}

// batch is how many objects one multiget asks for.
const batch = 100

// Fetch reads objects. One that is gone by then is not in the result. With an
// error come those that were read before it.
func (c *Client) Fetch(ctx context.Context, path string, hrefs []string) ([]Object, error) {
	var all []Object
	for some := range slices.Chunk(hrefs, batch) {
		objects, err := c.multiget(ctx, path, some)
		if err != nil && (canceled(err) || hopeless(TroubleOf(err))) {
			return all, err
		}
		if len(objects) == 0 && len(hrefs) > batch/2 {
			return c.query(ctx, path, hrefs)
		}
		rest, err := c.getEach(ctx, missing(some, objects))
		all = append(append(all, objects...), rest...)
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// query reads a whole calendar at once, for servers whose multiget brings no
// data (DAViCal), and keeps what was asked for.
func (c *Client) query(ctx context.Context, path string, hrefs []string) ([]Object, error) {
	m, err := c.report(ctx, path, "1", `<c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">`+
		`<prop><getetag/><c:calendar-data/></prop>`+
		`<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"/></c:comp-filter></c:filter></c:calendar-query>`)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, h := range hrefs {
		wanted[h] = true
	}
	return slices.DeleteFunc(m.objects(), func(o Object) bool { return !wanted[o.Href] }), nil
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

// hopeless troubles are those that other requests would meet as well.
func hopeless(t Trouble) bool {
	return t == Unreachable || t == PasswordRefused || t == Busy
}

func missing(hrefs []string, objects []Object) []string {
	have := map[string]bool{}
	for _, o := range objects {
		have[o.Href] = true
	}
	return slices.DeleteFunc(slices.Clone(hrefs), func(h string) bool { return have[h] })
}

func (c *Client) multiget(ctx context.Context, path string, hrefs []string) ([]Object, error) {
	var body strings.Builder
	body.WriteString(`<c:calendar-multiget xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><getetag/><c:calendar-data/></prop>`)
	for _, h := range hrefs {
		body.WriteString(`<href>` + xmlText(h) + `</href>`)
	}
	body.WriteString(`</c:calendar-multiget>`)
	m, err := c.report(ctx, path, "1", body.String())
	if err != nil {
		return nil, err
	}
	return m.objects(), nil
}

// getEach fetches what a multiget left out: gone meanwhile, or on a server that
// answers without the data (DAViCal), or with 404 for all if one is gone
// (iCloud). What is no calendar object at all is passed over.
func (c *Client) getEach(ctx context.Context, hrefs []string) ([]Object, error) {
	var list []Object
	for _, h := range hrefs {
		o, err := c.Get(ctx, h)
		switch TroubleOf(err) {
		case "":
			o.Href = h
			list = append(list, o)
		case Missing, NotACalendar, NotAllowed, TooLarge:
		default:
			return list, err
		}
	}
	return list, nil
}
