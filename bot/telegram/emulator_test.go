package telegram_test

import (
	"log/slog"
	"testing"
	"time"

	"escale/bot/telegram"
	"escale/deploy/servertest"
)

func TestAParentTalksThroughAnEmulatorThatWeDidNotWrite(t *testing.T) {
	p, h := servertest.NewPhone(t), newHouse(t)
	b, err := telegram.New(telegram.Config{
		Token: p.Token, URL: p.URL, Log: slog.New(slog.DiscardHandler), Clock: time.Now, Pause: 10 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	(&stage{t: t}).run(b, h.reception(b).Receive)

	p.Command("/START@TestNameBot")
	welcome := p.Hears("De quoi aimeriez-vous parler")
	p.Tap(welcome, "Mon rôle de parent")
	p.Hears("code postal")
	p.Say("ici")
	p.Hears("code postal")
	p.Say("38000")
	age := p.Hears("Quel âge")
	p.Tap(age, "De 0 à 5 ans")
	p.Hears("en sécurité")
	p.Tap(welcome, "Urgence")
	p.Hears("112")
}
