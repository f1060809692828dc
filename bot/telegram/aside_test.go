package telegram_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/bot/telegram/faketelegram"
)

const (
	group   = int64(-100_1)
	moved   = int64(-100_2)
	channel = int64(-100_3)
)

// aside hands one update to a bot that knows its name, and waits for n requests
// of a method.
func (s *stage) aside(method string, n int, fields map[string]any) {
	s.t.Helper()
	before := s.server.Calls(method)
	s.server.Push(fields)
	s.settled()
	s.await(method, func() bool { return s.server.Calls(method) >= before+n })
}

func (s *stage) group(text string, more map[string]any) map[string]any {
	m := map[string]any{
		"message_id": 5, "date": 1764000000, "chat": map[string]any{"id": group, "type": "supergroup"},
		"from": map[string]any{"id": zoe, "is_bot": false, "first_name": "Inventée", "language_code": "fr"}, "text": text,
	}
	maps.Copy(m, more)
	return map[string]any{"message": m}
}

func standOutside(t *testing.T) *stage {
	t.Helper()
	s := newStage(t)
	s.server.Gather(group, "group")
	s.server.Gather(channel, "channel")
	b := s.hooked()
	b.Introduce(t.Context()) // it knows its name
	address, _ := s.listen(b, s.receive)
	s.server.Front(address)
	return s
}

func TestAGroupIsToldOnceWhereToWrite(t *testing.T) {
	s := standOutside(t)
	s.aside("sendMessage", 0, s.group("un rendez-vous pour mon fils", nil))
	s.aside("sendMessage", 0, s.group("/start@another_bot", nil))
	s.aside("sendMessage", 0, s.group("bonjour @another_bot", nil))
	s.aside("sendMessage", 1, s.group("/start", map[string]any{"message_thread_id": 12, "is_topic_message": true}))
	s.aside("sendMessage", 0, s.group("@Escale_invented_bot tu es là ?", nil)) // told already
	want := []faketelegram.Sent{{ID: 101, Text: "fr telegram.group Link https://t.me/escale_invented_bot", Thread: 12}}
	if diff := cmp.Diff(want, s.server.Sent(group)); diff != "" {
		t.Errorf("the group reads (-want +got):\n%s", diff)
	}
	if len(s.heard()) != 0 {
		t.Errorf("the conversation heard %+v", s.heard())
	}
}

func TestTheBotIsTakenIntoAGroupThatMoved(t *testing.T) {
	s := standOutside(t)
	s.server.Upgrade(group, moved)
	member := func(chat int64, kind, status string) map[string]any {
		robot := map[string]any{"id": 4711, "is_bot": true, "first_name": "Escale"}
		return map[string]any{"my_chat_member": map[string]any{
			"chat": map[string]any{"id": chat, "type": kind}, "date": 1764000000,
			"from":            map[string]any{"id": zoe, "is_bot": false, "first_name": "Inventée", "language_code": "en"},
			"old_chat_member": map[string]any{"status": "left", "user": robot},
			"new_chat_member": map[string]any{"status": status, "user": robot},
		}}
	}
	s.aside("sendMessage", 2, member(group, "group", "member"))
	s.await("the sentence", func() bool { return len(s.server.Sent(moved)) == 1 })
	s.aside("leaveChat", 1, member(channel, "channel", "administrator"))
	s.await("left", func() bool { return s.server.Left(channel) })
	s.aside("sendMessage", 0, member(zoe, "private", "kicked"))
	if len(s.server.Sent(zoe)) != 0 {
		t.Errorf("who blocked the bot is sent %+v", s.server.Sent(zoe))
	}
}

