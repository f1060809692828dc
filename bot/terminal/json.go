package terminal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"escale/bot"
)

// lines speaks JSON, an object a line.
type lines struct{ out *json.Encoder }

func jsonFace(w io.Writer) lines {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return lines{out}
}

// asked is an input line: what is typed, or the id of a choice.
type asked struct {
	Text   *string `json:"text"`
	Choice *string `json:"choice"`
}

// said is an output line.
type said struct {
	Text     string    `json:"text"`
	Choices  []choice  `json:"choices,omitempty"`
	Document *document `json:"document,omitempty"`
}

type choice struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	URL   string `json:"url,omitempty"`
}

type document struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Data []byte `json:"data"` // base64
}

func (l lines) read(line string) (in bot.Inbound, ok bool, err error) {
	dec := json.NewDecoder(strings.NewReader(line))
	dec.DisallowUnknownFields()
	var a asked
	if err := dec.Decode(&a); err != nil {
		return in, false, fmt.Errorf(`not an object {"text":…} or {"choice":…}: %w`, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return in, false, errors.New("more than one value on the line")
	}
	switch {
	case (a.Text == nil) == (a.Choice == nil):
		return in, false, errors.New(`want exactly one of "text" and "choice"`)
	case a.Text != nil:
		in.Text = *a.Text
	default:
		in.Choice = *a.Choice
	}
	return in, true, nil
}

func (l lines) show(m bot.Message) error {
	s := said{Text: m.Text}
	for _, c := range m.Choices {
		s.Choices = append(s.Choices, choice{ID: c.ID, Label: c.Label, URL: c.URL})
	}
	if m.Document != nil {
		s.Document = &document{Name: m.Document.Name, Type: m.Document.Type, Data: m.Document.Data}
	}
	return l.out.Encode(s)
}

func (l lines) fault(line int, err error) error {
	return l.out.Encode(struct {
		Error string `json:"error"`
		Line  int    `json:"line"`
	}{err.Error(), line})
}

func (l lines) end() error {
	return l.out.Encode(struct {
		End bool `json:"end"`
	}{true})
}
