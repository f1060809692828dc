package telegram_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/bot"
	"escale/bot/telegram/faketelegram"
)

func TestUpdatesBecomeInbounds(t *testing.T) {
	s := newStage(t)
	private := map[string]any{"id": zoe, "type": "private"}
	person := map[string]any{"id": zoe, "is_bot": false, "first_name": "Inventée", "language_code": "fr"}
	message := func(chat, from map[string]any, text string) map[string]any {
		return map[string]any{"message_id": 5, "date": 1764000000, "chat": chat, "from": from, "text": text}
	}
	group := map[string]any{"id": -1, "type": "supergroup"}
	robot := map[string]any{"id": 2, "is_bot": true, "first_name": "Robot"}

	s.server.Say(zoe, "bonjour")
	s.server.Say(zoe, "/start")
	s.server.Say(zoe, "/START@escale_invented_bot affiche-12")
	s.server.Say(karim, "👋 /Help")
	s.server.Say(zoe, "38000 / 38100")
	s.server.Send(zoe, map[string]any{"photo": []any{map[string]any{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}}, "caption": "ma fille"})
	s.server.Send(zoe, map[string]any{"voice": map[string]any{"file_id": "a", "file_unique_id": "b", "duration": 1}})
	s.server.Send(zoe, map[string]any{"sticker": map[string]any{"file_id": "a", "file_unique_id": "b", "type": "regular"}})
	s.server.Send(zoe, map[string]any{"of_the_future": map[string]any{"x": 1}})
	s.server.Tap(zoe, 5, "1.topic.sommeil")
	s.server.Tap(zoe, 5, strings.Repeat("é", 500))
	// Politely passed over:
	s.server.Push(map[string]any{"message": message(group, person, "à tous")})
	s.server.Push(map[string]any{"message": message(private, robot, "bip")})
	s.server.Push(map[string]any{"edited_message": message(private, person, "corrigé")})
	s.server.Push(map[string]any{"channel_post": message(group, person, "annonce")})
	s.server.Push(map[string]any{"update_of_the_future": map[string]any{"x": []int{1}}})
	s.server.Push(map[string]any{"message": "not even an object"})
	s.server.Push(map[string]any{"message_reaction": map[string]any{"chat": private, "message_id": 5, "date": 1, "new_reaction": []any{map[string]any{"type": "unheard-of"}}}})
	s.server.Say(zoe, "fin")

	s.run(s.bot(), s.receive)
	s.settled()
	want := []bot.Inbound{
		{Text: "bonjour"},
		{Text: "/start"},
		{Text: "/start", Start: "affiche-12"},
		{Text: "38000 / 38100"},
		{Text: "ma fille", Media: "photo"},
		{Media: "voice"},
		{Media: "sticker"},
		{Media: "other"},
		{Choice: "1.topic.sommeil"},
		{Choice: strings.Repeat("é", 500)},
		{Text: "fin"},
	}
	for i := range want {
		want[i].Channel, want[i].Address, want[i].Language, want[i].Verified = "telegram", "900001", "fr", true
	}
	var got []bot.Inbound
	for _, in := range s.heard() {
		if in.Address == "900002" {
			if in.Text != "/help" || in.Language != "en-GB" {
				t.Errorf("karim said %+v", in)
			}
			continue
		}
		if id, err := strconv.Atoi(in.ID); err != nil || id < 7000 {
			t.Errorf("id %q is not the update's", in.ID)
		}
		in.ID = ""
		got = append(got, in)
	}
	for i := range got {
		if n := len(got[i].Shown); n == 0 || got[i].Shown[n-1] > 200 {
			t.Errorf("update %s tells of what the chat shows %v", got[i].ID, got[i].Shown)
		}
		got[i].Shown = nil // as many as were before
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("inbounds (-want +got):\n%s", diff)
	}
	s.await("spinners stopped", func() bool { return s.server.Unanswered() == 0 })
}

func TestAnUpdateIsConfirmedOnlyOnceItsTurnIsCommitted(t *testing.T) {
	s := newStage(t)
	failures := 3
	pending := 0
	s.react = func(in bot.Inbound) error {
		if in.Text == "deux" && failures > 0 {
			failures--
			pending = s.server.Pending()
			return errStore
		}
		return nil
	}
	for _, text := range []string{"un", "deux", "trois"} {
		s.server.Say(zoe, text)
	}
	s.server.Say(karim, "hello")
	s.run(s.bot(), s.receive)
	s.settled()
	var zoes []string
	others := 0
	for _, in := range s.heard() {
		if in.Address == "900001" {
			zoes = append(zoes, in.Text)
		} else {
			others++
		}
	}
	if !slices.Equal(zoes, []string{"un", "deux", "trois"}) || others != 1 {
		t.Errorf("heard %q in order and %d others, want each once", zoes, others)
	}
	if pending < 3 {
		t.Errorf("%d updates unconfirmed while one failed, want at least those from it on", pending)
	}
}

