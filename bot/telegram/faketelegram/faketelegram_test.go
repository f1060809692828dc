package faketelegram_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"escale/bot/telegram/faketelegram"
)

func keyboard(rows, columns int, data string) string {
	var all [][]map[string]string
	for range rows {
		var row []map[string]string
		for range columns {
			row = append(row, map[string]string{"text": "Oui", "callback_data": data})
		}
		all = append(all, row)
	}
	raw, _ := json.Marshal(map[string]any{"inline_keyboard": all})
	return string(raw)
}

func TestWhatTelegramRefusesIsRefused(t *testing.T) {
	s := faketelegram.New(1)
	t.Cleanup(s.Close)
	s.Join(1, "fr")
	message := func(more ...string) map[string]string {
		m := map[string]string{"chat_id": "1", "text": "x"}
		for i := 0; i < len(more); i += 2 {
			m[more[i]] = more[i+1]
		}
		return m
	}
	hook := func(url, secret string) map[string]string {
		return map[string]string{"url": url, "secret_token": secret}
	}
	commands := func(language, name string) map[string]string {
		return map[string]string{"language_code": language, "commands": fmt.Sprintf(`[{"command":%q,"description":"x"}]`, name)}
	}
	for _, c := range []struct {
		method string
		params map[string]string
		want   string // "" for taken
	}{
		{"sendMessage", message(), ""},
		{"sendMessage", message("text", strings.Repeat("é", 4096)), ""},
		{"sendMessage", message("text", strings.Repeat("é", 4097)), "too long"},
		{"sendMessage", message("text", strings.Repeat("🌊", 2049)), "too long"}, // in UTF-16
		{"sendMessage", message("text", ""), "empty"},
		{"sendMessage", message("chat_id", "2"), "chat not found"},
		{"sendMessage", message("message_thread_id", "7"), "thread not found"},
		{"sendMessage", message("reply_markup", keyboard(100, 1, "a")), ""},
		{"sendMessage", message("reply_markup", keyboard(101, 1, "a")), "too long"},
		{"sendMessage", message("reply_markup", keyboard(1, 9, "a")), "too many"},
		{"sendMessage", message("reply_markup", keyboard(1, 1, strings.Repeat("a", 64))), ""},
		{"sendMessage", message("reply_markup", keyboard(1, 1, strings.Repeat("a", 65))), "BUTTON_DATA_INVALID"},
		{"sendMessage", message("parse_mode", "HTML", "text", "<b>x</b> &amp; <a href=\"https://a.invalid\">y</a>"), ""},
		{"sendMessage", message("parse_mode", "HTML", "text", "<b>x"), "can't find end tag"},
		{"sendMessage", message("parse_mode", "HTML", "text", "<b><i>x</b></i>"), "unexpected end tag"},
		{"sendMessage", message("parse_mode", "HTML", "text", "<script>x</script>"), "unsupported start tag"},
		{"sendMessage", message("parse_mode", "HTML", "text", "1 < 2"), "unsupported start tag"},
		{"editMessageText", message("message_id", "999"), "message to edit not found"},
		{"deleteMessage", message("message_id", "999"), "message to delete not found"},
		{"answerCallbackQuery", map[string]string{"callback_query_id": "q"}, "query is too old"},
		{"setMyCommands", commands("fr", "aide"), ""},
		{"setMyCommands", commands("fr-FR", "aide"), "language code"},
		{"setMyCommands", commands("", "Aide"), "BOT_COMMAND_INVALID"},
		{"setWebhook", hook("http://a.exemple.invalid", ""), "HTTPS"},
		{"setWebhook", hook("https://a.exemple.invalid:8080", ""), "ports"},
		{"setWebhook", hook("https://127.0.0.1", ""), "reserved"},
		{"setWebhook", hook("https://a.exemple.invalid", "un secret"), "unallowed"},
		{"setWebhook", hook("https://a.exemple.invalid", strings.Repeat("a", 257)), "unallowed"},
		{"setWebhook", hook("https://a.exemple.invalid", strings.Repeat("a-_9", 64)), ""},
		{"getUpdates", nil, "webhook is active"},
		{"deleteWebhook", nil, ""},
		{"sendPigeon", nil, "method not found"},
	} {
		raw, err := json.Marshal(c.params)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.Post(s.URL+"/bot"+faketelegram.Token+"/"+c.method, "application/json", strings.NewReader(string(raw)))
		if err != nil {
			t.Fatal(err)
		}
		var answer struct {
			OK          bool   `json:"ok"`
			Description string `json:"description"`
		}
		err = json.NewDecoder(resp.Body).Decode(&answer)
		resp.Body.Close()
		if err != nil || answer.OK != (c.want == "") || !strings.Contains(answer.Description, c.want) {
			t.Errorf("%s %.80v: %v %q, want %q", c.method, c.params, answer.OK, answer.Description, c.want)
		}
	}
}
