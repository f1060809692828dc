package telegram

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/go-telegram/bot/models"

	"escale/bot"
)

// update is one update, decoded by itself.
type update struct {
	id    int64
	chat  int64
	query string // id of the callback query to be answered
	// tapped is the message whose button was tapped; 0 for anything typed.
	tapped  int
	typed   int          // her own message; 0 for a tap
	album   string       // that a picture without words was sent in; "": none
	inbound *bot.Inbound // nil: nothing for the conversation
	aside   *aside       // what is answered outside any conversation; nil: nothing
}

// parse decodes one raw update. An error leaves id set if that much could be
// read: the update is skipped, and the others go on.
func parse(raw json.RawMessage) (update, error) {
	var id struct {
		ID int64 `json:"update_id"`
	}
	if err := json.Unmarshal(raw, &id); err != nil || id.ID == 0 {
		return update{}, fmt.Errorf("no update_id")
	}
	u := update{id: id.ID}
	var m models.Update
	if err := json.Unmarshal(raw, &m); err != nil {
		return u, fmt.Errorf("decode update %d: %T", id.ID, err) // its words quote the update
	}
	switch {
	case m.CallbackQuery != nil:
		u.tap(m.CallbackQuery)
	case m.Message != nil:
		u.message(m.Message)
	default:
		u.aside = asideOf(&m)
	}
	return u, nil
}

// tap reads a button. One in a group only stops its spinner; one under a
// message so old that Telegram no longer shows it is a stale tap like others.
func (u *update) tap(q *models.CallbackQuery) {
	u.query = q.ID
	var chat models.Chat
	switch m := q.Message; {
	case m.Message != nil:
		chat, u.tapped = m.Message.Chat, m.Message.ID
	case m.InaccessibleMessage != nil:
		chat = m.InaccessibleMessage.Chat
	}
	if chat.Type != models.ChatTypePrivate || q.From.IsBot {
		return
	}
	u.chat = chat.ID
	u.inbound = u.from(q.From.LanguageCode)
	u.inbound.Choice = q.Data
}

// message reads what was typed or sent, in private chats only: in a group
// others would read along. What Telegram itself notes in a chat (a message was
// pinned, a timer set) asks for no answer.
func (u *update) message(m *models.Message) {
	if m.From == nil || m.From.IsBot {
		return
	}
	if m.Chat.Type != models.ChatTypePrivate {
		u.aside = inGroup(m)
		return
	}
	if noted(m) {
		return
	}
	u.chat, u.typed = m.Chat.ID, m.ID
	u.inbound = u.from(m.From.LanguageCode)
	u.inbound.Media = media(m)
	u.inbound.Phone = ownNumber(m)
	u.inbound.Text = m.Text
	if m.Text == "" {
		u.inbound.Text = m.Caption
	}
	if u.inbound.Text == "" {
		u.album = m.MediaGroupID
	}
	if command, payload, ok := command(m.Text); ok {
		u.inbound.Text = "/" + command
		if command == "start" && payload != fromInline && linked.MatchString(payload) {
			u.inbound.Start = payload
		}
	}
}

func (u *update) from(language string) *bot.Inbound {
	return &bot.Inbound{
		ID: strconv.FormatInt(u.id, 10), Channel: ChannelName, Address: strconv.FormatInt(u.chat, 10),
		Language: language, Verified: true,
	}
}

// linked is what a link to the bot may carry:
// https://core.telegram.org/bots/features#deep-linking
var linked = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// command reads "/start", "/START@escale_bot payload", and one with an emoji
// before it.
func command(text string) (name, payload string, ok bool) {
	text = strings.TrimLeftFunc(text, func(r rune) bool {
		return r != '/' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	text, ok = strings.CutPrefix(text, "/")
	if !ok {
		return "", "", false
	}
	end := len(text)
	if i := strings.IndexFunc(text, unicode.IsSpace); i >= 0 {
		end = i
	}
	name, _, _ = strings.Cut(text[:end], "@")
	return strings.ToLower(name), strings.TrimSpace(text[end:]), name != ""
}

// noted are the messages that Telegram writes into a private chat by itself.
func noted(m *models.Message) bool {
	return m.PinnedMessage != nil || m.MessageAutoDeleteTimerChanged != nil || m.WriteAccessAllowed != nil ||
		m.ChatBackgroundSet != nil || m.ForumTopicCreated != nil || m.ForumTopicEdited != nil ||
		m.ForumTopicClosed != nil || m.ForumTopicReopened != nil || m.ConnectedWebsite != "" ||
		m.ProximityAlertTriggered != nil || m.BoostAdded != nil
}

// ownNumber is the number on a contact card that is the sender's own, as a person
// would write it: Telegram leaves out the + before the country. "" for any other
// card: whose number it is was not asked.
func ownNumber(m *models.Message) string {
	c := m.Contact
	if c == nil || c.UserID == 0 || c.UserID != m.From.ID {
		return ""
	}
	number := strings.TrimSpace(c.PhoneNumber)
	if number == "" || len(number) > longestNumber {
		return ""
	}
	if first := number[0]; '1' <= first && first <= '9' {
		return "+" + number
	}
	return number
}

// longestNumber is more than any number takes, however it is written.
const longestNumber = 40

// media names what is neither text nor tap.
func media(m *models.Message) string {
	switch {
	case m.Text != "":
		return ""
	case len(m.Photo) > 0:
		return "photo"
	case m.Voice != nil:
		return "voice"
	case m.Sticker != nil:
		return "sticker"
	case m.Video != nil, m.VideoNote != nil, m.Animation != nil:
		return "video"
	case m.Audio != nil:
		return "audio"
	case m.Document != nil:
		return "document"
	case m.Location != nil, m.Venue != nil:
		return "location"
	case m.Contact != nil:
		return "contact"
	}
	return "other"
}
