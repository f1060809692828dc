package hosting_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/calendars/hosting"
	"escale/calendars/ical"
)

// keeping is the diary of the calendar ouvert, in Paris.
type keeping struct {
	*site
	hosting.Diary
	paris *time.Location
}

func keep(t *testing.T) keeping {
	s := open(t)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	k := keeping{s, s.Diary("maison/ouvert", paris), paris}
	k.ok(k.Remove(t.Context(), "a.ics", time.Time{}, hosting.OneOccurrence))
	return k
}

func (k keeping) ok(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Error(err)
	}
}

// at is an hour of a day of March or April 2026, "03-23 09:00".
func (k keeping) at(text string) time.Time {
	k.t.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", "2026-"+text, k.paris)
	if err != nil {
		k.t.Fatal(err)
	}
	return t
}

// shows compares what stands in the diary from 23 March to 19 April.
func (k keeping) shows(want ...string) (all []hosting.Entry) {
	k.t.Helper()
	all, err := k.Between(k.t.Context(), k.at("03-23 00:00"), k.at("04-20 00:00"))
	k.ok(err)
	var got []string
	for _, e := range all {
		got = append(got, e.Start.Format("01-02 15:04")+"–"+e.End.Format("15:04")+" "+e.Title)
	}
	if d := cmp.Diff(want, got); d != "" {
		k.t.Errorf("the diary (-want +got):\n%s", d)
	}
	return all
}

const key1, key2 = "a-key-that-is-long-1", "a-key-that-is-long-2"

func TestHoursAreOpenedAndTakenBack(t *testing.T) {
	k := keep(t)
	weekly := ical.Plain{Start: k.at("03-23 09:00"), End: k.at("03-23 12:00"), Weekly: true, Title: "Escale"}
	for range 2 { // a button pressed twice
		k.ok(k.Add(t.Context(), key1, weekly))
	}
	k.ok(k.Add(t.Context(), key2, ical.Plain{Start: k.at("03-25 14:00"), End: k.at("03-25 16:00"), Title: "Escale"}))
	all := k.shows("03-23 09:00–12:00 Escale", "03-25 14:00–16:00 Escale", "03-30 09:00–12:00 Escale", "04-06 09:00–12:00 Escale", "04-13 09:00–12:00 Escale")
	k.ok(k.Remove(t.Context(), all[2].ID, all[2].Occurrence, hosting.OneOccurrence))
	k.ok(k.Remove(t.Context(), all[1].ID, all[1].Occurrence, hosting.OneOccurrence))
	k.shows("03-23 09:00–12:00 Escale", "04-06 09:00–12:00 Escale", "04-13 09:00–12:00 Escale")
	k.ok(k.Remove(t.Context(), all[4].ID, all[4].Occurrence, hosting.FromThenOn))
	k.shows("03-23 09:00–12:00 Escale", "04-06 09:00–12:00 Escale")
	k.ok(k.Remove(t.Context(), all[0].ID, all[0].Occurrence, hosting.FromThenOn))
	k.shows()
	k.ok(k.Remove(t.Context(), all[0].ID, all[0].Occurrence, hosting.FromThenOn)) // gone already
	k.gets(404, k.asks("GET", home+all[0].ID, ""))
}

func TestWholeDaysAreClosed(t *testing.T) {
	k := keep(t)
	k.ok(k.Add(t.Context(), key1, ical.Plain{Start: k.at("03-28 00:00"), End: k.at("03-30 00:00"), WholeDays: true, Title: "Fermé"}))
	all := k.shows("03-28 00:00–00:00 Fermé")
	if !all[0].WholeDays || !all[0].End.Equal(k.at("03-30 00:00")) || all[0].Repeats {
		t.Errorf("it is %+v", all[0])
	}
}

