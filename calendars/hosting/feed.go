package hosting

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"strings"

	goical "github.com/emersion/go-ical"
	"golang.org/x/text/unicode/norm"

	"escale/scheduling"
)

// ServeFeed answers with a calendar as one file, to be read only (RFC 7986 for
// what a subscriber asks). Who may read it is for the caller to know.
func (s *Server) ServeFeed(w http.ResponseWriter, r *http.Request, calendar string) {
	c, err := s.shelf.calendar(r.Context(), calendar)
	if err != nil {
		s.fail(w, r, visit{}, err)
		return
	}
	sum := sha256.Sum256([]byte(c.token(c.Seq) + c.Display))
	h := w.Header()
	h.Set("ETag", fmt.Sprintf(`"%x"`, sum[:12]))
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Referrer-Policy", "no-referrer")
	all, err := s.shelf.objects(r.Context(), calendar)
	var text []byte
	if err == nil {
		text, err = feedOf(c, all)
	}
	if err != nil {
		s.fail(w, r, visit{}, err)
		return
	}
	// It answers conditions and ranges, too.
	http.ServeContent(w, r, "", c.Changed, bytes.NewReader(text))
}

// feedOf puts objects together: their events, and of each zone one description.
func feedOf(c calendar, all []object) ([]byte, error) {
	feed := goical.NewCalendar()
	feed.Props.SetText(goical.PropVersion, "2.0")
	feed.Props.SetText(goical.PropProductID, product)
	feed.Props.SetText("X-WR-CALNAME", c.Display)
	feed.Props.SetText("NAME", c.Display)
	every := goical.NewProp("REFRESH-INTERVAL")
	every.Params.Set("VALUE", "DURATION")
	every.Value = "PT15M"
	feed.Props.Set(every)
	zones := map[string]bool{}
	for _, o := range all {
		cal, err := parse([]byte(o.ICS))
		if err != nil {
			continue // it was read when it came
		}
		for _, child := range cal.Children {
			switch child.Name {
			case goical.CompTimezone:
				name := child.Props.Get(goical.PropTimezoneID).Value
				if !zones[name] {
					zones[name] = true
					feed.Children = slices.Insert(feed.Children, 0, child)
				}
			case goical.CompEvent:
				unname(child)
				feed.Children = append(feed.Children, child)
			}
		}
	}
	if len(feed.Children) == 0 { // the encoder wants something in it
		return []byte(folded("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:" + product + "\r\nEND:VCALENDAR\r\n")), nil
	}
	var b bytes.Buffer
	err := goical.NewEncoder(&b).Encode(feed)
	return []byte(folded(b.String())), err
}

// unname takes the line out of an event's notes that names a parent, and other
// forms of the notes with it: feeds are read by services that keep what they read.
func unname(event *goical.Component) {
	notes := event.Props.Get(goical.PropDescription)
	if notes == nil || !strings.Contains(norm.NFC.String(notes.Value), scheduling.FirstName) {
		return
	}
	lines := strings.Split(strings.ReplaceAll(notes.Value, `\N`, `\n`), `\n`)
	lines = slices.DeleteFunc(lines, func(line string) bool {
		return strings.Contains(norm.NFC.String(line), scheduling.FirstName)
	})
	bare := goical.NewProp(goical.PropDescription)
	bare.Value = strings.Join(lines, `\n`)
	event.Props.Set(bare)
	event.Props.Del("X-ALT-DESC")
}
