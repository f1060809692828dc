package hosting

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
)

const (
	nsDAV    = "DAV:"
	nsCalDAV = "urn:ietf:params:xml:ns:caldav"
	nsServer = "http://calendarserver.org/ns/"
)

// property is a name and its value, which is XML.
type property struct {
	name  xml.Name
	value string
}

func dav(local, value string) property { return property{xml.Name{Space: nsDAV, Local: local}, value} }

func cal(local, value string) property {
	return property{xml.Name{Space: nsCalDAV, Local: local}, value}
}

// multistatus is the answer to a question about several resources.
type multistatus struct {
	strings.Builder
	swollen bool // by one resource alone: it is not sent
}

func newMultistatus() *multistatus {
	m := &multistatus{}
	fmt.Fprintf(m, `<D:multistatus xmlns:D="%s" xmlns:C="%s" xmlns:S="%s">`, nsDAV, nsCalDAV, nsServer)
	return m
}

// full holds once the answer is as long as one may be.
func (m *multistatus) full() bool { return m.Len() > maxAnswer }

// swells holds once one resource has made the answer far longer than that: whoever
// asks names thousands of properties, or writes a long namespace once for all.
func (m *multistatus) swells() bool {
	m.swollen = m.swollen || m.Len() > maxAnswer+4*maxBody
	return m.swollen
}

// resource adds what is asked of a resource's properties, and says which of
// those that were asked it does not have.
func (m *multistatus) resource(path string, q question, has []property) {
	fmt.Fprintf(m, "<D:response><D:href>%s</D:href>", quoted(escaped(path)))
	found, missing := chosen(q, has)
	if len(found) > 0 || len(missing) == 0 {
		m.propstat(found, "200 OK")
	}
	if len(missing) > 0 {
		m.propstat(missing, "404 Not Found")
	}
	m.WriteString("</D:response>")
}

// status adds a resource of which there is only a status to tell.
func (m *multistatus) status(path, status string) {
	m.answer(escaped(path), status)
}

// answer adds the status of an address just as it was asked for.
func (m *multistatus) answer(address, status string) {
	fmt.Fprintf(m, "<D:response><D:href>%s</D:href><D:status>HTTP/1.1 %s</D:status></D:response>", quoted(address), status)
}

func (m *multistatus) propstat(all []property, status string, more ...string) {
	m.WriteString("<D:propstat><D:prop>")
	for _, p := range all {
		if m.swells() {
			return
		}
		fmt.Fprintf(m, `<%s xmlns="%s">%s</%s>`, p.name.Local, quoted(p.name.Space), p.value, p.name.Local)
	}
	fmt.Fprintf(m, "</D:prop><D:status>HTTP/1.1 %s</D:status>%s</D:propstat>", status, strings.Join(more, ""))
}

func (m *multistatus) send(w http.ResponseWriter) {
	if m.swollen {
		davError(w, http.StatusInsufficientStorage, "<D:number-of-matches-within-limits/>")
		return
	}
	m.WriteString("</D:multistatus>")
	answer(w, http.StatusMultiStatus, m.String())
}

// chosen sorts out what is asked: names alone, all, or some.
func chosen(q question, has []property) (found, missing []property) {
	if q.PropName != nil {
		for _, p := range has {
			found = append(found, property{name: p.name})
		}
		return found, nil
	}
	if q.AllProp != nil {
		return has, nil
	}
	values := map[xml.Name]string{}
	for _, p := range has {
		values[p.name] = p.value
	}
	for _, n := range q.Prop.Names {
		if value, ok := values[n.XMLName]; ok {
			found = append(found, property{n.XMLName, value})
		} else {
			missing = append(missing, property{name: n.XMLName})
		}
	}
	return found, missing
}

// quoted is text inside XML.
func quoted(text string) string {
	var b strings.Builder
	// A strings.Builder returns no error.
	_ = xml.EscapeText(&b, []byte(text))
	return b.String()
}

func href(path string) string { return "<D:href>" + quoted(escaped(path)) + "</D:href>" }
