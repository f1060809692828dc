package faketelegram

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

func (s *Server) getMe(params) (any, *refusal) {
	return map[string]any{"id": 4711, "is_bot": true, "first_name": "Escale", "username": "escale_invented_bot"}, nil
}

// reach finds the chat a request is for, if the bot may write there.
func (s *Server) reach(p params) (int64, *chat, *refusal) {
	id := p.number("chat_id")
	c := s.chats[id]
	switch {
	case c == nil:
		return id, nil, bad("chat not found")
	case c.blocked:
		return id, nil, &refusal{code: http.StatusForbidden, description: "Forbidden: bot was blocked by the user"}
	case c.left:
		return id, nil, &refusal{code: http.StatusForbidden, description: "Forbidden: bot is not a member of the " + c.kind + " chat"}
	case c.moved != 0:
		return id, nil, &refusal{code: http.StatusBadRequest, description: "Bad Request: group chat was upgraded to a supergroup chat", migrateTo: c.moved}
	}
	return id, c, nil
}

func (s *Server) sendMessage(p params) (any, *refusal) {
	id, c, refused := s.reach(p)
	if refused != nil {
		return nil, refused
	}
	text, refused := p.text("text", 1, 4096)
	if refused != nil {
		return nil, refused
	}
	return s.send(id, c, p, Sent{Text: text})
}

func (s *Server) sendDocument(p params) (any, *refusal) {
	id, c, refused := s.reach(p)
	if refused != nil {
		return nil, refused
	}
	caption, refused := p.text("caption", 0, 1024)
	if refused != nil {
		return nil, refused
	}
	f, ok := p.files["document"]
	if !ok || len(f.data) == 0 {
		return nil, bad("file must be non-empty")
	}
	return s.send(id, c, p, Sent{Text: caption, Document: f.name, Data: f.data})
}

func (s *Server) send(id int64, c *chat, p params, m Sent) (any, *refusal) {
	var refused *refusal
	if m.Buttons, refused = p.buttons(); refused != nil {
		return nil, refused
	}
	s.message++
	m.ID, m.Thread = s.message, int(p.number("message_thread_id"))
	if m.Thread != 0 && c.kind == "private" {
		return nil, bad("message thread not found")
	}
	c.sent = append(c.sent, m)
	s.answered(id)
	return s.show(id, m), nil
}

func (s *Server) show(id int64, m Sent) map[string]any {
	return map[string]any{"message_id": m.ID, "date": 1764000000, "chat": map[string]any{"id": id, "type": s.chats[id].kind}, "text": m.Text}
}

func (s *Server) editMessageText(p params) (any, *refusal) {
	id, c, refused := s.reach(p)
	if refused != nil {
		return nil, refused
	}
	text, refused := p.text("text", 1, 4096)
	if refused != nil {
		return nil, refused
	}
	buttons, refused := p.buttons()
	if refused != nil {
		return nil, refused
	}
	i := slices.IndexFunc(c.sent, func(m Sent) bool { return int64(m.ID) == p.number("message_id") })
	switch {
	case i < 0:
		return nil, bad("message to edit not found")
	case c.sent[i].Document != "":
		return nil, bad("there is no text in the message to edit")
	case c.sent[i].Text == text && slices.Equal(c.sent[i].Buttons, buttons):
		return nil, bad("message is not modified: specified new message content and reply markup are exactly the same")
	}
	c.sent[i].Text, c.sent[i].Buttons, c.sent[i].Edited = text, buttons, true
	return s.show(id, c.sent[i]), nil
}

func (s *Server) deleteMessage(p params) (any, *refusal) {
	_, c, refused := s.reach(p)
	if refused != nil {
		return nil, refused
	}
	id := int(p.number("message_id"))
	switch {
	case slices.Contains(c.old, id):
		return nil, bad("message can't be deleted")
	case !c.drop(id):
		return nil, bad("message to delete not found")
	}
	return true, nil
}

func (s *Server) leaveChat(p params) (any, *refusal) {
	_, c, refused := s.reach(p)
	if refused != nil {
		return nil, refused
	}
	c.left = true
	return true, nil
}

// answerInlineQuery takes an answer of nothing but a button.
func (s *Server) answerInlineQuery(p params) (any, *refusal) {
	var button struct {
		Text  string `json:"text"`
		Start string `json:"start_parameter"`
	}
	if err := json.Unmarshal([]byte(p.values["button"]), &button); err != nil || button.Text == "" || !startParameter.MatchString(button.Start) {
		return nil, bad("START_PARAM_INVALID")
	}
	if p.values["results"] != "[]" {
		return nil, bad("RESULT_TYPE_INVALID")
	}
	s.inline = append(s.inline, button.Text)
	return true, nil
}

var startParameter = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

func (s *Server) answerCallbackQuery(p params) (any, *refusal) {
	id := p.values["callback_query_id"]
	if !s.queries[id] {
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	}
	delete(s.queries, id)
	return true, nil
}

// language is what a menu may be for: two letters, or nothing.
var language = regexp.MustCompile(`^([a-z]{2})?$`)

var commandName = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

func (s *Server) setMyCommands(p params) (any, *refusal) {
	var commands []struct{ Command, Description string }
	if err := json.Unmarshal([]byte(p.values["commands"]), &commands); err != nil || len(commands) > 100 {
		return nil, bad("can't parse commands")
	}
	if !language.MatchString(p.values["language_code"]) {
		return nil, bad("invalid language code specified")
	}
	var names []string
	for _, c := range commands {
		if !commandName.MatchString(c.Command) || strings.TrimSpace(c.Description) == "" || len(c.Description) > 256 {
			return nil, bad("BOT_COMMAND_INVALID")
		}
		names = append(names, c.Command)
	}
	s.commands[p.values["language_code"]] = names
	return true, nil
}
