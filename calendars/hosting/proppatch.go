package hosting

import (
	"encoding/xml"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode"
)

// update is a PROPPATCH, or the properties of a calendar that is to be made.
type update struct {
	XMLName xml.Name
	Parts   []struct {
		XMLName xml.Name // set or remove
		Prop    struct {
			All []node `xml:",any"`
		} `xml:"DAV: prop"`
	} `xml:",any"`
}

// node is an element that is kept as it came, but for what is between the
// elements in it.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Nodes   []node     `xml:",any"`
}

// readUpdate reads a body; an empty one asks for nothing.
func readUpdate(body []byte) (u update, err error) {
	if len(strings.TrimSpace(string(body))) == 0 {
		return u, nil
	}
	return u, xml.Unmarshal(body, &u)
}

func (u update) sets() (all []node) {
	for _, p := range u.Parts {
		if p.XMLName.Local == "set" {
			all = append(all, p.Prop.All...)
		}
	}
	return all
}

// inner is what stands in the element, each name with its namespace.
func (n node) inner() string {
	if len(n.Nodes) == 0 {
		return quoted(n.Text)
	}
	var b strings.Builder
	for _, c := range n.Nodes {
		b.WriteString("<" + c.XMLName.Local + ` xmlns="` + quoted(c.XMLName.Space) + `"`)
		for _, a := range c.Attrs {
			if a.Name.Space == "" && a.Name.Local != "xmlns" {
				b.WriteString(" " + a.Name.Local + `="` + quoted(a.Value) + `"`)
			}
		}
		b.WriteString(">" + c.inner() + "</" + c.XMLName.Local + ">")
	}
	return b.String()
}

// proppatch changes what a calendar is called, its colour, its order and
// whatever else a client wants to find again. Nothing else has such properties.
func (s *Server) proppatch(w http.ResponseWriter, r *http.Request, v visit, body []byte) {
	u, err := readUpdate(body)
	if err != nil || u.XMLName != (xml.Name{Space: nsDAV, Local: "propertyupdate"}) {
		http.Error(w, "the body is no propertyupdate", http.StatusBadRequest)
		return
	}
	var faults map[xml.Name]string
	if v.place.calendar == "" || v.place.object != "" {
		faults = everything(u)
	} else {
		err = s.shelf.edit(r.Context(), v.calendar(), func(c *calendar) error {
			if faults = c.change(u, false); len(faults) > 0 {
				return errPatch
			}
			return nil
		})
	}
	if err != nil && !errors.Is(err, errPatch) {
		s.fail(w, r, v, err)
		return
	}
	m := newMultistatus()
	m.patched(s.path(v.place), u, faults)
	m.send(w)
}

var errPatch = errors.New("not all of it can be changed")

const protected = "<D:cannot-modify-protected-property/>"

// everything is refused.
func everything(u update) map[xml.Name]string {
	faults := map[xml.Name]string{}
	for _, p := range u.Parts {
		for _, n := range p.Prop.All {
			faults[n.XMLName] = protected
		}
	}
	return faults
}

// change takes an update in, all of it or, if there are faults, none.
func (c *calendar) change(u update, making bool) map[xml.Name]string {
	is, faults := *c, map[xml.Name]string{}
	is.Kept = map[string]string{}
	maps.Copy(is.Kept, c.Kept)
	for _, p := range u.Parts {
		for _, n := range p.Prop.All {
			if fault := is.changeOne(n, p.XMLName.Local == "remove", making); fault != "" {
				faults[n.XMLName] = fault
			}
		}
	}
	if len(faults) == 0 {
		*c = is
	}
	return faults
}

// changeOne returns why a property can't be changed, as an element.
func (c *calendar) changeOne(n node, remove, making bool) string {
	switch {
	case n.XMLName == xml.Name{Space: nsDAV, Local: "displayname"}:
		c.Display, c.Renamed = shown(n.Text), true
		if remove || c.Display == "" {
			c.Display, c.Renamed = c.Name, !c.Fixed
		}
		return ""
	case making && (n.XMLName.Local == "resourcetype" || n.XMLName.Local == "supported-calendar-component-set"):
		return "" // looked at already
	case isLive(n.XMLName):
		return protected
	case n.XMLName == xml.Name{Space: nsCalDAV, Local: "calendar-timezone"} && !remove && zoneName(n.Text) == "":
		return "<C:" + validData + "/>"
	}
	key := n.XMLName.Space + " " + n.XMLName.Local
	if delete(c.Kept, key); !remove {
		c.Kept[key] = n.inner()
	}
	size := 0
	for k, v := range c.Kept {
		size += len(k) + len(v)
	}
	if size > maxKept {
		return "<D:quota-not-exceeded/>"
	}
	return ""
}

// shown is a name as it can be printed on one line.
func shown(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, name)
	if r := []rune(strings.TrimSpace(name)); len(r) > 200 {
		return string(r[:200])
	}
	return strings.TrimSpace(name)
}

// isLive holds for properties that the server itself keeps.
func isLive(name xml.Name) bool {
	if name.Space == nsDAV {
		return true
	}
	return slices.ContainsFunc((&Server{}).ofCalendar("", calendar{}), func(p property) bool { return p.name == name })
}

// keptName is the name of a property by its key in calendar.Kept.
func keptName(key string) xml.Name {
	i := strings.LastIndexByte(key, ' ')
	return xml.Name{Space: key[:i], Local: key[i+1:]}
}

// timezone is the calendar-timezone that a client gave, as iCalendar.
func (c calendar) timezone() string {
	var text string
	// What is kept was written by quoted.
	_ = xml.Unmarshal([]byte("<t>"+c.Kept[nsCalDAV+" calendar-timezone"]+"</t>"), &text)
	return text
}

// patched tells what became of every property: all were changed, or those that
// could have been fell with the others (RFC 4918, 9.2).
func (m *multistatus) patched(path string, u update, faults map[xml.Name]string) {
	m.WriteString("<D:response>" + href(path))
	for _, p := range u.Parts {
		for _, n := range p.Prop.All {
			this := []property{{name: n.XMLName}}
			switch why, bad := faults[n.XMLName]; {
			case bad:
				m.propstat(this, "403 Forbidden", "<D:error>"+why+"</D:error>")
			case len(faults) > 0:
				m.propstat(this, "424 Failed Dependency")
			default:
				m.propstat(this, "200 OK")
			}
		}
	}
	m.WriteString("</D:response>")
}
