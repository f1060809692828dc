package telegram

import (
	"context"
	"errors"
	"strings"
	"time"

	api "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// aside is what is answered outside any conversation: where others would read
// along, and what a person corrected after it was read. Nothing of it is kept,
// and it is answered once or not at all.
type aside struct {
	chat     int64
	thread   int    // topic of the group it was said in
	text     string // id of the sentence; "" for none
	said     string // in a group: answered only if it calls the bot
	inline   string // id of an inline query
	leave    bool   // go away from there
	language string
}

// asideOf reads what is neither a message nor a tap; nil: nothing to answer.
func asideOf(m *models.Update) *aside {
	switch {
	case m.EditedMessage != nil:
		return edited(m.EditedMessage)
	case m.MyChatMember != nil:
		return joined(m.MyChatMember)
	case m.ChannelPost != nil:
		return &aside{chat: m.ChannelPost.Chat.ID, leave: true}
	case m.InlineQuery != nil && m.InlineQuery.From != nil:
		return &aside{inline: m.InlineQuery.ID, language: m.InlineQuery.From.LanguageCode}
	case m.BusinessConnection != nil && m.BusinessConnection.IsEnabled:
		return &aside{chat: m.BusinessConnection.UserChatID, text: "telegram.business", language: m.BusinessConnection.User.LanguageCode}
	}
	return nil
}

// edited: what she corrects may long be answered; to take it as new could answer
// another question.
func edited(m *models.Message) *aside {
	if m.Chat.Type != models.ChatTypePrivate || m.From == nil || m.From.IsBot || m.Text == "" {
		return nil
	}
	return &aside{chat: m.Chat.ID, text: "telegram.edited", language: m.From.LanguageCode}
}

// joined: somebody took the bot into a group or a channel.
func joined(m *models.ChatMemberUpdated) *aside {
	in := m.NewChatMember.Type == models.ChatMemberTypeMember || m.NewChatMember.Type == models.ChatMemberTypeAdministrator
	switch {
	case !in || m.Chat.Type == models.ChatTypePrivate:
		return nil
	case m.Chat.Type == models.ChatTypeChannel:
		return &aside{chat: m.Chat.ID, leave: true}
	}
	return &aside{chat: m.Chat.ID, text: "telegram.group", language: m.From.LanguageCode}
}

// inGroup: only who calls the bot hears from it.
func inGroup(m *models.Message) *aside {
	if m.Chat.Type == models.ChatTypeChannel || m.Text == "" {
		return nil
	}
	a := &aside{chat: m.Chat.ID, text: "telegram.group", said: m.Text, language: m.From.LanguageCode}
	if m.IsTopicMessage {
		a.thread = m.MessageThreadID
	}
	return a
}

// reply answers; what goes wrong is only logged.
func (b *Bot) reply(ctx context.Context, a aside) {
	if b.Say == nil || a.said != "" && !b.called(a.said) || a.chat < 0 && !a.leave && !b.mayTell(a.chat) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	var err error
	switch {
	case a.inline != "":
		err = b.answerInline(ctx, a)
	case a.leave:
		_, err = b.api.LeaveChat(ctx, &api.LeaveChatParams{ChatID: a.chat})
	default:
		err = b.tell(ctx, a)
	}
	if err != nil {
		b.Log.Info("telegram not answered", "error", b.discreet(err))
	}
}

// tell says the sentence, in the group that a group became if it did.
func (b *Bot) tell(ctx context.Context, a aside) error {
	p := &api.SendMessageParams{
		ChatID: a.chat, MessageThreadID: a.thread, Text: b.Say(a.language, a.text, "Link", b.Link()),
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: api.True()},
	}
	_, err := b.api.SendMessage(ctx, p)
	if moved, ok := errors.AsType[*api.MigrateError](err); ok {
		p.ChatID, p.MessageThreadID = moved.MigrateToChatID, 0
		_, err = b.api.SendMessage(ctx, p)
	}
	if unread(err) {
		return nil
	}
	return err
}

// fromInline is what the button under an inline query carries, which has to
// carry something.
const fromInline = "inline"

// answerInline shows nothing to send into another chat, but the way to ours.
func (b *Bot) answerInline(ctx context.Context, a aside) error {
	_, err := b.api.AnswerInlineQuery(ctx, &api.AnswerInlineQueryParams{
		InlineQueryID: a.inline, Results: []models.InlineQueryResult{}, IsPersonal: true,
		Button: &models.InlineQueryResultsButton{Text: b.Say(a.language, "telegram.inline"), StartParameter: fromInline},
	})
	return err
}

// called reports whether words in a group are for the bot: a command that names
// no other, or its name.
func (b *Bot) called(said string) bool {
	b.mu.Lock()
	name := "@" + strings.ToLower(b.name)
	b.mu.Unlock()
	said = strings.ToLower(said)
	if name != "@" && strings.Contains(said, name) {
		return true
	}
	first, _, _ := strings.Cut(said, " ")
	return strings.HasPrefix(first, "/") && !strings.Contains(first, "@")
}

// again is after how long a group is told once more.
const again = time.Hour

func (b *Bot) mayTell(group int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.Clock()
	if at, told := b.told[group]; told && now.Sub(at) < again {
		return false
	}
	if len(b.told) >= many {
		clear(b.told)
	}
	b.told[group] = now
	return true
}
