package main

import (
	"fmt"
	"strings"
	"time"
)

// week is a pattern of open hours: day of the week (1 is Monday) and hours.
type week []struct {
	day      int
	from, to string // 0900
}

// weeks are given to the professionals in turn, so that no two neighbours have
// the same.
var weeks = []week{
	{{1, "0900", "1200"}, {2, "1400", "1800"}, {4, "0900", "1200"}},
	{{1, "1400", "1700"}, {3, "0900", "1200"}, {5, "0900", "1300"}},
	{{2, "0900", "1230"}, {3, "1400", "1900"}, {4, "1330", "1730"}},
	{{3, "1000", "1200"}, {4, "1600", "2000"}, {6, "0900", "1200"}},
}

// demoFile is one calendar object of the demo.
type demoFile struct{ name, ics string }

// openHours are a professional's hours for Escale: series that repeat every
// week, each with one week off and the first with a week that is moved.
func openHours(nth int, today time.Time) []demoFile {
	var out []demoFile
	monday := mondayBefore(today)
	for i, h := range weeks[nth%len(weeks)] {
		day := monday.AddDate(0, 0, h.day-1-28)
		off := monday.AddDate(0, 0, h.day-1+21+7*(i%2))
		uid := fmt.Sprintf("ouvert-%d-%d", nth, i)
		series := vevent(uid, "Escale", day, h.from, h.to,
			"RRULE:FREQ=WEEKLY", "EXDATE;TZID=Europe/Paris:"+local(off, h.from))
		if i == 0 {
			moved := monday.AddDate(0, 0, h.day-1+35)
			series += vevent(uid, "Escale (décalé)", moved.AddDate(0, 0, 1), h.from, h.to,
				"RECURRENCE-ID;TZID=Europe/Paris:"+local(moved, h.from))
		}
		out = append(out, demoFile{uid + ".ics", vcalendar(series)})
	}
	return out
}

// appointments are what else fills the week: a team meeting, a training day
// and single appointments around today.
func appointments(nth int, today time.Time) []demoFile {
	monday := mondayBefore(today)
	hours := weeks[nth%len(weeks)]
	one := func(i, days int, from, to, title string) demoFile {
		uid := fmt.Sprintf("rdv-%d-%d", nth, i)
		return demoFile{uid + ".ics", vcalendar(vevent(uid, title, monday.AddDate(0, 0, days), from, to))}
	}
	meeting := fmt.Sprintf("reunion-%d", nth)
	training := fmt.Sprintf("formation-%d", nth)
	return []demoFile{
		{meeting + ".ics", vcalendar(vevent(meeting, "Réunion d’équipe", monday.AddDate(0, 0, hours[1].day-1-28), hours[1].from, plus(hours[1].from, 60), "RRULE:FREQ=WEEKLY;INTERVAL=2"))},
		{training + ".ics", vcalendar(allDay(training, "Formation", monday.AddDate(0, 0, hours[2].day-1+14)))},
		one(0, hours[0].day-1+7, plus(hours[0].from, 60), plus(hours[0].from, 120), "Rendez-vous"),
		one(1, hours[1].day-1, plus(hours[1].to, -60), hours[1].to, "Visite du lieu"),
	}
}

func vcalendar(body string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Escale//demo//FR\r\n" + parisZone + body + "END:VCALENDAR\r\n"
}

func vevent(uid, title string, day time.Time, from, to string, more ...string) string {
	lines := append([]string{
		"BEGIN:VEVENT", "UID:" + uid + "@demo.escale.example", "DTSTAMP:20260101T000000Z",
		"DTSTART;TZID=Europe/Paris:" + local(day, from), "DTEND;TZID=Europe/Paris:" + local(day, to), "SUMMARY:" + title,
	}, more...)
	return strings.Join(append(lines, "END:VEVENT"), "\r\n") + "\r\n"
}

func allDay(uid, title string, day time.Time) string {
	return strings.Join([]string{
		"BEGIN:VEVENT", "UID:" + uid + "@demo.escale.example", "DTSTAMP:20260101T000000Z",
		"DTSTART;VALUE=DATE:" + day.Format("20060102"), "DTEND;VALUE=DATE:" + day.AddDate(0, 0, 1).Format("20060102"),
		"SUMMARY:" + title, "END:VEVENT",
	}, "\r\n") + "\r\n"
}

func local(day time.Time, hhmm string) string { return day.Format("20060102") + "T" + hhmm + "00" }

// plus adds minutes to an hour written 0930.
func plus(hhmm string, minutes int) string {
	t, err := time.Parse("1504", hhmm)
	if err != nil {
		panic(err) // the table above
	}
	return t.Add(time.Duration(minutes) * time.Minute).Format("1504")
}

func mondayBefore(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).AddDate(0, 0, -(int(t.Weekday())+6)%7)
}

const parisZone = "BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\n" +
	"BEGIN:DAYLIGHT\r\nDTSTART:19810329T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\nEND:DAYLIGHT\r\n" +
	"BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nEND:STANDARD\r\n" +
	"END:VTIMEZONE\r\n"
