package hosting

import (
	"strings"
	"time"

	goical "github.com/emersion/go-ical"
)

// textMatch looks for a text in a value (RFC 4791, 9.7.5).
type textMatch struct {
	Collation string `xml:"collation,attr"`
	Negate    string `xml:"negate-condition,attr"`
	Text      string `xml:",chardata"`
}

// unknown holds for a collation that is not understood (RFC 4791, 7.5).
func (m *textMatch) unknown() bool {
	return m != nil && m.Collation != "" && m.Collation != "default" &&
		m.Collation != "i;ascii-casemap" && m.Collation != "i;octet" && m.Collation != "i;unicode-casemap"
}

// in reports whether the value is as asked; no text, no demand. Without a
// collation, cases are the same.
func (m *textMatch) in(value string) bool {
	if m == nil {
		return true
	}
	text := m.Text
	if m.Collation != "i;octet" {
		value, text = strings.ToLower(value), strings.ToLower(text)
	}
	return strings.Contains(value, text) != (m.Negate == "yes")
}

// matches reports whether a property of that name is as asked.
func (p propFilter) matches(props goical.Props, zone *time.Location) bool {
	all := props.Values(strings.ToUpper(p.Name))
	if p.IsNotDefined != nil {
		return len(all) == 0
	}
	for _, v := range all {
		if p.Text.in(plain(v.Value)) && p.params(v) && p.during(v, zone) {
			return true
		}
	}
	return false
}

func (p propFilter) params(v goical.Prop) bool {
	for _, q := range p.Params {
		value := v.Params.Get(q.Name)
		if (value == "") != (q.IsNotDefined != nil) || value != "" && !q.Text.in(value) {
			return false
		}
	}
	return true
}

// during reports whether a property that is a time lies in the range. A time
// that can't be read does.
func (p propFilter) during(v goical.Prop, zone *time.Location) bool {
	if p.Range == nil {
		return true
	}
	from, to, err := p.Range.times()
	at, unread := v.DateTime(zone)
	if err != nil || unread != nil {
		return true
	}
	return (from.IsZero() || !at.Before(from)) && (to.IsZero() || at.Before(to))
}

// plain is a TEXT value as people see it (RFC 5545, 3.3.11).
func plain(value string) string {
	return strings.NewReplacer(`\\`, `\`, `\,`, ",", `\;`, ";", `\n`, "\n", `\N`, "\n").Replace(value)
}
