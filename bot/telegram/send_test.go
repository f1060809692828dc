package telegram_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"escale/bot"
	"escale/bot/telegram/faketelegram"
)

func (s *stage) send(b bot.Channel, m bot.Message) {
	s.t.Helper()
	if err := b.Send(s.t.Context(), to("900001"), m); err != nil {
		s.t.Fatal(err)
	}
}

func TestChoicesAreAKeyboardOneARow(t *testing.T) {
	s := newStage(t)
	s.send(s.bot(), bot.Message{Text: "Quel sujet ?", Choices: []bot.Choice{
		{ID: "1.topic.sommeil", Label: "Le sommeil"},
		{ID: strings.Repeat("x", 64), Label: "64 octets"},
		{ID: strings.Repeat("x", 65), Label: "65 octets"},
		{Label: "Vos données", URL: "https://escale.exemple.invalid/donnees"},
		{Label: "Ici", URL: "http://127.0.0.1:8080/r/x"},
		{ID: "urgence", Label: "Urgence", Role: bot.Urgent},
	}})
	want := []faketelegram.Sent{{ID: 101, Text: "Quel sujet ?\n\nIci : http://127.0.0.1:8080/r/x", Buttons: []faketelegram.Button{
		{Text: "Le sommeil", Data: "1.topic.sommeil"},
		{Text: "64 octets", Data: strings.Repeat("x", 64)},
		{Text: "Vos données", URL: "https://escale.exemple.invalid/donnees"},
		{Text: "Urgence", Data: "urgence"},
	}}}
	if diff := cmp.Diff(want, s.server.Sent(zoe)); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

func TestALongTextIsSentInParts(t *testing.T) {
	s := newStage(t)
	for name, text := range map[string]string{
		"exactly one":  strings.Repeat("a", 4096),
		"one too many": strings.Repeat("a", 4097),
		"surrogates":   strings.Repeat("🌊", 4096),
		"paragraphs":   strings.Repeat(strings.Repeat("mot ", 300)+"\n\n", 12),
		"broken":       strings.Repeat("\xff", 5000),
	} {
		before := len(s.server.Sent(zoe))
		s.send(s.bot(), bot.Message{Text: text, Choices: []bot.Choice{{ID: "a", Label: "A"}}})
		parts := s.server.Sent(zoe)[before:]
		var joined strings.Builder
		for i, part := range parts {
			joined.WriteString(part.Text)
			if last := i == len(parts)-1; last != (len(part.Buttons) == 1) {
				t.Errorf("%s: part %d has %d buttons", name, i, len(part.Buttons))
			}
		}
		squeeze := func(s string) string {
			return strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), "")
		}
		if squeeze(joined.String()) != squeeze(text) {
			t.Errorf("%s: the parts are not the text", name)
		}
		if least := (len(utf16.Encode([]rune(text))) + 4095) / 4096; name != "broken" && len(parts) < least || len(parts) > least+1 {
			t.Errorf("%s: %d parts, want about %d", name, len(parts), least)
		}
	}
}

func TestAFileCarriesTheTextAsItsCaptionWhereItFits(t *testing.T) {
	s := newStage(t)
	file := &bot.Document{Name: "seance.ics", Type: "text/calendar", Data: []byte("BEGIN:VCALENDAR")}
	s.send(s.bot(), bot.Message{Text: "C'est noté.", Document: file, Choices: []bot.Choice{{ID: "rdv", Label: "Mes rendez-vous"}}})
	s.send(s.bot(), bot.Message{Text: strings.Repeat("a", 1025), Document: file})
	got := s.server.Sent(zoe)
	if len(got) != 3 || got[0].Text != "C'est noté." || got[0].Document != "seance.ics" || len(got[0].Buttons) != 1 ||
		string(got[0].Data) != "BEGIN:VCALENDAR" || got[1].Document != "" || got[2].Document != "seance.ics" || got[2].Text != "" {
		t.Errorf("sent %+v", got)
	}
}

// A message given up half-way is whole when the same is said another time.
func TestAMessageGivenUpIsWholeAnotherTime(t *testing.T) {
	s := newStage(t)
	b := s.bot()
	m := bot.Message{Text: strings.Repeat("a", 1025), Document: &bot.Document{Name: "seance.ics", Data: []byte("BEGIN:VCALENDAR")}}
	for _, code := range []int{http.StatusBadRequest, http.StatusForbidden} {
		s.server.Fail("sendDocument", faketelegram.Failure{Code: code})
		if err := b.Send(t.Context(), to("900001"), m); err == nil {
			t.Fatalf("%d is no error", code)
		}
		before := len(s.server.Sent(zoe))
		s.send(b, m)
		if got := s.server.Sent(zoe)[before:]; len(got) != 2 || got[0].Text != m.Text {
			t.Errorf("after %d she reads %d parts", code, len(got))
		}
	}
}

func TestPagesTurnInPlace(t *testing.T) {
	s := newStage(t)
	b := s.bot()
	page := func(n int) bot.Message {
		return bot.Message{Text: fmt.Sprint("page ", n), Replace: true, Choices: []bot.Choice{{ID: "plus", Label: "Plus"}}}
	}
	s.send(b, page(1))
	s.send(b, page(2))
	s.send(b, page(2)) // the same again: "not modified" is no error
	s.send(b, bot.Message{Text: "C'est noté."})
	s.send(b, page(3)) // edits what is last
	if got := s.texts(); !cmp.Equal(got, []string{"page 2", "page 3"}) {
		t.Errorf("chat shows %q", got)
	}
	s.send(s.bot(), page(4)) // restarted: nothing is known of what was last
	if got := s.texts(); !cmp.Equal(got, []string{"page 2", "page 3", "page 4"}) {
		t.Errorf("chat shows %q", got)
	}
}

