package web

import (
	"fmt"
	"strings"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// diaryView is the page of a week.
type diaryView struct {
	frame
	Owner         DiaryOwner
	At            string // address of the page
	Week          string // its Monday
	Before, After string
	Today         string
	Heading       string
	This          bool // it is this week
	Problem, Done string
	Days          []diaryDay
	Key1, Key2    string
	Unsaid        int    // sessions of the week that nobody said anything of
	Form          string // the form that something is wrong with
	Given         diaryGiven
}

// Forms of an agenda's page.
const (
	formHours = "heures"
	formClose = "fermer"
)

// diaryGiven is what the fields of the forms hold: what was typed before
// something was wrong with it, else what is likely.
type diaryGiven struct {
	Day, From, To     string // of hours to open
	Weekly            bool
	First, Last, Part string // of what is to be closed
}

// likely fills the forms with a day of the week shown.
func likely(day string) diaryGiven {
	return diaryGiven{Day: day, From: "09:00", To: "12:00", First: day, Part: "journee"}
}

// given is what was typed into the form that was sent.
func (p diaryPage) given() diaryGiven {
	g := likely(p.now().Format(isoDay))
	for field, name := range map[*string]string{&g.Day: "jour", &g.From: "de", &g.To: "a", &g.First: "du", &g.Last: "au", &g.Part: "moment"} {
		if typed := p.form(name); typed != "" {
			*field = typed
		}
	}
	g.Weekly = p.form("chaque-semaine") != ""
	return g
}

type diaryDay struct {
	ID, Title string
	Today     bool
	Lines     []diaryLine
}

// diaryLine is an entry in words.
type diaryLine struct {
	DiaryEntry
	Day, Hours string
	How        string // of a booking: mode and place
	Status     string // of a booking: what became of it
	Sayable    bool
	Ahead      bool
	When       string // Occurrence, for the form
}

// Named tells a line from the others of the page.
func (l diaryLine) Named() string { return l.Day + ", " + l.Hours }

func (p diaryPage) view(monday time.Time, all []DiaryEntry) diaryView {
	sunday := monday.AddDate(0, 0, 6)
	v := diaryView{
		frame: p.frame("Votre agenda"), Owner: p.owner, At: p.at(""), Week: monday.Format(isoDay),
		Before: monday.AddDate(0, 0, -7).Format(isoDay), After: monday.AddDate(0, 0, 7).Format(isoDay),
		Today: p.now().Format(isoDay), Heading: weekInWords(monday, sunday),
		This: monday.Equal(mondayOf(p.now())), Key1: newKey(), Key2: newKey(),
	}
	v.Given = likely(max(v.Week, v.Today))
	for n := range 7 {
		day := monday.AddDate(0, 0, n)
		d := diaryDay{ID: day.Format(isoDay), Title: frenchDay(day), Today: day.Format(isoDay) == v.Today}
		for _, e := range all {
			if e.Start.Before(day.AddDate(0, 0, 1)) && e.End.After(day) {
				d.Lines = append(d.Lines, p.line(e, day))
			}
		}
		for _, l := range d.Lines {
			if l.Sayable && l.Status == "" {
				v.Unsaid++
			}
		}
		v.Days = append(v.Days, d)
	}
	return v
}

func (p diaryPage) line(e DiaryEntry, day time.Time) diaryLine {
	now := p.now()
	l := diaryLine{DiaryEntry: e, Day: frenchDay(day), Hours: hoursOf(e, day)}
	if !e.Occurrence.IsZero() {
		l.When = e.Occurrence.UTC().Format(time.RFC3339)
	}
	if e.Kind != DiaryBooking {
		l.Ahead = e.End.After(now)
		return l
	}
	l.How = strings.Trim(modeInWords(e.Mode)+", "+e.Place, ", ")
	l.Status = stateInWords(e)
	l.Ahead = e.live() && e.Start.After(now)
	l.Sayable = !e.Start.After(now) && !e.Leaving && e.tellable()
	return l
}

// tellable: whether it took place is the structure's to say, as by its link. What
// the parent said of it, such as that nobody was there, is not shown.
func (e DiaryEntry) tellable() bool {
	switch e.State {
	case scheduling.Booked, scheduling.PresumedHeld, scheduling.Attended, scheduling.Missed, scheduling.NotReceived:
		return true
	}
	return false
}

// stateInWords says what became of a session, nothing while it stands.
func stateInWords(e DiaryEntry) string {
	switch {
	case e.Leaving:
		return "Annulation en cours : le parent va être prévenu."
	case e.State == scheduling.Attended:
		return "Noté : venu."
	case e.State == scheduling.Missed:
		return "Noté : absent."
	case e.State == scheduling.Placing:
		return "En train d’être inscrit."
	}
	return ""
}

func modeInWords(mode string) string {
	switch mode {
	case programme.Video:
		return "en visio"
	case programme.Phone:
		return "par téléphone"
	}
	return "sur place"
}

var dayNames = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}

// frenchDay writes "lundi 23 novembre".
func frenchDay(t time.Time) string {
	n := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		n = "1er"
	}
	return dayNames[t.Weekday()] + " " + n + " " + monthNames[t.Month()-1]
}

// weekInWords writes "Du lundi 23 au dimanche 29 novembre 2026".
func weekInWords(monday, sunday time.Time) string {
	first := frenchDay(monday)
	if monday.Month() == sunday.Month() {
		first = first[:strings.LastIndexByte(first, ' ')]
	}
	return "Du " + first + " au " + frenchDay(sunday) + " " + sunday.Format("2006")
}

// frenchHour writes "9 h" and "14 h 30".
func frenchHour(t time.Time) string {
	if t.Minute() == 0 {
		return fmt.Sprintf("%d\u202fh", t.Hour())
	}
	return fmt.Sprintf("%d\u202fh\u202f%02d", t.Hour(), t.Minute())
}

// hoursOf says when on a day an entry is.
func hoursOf(e DiaryEntry, day time.Time) string {
	next := day.AddDate(0, 0, 1)
	begins, ends := !e.Start.Before(day), !e.End.After(next)
	start, end := frenchHour(e.Start.In(day.Location())), frenchHour(e.End.In(day.Location()))
	midnight := e.End.Equal(next)
	switch {
	case (!begins || e.Start.Equal(day)) && (!ends || midnight):
		return "toute la journée"
	case !begins || e.Start.Equal(day):
		return "jusqu’à " + end
	case !ends || midnight:
		return "à partir de " + start
	}
	return "de " + start + " à " + end
}

// at is an address of the agenda's own.
func (p diaryPage) at(rest string) string { return "/mon-agenda/" + p.secret + rest }
