package calendars

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"escale/calendars/caldav"
	"escale/calendars/ical"
	"escale/scheduling"
)

// unname makes one attempt at taking the first name out of the event's notes.
// All that staff made of the event stays as it is; one that is gone names nobody.
func (w *writing) unname(ctx context.Context) (scheduling.Seen, error) {
	live, err := w.look(ctx)
	if err != nil || !live.there {
		return scheduling.Seen{}, err
	}
	o, err := w.client.Get(ctx, w.href)
	if caldav.TroubleOf(err) == caldav.Missing {
		return scheduling.Seen{}, nil
	}
	if err != nil {
		return scheduling.Seen{}, err
	}
	data, named := withoutName(o.Data, w.event.Private)
	if !named {
		return live.Seen, nil
	}
	live.ETag = o.ETag
	etag, err := w.condition(live)
	if err != nil {
		return scheduling.Seen{}, err
	}
	if _, err := w.client.Put(ctx, w.href, etag, data); err != nil {
		if caldav.TroubleOf(err) == caldav.Conflict {
			w.failed, w.denied = live.ETag, true
		}
		return scheduling.Seen{}, err
	}
	o, err = w.client.Get(ctx, w.href)
	if err != nil {
		return scheduling.Seen{}, err
	}
	if _, named := withoutName(o.Data, w.event.Private); named {
		return scheduling.Seen{}, &caldav.Error{Trouble: caldav.Conflict, Doing: "verify " + w.href, Err: errors.New("the first name is still there")}
	}
	return live.Seen, nil
}

// withoutName returns a calendar object whose notes bear no line that gives a
// first name, and say the remark if there is one. changed is false if they did
// already. What is not changed is as it was, byte for byte.
func withoutName(data []byte, remark string) (out []byte, changed bool) {
	raw := bytes.SplitAfter(data, []byte("\n"))
	next := 0 // the first physical line that was not copied
	var in string
	for number, line := range ical.Lines(data) {
		switch line.Name() {
		case "BEGIN":
			in = line.Component()
		case "END":
			in = "" // no component that notes stand in follows within another
		case "DESCRIPTION", "COMMENT", "X-ALT-DESC":
			text, cut := cutName(line, in == "VEVENT", remark)
			if !cut {
				continue
			}
			out = append(append(out, bytes.Join(raw[next:number-1], nil)...), text...)
			for next = number; next < len(raw) && len(raw[next]) > 0 && (raw[next][0] == ' ' || raw[next][0] == '\t'); {
				next++
			}
			changed = true
		}
	}
	return append(out, bytes.Join(raw[next:], nil)...), changed
}

// cutName takes the lines of the first name out of notes, and adds the remark
// where it is missing. A copy in another format goes as a whole.
func cutName(line ical.Line, ofEvent bool, remark string) (text []byte, changed bool) {
	notes := strings.Split(ical.Unescape(line.Value()), "\n")
	kept := slices.DeleteFunc(slices.Clone(notes), func(l string) bool { return strings.Contains(l, scheduling.FirstName) })
	changed = len(kept) < len(notes)
	if line.Name() == "X-ALT-DESC" {
		return nil, changed
	}
	if line.Name() == "DESCRIPTION" && ofEvent && remark != "" && !slices.Contains(kept, remark) {
		kept, changed = append(kept, remark), true
	}
	var w ical.Writer
	w.Raw(strings.TrimSuffix(string(line), ":"+line.Value()), ical.Escape(strings.Join(kept, "\n")))
	return w.Bytes(), changed
}
