package telegram_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"escale/bot/telegram"
)

// emulator is telegram-test-api, which nobody here wrote, with a scripted user.
type emulator struct {
	t   *testing.T
	url string
}

const emulatorToken = "666:emulated-token"

func newEmulator(t *testing.T) *emulator {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("no node: install the Debian package nodejs")
	}
	cmd := exec.CommandContext(t.Context(), node, "serve.js")
	cmd.Dir = "testdata/emulator"
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules(t))
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	hold, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = hold.Close()
		_ = cmd.Wait()
	})
	var hello struct{ Port int }
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil || json.Unmarshal(line, &hello) != nil {
		_ = hold.Close()
		_ = cmd.Wait()
		t.Fatalf("the emulator did not start: %s", complaints.String())
	}
	return &emulator{t, fmt.Sprintf("http://127.0.0.1:%d", hello.Port)}
}

// modules is the folder of the emulator's packages, installed if it is missing:
// beside its package.json, or in the build folder.
func modules(t *testing.T) string {
	t.Helper()
	source, err := filepath.Abs("testdata/emulator")
	if err != nil {
		t.Fatal(err)
	}
	build, err := filepath.Abs("../../build/telegram-emulator")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{source, build} {
		if _, err := os.Stat(filepath.Join(folder, "node_modules", "telegram-test-api")); err == nil {
			return filepath.Join(folder, "node_modules")
		}
	}
	install(t, source, build)
	return filepath.Join(build, "node_modules")
}

func install(t *testing.T, source, build string) {
	t.Helper()
	npm, err := exec.LookPath("npm")
	if err != nil {
		t.Fatal("no npm: install the Debian package npm")
	}
	if err := os.MkdirAll(build, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"package.json", "package-lock.json"} {
		data, err := os.ReadFile(filepath.Join(source, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(build, name), data, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), npm, "ci", "--no-audit", "--no-fund")
	cmd.Dir = build
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
}

// post does something as the scripted user.
func (e *emulator) post(path string, body map[string]any) json.RawMessage {
	e.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		e.t.Fatal(err)
	}
	resp, err := http.Post(e.url+path, "application/json", bytes.NewReader(data))
	if err != nil {
		e.t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct {
		OK     bool
		Result json.RawMessage
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || !answer.OK {
		e.t.Fatalf("%s: status %d, %v", path, resp.StatusCode, err)
	}
	return answer.Result
}

func (e *emulator) update(fields map[string]any) map[string]any {
	who := map[string]any{"id": zoe, "first_name": "Inventée", "is_bot": false, "language_code": "fr"}
	where := map[string]any{"id": zoe, "first_name": "Inventée", "type": "private"}
	all := map[string]any{"botToken": emulatorToken, "date": time.Now().Unix(), "from": who, "chat": where}
	maps.Copy(all, fields)
	return all
}

func (e *emulator) command(text string) {
	e.post("/sendCommand", e.update(map[string]any{
		"text": text, "entities": []any{map[string]any{"offset": 0, "length": len(text), "type": "bot_command"}},
	}))
}

func (e *emulator) say(text string) { e.post("/sendMessage", e.update(map[string]any{"text": text})) }

func (e *emulator) tap(data string) {
	e.post("/sendCallback", e.update(map[string]any{"data": data, "message": e.update(nil)}))
}

// shown is a message of the bot as the emulator keeps it.
type shown struct {
	Text   string
	Markup struct {
		Keyboard [][]struct {
			Text string
			Data string `json:"callback_data"`
		} `json:"inline_keyboard"`
	} `json:"reply_markup"`
}

// hear waits for a message of the bot that holds some words.
func (e *emulator) hear(words string) shown {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	var heard []string
	for {
		var all []struct{ Message shown }
		if err := json.Unmarshal(e.post("/getUpdates", map[string]any{"token": emulatorToken, "chatId": zoe}), &all); err != nil {
			e.t.Fatal(err)
		}
		for _, m := range all {
			if strings.Contains(m.Message.Text, words) {
				return m.Message
			}
			heard = append(heard, m.Message.Text)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			e.t.Fatalf("nothing with %q; the bot said %q", words, heard)
		}
	}
}

// choice finds the data of a button by its label.
func (s shown) choice(t *testing.T, label string) string {
	t.Helper()
	for _, row := range s.Markup.Keyboard {
		if len(row) != 1 {
			t.Errorf("%d buttons in a row, want one", len(row))
		}
		if row[0].Text == label {
			return row[0].Data
		}
	}
	t.Fatalf("no button %q under %q", label, s.Text)
	return ""
}

func TestAParentTalksThroughAnEmulatorThatWeDidNotWrite(t *testing.T) {
	e, h := newEmulator(t), newHouse(t)
	b, err := telegram.New(telegram.Config{
		Token: emulatorToken, URL: e.url, Log: slog.New(slog.DiscardHandler), Clock: time.Now, Pause: 10 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	(&stage{t: t}).run(b, h.reception(b).Receive)

	e.command("/START@TestNameBot")
	welcome := e.hear("De quoi aimeriez-vous parler")
	e.tap(welcome.choice(t, "Mon rôle de parent"))
	e.hear("code postal")
	e.say("ici")
	e.hear("code postal")
	e.say("38000")
	age := e.hear("Quel âge")
	e.tap(age.choice(t, "De 0 à 5 ans"))
	e.hear("en sécurité")
	e.tap(welcome.choice(t, "Urgence"))
	e.hear("112")
}
