package hosting

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"
	"unicode"
)

// What a request may hold. Parsers recurse: what nests deeper than any client
// needs would exhaust the stack, which ends the process.
const (
	maxBody   = 1 << 20   // bytes of a request
	maxObject = 256 << 10 // bytes of a calendar object
	maxXML    = 32        // depth of elements
	maxICal   = 6         // depth of components: VCALENDAR, VEVENT, VALARM and some
	// maxAnswer bounds what one REPORT may return: it can name one object often.
	maxAnswer = 32 << 20
	// maxRange bounds what series are laid out for.
	maxRange = 4 * 366 * 24 * time.Hour
	// What a home may hold that clients make.
	maxCalendars = 100
	maxObjects   = 10_000   // of one calendar
	maxBytes     = 32 << 20 // of their text: a REPORT may read all of it
	maxKept      = 64 << 10 // bytes of properties of one calendar
)

var (
	errDeep = errors.New("nested too deeply")
	errFull = errors.New("there is no room for more")
)

// readBody returns the whole body, or answers the error.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		refuse(w, http.StatusRequestEntityTooLarge, maxResourceSize)
		return nil, false
	}
	if err != nil {
		http.Error(w, "the request broke off", http.StatusBadRequest)
		return nil, false
	}
	return body, true
}

// shallowXML reads the tokens of a body, without recursion: an error if it is
// not well formed, too deep, declares entities, or has names that can't be
// written in an answer.
func shallowXML(body []byte) error {
	d := xml.NewDecoder(bytes.NewReader(body))
	for depth := 0; ; {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if !ncName(t.Name.Local) || slices.ContainsFunc(t.Attr, func(a xml.Attr) bool { return !ncName(a.Name.Local) }) {
				return errors.New("a name that is none")
			}
			depth++
		case xml.EndElement:
			depth--
		case xml.Directive:
			return errors.New("a document type is not accepted")
		}
		if depth > maxXML {
			return errDeep
		}
	}
}

// ncName holds for names that mean the same with any prefix, or none (XML names
// without a colon that begin with a letter).
func ncName(name string) bool {
	for i, r := range name {
		letter := unicode.IsLetter(r) || r == '_'
		if !letter && (i == 0 || !unicode.IsDigit(r) && r != '-' && r != '.') {
			return false
		}
	}
	return name != ""
}

// shallowICal counts the components that are open at a time.
func shallowICal(ics []byte) error {
	depth := 0
	for line := range bytes.SplitSeq(unfolded(ics), []byte("\n")) {
		name, _, _ := bytes.Cut(line, []byte(":"))
		name, _, _ = bytes.Cut(name, []byte(";"))
		switch {
		case bytes.EqualFold(name, []byte("BEGIN")):
			depth++
		case bytes.EqualFold(name, []byte("END")):
			depth--
		}
		if depth > maxICal {
			return errDeep
		}
	}
	return nil
}

// unfolded joins continued lines (RFC 5545, 3.1).
func unfolded(ics []byte) []byte {
	ics = bytes.ReplaceAll(ics, []byte("\r\n"), []byte("\n"))
	ics = bytes.ReplaceAll(ics, []byte("\n "), nil)
	return bytes.ReplaceAll(ics, []byte("\n\t"), nil)
}
