package caldav

import (
	"context"
	"net/http"
	"strconv"
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
	m, err := readMultistatus(a)
	c.t.settle(&m, a.from)
	return m, err
}

// Changes asks what changed since a token (RFC 6578). Any error may mean that
// the server has forgotten the token: servers answer 403, 409, 412, 500 or more.
func (c *Client) Changes(ctx context.Context, path, token string) (Delta, error) {
	m, err := c.report(ctx, path, "", `<sync-collection xmlns="DAV:"><sync-token>`+xmlText(since(token))+
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

// since is the token to ask with. SOGo's counts whole seconds, and what changes
// later in the second that it names is never told: those before are asked for
// too. What is told again is known by its ETag.
func since(token string) string {
	n, err := strconv.ParseInt(token, 10, 64)
	if err != nil || len(token) != len("1700000000") {
		return token
	}
	return strconv.FormatInt(n-2, 10)
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
	if err := m.nothingThere(path); err != nil {
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
