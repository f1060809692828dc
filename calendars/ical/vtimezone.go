package ical

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// rawZone is a VTIMEZONE: its name and its observances.
type rawZone struct {
	tzid        string
	observances []rawObservance
}

type rawObservance struct {
	start, from, to property
	rules, rdates   []property
}

// readZone reads the text of a VTIMEZONE.
func readZone(text []byte) *rawZone {
	z := &rawZone{}
	for l := newLines(text); ; {
		text, number, ok := l.next()
		if !ok {
			return z
		}
		switch name := lineName(text); name {
		case "BEGIN":
			if part := component(text); part == "STANDARD" || part == "DAYLIGHT" {
				z.observances = append(z.observances, rawObservance{})
			}
		default:
			if p, err := readProperty(text, number); err == nil {
				z.take(name, p)
			}
		}
	}
}

// take keeps a property of a VTIMEZONE or of its last observance.
func (z *rawZone) take(name string, p property) {
	if name == "TZID" {
		z.tzid = p.value
	}
	if len(z.observances) == 0 {
		return
	}
	o := &z.observances[len(z.observances)-1]
	switch name {
	case "DTSTART":
		o.start = p
	case "TZOFFSETFROM":
		o.from = p
	case "TZOFFSETTO":
		o.to = p
	case "RRULE":
		o.rules = append(o.rules, p)
	case "RDATE":
		o.rdates = append(o.rdates, p)
	}
}

// transition is a change of offset, in seconds east of UTC.
type transition struct {
	at       int64 // Unix seconds
	from, to int
}

// lastYear is how far the rules of a file's own zones are followed.
const lastYear = 2099

// zoneWork bounds what the rules of one VTIMEZONE can ask for; those of Outlook,
// which begin in 1601, take a fifth of it.
const zoneWork = 2_000_000

// build turns a VTIMEZONE into a zone of the standard library, by way of the
// format of RFC 8536: everything else then works as for any other zone.
func (z *rawZone) build(zones *Zones) (*time.Location, error) {
	if len(z.observances) == 0 || len(z.observances) > 100 {
		return nil, errors.New("no STANDARD or DAYLIGHT part, or too many")
	}
	var all []transition
	work := Budget{zoneWork}
	for _, o := range z.observances {
		some, err := o.transitions(zones, &work)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortStableFunc(all, func(a, b transition) int { return int(a.at - b.at) })
	all = slices.CompactFunc(all, func(a, b transition) bool { return a.at == b.at })
	return time.LoadLocationFromTZData(z.tzid, zoneFile(all))
}

// transitions follows one observance's rule and dates, which are wall clocks
// read with the offset before them.
func (o rawObservance) transitions(zones *Zones, work *Budget) ([]transition, error) {
	from, err1 := readOffset(o.from.value)
	to, err2 := readOffset(o.to.value)
	r := Reader{Zone: time.FixedZone("", from), Zones: zones, unknown: func(property) {}}
	start, err3 := r.moment(property{}, o.start.value)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	onsets := []time.Time{start.wall}
	for _, p := range o.rules {
		u, err := r.readRule(p)
		if err != nil {
			return nil, err
		}
		end := time.Date(lastYear, 12, 31, 0, 0, 0, 0, time.UTC)
		err = u.occur(start, start.wall, end, work, func(wall time.Time) bool {
			onsets = append(onsets, wall)
			return len(onsets) < 2000
		})
		if err != nil {
			return nil, err
		}
	}
	for _, p := range o.rdates {
		for item := range strings.SplitSeq(p.value, ",") {
			if m, err := r.moment(p, item); err == nil && len(onsets) < 2000 {
				onsets = append(onsets, m.wall)
			}
		}
	}
	list := make([]transition, len(onsets))
	for i, wall := range onsets {
		list[i] = transition{at: wall.Unix() - int64(from), from: from, to: to}
	}
	return list, nil
}

// readOffset reads +0100 or +010000 as seconds.
func readOffset(s string) (int, error) {
	bad := fmt.Errorf("offset %q", clip(s))
	if len(s) != 5 && len(s) != 7 || s[0] != '+' && s[0] != '-' {
		return 0, bad
	}
	n, err := strconv.ParseUint((s[1:] + "00")[:6], 10, 32)
	seconds := int(n/10000*3600 + n/100%100*60 + n%100)
	if err != nil || seconds > 26*3600 {
		return 0, bad
	}
	if s[0] == '-' {
		return -seconds, nil
	}
	return seconds, nil
}

// zoneFile writes transitions in the format of RFC 8536, version 2, of which the
// 32-bit part is left empty.
func zoneFile(all []transition) []byte {
	types := []int{all[0].from} // before the first change
	index := map[int]byte{all[0].from: 0}
	for _, t := range all {
		if _, ok := index[t.to]; !ok && len(types) < 255 {
			index[t.to] = byte(len(types))
			types = append(types, t.to)
		}
	}
	var b bytes.Buffer
	zoneHeader(&b, 0, 1)
	b.Write(make([]byte, 6+1)) // one type, one character
	zoneHeader(&b, len(all), len(types))
	for _, t := range all {
		_ = binary.Write(&b, binary.BigEndian, t.at)
	}
	for _, t := range all {
		b.WriteByte(index[t.to])
	}
	for _, offset := range types {
		_ = binary.Write(&b, binary.BigEndian, int32(offset))
		b.Write([]byte{0, 0})
	}
	b.WriteByte(0) // one empty name
	b.WriteString("\n\n")
	return b.Bytes()
}

func zoneHeader(b *bytes.Buffer, transitions, types int) {
	b.WriteString("TZif2")
	b.Write(make([]byte, 15))
	for _, n := range []int{0, 0, 0, transitions, types, 1} {
		_ = binary.Write(b, binary.BigEndian, uint32(n))
	}
}
