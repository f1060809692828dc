package caldav

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// batch is how many objects one multiget asks for, and many how many it may
// leave out before the whole calendar is asked for instead.
const (
	batch = 100
	many  = 20
)

// Fetch reads objects. One that is gone by then is not in the result. With an
// error come those that were read before it: also when they are more than can be
// held at once, and the rest is to be asked for by itself.
func (c *Client) Fetch(ctx context.Context, path string, hrefs []string) ([]Object, error) {
	var all []Object
	for start := 0; start < len(hrefs); start += batch {
		some := hrefs[start:min(start+batch, len(hrefs))]
		got, err := c.multiget(ctx, path, some)
		if TroubleOf(err) == Missing {
			if _, err := c.Calendar(ctx, path); err != nil {
				return all, err
			}
			got, err = c.halves(ctx, path, some)
		}
		all = append(all, got.objects...)
		if Hopeless(err) {
			return all, err
		}
		left := got.missing(some)
		if len(left) > many {
			rest, err := c.query(ctx, path, append(left, hrefs[start+len(some):]...))
			return append(all, rest...), err
		}
		rest, err := c.getEach(ctx, left)
		all = append(all, rest...)
		if err == nil && sizeOf(all) > c.Most {
			err = &Error{Trouble: TooLarge, Doing: "REPORT " + path}
		}
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

func sizeOf(objects []Object) (bytes int) {
	for _, o := range objects {
		bytes += len(o.Data)
	}
	return bytes
}

// few is how many objects are rather asked for one by one than halved again.
const few = 6

// halves is a multiget on servers that answer 404 for all if one is gone
// (iCloud, sabre/dav 1.8): each half is asked for by itself.
func (c *Client) halves(ctx context.Context, path string, hrefs []string) (got, error) {
	var all got
	for half := range slices.Chunk(hrefs, max(1, (len(hrefs)+1)/2)) {
		g, err := c.multiget(ctx, path, half)
		if TroubleOf(err) == Missing && len(half) > few {
			g, err = c.halves(ctx, path, half)
		}
		all.add(g)
		if err != nil && TroubleOf(err) != Missing {
			return all, err
		}
	}
	return all, nil
}

// query reads a whole calendar at once, for servers whose multiget brings no data
// or does not say what is gone (DAViCal), and keeps what was asked for.
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

// got is what a multiget brought.
type got struct {
	objects []Object
	known   map[string]bool // hrefs that came with data, or as gone
}

func (g *got) add(other got) {
	g.objects = append(g.objects, other.objects...)
	if g.known == nil {
		g.known = map[string]bool{}
	}
	maps.Copy(g.known, other.known)
}

// missing are the hrefs that nothing was said about.
func (g *got) missing(hrefs []string) []string {
	return slices.DeleteFunc(slices.Clone(hrefs), func(h string) bool { return g.known[h] })
}

func (c *Client) multiget(ctx context.Context, path string, hrefs []string) (got, error) {
	var body strings.Builder
	body.WriteString(`<c:calendar-multiget xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><getetag/><c:calendar-data/></prop>`)
	for _, h := range hrefs {
		body.WriteString(`<href>` + xmlText(cleanHref(h)) + `</href>`)
	}
	body.WriteString(`</c:calendar-multiget>`)
	m, err := c.report(ctx, path, "1", body.String())
	if err != nil {
		return got{}, err
	}
	g := got{objects: m.objects(), known: map[string]bool{}}
	for _, o := range g.objects {
		g.known[o.Href] = true
	}
	for _, r := range m.Responses {
		if r.status() == http.StatusNotFound {
			g.known[r.path()] = true
		}
	}
	return g, nil
}

// getEach fetches what a multiget left out: gone meanwhile, or on a server that
// answers without the data, or with 404 for all. What is no calendar object at
// all is passed over.
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
