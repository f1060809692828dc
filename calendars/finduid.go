package calendars

import (
	"context"
	"strings"

	"escale/calendars/caldav"
	"escale/calendars/ical"
)

// findUID returns the address at which an object with that UID stands in a
// calendar; empty: nowhere. Servers that can't be asked for a UID, and those
// that find none, are asked for everything.
func findUID(ctx context.Context, c *caldav.Client, path, uid string) (href string, err error) {
	objects, err := c.WithUID(ctx, path, uid)
	if caldav.Hopeless(err) {
		return "", err
	}
	if href := holding(objects, uid); err == nil && href != "" {
		return href, nil
	}
	refs, err := c.List(ctx, path)
	if err != nil {
		return "", err
	}
	var hrefs []string
	for _, r := range refs {
		hrefs = append(hrefs, r.Href)
	}
	objects, err = c.Fetch(ctx, path, hrefs)
	return holding(objects, uid), err
}

// holding returns the address of the object that holds the UID.
func holding(objects []caldav.Object, uid string) string {
	for _, o := range objects {
		if s, err := (ical.Reader{}).Read(o.Data); err == nil {
			for _, e := range s.Events {
				if sameUID(e.UID, uid) {
					return o.Href
				}
			}
		}
	}
	return ""
}

// sameUID reports whether two UIDs are the same: some servers change their case.
func sameUID(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), b) }
