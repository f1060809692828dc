package ical

import (
	_ "embed"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones must be there on a machine that has none
)

//go:embed windowszones.txt
var windowsZones string

//go:embed zonenames.txt
var zoneNames string

// Zones finds zones by the names that calendars give them. It is safe for
// concurrent use.
type Zones struct {
	windows map[string]string

	mu    sync.Mutex                // guards what follows
	found map[string]*time.Location // by name; nil: looked for in vain
	texts map[string]*time.Location // by the text of a VTIMEZONE; nil: can't be read
}

// NewZones knows what everybody knows; it learns the zones that files describe.
func NewZones() *Zones {
	z := &Zones{windows: map[string]string{}, found: map[string]*time.Location{}, texts: map[string]*time.Location{}}
	for row := range strings.Lines(windowsZones) {
		if name, iana, ok := strings.Cut(strings.TrimSpace(row), "\t"); ok {
			z.windows[strings.ToLower(name)] = iana
		}
	}
	return z
}

// maxZones bounds the memory that invented names can take.
const maxZones = 1000

// find returns the zone called tzid: an IANA name, a Windows name, or an IANA
// name behind a /prefix/; nil if it is none of them.
func (z *Zones) find(tzid string) *time.Location {
	z.mu.Lock()
	defer z.mu.Unlock()
	zone, ok := z.found[tzid]
	if !ok {
		zone = z.look(tzid)
		if len(z.found) < maxZones {
			z.found[tzid] = zone
		}
	}
	return zone
}

// own returns the zone that a VTIMEZONE makes, which programs repeat in every
// object; nil if it can't be read.
func (z *Zones) own(text []byte) *time.Location {
	z.mu.Lock()
	defer z.mu.Unlock()
	zone, ok := z.texts[string(text)]
	if !ok {
		zone, _ = readZone(text).build(z)
		if len(z.texts) < maxZones {
			z.texts[string(text)] = zone
		}
	}
	return zone
}

func (z *Zones) look(tzid string) *time.Location {
	if len(tzid) > 200 {
		return nil
	}
	name := strings.TrimSpace(tzid)
	if iana, ok := z.windows[strings.ToLower(name)]; ok {
		name = iana
	}
	for {
		if zone := LoadZone(name); zone != nil {
			return zone
		}
		if zone := LoadZone(spelling(name)); zone != nil {
			return zone
		}
		_, rest, ok := strings.Cut(name, "/")
		if !ok {
			return nil
		}
		name = rest
	}
}

// spelling is an IANA name as it is written, of one in another case or with blanks
// for underscores; empty if it is none.
func spelling(name string) string {
	name = strings.ReplaceAll(name, " ", "_")
	for row := range strings.Lines(zoneNames) {
		if row = strings.TrimSpace(row); strings.EqualFold(row, name) {
			return row
		}
	}
	return ""
}

// LoadZone loads a zone by its IANA name; nil if there is none of that name.
// "Local" is none, since it would be the machine's own.
func LoadZone(name string) *time.Location {
	switch strings.ToUpper(name) {
	case "", "LOCAL", "POSIXRULES":
		return nil
	case "UTC", "GMT", "Z", "ETC/UTC", "ETC/GMT":
		return time.UTC
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return zone
}
