package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// phone is a parent's Telegram, scripted in telegram-test-api, which nobody
// here wrote, behind the bridge of bot/telegram/testdata/emulator.
type phone struct {
	t    testing.TB
	url  string
	read int // the message she reads; what is above it is past
}

const (
	phoneToken = "666:emulated-token"
	phoneChat  = 900_007
)

func newPhone(t testing.TB) *phone {
	t.Helper()
	cmd := exec.Command("node", "serve.js")
	cmd.Dir = "../../bot/telegram/testdata/emulator"
	cmd.Env = append(os.Environ(), "NODE_PATH="+emulatorModules(t))
	hold, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v: install the Debian package nodejs", err)
	}
	t.Cleanup(func() {
		_ = hold.Close()
		_ = cmd.Wait()
	})
	var hello struct{ Port int }
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil || json.Unmarshal(line, &hello) != nil {
		t.Fatalf("the emulator did not start: %v %s", err, line)
	}
	return &phone{t: t, url: fmt.Sprintf("http://127.0.0.1:%d", hello.Port)}
}

// emulatorModules is the folder of the emulator's packages, installed if they
// are missing.
func emulatorModules(t testing.TB) string {
	t.Helper()
	const source, build = "../../bot/telegram/testdata/emulator", "../../build/telegram-emulator"
	for _, folder := range []string{source, build} {
		modules, err := filepath.Abs(filepath.Join(folder, "node_modules"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(modules, "telegram-test-api")); err == nil {
			return modules
		}
	}
	for _, name := range []string{"package.json", "package-lock.json"} {
		b, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(build, name), string(b))
	}
	cmd := exec.Command("npm", "ci", "--no-audit", "--no-fund")
	cmd.Dir = build
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v (Debian package npm)\n%s", err, out)
	}
	return emulatorModules(t)
}

// post does something as the scripted user.
func (p *phone) post(path string, body map[string]any) json.RawMessage {
	p.t.Helper()
	who := map[string]any{"id": phoneChat, "first_name": "Inventée", "is_bot": false, "type": "private", "language_code": "fr"}
	all := map[string]any{"token": phoneToken, "botToken": phoneToken, "date": time.Now().Unix(), "from": who, "chat": who}
	maps.Copy(all, body)
	data, err := json.Marshal(all)
	if err != nil {
		p.t.Fatal(err)
	}
	resp, err := http.Post(p.url+path, "application/json", bytes.NewReader(data))
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

func (p *phone) command(text string) {
	p.post("/sendCommand", map[string]any{
		"text": text, "entities": []any{map[string]any{"offset": 0, "length": len(text), "type": "bot_command"}},
	})
}

func (p *phone) say(text string) { p.post("/sendMessage", map[string]any{"text": text}) }

// bubble is a message of the bot.
type bubble struct {
	Chat   string `json:"chat_id"`
	Text   string
	Markup struct {
		Keyboard [][]struct {
			Text string
			Data string `json:"callback_data"`
		} `json:"inline_keyboard"`
	} `json:"reply_markup"`
}

func (p *phone) bubbles() []bubble {
	p.t.Helper()
	var all []struct{ Message bubble }
	if err := json.Unmarshal(p.post("/getUpdatesHistory", nil), &all); err != nil {
		p.t.Fatal(err)
	}
	var said []bubble
	for _, m := range all {
		if m.Message.Chat != "" {
			said = append(said, m.Message)
		}
	}
	return said
}

// hears waits for a message that says something, none above the last she heard.
func (p *phone) hears(words string) bubble {
	p.t.Helper()
	var heard bubble
	wait(p.t, "the bot says "+words, func() bool {
		for i, m := range p.bubbles() {
			if i >= p.read && strings.Contains(m.Text, words) {
				p.read, heard = i, m
				return true
			}
		}
		return false
	})
	return heard
}

// tap presses the first button of a message whose label or data contains some
// words.
func (p *phone) tap(m bubble, words string) {
	p.t.Helper()
	for _, row := range m.Markup.Keyboard {
		if b := row[0]; strings.Contains(b.Text, words) || strings.Contains(b.Data, words) {
			p.read++
			p.post("/sendCallback", map[string]any{"data": b.Data, "message": map[string]any{"message_id": 1, "date": time.Now().Unix(), "chat": map[string]any{"id": phoneChat, "type": "private"}}})
			return
		}
	}
	p.t.Fatalf("no button %q under %q", words, m.Text)
}

// A message that was sent and not yet noted as sent when the process was killed
// is sent again: what counts is that there is one booking, and one cancellation.
func TestAParentBooksOnTelegramThroughCrashes(t *testing.T) {
	t.Parallel()
	p := newPhone(t)
	s := newService(t, "telegram_token_file: telegram.token", "telegram_api: "+p.url)
	s.file("telegram.token", phoneToken+"\n")
	s.serve()

	p.command("/start")
	p.tap(p.hears("De quoi aimeriez-vous"), "Mon rôle de parent")
	p.hears(said("ask.postcode"))
	p.say("38000")
	p.tap(p.hears("Quel âge"), "De 0 à 5 ans")
	safety := p.hears("en sécurité")
	s.crash()
	p.tap(safety, "Oui")
	p.tap(p.hears(said("ask.slots")), ".slots.s-")
	summary := p.hears(said("ask.summary"))
	s.crash()
	p.tap(summary, said("tap.confirm"))
	p.hears(said("say.placing"))
	s.crash() // in the middle of booking
	p.hears(said("say.booked"))
	s.crash()
	p.command("/rdv")
	card := p.hears(said("say.appointment"))
	if n := strings.Count(card.Text, said("say.reference")); n != 1 {
		t.Errorf("%d appointments after the crash: %s", n, card.Text)
	}
	if there := s.radicale.staff("list", "Agenda"); len(there) != 1 {
		t.Errorf("%d events in the calendar, want 1", len(there))
	}

	p.tap(card, said("tap.cancel-it"))
	sure := p.hears(said("ask.cancel"))
	p.tap(sure, said("tap.yes-cancel"))
	p.hears(said("say.cancelled"))
	s.crash()
	wait(t, "the session has left the calendar", func() bool { return len(s.radicale.staff("list", "Agenda")) == 0 })
	if _, last := s.mail.invitation(structureMail, 2); last.Method != "CANCEL" {
		t.Errorf("the structure is mailed %s", last.Method)
	}
	if log := s.process.output(); strings.Contains(log, "emulated-token") || strings.Contains(log, fmt.Sprint(phoneChat)) {
		t.Errorf("the log holds the token or the chat:\n%s", log)
	}
}

// crash is kill −9, and a start on the same data.
func (s *service) crash() {
	s.t.Helper()
	s.process.kill()
	s.serve()
}
