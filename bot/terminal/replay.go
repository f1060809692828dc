package terminal

import (
	"fmt"
	"io"
	"strings"

	"escale/bot"
)

// replay plays the parent's lines of a transcript: "> page fr", "> tap Label",
// "> type words", "> send photo", "> speaks en". What the transcript says that
// was answered is not compared: it only tells which choice of a list was meant,
// where the list here is another (other days, other places).
type replay struct {
	*plain
	seen     []bot.Choice // all that was shown, in order
	last     []bot.Choice // by the latest answer
	lists    []string     // labels of the transcript's latest answer, by role in rows
	language string
	missed   int // lines that could not be played
}

func replayFace(w io.Writer) *replay { return &replay{plain: plainFace(w)} }

func (r *replay) read(line string) (in bot.Inbound, ok bool, err error) {
	done, isDone := strings.CutPrefix(line, "> ")
	if !isDone {
		r.lists = append(r.lists, labels(line)...)
		return in, false, nil
	}
	if _, err := fmt.Fprintf(r.out, "\n> %s\n", printable(done)); err != nil {
		return in, false, err
	}
	in, ok, err = r.play(done)
	if err != nil {
		r.missed++
	}
	if ok {
		r.lists, r.last = nil, nil
	}
	in.Language = r.language
	return in, ok, err
}

// play understands what the parent does; what others do needs a stage.
func (r *replay) play(done string) (in bot.Inbound, ok bool, err error) {
	verb, rest, _ := strings.Cut(done, " ")
	switch verb {
	case "page":
		r.language = rest
		return in, true, nil
	case "speaks":
		r.language = rest
		return in, false, nil
	case "beside": // what is said in another language, too, for who reads
		return in, false, nil
	case "tap":
		in.Choice, err = r.find(rest)
		return in, err == nil, err
	case "forge":
		in.Choice = rest
		return in, true, nil
	case "type":
		in.Text = rest
		return in, true, nil
	case "send":
		in.Media = rest
		return in, true, nil
	}
	return in, false, fmt.Errorf("%q is what others do: it can be played in the tests only", verb)
}

// find returns the choice of that label shown last; else the one that stands
// here where that label stands in the transcript.
func (r *replay) find(label string) (string, error) {
	for i := len(r.seen) - 1; i >= 0; i-- {
		if ordinary(r.seen[i].Label) == label {
			return r.seen[i].ID, nil
		}
	}
	for i, l := range r.lists {
		if l != label || i >= len(r.last) {
			continue
		}
		_, err := fmt.Fprintf(r.out, "  (= %s)\n", printable(ordinary(r.last[i].Label)))
		return r.last[i].ID, err
	}
	return "", fmt.Errorf("no choice %q was shown", label)
}

func (r *replay) show(m bot.Message) error {
	r.seen = append(r.seen, m.Choices...)
	for _, role := range []bot.Role{bot.Main, bot.Filter, bot.Nav, bot.Urgent} { // as transcripts write them
		for _, c := range m.Choices {
			if c.Role == role {
				r.last = append(r.last, c)
			}
		}
	}
	return r.plain.show(m)
}

// end waits for nobody.
func (r *replay) end() error {
	r.answers = false
	return nil
}

// labels reads a row of choices: "  [Oui] [Non]".
func labels(line string) []string {
	row, isRow := strings.CutPrefix(line, "  [")
	row, ends := strings.CutSuffix(row, "]")
	if !isRow || !ends {
		return nil
	}
	return strings.Split(row, "] [")
}

// ordinary makes no-break spaces plain, as transcripts are written.
func ordinary(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }
