package servertest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

//go:embed emulator/serve.js
var serve string

// Phone is a parent's Telegram, scripted in telegram-test-api, behind a bridge
// that takes the forms which bots send.
type Phone struct {
	URL   string // of the Bot API
	Token string // the bot's
	Chat  int64

	t    testing.TB
	past int // messages of the bot that were read
}

// Bubble is a message of the bot, as the emulator keeps it.
type Bubble struct {
	Chat   string `json:"chat_id"`
	Text   string
	Markup struct {
		Keyboard [][]struct {
			Text string
			Data string `json:"callback_data"`
		} `json:"inline_keyboard"`
	} `json:"reply_markup"`
}

// NewPhone starts an emulator with one parent and one bot.
func NewPhone(t testing.TB) *Phone {
	t.Helper()
	cmd := exec.Command("node", "-e", serve)
	cmd.Env = append(os.Environ(), "NODE_PATH="+Modules(t, "deploy/servertest/emulator"))
	port, _ := child(t, cmd, "nodejs")
	return &Phone{URL: fmt.Sprintf("http://127.0.0.1:%d", port), Token: "666:emulated-token", Chat: 900_007, t: t}
}

// post does something as the parent.
func (p *Phone) post(path string, body map[string]any) json.RawMessage {
	p.t.Helper()
	who := map[string]any{"id": p.Chat, "first_name": "Inventée", "is_bot": false, "type": "private", "language_code": "fr"}
	all := map[string]any{"token": p.Token, "botToken": p.Token, "date": time.Now().Unix(), "from": who, "chat": who}
	maps.Copy(all, body)
	data, err := json.Marshal(all)
	if err != nil {
		p.t.Fatal(err)
	}
	resp, err := http.Post(p.URL+path, "application/json", bytes.NewReader(data))
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct {
		OK     bool
		Result json.RawMessage
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || !answer.OK {
		p.t.Fatalf("%s: status %d, %v", path, resp.StatusCode, err)
	}
	return answer.Result
}

// Command sends a command such as /start.
func (p *Phone) Command(text string) {
	p.t.Helper()
	p.post("/sendCommand", map[string]any{
		"text": text, "entities": []any{map[string]any{"offset": 0, "length": len(text), "type": "bot_command"}},
	})
}

// Say sends a text.
func (p *Phone) Say(text string) {
	p.t.Helper()
	p.post("/sendMessage", map[string]any{"text": text})
}

// Card shares a contact card, of the person with this id.
func (p *Phone) Card(number string, of int64) {
	p.t.Helper()
	p.post("/sendMessage", map[string]any{
		"contact": map[string]any{"phone_number": number, "first_name": "Inventée", "user_id": of},
	})
}

// Tap presses the first button of a message whose label or data contains some
// words.
func (p *Phone) Tap(m Bubble, words string) {
	p.t.Helper()
	for _, row := range m.Markup.Keyboard {
		if len(row) != 1 {
			p.t.Errorf("%d buttons in a row, want one", len(row))
		}
		if b := row[0]; strings.Contains(b.Text, words) || strings.Contains(b.Data, words) {
			chat := map[string]any{"id": p.Chat, "type": "private"}
			p.post("/sendCallback", map[string]any{"data": b.Data, "message": map[string]any{"message_id": 1, "date": time.Now().Unix(), "chat": chat}})
			return
		}
	}
	p.t.Fatalf("no button %q under %q", words, m.Text)
}

// Hears waits for a message with some words below the last one that she heard.
func (p *Phone) Hears(words string) Bubble {
	p.t.Helper()
	var heard Bubble
	wait(p.t, "the bot says "+words, func() bool {
		said := p.said()
		for i, m := range said[min(p.past, len(said)):] {
			if strings.Contains(m.Text, words) {
				p.past, heard = p.past+i+1, m
				return true
			}
		}
		return false
	})
	return heard
}

// said is all that the bot said, in order.
func (p *Phone) said() []Bubble {
	p.t.Helper()
	var all []struct{ Message Bubble }
	if err := json.Unmarshal(p.post("/getUpdatesHistory", nil), &all); err != nil {
		p.t.Fatal(err)
	}
	var said []Bubble
	for _, m := range all {
		if m.Message.Chat != "" {
			said = append(said, m.Message)
		}
	}
	return said
}
