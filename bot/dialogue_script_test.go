package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"escale/evaluation"
	"escale/locales"
	"escale/programme"
	"escale/programme/sample"
	"escale/scheduling"
)

// stageDoor plays one parent against the dialogue, and writes down what both
// say. Between two turns the conversation goes through JSON, as it does in life:
// a restart anywhere loses nothing.
type stageDoor struct {
	t        *testing.T
	d        *Dialogue
	desk     *paperDesk
	c        Conversation
	now      time.Time
	language string
	seen     []Choice // every choice shown, in order
	answers  []Answered
	reached  []string
	messages []Message // of the last turn
	all      []Message // ever
	erased   bool
	codes    Codes
	scanned  string  // payload of the page on screen, until she taps
	welcomed bool    // the first page is on screen, and nothing was answered yet
	later    []Later // events that the conversation is owed
	taps     int
	typed    int
	out      strings.Builder

	beside  string // the language that everything is said in, too
	meaning string // of what she types next, in that language
}

// shippedTexts are read once.
var shippedTexts = sync.OnceValues(locales.New)

// sampleProgramme is the shipped sample, read once.
var sampleProgramme = sync.OnceValues(func() (*programme.Programme, error) { return programme.Load(sample.FS) })

func newStageDoor(t *testing.T) *stageDoor {
	t.Helper()
	shared, err := sampleProgramme()
	if err != nil {
		t.Fatal(err)
	}
	own := *shared
	own.Structures = slices.Clone(own.Structures) // a story may change them
	p := &own
	texts, err := shippedTexts()
	if err != nil {
		t.Fatal(err)
	}
	s := &stageDoor{t: t, language: "fr", now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	s.desk = newPaperDesk(p, func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) })
	s.c = Conversation{ID: "conv", Parent: "parent", Family: "family", Channel: webChannel, Address: "secret"}
	codes := paperCodes(func() *programme.Programme { return p })
	s.codes = codes
	s.d = NewDialogue(DialogueConfig{
		Catalogue: func() *programme.Programme { return p },
		Locales:   texts, Desk: s.desk, Wishes: s.desk, Calls: s.desk, Questionnaires: questionnaires(t, p),
		Links: Links{
			Return: func(_, address string) string { return "https://escale.example/r/" + address },
			Page:   func(name string) string { return "https://escale.example/" + name },
			Carry: func(channel, code string) string {
				if channel == "telegram" && code != "" {
					return "https://t.me/escale_exemple_bot?start=" + CarryPayload(code)
				}
				return ""
			},
			Telegram: func() string { return "https://t.me/escale_exemple_bot" },
		},
		CalendarFile: paperFile, Referrals: codes, Danger: shippedDanger(t),
		TakesBack: func(channel string) bool { return channel == "telegram" },
		Seal:      func(_ context.Context, _ string, plain []byte) ([]byte, error) { return plain, nil },
		Open:      func(_ context.Context, _ string, sealed []byte) ([]byte, error) { return sealed, nil },
		NewID:     numbersInOrder(),
		NewCode:   func() string { return "K7M2P9QX" },
	})
	return s
}

func questionnaires(t *testing.T, p *programme.Programme) func() map[string]*evaluation.Questionnaire {
	t.Helper()
	all := map[string]*evaluation.Questionnaire{}
	for name, data := range p.Questionnaires {
		q, err := evaluation.ParseQuestionnaire(name, data)
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range p.Translations {
			for _, text := range lang.Questionnaire(name) {
				if err := q.Translate(lang.Language, text.Path, text.Text); err != nil {
					t.Fatal(err)
				}
			}
		}
		all[name] = q
	}
	return func() map[string]*evaluation.Questionnaire { return all }
}

// numbersInOrder stands in for random ids.
func numbersInOrder() func() string {
	n := 0
	return func() string {
		n++
		return "id" + strconv.Itoa(n)
	}
}

// paperFile writes a calendar file that a person can read.
func paperFile(e scheduling.CalendarEvent, alarms []time.Duration) ([]byte, error) {
	notes := strings.ReplaceAll(e.Notes, "\n", " / ")
	return fmt.Appendf(nil, "%s, %s, %s, alarms %v, %s, %s", e.Summary, e.Start.Format(time.RFC3339), e.Location, alarms, e.URL, notes), nil
}

// play runs one line of a transcript.
func (s *stageDoor) play(line string) {
	verb, rest, _ := strings.Cut(strings.TrimPrefix(line, "> "), " ")
	switch verb {
	case "tap":
		s.taps++
		s.hear(Inbound{Choice: s.find(rest)})
	case "type":
		s.typed++
		s.hear(Inbound{Text: rest})
	case "send":
		s.hear(Inbound{Media: rest})
	case "forge":
		s.hear(Inbound{Choice: rest})
	case "speaks":
		s.language = rest
	case "wait":
		d, err := time.ParseDuration(rest)
		if err != nil {
			s.t.Fatal(err)
		}
		s.now = s.now.Add(d)
	case "beside":
		s.beside = rest
	case "on": // another channel than the web
		s.c.Channel = rest
	case "page":
		s.welcome(rest)
		s.welcomed = true
	default:
		s.happen(verb, rest)
	}
}

