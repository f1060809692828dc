package telegram_test

import (
	"net/http"
	"strings"
	"testing"

	"escale/bot"
	"escale/bot/telegram/faketelegram"
)

var farewell = bot.Message{Text: "À bientôt.", Wipe: true}

// wantWiped: nothing stands but the last word, and another chat lost nothing.
func (s *stage) wantWiped() {
	s.t.Helper()
	if got := s.texts(); len(got) != 1 || got[0] != farewell.Text {
		s.t.Errorf("still there: %q", got)
	}
	if left := s.server.Heard(zoe); len(left) > 0 {
		s.t.Errorf("of hers still there: %v", left)
	}
	if len(s.server.Sent(karim)) != 1 {
		s.t.Error("somebody else's messages went")
	}
}

// A chat with more messages than one request may name, some of them hers, is
// wiped; it works after a restart too, for the latest.
func TestWipe(t *testing.T) {
	for name, c := range map[string]struct {
		messages int
		restart  bool
	}{"many": {150, false}, "after a restart": {20, true}} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			b := s.bot()
			if err := b.Send(t.Context(), to("900002"), bot.Message{Text: "à Karim"}); err != nil {
				t.Fatal(err)
			}
			s.server.Say(zoe, "bonjour")
			for range c.messages {
				s.send(b, bot.Message{Text: "3919", Purge: true})
			}
			if c.restart {
				b = s.bot()
			}
			s.send(b, farewell)
			if got := s.texts(); len(got) != 1 || got[0] != farewell.Text {
				t.Errorf("still there: %d, %q", len(got), got[0])
			}
			if c.restart {
				s.wantWiped()
			}
		})
	}
}

// What is too old for Telegram stays; the rest goes, and nothing is stuck.
func TestWipeLeavesWhatIsTooOld(t *testing.T) {
	s := newStage(t)
	b := s.bot()
	s.send(b, bot.Message{Text: "avant-hier"})
	s.server.Age(zoe)
	s.send(b, bot.Message{Text: "3919", Purge: true})
	s.send(b, farewell)
	if got := s.texts(); len(got) != 2 || got[0] != "avant-hier" {
		t.Errorf("still there: %q", got)
	}
}

// Cut off in between, the wiping is taken up where it stood: the farewell is said
// once.
func TestWipeIsTakenUpAgain(t *testing.T) {
	s := newStage(t)
	b := s.bot()
	s.send(b, bot.Message{Text: "3919", Purge: true})
	s.server.Fail("deleteMessages", faketelegram.Failure{Code: http.StatusBadGateway, HTML: true})
	if err := b.Send(t.Context(), to("900001"), farewell); err == nil {
		t.Fatal("a failure was passed over")
	}
	s.send(b, farewell)
	if got := s.texts(); len(got) != 1 || got[0] != farewell.Text {
		t.Errorf("still there: %q", got)
	}
}

// On a busy bot the messages of a chat are far apart. What was shown before a restart
// is taken back all the same: the conversation remembers it, and what came after her
// last message stands close to that.
func TestWipeAfterARestartOfABusyBot(t *testing.T) {
	s, h := newStage(t), newHouse(t)
	first := s.bot()
	stop := s.run(first, h.reception(first).Receive)
	for _, text := range []string{"bonjour", "/rdv", "/aide"} {
		s.server.Say(zoe, text)
		s.settled()
		s.server.Elsewhere(1000)
	}
	sent := s.server.Sent(zoe)
	stop()
	second := s.bot()
	s.run(second, h.reception(second).Receive)
	s.server.Tap(zoe, sent[0].ID, "messages.effacer")
	s.settled()
	if got := s.texts(); len(sent) < 3 || len(got) != 1 || !strings.HasPrefix(got[0], "À bientôt") {
		t.Errorf("of %d messages still there: %q", len(sent), got)
	}
	if left := s.server.Heard(zoe); len(left) > 0 {
		t.Errorf("of hers still there: %v", left)
	}
}