func TestATapTellsWhichMessageToTurnAndTypingThatNoneIs(t *testing.T) {
	s := newStage(t)
	first := bot.Message{Text: "page 1", Choices: []bot.Choice{{ID: "plus", Label: "Plus"}}}
	second := bot.Message{Text: "page 2", Replace: true}
	s.send(s.bot(), first)
	b := s.bot()
	s.run(b, s.receive)
	s.server.Tap(zoe, s.server.Sent(zoe)[0].ID, "plus")
	s.settled()
	s.send(b, second)
	if got := s.texts(); !cmp.Equal(got, []string{"page 2"}) {
		t.Errorf("after a tap the chat shows %q", got)
	}
	s.server.Say(zoe, "et ensuite ?")
	s.settled()
	s.send(b, first)
	s.server.Say(zoe, "plus")
	s.settled()
	s.send(b, second)
	if got := s.texts(); !cmp.Equal(got, []string{"page 2", "page 1", "page 2"}) {
		t.Errorf("after typing the chat shows %q", got)
	}
}

func TestAMessageGoneIsSentAnew(t *testing.T) {
	s := newStage(t)
	b := s.bot()
	s.send(b, bot.Message{Text: "page 1"})
	s.server.Fail("editMessageText", faketelegram.Failure{Code: http.StatusBadRequest})
	s.send(b, bot.Message{Text: "page 2", Replace: true})
	if got := s.texts(); !cmp.Equal(got, []string{"page 1", "page 2"}) {
		t.Errorf("chat shows %q", got)
	}
}

func (s *stage) texts() []string {
	var texts []string
	for _, m := range s.server.Sent(zoe) {
		texts = append(texts, m.Text)
	}
	return texts
}

func TestRefusalsAreToldApart(t *testing.T) {
	s := newStage(t)
	b := s.bot()
	send := func(address, text string) error {
		err := b.Send(t.Context(), to(address), bot.Message{Text: text})
		if err != nil {
			s.wantNoToken("errors", err.Error())
		}
		return err
	}
	before := time.Now()
	s.server.Fail("sendMessage", faketelegram.Failure{Code: http.StatusTooManyRequests, RetryAfter: 7})
	slow, ok := errors.AsType[*bot.Throttled](send("900001", "x"))
	if !ok || slow.Until.Before(before.Add(7*time.Second)) || slow.Until.After(time.Now().Add(7*time.Second)) {
		t.Errorf("429: %v, want to wait 7 s", slow)
	}
	for name, f := range map[string]faketelegram.Failure{
		"500": {Code: http.StatusInternalServerError}, "gateway": {Code: http.StatusBadGateway, HTML: true},
		"cut": {Cut: true}, "token": {Code: http.StatusUnauthorized},
	} {
		s.server.Fail("sendMessage", f)
		err := send("900001", "x")
		if _, throttled := errors.AsType[*bot.Throttled](err); err == nil || throttled || errors.Is(err, bot.ErrStopped) || errors.Is(err, bot.ErrRefused) {
			t.Errorf("%s: %v, want an error that may pass", name, err)
		}
	}
	if err := send("123456", "x"); !errors.Is(err, bot.ErrStopped) {
		t.Errorf("unknown chat: %v, want ErrStopped", err)
	}
	if err := send("900001", ""); !errors.Is(err, bot.ErrRefused) {
		t.Errorf("empty text: %v, want ErrRefused", err)
	}
	s.server.Gather(-1, "group")
	s.server.Upgrade(-1, -2)
	if err := send("-1", "x"); !errors.Is(err, bot.ErrRefused) || len(s.server.Sent(-2)) != 0 {
		t.Errorf("a group that moved: %v, want ErrRefused", err)
	}
	if err := send("zoe", "x"); !errors.Is(err, bot.ErrRefused) {
		t.Errorf("no chat id: %v, want ErrRefused", err)
	}
	s.server.Block(zoe)
	if err := send("900001", "x"); !errors.Is(err, bot.ErrStopped) {
		t.Errorf("blocked: %v, want ErrStopped", err)
	}
	s.server.Close()
	if err := send("900001", "x"); err == nil {
		t.Error("sent to a server that is gone")
	}
}

func TestAMessageCutInTheMiddleIsTakenUpThere(t *testing.T) {
	s := newStage(t)
	b := s.bot()
	long := bot.Message{Text: strings.Repeat("a", 4096) + strings.Repeat("b", 4096)}
	s.server.Fail("sendDocument", faketelegram.Failure{Code: http.StatusBadGateway, HTML: true})
	long.Document = &bot.Document{Name: "seance.ics", Data: []byte("x")}
	if err := b.Send(t.Context(), to("900001"), long); err == nil {
		t.Fatal("the file went through")
	}
	s.send(b, long)
	if got := s.server.Sent(zoe); len(got) != 3 || got[2].Document != "seance.ics" {
		t.Errorf("%d messages, want two texts and the file, each once", len(got))
	}
}
