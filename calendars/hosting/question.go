package hosting

import (
	"bytes"
	"encoding/xml"
	"time"
)

// question is a PROPFIND or a REPORT as it was asked.
type question struct {
	XMLName  xml.Name
	AllProp  *struct{} `xml:"DAV: allprop"`
	PropName *struct{} `xml:"DAV: propname"`
	Prop     struct {
		Names []wanted `xml:",any"`
	} `xml:"DAV: prop"`
	// Of sync-collection.
	SyncToken string `xml:"DAV: sync-token"`
	Limit     int    `xml:"DAV: limit>nresults"`
	// Of calendar-multiget.
	Hrefs []string `xml:"DAV: href"`
	// Of calendar-query.
	Filter   *compFilter `xml:"urn:ietf:params:xml:ns:caldav filter>comp-filter"`
	Timezone string      `xml:"urn:ietf:params:xml:ns:caldav timezone"`
	// Of free-busy-query.
	Range *timeRange `xml:"urn:ietf:params:xml:ns:caldav time-range"`
}

// wanted is a property that is asked for. Of calendar-data, series may be asked
// for as single occurrences, or without the changes outside of a range.
type wanted struct {
	XMLName xml.Name
	Expand  *timeRange `xml:"urn:ietf:params:xml:ns:caldav expand"`
	Limit   *timeRange `xml:"urn:ietf:params:xml:ns:caldav limit-recurrence-set"`
}

// readQuestion reads a body; an empty one asks for all properties.
func readQuestion(body []byte) (q question, err error) {
	if len(bytes.TrimSpace(body)) == 0 {
		q.AllProp = &struct{}{}
		return q, nil
	}
	return q, xml.Unmarshal(body, &q)
}

// data is how calendar-data is asked for; ok is false if it isn't.
func (q question) data() (w wanted, ok bool) {
	for _, w := range q.Prop.Names {
		if w.XMLName == (xml.Name{Space: nsCalDAV, Local: "calendar-data"}) {
			return w, true
		}
	}
	return wanted{}, false
}

// timeRange is [Start, End) as it stands in a question: times in UTC (RFC 4791,
// 9.9), either of which may be missing where that is allowed.
type timeRange struct {
	Start string `xml:"start,attr"`
	End   string `xml:"end,attr"`
}

const utcFormat = "20060102T150405Z"

// times reads both; a missing one is the zero time. The error is a fault.
func (r timeRange) times() (from, to time.Time, err error) {
	for _, t := range []struct {
		text string
		into *time.Time
	}{{r.Start, &from}, {r.End, &to}} {
		if t.text == "" {
			continue
		}
		if *t.into, err = time.Parse(utcFormat, t.text); err != nil {
			return from, to, fault{validFilter, "a time of a range is not UTC"}
		}
	}
	if from.IsZero() && to.IsZero() || !from.IsZero() && !to.IsZero() && !from.Before(to) {
		return from, to, fault{validFilter, "a range without time in it"}
	}
	return from, to, nil
}

// closed reads a range that must have both ends, and not be endless.
func (r timeRange) closed() (from, to time.Time, err error) {
	from, to, err = r.times()
	if err == nil && (from.IsZero() || to.IsZero() || to.Sub(from) > maxRange) {
		err = fault{validFilter, "a range with both ends is wanted, at most four years long"}
	}
	return from, to, err
}