// happen is what others do: the desk, the staff, the clock.
func (s *stageDoor) happen(verb, rest string) {
	first, second, _ := strings.Cut(rest, " ")
	switch verb {
	case "desk":
		o := scheduling.Outcome{Code: first}
		if first == scheduling.QuotaSpent {
			o.NextFrom = time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC)
		}
		s.desk.next = append(s.desk.next, o)
	case "full":
		s.desk.full = rest == ""
	case "frees":
		s.frees(rest)
	case "lapses":
		s.lapses(first)
	case "moved":
		b := s.desk.bookings[first]
		start, err := time.Parse(time.RFC3339, second)
		if err != nil {
			s.t.Fatal(err)
		}
		b.Proposed = &scheduling.Interval{Start: start, End: start.Add(time.Hour)}
		s.event(scheduling.TellMovedByStaff, first)
	case "with": // a colleague's agenda
		b := s.desk.bookings[first]
		b.Agenda = second
		s.tell(scheduling.Event{Kind: scheduling.TellChangedByStaff, Booking: first, Who: true})
	case "at": // another place
		s.desk.bookings[first].Place = second
		s.tell(scheduling.Event{Kind: scheduling.TellChangedByStaff, Booking: first, Where: true})
	case "moved-to": // another time, with a colleague, at another place
		at, where, _ := strings.Cut(second, " ")
		start, err := time.Parse(time.RFC3339, at)
		if err != nil {
			s.t.Fatal(err)
		}
		b := s.desk.bookings[first]
		b.Proposed, b.Place = &scheduling.Interval{Start: start, End: start.Add(time.Hour)}, where
		s.tell(scheduling.Event{Kind: scheduling.TellMovedByStaff, Booking: first, Where: true})
	case "later-on": // what was owed after a while comes
		owed := s.later
		s.later = nil
		for _, l := range owed {
			s.now = s.now.Add(l.After)
			s.tell(l.Event)
		}
	case "call-late", "call-tried", "call-done", "call-missed":
		s.desk.calledBack(verb, s.now)
		s.tell(scheduling.Event{Kind: verb, CallID: s.desk.calls[len(s.desk.calls)-1].ID})
	case "joined": // the code was used elsewhere
		s.tell(scheduling.Event{Kind: tellJoined})
	case "linked":
		s.tell(scheduling.Event{Kind: scheduling.TellLinked})
	case "deleted":
		s.desk.bookings[first].State = scheduling.Cancelled
		s.event(scheduling.TellDeleted, first)
	case "released":
		s.desk.bookings[first].State = scheduling.Released
		s.event(scheduling.TellReleased, first)
	case "not-moved":
		b := s.desk.bookings[first]
		b.Slot, b.State = s.desk.earlier[first], scheduling.Booked
		s.event(scheduling.TellNotMoved, first)
	case "confirmed":
		s.desk.bookings[first].State = scheduling.Booked
		s.event(scheduling.TellBooked, first)
	case "reminder", "confirm", "questionnaire", "follow-up":
		s.event(verb, first)
	case "start":
		s.start(rest)
	case "scan":
		s.scan(rest)
	case "revoke":
		s.revoke(rest)
	case "evening": // the night put the question and a reminder on one evening
		s.tell(scheduling.Event{Kind: scheduling.TellReminder, Booking: first, Asks: true})
	case "receives": // every agenda of a structure, in a language
		for i, at := range s.desk.p.Structures {
			if at.ID == first {
				s.desk.p.Structures[i].Languages = []string{"en"}
			}
		}
	case "later": // a reminder that the question goes ahead of
		s.tell(scheduling.Event{Kind: scheduling.TellReminder, Booking: first, AfterConfirm: true})
	default:
		s.t.Fatalf("transcript: %q means nothing", verb+" "+rest)
	}
}

func (s *stageDoor) hear(in Inbound) {
	in.Channel, in.Address, in.Language = s.c.Channel, s.c.Address, s.language
	if s.scanned != "" {
		in.Start, s.scanned = s.scanned, ""
	}
	in.Welcomed, s.welcomed = s.welcomed, false
	s.step(Input{Inbound: &in, Now: s.now})
}

func (s *stageDoor) event(kind, booking string) {
	s.tell(scheduling.Event{Kind: kind, Booking: booking})
}

func (s *stageDoor) tell(e scheduling.Event) {
	e.ID, e.Conversation = "e", s.c.ID
	s.step(Input{Event: &e, Now: s.now})
}

