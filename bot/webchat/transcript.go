package webchat

import (
	"slices"
	"time"

	"escale/bot"
	"escale/scheduling"
)

const (
	kept         = 80       // lines of a transcript
	keptInputs   = 40       // ids of inputs remembered
	keptFiles    = 4        // documents, the latest
	fileLimit    = 64 << 10 // bytes of a document
	purgeAfter   = 10 * time.Minute
	repeatWithin = time.Hour // in which a delivery of the same message is a repeated one
)

// transcript is what the page shows.
type transcript struct {
	Next  int    `json:"next"` // number of the next line
	Lines []line `json:"lines"`
	// Heard are the last inputs: one that comes again changes nothing.
	Heard []string `json:"heard,omitempty"`
	// Asked is the last line there was when she last wrote; once that is replied
	// to, it becomes Answered: the buttons up to there are gone.
	Asked    int `json:"asked,omitempty"`
	Answered int `json:"answered,omitempty"`
}

// line is a message, hers or ours.
type line struct {
	N       int         `json:"n"`
	Mine    bool        `json:"mine,omitempty"` // the parent's own words
	At      time.Time   `json:"at"`             // machine time
	Message bot.Message `json:"message"`
}

// input is what she wrote or tapped, as the transcript takes it.
type input struct {
	id       string
	choice   string
	text     string
	language string
	secret   bool // written down nowhere
}

// hear takes an input in and reports whether it is new. Emergency numbers that
// were read go; what she answered to a question that leaves no trace is not
// written down.
func (t *transcript) hear(in input, words func(choice string) string, now time.Time) bool {
	if slices.Contains(t.Heard, in.id) {
		return false
	}
	said, secret := t.label(in, words)
	t.remember(in.id)
	t.purge(func(line) bool { return true })
	t.Asked = t.Next - 1
	if said != "" && !secret {
		t.add(line{Mine: true, At: now, Message: bot.Message{Text: said, Language: in.language}})
	}
	return true
}

// label is how her line reads: what she typed, or the label of what she tapped.
// secret: she may have answered what is consumed, or wrote so much that she is
// told that it is not kept.
func (t *transcript) label(in input, words func(string) string) (said string, secret bool) {
	if in.choice == "" {
		return in.text, in.secret || len(in.text) > bot.Longest || slices.ContainsFunc(t.Lines, func(l line) bool { return t.fresh(l) && private(l.Message) })
	}
	for _, l := range slices.Backward(t.Lines) {
		for _, c := range l.Message.Choices {
			if c.ID == in.choice {
				return c.Label, private(l.Message) || l.Message.Purge
			}
		}
	}
	return words(in.choice), false
}

// private reports whether what is answered to a message is not to be written
// down.
func private(m bot.Message) bool { return m.Private || m.Purge && asks(m) }

// begin writes how the conversation began before what was replied.
func (t *transcript) begin(welcome []bot.Message, in input, words func(string) string, now time.Time) bool {
	if slices.Contains(t.Heard, in.id) {
		return false
	}
	if len(t.Heard) > 0 { // two buttons of the first page at once: this is the second
		return t.hear(in, words, now)
	}
	var before transcript
	for _, m := range welcome {
		before.add(line{At: now, Message: m})
	}
	before.hear(in, words, now)
	before.Answered = before.Next - 1
	if len(t.Lines) > 0 && t.Lines[0].Message.Purge && !asks(t.Lines[0].Message) {
		before.hush()
	}
	for _, l := range t.Lines {
		before.add(l)
	}
	*t = before
	return true
}

// say adds a message of ours and reports whether that changed anything.
func (t *transcript) say(m bot.Message, now time.Time) bool {
	if t.repeated(m, now) {
		return false
	}
	if m.Document != nil && len(m.Document.Data) > fileLimit {
		m.Document = nil
	}
	if m.Replace {
		t.dropLast()
	}
	t.dropPassing()
	if m.Purge && !asks(m) {
		t.hush()
	}
	if m.Class == "" || m.Class == scheduling.Reply {
		t.Answered = max(t.Answered, t.Asked)
	}
	t.add(line{At: now, Message: m})
	t.thin()
	return true
}

// repeated reports whether the last line is this very message: a delivery whose
// acknowledgement was lost.
func (t *transcript) repeated(m bot.Message, now time.Time) bool {
	if len(t.Lines) == 0 || m.Replace {
		return false
	}
	last := t.Lines[len(t.Lines)-1]
	return !last.Mine && last.N > t.Asked && now.Sub(last.At) < repeatWithin && same(last.Message, m)
}

func same(a, b bot.Message) bool {
	if (a.Document == nil) != (b.Document == nil) {
		return false
	}
	return a.Text == b.Text && a.Class == b.Class && slices.Equal(a.Choices, b.Choices)
}

// dropLast takes away our last message and what she said to it.
func (t *transcript) dropLast() {
	for i, l := range slices.Backward(t.Lines) {
		if !l.Mine {
			t.Lines = t.Lines[:i]
			return
		}
	}
}

// dropPassing takes away a word said while she waited.
func (t *transcript) dropPassing() {
	if last := len(t.Lines) - 1; last >= 0 && t.Lines[last].Message.Passing {
		t.Lines = t.Lines[:last]
	}
}

// hush marks what she just wrote to go together with the emergency numbers that
// it led to.
func (t *transcript) hush() {
	if last := len(t.Lines) - 1; last >= 0 && t.Lines[last].Mine {
		t.Lines[last].Message.Purge = true
	}
}

// purge drops the lines that leave no trace, those that old is true of, and
// reports whether there was one.
func (t *transcript) purge(old func(line) bool) bool {
	before := len(t.Lines)
	t.Lines = slices.DeleteFunc(t.Lines, func(l line) bool { return l.Message.Purge && old(l) })
	return len(t.Lines) < before
}

// expire drops the emergency numbers that have stood long enough to be read; a
// question waits for its answer.
func (t *transcript) expire(now time.Time) bool {
	return t.purge(func(l line) bool { return now.Sub(l.At) > purgeAfter && !asks(l.Message) })
}

// asks reports whether a message is a question, to tell one that leaves no trace
// from emergency numbers.
func asks(m bot.Message) bool {
	return slices.ContainsFunc(m.Choices, func(c bot.Choice) bool { return c.Role == bot.Main && c.URL == "" })
}

func (t *transcript) add(l line) {
	l.N = max(t.Next, 1)
	t.Next = l.N + 1
	t.Lines = append(t.Lines, l)
}

func (t *transcript) remember(id string) {
	t.Heard = append(t.Heard, id)
	t.Heard = t.Heard[max(0, len(t.Heard)-keptInputs):]
}

// thin forgets the oldest lines and documents.
func (t *transcript) thin() {
	t.Lines = slices.Clone(t.Lines[max(0, len(t.Lines)-kept):])
	files := 0
	for i, l := range slices.Backward(t.Lines) {
		if l.Message.Document == nil {
			continue
		}
		if files++; files > keptFiles {
			t.Lines[i].Message.Document = nil
		}
	}
}

// fresh reports whether the buttons of a line can still be used.
func (t *transcript) fresh(l line) bool { return !l.Mine && l.N > t.Answered }

// file returns the document of a line.
func (t *transcript) file(number int) *bot.Document {
	for _, l := range t.Lines {
		if l.N == number {
			return l.Message.Document
		}
	}
	return nil
}

// language is the one last spoken, or "".
func (t *transcript) language() string {
	for _, l := range slices.Backward(t.Lines) {
		if !l.Mine && l.Message.Language != "" {
			return l.Message.Language
		}
	}
	return ""
}