func TestWhatWasHandledButNotConfirmedComesAgain(t *testing.T) {
	s := newStage(t)
	id := s.server.Say(zoe, "bonjour")
	handled := make(chan struct{})
	stop := s.run(s.bot(), func(ctx context.Context, in bot.Inbound) error {
		// The connection breaks off from now on, as if the process had ended.
		s.server.Fail("getUpdates", slices.Repeat([]faketelegram.Failure{{Cut: true}}, 1000)...)
		err := s.receive(ctx, in)
		close(handled)
		return err
	})
	<-handled
	stop()
	if s.server.Pending() != 1 {
		t.Fatal("confirmed over a broken connection")
	}
	s.server.Heal()
	s.run(s.bot(), s.receive)
	s.settled()
	heard := s.heard()
	if len(heard) != 2 || !cmp.Equal(heard[0], heard[1]) || heard[0].ID != fmt.Sprint(id) {
		t.Errorf("heard %+v, want the same inbound twice: its id tells", heard)
	}
}

func TestAStopConfirmsWhatIsDone(t *testing.T) {
	s := newStage(t)
	entered := make(chan struct{})
	s.server.Say(zoe, "bonjour")
	stop := s.run(s.bot(), func(ctx context.Context, in bot.Inbound) error {
		close(entered)
		<-ctx.Done()
		return s.receive(ctx, in)
	})
	<-entered
	stop()
	if n := s.server.Pending(); n != 0 || len(s.heard()) != 1 {
		t.Errorf("%d updates unconfirmed, %d heard", n, len(s.heard()))
	}
}

func TestASlowChatHoldsUpNoOther(t *testing.T) {
	s := newStage(t)
	release := make(chan struct{})
	s.server.Say(zoe, "lent")
	s.run(s.bot(), func(ctx context.Context, in bot.Inbound) error {
		if in.Text == "lent" {
			<-release
		}
		return s.receive(ctx, in)
	})
	s.await("first poll", func() bool { return s.server.Calls("getUpdates") >= 2 })
	s.server.Say(karim, "hello")
	s.await("the other chat", func() bool { return len(s.heard()) == 1 })
	close(release)
	s.settled()
	if heard := s.heard(); len(heard) != 2 || heard[0].Text != "hello" {
		t.Errorf("heard %+v", heard)
	}
}

func TestAnUpdateThatMakesTheDialoguePanicIsGivenUp(t *testing.T) {
	s := newStage(t)
	panics := 0
	s.react = func(in bot.Inbound) error {
		if in.Text == "poison" {
			panics++
			panic("poison")
		}
		return nil
	}
	s.server.Say(zoe, "poison")
	s.server.Say(zoe, "suite")
	s.run(s.bot(), func(ctx context.Context, in bot.Inbound) error { return s.receive(ctx, in) })
	s.settled()
	if heard := s.heard(); len(heard) != 1 || heard[0].Text != "suite" || panics != 3 {
		t.Errorf("heard %+v after %d panics", heard, panics)
	}
}

func TestAnApiThatFailsIsPolledAgain(t *testing.T) {
	s := newStage(t)
	s.server.Fail("getMe", faketelegram.Failure{Code: http.StatusInternalServerError})
	s.server.Fail("setMyCommands", faketelegram.Failure{Cut: true})
	s.server.Fail(
		"getUpdates",
		faketelegram.Failure{Code: http.StatusInternalServerError},
		faketelegram.Failure{Code: http.StatusBadGateway, HTML: true},
		faketelegram.Failure{Cut: true},
		faketelegram.Failure{Code: http.StatusTooManyRequests, RetryAfter: 1},
	)
	s.server.Say(zoe, "bonjour")
	b := s.bot()
	s.run(b, s.receive)
	s.settled()
	if len(s.heard()) != 1 {
		t.Errorf("heard %d", len(s.heard()))
	}
	s.await("the menu", func() bool { return len(s.server.Commands("en")) > 0 })
	for language, want := range map[string]string{"": "rdv", "en": "appointments"} {
		if !slices.Contains(s.server.Commands(language), want) {
			t.Errorf("menu %q: %v, want %s in it", language, s.server.Commands(language), want)
		}
	}
	s.await("what the bot is", func() bool { return s.server.Described("en").Description == "Hello" })
	if got := s.server.Languages(); !slices.Equal(got, []string{"", "en"}) || s.server.Described("").Short != "Un rendez-vous" {
		t.Errorf("menus in %q", got)
	}
	if b.Link() != "https://t.me/escale_invented_bot" {
		t.Errorf("link %q", b.Link())
	}
}

func TestASecondPollerIsNoticed(t *testing.T) {
	s := newStage(t)
	s.run(s.bot(), s.receive)
	s.await("first poller", func() bool { return s.server.Calls("getUpdates") >= 1 })
	s.run(s.bot(), s.receive)
	s.await("conflict", func() bool { return strings.Contains(s.logs.String(), "another program polls") })
	s.server.Say(zoe, "bonjour")
	s.await("heard", func() bool { return len(s.heard()) >= 1 })
}

func TestATokenThatIsNoneIsRefused(t *testing.T) {
	for _, token := range []string{"", "abc", "4711:", "4711:a/../b", "4711:é"} {
		if _, err := newWith(token); err == nil || strings.Contains(err.Error(), "4711") {
			t.Errorf("%q: %v", token, err)
		}
	}
}
