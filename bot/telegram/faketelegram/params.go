package faketelegram

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf16"
)

// params are a request's, however it was encoded.
type params struct {
	values map[string]string
	files  map[string]file
}

type file struct {
	name string
	data []byte
}

func read(r *http.Request) (params, error) {
	p := params{values: map[string]string{}, files: map[string]file{}}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return p, p.readJSON(r.Body)
	}
	if err := r.ParseMultipartForm(50 << 20); err != nil {
		_, err = io.Copy(io.Discard, r.Body) // no parameters at all
		return p, err
	}
	for name, values := range r.MultipartForm.Value {
		p.values[name] = values[0]
	}
	for name, headers := range r.MultipartForm.File {
		f, err := headers[0].Open()
		if err != nil {
			return p, err
		}
		data, err := io.ReadAll(f)
		if err != nil {
			return p, err
		}
		p.files[name] = file{headers[0].Filename, data}
	}
	return p, nil
}

func (p params) readJSON(r io.Reader) error {
	var all map[string]json.RawMessage
	if err := json.NewDecoder(r).Decode(&all); err != nil {
		return err
	}
	for name, raw := range all {
		text := string(raw)
		if err := json.Unmarshal(raw, &text); err != nil {
			text = string(raw)
		}
		p.values[name] = text
	}
	return nil
}

func (p params) number(name string) int64 {
	n, err := strconv.ParseInt(p.values[name], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// text checks a text's length in UTF-16 code units.
func (p params) text(name string, least, most int) (string, *refusal) {
	text := p.values[name]
	switch n := len(utf16.Encode([]rune(text))); {
	case n < least:
		return "", bad("message text is empty")
	case n > most:
		return "", bad("message is too long")
	}
	switch mode := p.values["parse_mode"]; {
	case mode == "":
		return text, nil
	case mode != "HTML":
		return "", bad("unsupported parse_mode")
	}
	if err := wellFormed(text); err != nil {
		return "", bad("can't parse entities: %v", err)
	}
	return text, nil
}

// buttons checks an inline keyboard.
func (p params) buttons() ([]Button, *refusal) {
	raw := p.values["reply_markup"]
	if raw == "" {
		return nil, nil
	}
	var markup struct {
		Rows [][]Button `json:"inline_keyboard"`
	}
	if err := json.Unmarshal([]byte(raw), &markup); err != nil {
		return nil, bad("can't parse reply keyboard markup JSON object")
	}
	var all []Button
	for _, row := range markup.Rows {
		if len(row) > 8 {
			return nil, bad("too many buttons in a row")
		}
		for _, b := range row {
			if err := b.check(); err != nil {
				return nil, bad("%v", err)
			}
			all = append(all, b)
		}
	}
	if len(all) > 100 {
		return nil, bad("reply markup is too long")
	}
	return all, nil
}

func (b Button) check() error {
	switch {
	case strings.TrimSpace(b.Text) == "":
		return fmt.Errorf("text buttons are unallowed in the inline keyboard")
	case len(b.Data) > 64:
		return fmt.Errorf("BUTTON_DATA_INVALID")
	case (b.Data == "") == (b.URL == ""):
		return fmt.Errorf("text buttons need exactly one action")
	case strings.Contains(b.URL, "localhost") || strings.Contains(b.URL, "127.0.0.1"):
		return fmt.Errorf("inline keyboard button URL '%s' is invalid: Wrong HTTP URL", b.URL)
	}
	return nil
}
