package telegram_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The number of a contact card is handed on when the card is the sender's own, and
// no other: whose number it is was not asked.
func TestOnlyHerOwnCardIsRead(t *testing.T) {
	s := newStage(t)
	s.run(s.bot(), s.receive)
	card := func(fields map[string]any) { s.server.Send(zoe, map[string]any{"contact": fields}) }
	own := func(number string) map[string]any {
		return map[string]any{"phone_number": number, "first_name": "Inventée", "user_id": zoe}
	}
	card(own("33612345678")) // as Telegram has it
	card(own("+33 6 12 34 56 78"))
	card(own("0612345678")) // as a telephone's own address book has it
	card(own(""))
	card(own(strings.Repeat("6", 4000)))
	card(map[string]any{"phone_number": "33698765432", "first_name": "Inventé", "user_id": karim})
	card(map[string]any{"phone_number": "33698765432", "first_name": "Inventé"})
	card(map[string]any{"phone_number": "33698765432", "first_name": "Inventé", "user_id": 0, "vcard": "TEL:33698765432"})
	s.server.Send(zoe, map[string]any{"text": "33612345678"})
	s.settled()
	var got []string
	for _, in := range s.heard() {
		got = append(got, in.Media+" "+in.Phone)
	}
	want := []string{"contact +33612345678", "contact +33 6 12 34 56 78", "contact 0612345678", "contact ", "contact ", "contact ", "contact ", "contact ", " "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
}