func (s *stageDoor) step(in Input) {
	s.t.Helper()
	turn, err := s.d.Step(context.Background(), s.c, in)
	if err != nil {
		s.t.Fatalf("step: %v", err)
	}
	before := s.c
	s.c = throughJSON(s.t, turn.Conversation)
	s.erased = s.erased || turn.Erase
	s.reached = append(s.reached, turn.Reached...)
	s.messages = turn.Messages
	s.later = append(s.later, turn.Later...)
	s.sideBySide(before, in, turn.Messages)
	s.counted(turn.Referred)
	for _, c := range turn.Commands {
		if c.Answer != nil {
			s.answers = append(s.answers, *c.Answer)
			fmt.Fprintf(&s.out, "  ~ answer %s/%s = %s\n", c.Answer.Questionnaire, c.Answer.Item, c.Answer.Value)
		}
		if c.Join != nil {
			fmt.Fprintln(&s.out, "  ~ join")
			s.step(Input{Outcome: &scheduling.Outcome{Kind: doJoin, Code: scheduling.NoCode}, Now: s.now})
		}
		if c.Desk == nil {
			continue
		}
		fmt.Fprintf(&s.out, "  ~ %s\n", c.Desk.Kind)
		s.desk.at = s.now
		o := s.desk.do(*c.Desk)
		if !s.erased {
			s.step(Input{Outcome: &o, Now: s.now})
		}
	}
}

func throughJSON(t *testing.T, c Conversation) Conversation {
	t.Helper()
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var again Conversation
	if err := json.Unmarshal(data, &again); err != nil {
		t.Fatal(err)
	}
	return again
}

// find returns the id of the latest choice with that label.
func (s *stageDoor) find(label string) string {
	for i := len(s.seen) - 1; i >= 0; i-- {
		if ordinary(s.seen[i].Label) == label {
			return s.seen[i].ID
		}
	}
	s.t.Fatalf("no choice %q was shown", label)
	return ""
}

// ordinary makes no-break spaces plain, for people who edit transcripts.
func ordinary(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }

// write puts messages down: text, choices in brackets by role, and what a
// channel must know.
func (s *stageDoor) write(messages []Message) {
	for _, m := range messages {
		if err := wellFormed(m); err != nil {
			s.t.Errorf("%v in %q", err, m.Text)
		}
		s.put(m)
		s.writeTerms(m)
		fmt.Fprintln(&s.out)
		s.seen, s.all = append(s.seen, m.Choices...), append(s.all, m)
	}
}

// put writes down what she reads of a message.
func (s *stageDoor) put(m Message) {
	for line := range strings.Lines(ordinary(m.Text)) {
		fmt.Fprintln(&s.out, strings.TrimRight("  "+strings.TrimRight(line, "\n"), " "))
	}
	if m.Mail != "" {
		fmt.Fprintf(&s.out, "  + by e-mail: %s\n", ordinary(m.Mail))
	}
	if m.Document != nil {
		fmt.Fprintf(&s.out, "  + %s: %s\n", m.Document.Name, strings.ReplaceAll(strings.TrimRight(ordinary(string(m.Document.Data)), "\n"), "\n", "\n    "))
	}
	for _, role := range []Role{Main, Filter, Nav, Urgent} {
		s.writeChoices(m, role)
	}
}

func (s *stageDoor) writeChoices(m Message, role Role) {
	var labels []string
	for _, c := range m.Choices {
		if c.Role == role {
			labels = append(labels, "["+ordinary(c.Label)+"]")
		}
	}
	if len(labels) > 0 {
		fmt.Fprintln(&s.out, "  "+strings.Join(labels, " "))
	}
}

func guarded(g scheduling.Guard) string {
	only := "only while " + g.Booking + " stands"
	if g.Placement > 0 {
		only += fmt.Sprintf(" as placement %d", g.Placement)
	}
	if !g.NotAfter.IsZero() {
		only += ", until " + g.NotAfter.Format(time.RFC3339)
	}
	return only
}

func (s *stageDoor) writeTerms(m Message) {
	var terms []string
	if m.Class != scheduling.Reply {
		terms = append(terms, string(m.Class), "subject "+strconv.Quote(ordinary(m.Subject)))
	}
	if m.Guard.Booking != "" {
		terms = append(terms, guarded(m.Guard))
	}
	if m.Timing.Zone != "" {
		terms = append(terms, "by day in "+m.Timing.Zone)
	}
	if m.Timing.Late != "" {
		terms = append(terms, fmt.Sprintf("from %s: %q", m.Timing.From.Format(time.RFC3339), ordinary(m.Timing.Late)))
	}
	if m.Purge {
		terms = append(terms, "no trace is kept")
	}
	if m.Private {
		terms = append(terms, "the answer is written down nowhere")
	}
	if m.Passing {
		terms = append(terms, "goes once the next is there")
	}
	if m.Replace {
		terms = append(terms, "in place of the list before")
	}
	if len(terms) > 0 {
		fmt.Fprintln(&s.out, "  ~ "+strings.Join(terms, "; "))
	}
}
