package caldav

import (
	"bytes"
	"encoding/xml"
	"slices"
)

// What a refusal may name that says more than its status (RFC 4918, 16; RFC
// 4791, 5.3.2.1; RFC 4331, 6): servers answer 403, 409, 412 or 207 for the same.
var namedTroubles = map[string]Trouble{
	"no-uid-conflict":                   Rejected,
	"unique-scheduling-object-resource": Rejected, // Cyrus (RFC 6638, 3.2.4.1)
	"valid-calendar-data":               Rejected,
	"valid-calendar-object-resource":    Rejected,
	"supported-calendar-data":           Rejected,
	"supported-calendar-component":      Rejected,
	"max-resource-size":                 Rejected,
	"min-date-time":                     Rejected,
	"max-date-time":                     Rejected,
	"need-privileges":                   NotAllowed,
	"quota-not-exceeded":                Full,
	"sufficient-disk-space":             Full,
}

// precondition returns the name of the condition that a refusal says was not
// met: the first element within DAV:error that is of the specifications. Empty:
// it says nothing.
func precondition(body []byte) string {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = false
	inside := false
	for {
		token, err := d.Token()
		if err != nil {
			return ""
		}
		e, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case e.Name == xml.Name{Space: "DAV:", Local: "error"}:
			inside = true
		case inside && slices.Contains([]string{"DAV:", "urn:ietf:params:xml:ns:caldav"}, e.Name.Space) && len(e.Name.Local) < 50:
			return e.Name.Local
		}
	}
}
