package bot_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"escale/bot"
	"escale/scheduling"
)

// A place whose notice reaches nobody any more is the next one's at once; one that
// is told elsewhere, too, stays hers.
func TestAPlaceThatCannotBeToldGoesOnAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		mail   string
		fail   error
		passed bool
	}{
		"she left":                  {"", bot.ErrStopped, true},
		"it is refused":             {"", bot.ErrRefused, true},
		"she left, and has a mail":  {"zoe@exemple.invalid", bot.ErrStopped, false},
		"refused, and has a mail":   {"zoe@exemple.invalid", bot.ErrRefused, false},
		"it is told after an error": {"", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			w, l := newWorld(t), &list{}
			w.wishes = l
			r := w.replica("a", func() script {
				says := offering(l)
				return func(ctx context.Context, conversation bot.Conversation, in bot.Input) (bot.Turn, error) {
					conversation.Email = c.mail
					turn, err := says(ctx, conversation, in)
					for i := range turn.Messages {
						turn.Messages[i].Subject = "Une place"
					}
					return turn, err
				}
			}())
			w.say(r, "1", "bonjour")
			w.until(paris(23, 10, 0))
			conversation := w.conversation(r)
			l.wish = scheduling.Wish{
				ID: "w1", Conversation: conversation.ID, Parent: conversation.Parent, Departement: "38", Turn: 1,
				Offered: &scheduling.Offered{From: w.clocks.Programme(), Until: paris(23, 12, 0)},
			}
			w.postbox.fail = func(bot.Message) error { return c.fail }
			w.due(scheduling.Event{ID: "place", Kind: scheduling.TellLinked, Conversation: conversation.ID, WishID: "w1", Turn: 1})
			w.runDue(r, "loop")
			w.clocks.pass(time.Minute)
			w.pass(r)
			if got := w.desk.kinds(); slices.Contains(got, scheduling.DoPass) != c.passed {
				t.Errorf("the desk was asked to %q; passed on: %v, want %v", got, !c.passed, c.passed)
			}
		})
	}
}
