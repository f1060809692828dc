package hosting

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf8"

	goical "github.com/emersion/go-ical"
	"github.com/emersion/go-webdav/caldav"
)

// fault is why an object is refused: the precondition it breaks (RFC 4791,
// 5.3.2.1) and, for a person, what is wrong.
type fault struct {
	precondition string
	text         string
}

func (f fault) Error() string { return f.text }

const (
	validData      = "valid-calendar-data"
	validObject    = "valid-calendar-object-resource"
	supportedComp  = "supported-calendar-component"
	supportedData  = "supported-calendar-data"
	supportedQuery = "supported-filter"
	validFilter    = "valid-filter"
	collation      = "supported-collation"
	noUIDConflict  = "no-uid-conflict"
	// maxResourceSize: see maxObject.
	maxResourceSize = "max-resource-size"
)

// components are what a calendar object may consist of.
func components() []string { return []string{goical.CompEvent, "VAVAILABILITY"} }

// check reads an object as a client sent it and returns its UID, or a fault
// (RFC 4791, 4.1).
func check(ics []byte) (uid string, err error) {
	cal, err := parse(ics)
	if err != nil {
		return "", err
	}
	kind, _, err := caldav.ValidateCalendarObject(cal)
	switch {
	case err != nil:
		return "", fault{validObject, err.Error()}
	case kind == "":
		return "", fault{validObject, "there is no event in it"}
	case !slices.Contains(components(), kind):
		return "", fault{supportedComp, "only events and availabilities are kept here"}
	}
	for _, c := range cal.Children {
		if c.Name != kind {
			continue
		}
		p := c.Props.Get(goical.PropUID) // whole: the library cuts it at a comma
		if p == nil || p.Value == "" || len(p.Value) > 500 || (uid != "" && p.Value != uid) {
			return "", fault{validObject, "one object is one UID"}
		}
		uid = p.Value
	}
	return uid, nil
}

// parse reads iCalendar text that can also be written again, which is how it
// is reported to clients. The library panics on some lines.
func parse(ics []byte) (cal *goical.Calendar, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault{validData, "not iCalendar"}
		}
	}()
	if len(ics) > maxObject {
		return nil, fault{maxResourceSize, fmt.Sprintf("more than %d bytes", maxObject)}
	}
	if !utf8.Valid(ics) || bytes.IndexByte(ics, 0) >= 0 {
		return nil, fault{validData, "not UTF-8 text"}
	}
	if err := shallowICal(ics); err != nil {
		return nil, fault{validData, err.Error()}
	}
	d := goical.NewDecoder(bytes.NewReader(ics))
	cal, err = d.Decode()
	if err == nil {
		err = goical.NewEncoder(&bytes.Buffer{}).Encode(cal)
	}
	if err != nil {
		return nil, fault{validData, err.Error()}
	}
	return cal, nil
}
