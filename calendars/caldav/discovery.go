package caldav

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"
)

// Calendars lists the account's calendars that take events: those at the given
// address itself, else those of the home set that it leads to (RFC 6764).
func (c *Client) Calendars(ctx context.Context) ([]Calendar, error) {
	var first error
	for _, at := range []string{c.t.base.EscapedPath(), "/.well-known/caldav", "/"} {
		list, err := c.calendarsFrom(ctx, at)
		if len(list) > 0 {
			return list, nil
		}
		if err == nil {
			err = &Error{Trouble: NotACalendar, Doing: "PROPFIND " + at, Err: errors.New("no calendars there")}
		}
		if first == nil || TroubleOf(first) == NotACalendar {
			first = err
		}
		if trouble := TroubleOf(err); trouble == PasswordRefused || trouble == Unreachable || trouble == Untrusted || trouble == Elsewhere || canceled(err) {
			break
		}
	}
	return nil, first
}

// calendarsFrom looks at an address, then at the principal and the home set
// that it names.
func (c *Client) calendarsFrom(ctx context.Context, at string) ([]Calendar, error) {
	// No sync token is asked for here: DAViCal has none for its root, and fails.
	m, a, err := c.propfind(ctx, at, "0", `<resourcetype/><current-user-principal/><c:calendar-home-set/>`)
	if err != nil || len(m.Responses) == 0 {
		return nil, err
	}
	p := m.Responses[0].found()
	if p.Type.Calendar != nil {
		cal, err := c.Calendar(ctx, a.path)
		if err != nil {
			return nil, err
		}
		return []Calendar{cal}, nil
	}
	home, err := c.home(ctx, p, a.from)
	if err != nil {
		return nil, err
	}
	return c.children(ctx, cmp.Or(home, a.path))
}

// home is the place of the home set that properties of some address name, or
// those of the principal that they name; empty: none.
func (c *Client) home(ctx context.Context, p props, from *url.URL) (string, error) {
	if p.Home.Href != "" || p.Principal.Href == "" {
		return c.t.lead(from, p.Home.Href)
	}
	principal, err := c.t.lead(from, p.Principal.Href)
	if err != nil || principal == "" {
		return "", err
	}
	m, a, err := c.propfind(ctx, principal, "0", `<c:calendar-home-set/>`)
	if err != nil {
		return "", err
	}
	for _, r := range m.Responses {
		p.Home = r.found().Home
	}
	return c.t.lead(a.from, p.Home.Href)
}

func (c *Client) children(ctx context.Context, home string) ([]Calendar, error) {
	m, _, err := c.propfind(ctx, home, "1", calendarProps)
	if err != nil {
		return nil, err
	}
	var list []Calendar
	for _, r := range m.Responses {
		if cal, ok := asCalendar(r); ok {
			list = append(list, cal)
		}
	}
	return list, nil
}

// Find returns the account's calendar of that display name, or at that path
// (absolute, or its last part). The error's Trouble is Missing if there is none.
func (c *Client) Find(ctx context.Context, nameOrPath string) (Calendar, error) {
	if strings.HasPrefix(nameOrPath, "/") {
		return c.Calendar(ctx, cleanHref(nameOrPath))
	}
	list, err := c.Calendars(ctx)
	if err != nil {
		return Calendar{}, err
	}
	want := strings.TrimSpace(nameOrPath)
	for _, cal := range list {
		if strings.EqualFold(cal.Name, want) {
			return cal, nil
		}
	}
	for _, cal := range list {
		last, _ := url.PathUnescape(path.Base(cal.Path))
		if last == strings.Trim(want, "/") {
			return cal, nil
		}
	}
	if cal, ok := sharedAs(want, list); ok {
		return cal, nil
	}
	return Calendar{}, &Error{Trouble: Missing, Doing: fmt.Sprintf("find calendar %q", nameOrPath)}
}
