package calendars

import (
	"context"
	"slices"
	"strings"
	"time"

	"escale/calendars/caldav"
	"escale/calendars/ical"
	"escale/scheduling"
)

// trialPrefix begins the UIDs and addresses of test events, and of nothing else.
const trialPrefix = "escale-essai."

// trialStamp is how the UID of a test event says when it was written, in UTC.
const trialStamp = "20060102T150405Z"

// abandoned is the age from which a test event is nobody's any more: the probe
// that wrote it was killed.
const abandoned = 15 * time.Minute

// What a test event says, to whoever meets one.
const (
	trialTitle = "Essai Escale – à effacer"
	trialNotes = "Escale vérifie qu’elle peut écrire dans cet agenda ; c’est presque fini.\nCet essai s’efface tout seul. S’il est encore là demain, effacez-le."
	trialPlace = "nulle part"
	trialURL   = "https://escale.invalid/essai"
)

// trial is a test event: nobody's time, private, and clear about what it is.
func (t *prober) trial(name string, minutes int) scheduling.CalendarEvent {
	start := t.now().UTC().Truncate(24*time.Hour).AddDate(2, 0, 0).Add(3*time.Hour + time.Duration(minutes)*time.Minute)
	return scheduling.CalendarEvent{
		UID:      trialPrefix + t.now().UTC().Format(trialStamp) + "." + t.run + "." + name + "@" + t.installation,
		Interval: scheduling.Interval{Start: start, End: start.Add(15 * time.Minute)},
		Zone:     t.zone.String(),
		Summary:  trialTitle,
		Notes:    trialNotes,
		Location: trialPlace,
		URL:      trialURL,
	}
}

// put writes a test event, anew or over a version.
func (t *prober) put(ctx context.Context, e scheduling.CalendarEvent, href, etag string) (at string, err error) {
	zone, err := eventZone(e)
	if err != nil {
		return "", err
	}
	var w encoder
	w.Begin("", zone, e.Start)
	w.eventHead(e, zone, t.now())
	w.class(t.shared)
	w.Raw("TRANSP", "TRANSPARENT")
	w.Finish()
	return t.client.Put(ctx, href, etag, w.Bytes())
}

// isAbandoned reports whether an object is a test event, and old.
func (t *prober) isAbandoned(o caldav.Object) bool {
	s, err := ical.Reader{}.Read(o.Data)
	return err == nil && len(s.Events) > 0 && !slices.ContainsFunc(s.Events, func(e *ical.Event) bool {
		rest, trial := strings.CutPrefix(e.UID, trialPrefix)
		began, err := time.Parse(trialStamp, strings.ToUpper(rest[:max(0, strings.IndexByte(rest, '.'))]))
		return !trial || err == nil && t.now().Sub(began) < abandoned
	})
}

// lost lists what of a test event did not come back as it was written.
func (t *prober) lost(data []byte) []string {
	has := map[string]string{}
	for _, line := range ical.Lines(data) {
		has[line.Name()] = strings.TrimSpace(ical.Unescape(line.Value()))
	}
	var names []string
	for name, want := range map[string]string{
		"SUMMARY": trialTitle, "DESCRIPTION": trialNotes, "LOCATION": trialPlace, "URL": trialURL, "CLASS": "PRIVATE",
	} {
		if has[name] != want && (name != "CLASS" || !t.shared) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