func TestWhatOtherProgramsWroteStays(t *testing.T) {
	k := keep(t)
	rich := strings.ReplaceAll(strings.Replace(told, "SUMMARY:Accueil\n",
		"SUMMARY:Accueil\nCATEGORIES:Escale,Visio\nX-MOZ-GENERATION:3\nATTENDEE;CN=\"Invité, Un\":mailto:un@exemple.invalid\nBEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:x\nTRIGGER:-PT5M\nEND:VALARM\n", 1), "\n", "\r\n")
	k.gets(201, k.asks("PUT", home+"s.ics", rich))
	all := k.shows("03-23 09:00–10:00 Accueil", "03-31 14:00–15:00 Accueil déplacé", "04-13 09:00–10:00 Accueil de printemps")
	k.ok(k.Remove(t.Context(), "s.ics", all[1].Occurrence, hosting.OneOccurrence))
	k.shows("03-23 09:00–10:00 Accueil", "04-13 09:00–10:00 Accueil de printemps")
	text := k.asks("GET", home+"s.ics", "").body
	for _, want := range []string{"CATEGORIES:Escale,Visio", "X-MOZ-GENERATION:3", `ATTENDEE;CN="Invité, Un":mailto:un@exemple.invalid`, "TRIGGER:-PT5M", "EXDATE;TZID=Chez nous:20260330T090000"} {
		if !strings.Contains(strings.ReplaceAll(text, "\r\n ", ""), want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	k.ok(k.Remove(t.Context(), "s.ics", all[2].Occurrence, hosting.FromThenOn))
	k.shows("03-23 09:00–10:00 Accueil")
}

func TestSeriesOfDaysAndInUTCAreCutRightly(t *testing.T) {
	for name, c := range map[string]struct{ start, end, except, until string }{
		"days": {"DTSTART;VALUE=DATE:20260323", "DTEND;VALUE=DATE:20260324", "EXDATE;VALUE=DATE:20260330", "UNTIL=20260405"},
		"UTC":  {"DTSTART:20260323T080000Z", "DTEND:20260323T090000Z", "EXDATE:20260330T080000Z", "UNTIL=20260406T075959Z"},
	} {
		t.Run(name, func(t *testing.T) {
			k := keep(t)
			ics := strings.NewReplacer("DTSTART:x", c.start, "DTEND:x", c.end).Replace(string(event("s", "x", "x", "RRULE:FREQ=WEEKLY;COUNT=10", "SEQUENCE:2")))
			k.gets(201, k.asks("PUT", home+"s.ics", ics))
			all, err := k.Between(t.Context(), k.at("03-23 00:00"), k.at("04-20 00:00"))
			k.ok(err)
			k.ok(k.Remove(t.Context(), "s.ics", all[1].Occurrence, hosting.OneOccurrence))
			k.ok(k.Remove(t.Context(), "s.ics", all[2].Occurrence, hosting.FromThenOn))
			text := k.asks("GET", home+"s.ics", "").body
			for _, want := range []string{c.except, c.until, "SEQUENCE:4"} {
				if !strings.Contains(text, want) {
					t.Errorf("%q is not in\n%s", want, text)
				}
			}
			if all, err = k.Between(t.Context(), k.at("03-23 00:00"), k.at("04-20 00:00")); len(all) != 1 || err != nil {
				t.Errorf("%d are left: %v, %v", len(all), fmt.Sprint(all), err)
			}
		})
	}
}

func TestCancellingLeavesTheEventThere(t *testing.T) {
	k := keep(t)
	k.gets(201, k.asks("PUT", home+"b.ics", string(event("b", "20260331T080000Z", "20260331T090000Z", "STATUS:CONFIRMED"))))
	k.ok(k.Cancel(t.Context(), "b.ics"))
	k.shows()
	if text := k.gets(200, k.asks("GET", home+"b.ics", "")).body; !strings.Contains(text, "STATUS:CANCELLED") || strings.Contains(text, "CONFIRMED") {
		t.Errorf("it is\n%s", text)
	}
}

func TestADiaryAddsNothingUnderABadKey(t *testing.T) {
	k := keep(t)
	for _, key := range []string{"", "short", "../../voisin/ouvert/xx", "a-key-that-is-long\x00"} {
		if err := k.Add(t.Context(), key, ical.Plain{Start: k.at("03-23 09:00"), End: k.at("03-23 12:00")}); err == nil {
			t.Errorf("added under %q", key)
		}
	}
	if err := k.Add(t.Context(), key1, ical.Plain{Start: k.at("03-23 09:00"), End: k.at("03-23 09:00")}); err == nil {
		t.Error("added what takes no time")
	}
	k.shows()
}
