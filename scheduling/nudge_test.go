package scheduling

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"escale/programme"
)

const inLetters = "2006-01-02 15:04"

// What a parent is sent, on the days when time is odd and where it is another
// hour. All times are those of the place.
func TestWhatIsSentAndWhen(t *testing.T) {
	hours := func(all ...int) (list []time.Duration) {
		for _, h := range all {
			list = append(list, time.Duration(h)*time.Hour)
		}
		return list
	}
	for _, c := range []struct {
		name, zone, start string
		reminders         []time.Duration
		confirm           time.Duration
		want              []string
	}{
		{"an ordinary day", "Europe/Paris", "2027-03-10 10:30", hours(2, 48), 96 * time.Hour, []string{
			"confirm 2027-03-06 10:30", "reminder, after the question 2027-03-08 10:30", "reminder, after the question 2027-03-10 08:30",
			"questionnaire 2027-03-10 13:30", "follow-up 2027-04-09 11:30",
		}},
		{"the clocks go forward in between", "Europe/Paris", "2027-03-29 10:00", hours(48, 24, 2), 0, []string{
			"reminder 2027-03-27 10:00", "reminder 2027-03-28 10:00", "reminder 2027-03-29 08:00",
			"questionnaire 2027-03-29 13:00", "follow-up 2027-04-28 11:00",
		}},
		{"the clocks went forward this night", "Europe/Paris", "2027-03-28 09:00", hours(24, 7), 0, []string{
			"reminder 2027-03-27 09:00", "reminder 2027-03-27 20:00",
			"questionnaire 2027-03-28 12:00", "follow-up 2027-04-27 10:00",
		}},
		{"the clocks go back in between", "Europe/Paris", "2027-11-01 10:00", hours(48, 24, 2), 0, []string{
			"reminder 2027-10-30 10:00", "reminder 2027-10-31 10:00", "reminder 2027-11-01 08:00",
			"questionnaire 2027-11-01 13:00", "follow-up 2027-12-01 11:00",
		}},
		{"the clocks went back this night", "Europe/Paris", "2027-10-31 10:00", hours(24, 8), 0, []string{
			"reminder 2027-10-30 10:00", "reminder 2027-10-30 20:00",
			"questionnaire 2027-10-31 13:00", "follow-up 2027-11-30 11:00",
		}},
		{"29 February", "Europe/Paris", "2028-02-29 14:00", hours(24), 0, []string{
			"reminder 2028-02-28 14:00", "questionnaire 2028-02-29 17:00", "follow-up 2028-03-30 15:00",
		}},
		{"a year before 1 March", "Europe/Paris", "2028-03-01 14:00", hours(24), 0, []string{
			"reminder 2028-02-29 14:00", "questionnaire 2028-03-01 17:00", "follow-up 2028-03-31 15:00",
		}},
		{"the first day of the year", "Europe/Paris", "2028-01-01 09:00", hours(48, 2), 0, []string{
			"reminder 2027-12-30 09:00", "reminder 2027-12-31 20:00",
			"questionnaire 2028-01-01 12:00", "follow-up 2028-01-31 10:00",
		}},
		{"an evening session", "Europe/Paris", "2027-12-31 19:00", hours(2), 0, []string{
			"reminder 2027-12-31 17:00", "questionnaire 2028-01-01 08:00", "follow-up 2028-01-30 20:00",
		}},
		{"La Réunion", "Indian/Reunion", "2027-03-29 08:30", hours(48, 2), 0, []string{
			"reminder 2027-03-27 08:30", "reminder 2027-03-28 20:00",
			"questionnaire 2027-03-29 11:30", "follow-up 2027-04-28 09:30",
		}},
		{"Mayotte", "Indian/Mayotte", "2027-10-31 18:30", hours(24), 0, []string{
			"reminder 2027-10-30 18:30", "questionnaire 2027-11-01 08:00", "follow-up 2027-11-30 19:30",
		}},
		{"Martinique", "America/Martinique", "2027-03-28 08:00", hours(24, 2), 0, []string{
			"reminder 2027-03-27 08:00", "reminder 2027-03-27 20:00",
			"questionnaire 2027-03-28 11:00", "follow-up 2027-04-27 09:00",
		}},
		{"the night makes one of two", "Europe/Paris", "2027-03-10 09:00", hours(12, 2), 0, []string{
			"reminder 2027-03-09 20:00", "questionnaire 2027-03-10 12:00", "follow-up 2027-04-09 10:00",
		}},
		{"the night makes one of the question and a reminder", "Europe/Paris", "2027-03-10 09:00", hours(2), 10 * time.Hour, []string{
			"reminder, asking 2027-03-09 20:00", "questionnaire 2027-03-10 12:00", "follow-up 2027-04-09 10:00",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			loc := zone(t, c.zone)
			start, err := time.ParseInLocation(inLetters, c.start, loc)
			if err != nil {
				t.Fatal(err)
			}
			at := terms{Rules: Rules{Zone: loc}}
			at.offer.Reminders, at.offer.Confirm, at.offer.Questionnaire = c.reminders, c.confirm, "after"
			at.offer.FollowUp = programme.FollowUp{Questionnaire: "later", After: programme.DefaultFollowUp}
			b := Booking{Slot: Slot{Interval: Interval{start.UTC(), start.Add(time.Hour).UTC()}}}
			var got []string
			nudges := at.nudges(b, time.Time{})
			for i, p := range append(nudges, at.inquiries(b)...) {
				line := p.event.Kind
				if p.event.Asks {
					line += ", asking"
				}
				if p.event.AfterConfirm {
					line += ", after the question"
				}
				got = append(got, line+" "+p.at.In(loc).Format(inLetters))
				until := b.Start
				switch {
				case i >= len(nudges):
					until = p.at.Add(14 * 24 * time.Hour)
				case i+1 < len(nudges):
					until = nudges[i+1].at
				}
				if !p.event.Until.Equal(until) {
					t.Errorf("%s: until %s, want %s", line, p.event.Until.In(loc), until.In(loc))
				}
				if h := p.at.In(loc).Hour(); h < 8 || h >= 21 {
					t.Errorf("%s at night: %s", line, p.at.In(loc))
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Work that comes late, at any hour of the odd days, waits for the same morning.
func TestTheMorningAfter(t *testing.T) {
	for _, c := range []struct{ zone, at, want string }{
		{"Europe/Paris", "2027-03-28 01:30", "2027-03-28 08:00"},
		{"Europe/Paris", "2027-03-27 23:30", "2027-03-28 08:00"},
		{"Europe/Paris", "2027-10-31 02:30", "2027-10-31 08:00"},
		{"Europe/Paris", "2027-12-31 22:00", "2028-01-01 08:00"},
		{"Europe/Paris", "2028-02-28 21:00", "2028-02-29 08:00"},
		{"Indian/Reunion", "2027-03-28 20:59", "2027-03-28 20:59"},
		{"Indian/Mayotte", "2027-03-28 21:00", "2027-03-29 08:00"},
		{"America/Martinique", "2027-03-28 07:59", "2027-03-28 08:00"},
	} {
		loc := zone(t, c.zone)
		at, err := time.ParseInLocation(inLetters, c.at, loc)
		if err != nil {
			t.Fatal(err)
		}
		if got := NextDaytime(at.UTC(), loc, time.Time{}).In(loc).Format(inLetters); got != c.want {
			t.Errorf("%s, %s: %s, want %s", c.zone, c.at, got, c.want)
		}
	}
}

func TestWhoBooksTooLateForTheQuestionIsNotAskedIt(t *testing.T) {
	at := terms{Rules: Rules{Zone: time.UTC}}
	at.offer.Reminders, at.offer.Confirm = []time.Duration{48 * time.Hour, 2 * time.Hour}, 96*time.Hour
	start := time.Date(2027, 3, 10, 14, 0, 0, 0, time.UTC)
	b := Booking{Slot: Slot{Interval: Interval{start, start.Add(time.Hour)}}}
	for ahead, want := range map[time.Duration]bool{97 * time.Hour: true, 95 * time.Hour: false} {
		for _, n := range at.nudges(b, start.Add(-ahead)) {
			if n.event.Kind == TellReminder && n.event.AfterConfirm != want {
				t.Errorf("booked %s ahead: the reminder %s before stands for the question: %t", ahead, n.event.Before, !want)
			}
		}
	}
}