func TestWhatIsNoConversationIsAnsweredBesideIt(t *testing.T) {
	s := standOutside(t)
	person := map[string]any{"id": zoe, "is_bot": false, "first_name": "Inventée"} // and no language_code
	private := map[string]any{"id": zoe, "type": "private"}
	s.aside("answerInlineQuery", 1, map[string]any{"inline_query": map[string]any{"id": "q", "from": person, "query": "rdv", "offset": ""}})
	s.await("shown", func() bool { return len(s.server.Inline()) == 1 })
	s.aside("sendMessage", 1, map[string]any{"edited_message": map[string]any{"message_id": 5, "date": 1, "chat": private, "from": person, "text": "38100"}})
	s.aside("sendMessage", 1, map[string]any{"business_connection": map[string]any{"id": "b", "user": person, "user_chat_id": zoe, "date": 1, "is_enabled": true}})
	s.aside("sendMessage", 0, map[string]any{"business_message": map[string]any{"message_id": 5, "date": 1, "chat": private, "from": person, "text": "à un tiers"}})
	s.aside("sendMessage", 0, map[string]any{"pre_checkout_query": map[string]any{"id": "p", "from": person, "currency": "EUR", "total_amount": 1, "invoice_payload": "x"}})
	s.server.Fail("leaveChat", faketelegram.Failure{Code: http.StatusForbidden})
	s.aside("leaveChat", 1, map[string]any{"channel_post": map[string]any{"message_id": 5, "date": 1, "chat": map[string]any{"id": channel, "type": "channel"}, "text": "annonce"}})
	s.await("two sentences", func() bool { return len(s.server.Sent(zoe)) == 2 })
	sent := s.texts()
	for _, want := range []string{"telegram.edited", "telegram.business"} {
		if !strings.Contains(strings.Join(sent, "\n"), want) {
			t.Errorf("no %s in %q", want, sent)
		}
	}
	if len(s.heard()) != 0 {
		t.Errorf("the conversation heard %+v", s.heard())
	}
}

func TestWhatTelegramNotesInAChatAsksForNoAnswer(t *testing.T) {
	s := standOutside(t)
	for _, fields := range []map[string]any{
		{"pinned_message": map[string]any{"message_id": 1, "date": 1, "chat": map[string]any{"id": zoe, "type": "private"}, "text": "x"}},
		{"message_auto_delete_timer_changed": map[string]any{"message_auto_delete_time": 86400}},
		{"write_access_allowed": map[string]any{}},
	} {
		s.server.Send(zoe, fields)
	}
	for _, fields := range []map[string]any{
		{"poll": map[string]any{"id": "p", "question": "?", "options": []any{}, "total_voter_count": 0, "type": "regular"}},
		{"successful_payment": map[string]any{"currency": "EUR", "total_amount": 1, "invoice_payload": "x", "telegram_payment_charge_id": "a", "provider_payment_charge_id": "b"}},
		{"location": map[string]any{"latitude": 45.1, "longitude": 5.7}},
		{"contact": map[string]any{"phone_number": "0100000000", "first_name": "Inventée"}},
		{"text": "transféré", "forward_origin": map[string]any{"type": "hidden_user", "sender_user_name": "Inventé", "date": 1}},
		{"text": nil, "photo": nil, "entities": nil, "reply_to_message": nil, "dice": map[string]any{"emoji": "🎲", "value": 3}},
		{"text": "/aide\nmerci"},
		{"text": "/start " + strings.Repeat("a", 65)},
		{"text": "/start deux mots"},
	} {
		s.server.Send(zoe, fields)
	}
	s.settled()
	var got []string
	for _, in := range s.heard() {
		got = append(got, strings.Trim(in.Media+" "+in.Text+" "+in.Start, " "))
	}
	want := []string{"other", "other", "location", "contact", "transféré", "other", "/aide", "/start", "/start"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
}

// Pictures sent together are thanked for once; words under one of them are heard.
func TestAnAlbumIsThankedForOnce(t *testing.T) {
	s := standOutside(t)
	photo := []any{map[string]any{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}}
	for _, fields := range []map[string]any{
		{"media_group_id": "a"},
		{"media_group_id": "a"},
		{"media_group_id": "a", "caption": "il me tape"},
		{"media_group_id": "b"},
		{},
		{},
	} {
		fields["photo"] = photo
		s.server.Send(zoe, fields)
	}
	s.settled()
	var got []string
	for _, in := range s.heard() {
		got = append(got, strings.Trim(in.Media+" "+in.Text, " "))
	}
	if diff := cmp.Diff([]string{"photo", "photo il me tape", "photo", "photo", "photo"}, got); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
}
