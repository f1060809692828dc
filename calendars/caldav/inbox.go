package caldav

import (
	"context"
	"errors"
)

// Availability reads the availability that the account keeps beside its
// calendars, as iCalendar text: the property calendar-availability of its
// scheduling inbox (RFC 7953, 7.2.4; RFC 6638, 2.2). It is empty when none was
// set; at is where it would be. The error's Trouble is Missing where the server
// has no such thing.
func (c *Client) Availability(ctx context.Context) (text []byte, at string, err error) {
	if at, err = c.inbox(ctx); err != nil {
		return nil, "", err
	}
	m, _, err := c.propfind(ctx, at, "0", `<c:calendar-availability/><s:calendar-availability/>`)
	if err != nil {
		return nil, "", err
	}
	for _, r := range m.Responses {
		p := r.found()
		for _, text := range []string{p.Availability, p.OldAvailability} {
			if text != "" {
				return []byte(text), at, nil
			}
		}
	}
	return nil, at, nil
}

// inbox finds the account's scheduling inbox by its principal.
func (c *Client) inbox(ctx context.Context) (string, error) {
	var first error
	for _, at := range []string{c.t.base.EscapedPath(), "/.well-known/caldav", "/"} {
		m, a, err := c.propfind(ctx, at, "0", `<current-user-principal/><c:schedule-inbox-URL/>`)
		if Hopeless(err) {
			return "", err
		}
		if first == nil {
			first = err
		}
		for _, r := range m.Responses {
			p := r.found()
			if p.Inbox.Href == "" && p.Principal.Href != "" {
				principal, err := c.t.lead(a.from, p.Principal.Href)
				if err != nil {
					return "", err
				}
				var pm multistatus
				if pm, a, err = c.propfind(ctx, principal, "0", `<c:schedule-inbox-URL/>`); err != nil {
					return "", err
				}
				for _, r := range pm.Responses {
					p.Inbox = r.found().Inbox
				}
			}
			if href, err := c.t.lead(a.from, p.Inbox.Href); href != "" || err != nil {
				return href, err
			}
		}
	}
	if first != nil && TroubleOf(first) != Missing {
		return "", first
	}
	return "", &Error{Trouble: Missing, Doing: "find the scheduling inbox", Err: errors.New("the server keeps no availability")}
}
