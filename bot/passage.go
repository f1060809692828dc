package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"escale/scheduling"
)

// Passage is the way by which a conversation goes on in another app, or on
// another device: a code, which a link carries or she types.
type Passage struct {
	// Code works once; "": there is none.
	Code string `json:"code,omitempty"`
	// Given and Tried are when codes were drawn and tried here, programme time.
	Given []time.Time `json:"given,omitempty"`
	Tried []time.Time `json:"tried,omitempty"`
	// Awaited: what she types next is a code.
	Awaited bool `json:"awaited,omitempty"`
}

func (p Passage) clone() Passage {
	p.Given, p.Tried = slices.Clone(p.Given), slices.Clone(p.Tried)
	return p
}

const (
	// passageLasts is how long a code works, machine time.
	passageLasts = 30 * time.Minute
	// passagesADay bounds the codes that a conversation draws, and those it tries.
	passagesADay = 5
	// carries begins the payload of a start link that carries a code.
	carries = "c-"

	tellJoined = "joined" // the event with which a conversation is open elsewhere too
	doJoin     = "join"   // the kind of a try's outcome
)

// CarryPayload is the payload of a start link that carries a code.
func CarryPayload(code string) string { return carries + code }

// carried is the code in the payload of a start link.
func carried(payload string) (code string, ok bool) { return strings.CutPrefix(payload, carries) }

// elsewhere are the words of going on elsewhere.
func elsewhere() []anywhere {
	return []anywhere{
		{id: "ailleurs", text: "word.ailleurs", do: goElsewhere},
		{id: "ailleurs.entrer", do: enterPassage},
	}
}

// goElsewhere draws a code, in place of an earlier one, and says where it works.
func goElsewhere(_ context.Context, t *turn) error {
	p := &t.notes().Passage
	given, ok := oneMoreToday(p.Given, t.now)
	if !ok {
		t.beside(Message{Text: t.say.T("say.passage-too-many")}, true, t.resume()...)
		return nil
	}
	p.Given, p.Code = given, scheduling.ReadCode(t.NewCode())
	t.out.Passage = p.Code
	var choices []Choice
	for _, way := range t.otherWays() {
		choices = append(choices, Choice{ID: "ailleurs." + way.channel, Label: t.say.T(way.label), URL: way.url})
	}
	if t.carry(t.c.Channel, "") == "" { // the app has no page to type a code on
		choices = append(choices, word("ailleurs.entrer", t.say.T("tap.passage-enter")))
	}
	text := t.say.N("say.passage", int(passageLasts.Minutes()), "Code", spaced(p.Code))
	if page := t.carry(webChannel, ""); page != "" {
		text += "\n\n" + t.say.T("say.passage-page", "Page", page)
	}
	t.beside(Message{Text: text}, true, append(choices, t.resume()...)...)
	return nil
}

// webChannel is the name of the channel that is a page.
const webChannel = "web"

type otherWay struct{ channel, label, url string }

// otherWays are the apps in which the code just drawn opens the conversation.
func (t *turn) otherWays() []otherWay {
	var ways []otherWay
	for _, w := range []otherWay{{"telegram", "tap.telegram", ""}, {webChannel, "tap.web", ""}} {
		w.url = t.carry(w.channel, t.notes().Passage.Code)
		if w.url != "" && w.channel != t.c.Channel {
			ways = append(ways, w)
		}
	}
	return ways
}

// carry is the link that opens the conversation in a channel; without a code, the
// page of that channel where one is typed. "" where there is none.
func (t *turn) carry(channel, code string) string {
	if t.Links.Carry == nil {
		return ""
	}
	return t.Links.Carry(channel, code)
}

// oneMoreToday notes one more, unless there were enough in the last 24 hours.
func oneMoreToday(past []time.Time, now time.Time) ([]time.Time, bool) {
	past = slices.DeleteFunc(slices.Clone(past), func(at time.Time) bool { return now.Sub(at) > 24*time.Hour })
	if len(past) >= passagesADay {
		return past, false
	}
	return append(past, now), true
}

// enterPassage waits for a code.
func enterPassage(_ context.Context, t *turn) error {
	t.beside(Message{Text: t.say.T("ask.passage")}, true, t.resume()...)
	t.notes().Passage.Awaited = true
	return nil
}

// join tries a code. What she has here would be left behind: where a session or a
// wish is, she is told to go the other way round.
func (t *turn) join(ctx context.Context, words string) error {
	p := &t.notes().Passage
	p.Awaited = false
	coming, err := t.coming(ctx)
	if err != nil {
		return err
	}
	waits, _, err := t.waiting(ctx)
	if err != nil {
		return err
	}
	_, called, err := t.openCall(ctx)
	if err != nil {
		return err
	}
	if len(coming)+len(waits) > 0 || called || t.c.Step == stepPlacing {
		t.beside(Message{Text: t.say.T("say.passage-busy")}, true, append([]Choice{word("ailleurs", t.say.T("tap.passage"))}, t.resume()...)...)
		return nil
	}
	tried, ok := oneMoreToday(p.Tried, t.now)
	if !ok {
		t.beside(Message{Text: t.say.T("say.passage-too-many")}, true, t.resume()...)
		return nil
	}
	p.Tried = tried
	t.out.Commands = append(t.out.Commands, Command{Join: &Join{Code: words}})
	return nil
}

// learnJoin says that a try came to nothing; one that succeeds ends this
// conversation, and the other is heard.
func (t *turn) learnJoin(o scheduling.Outcome) {
	text := "say.passage-no-code"
	if o.Code == scheduling.TooMany {
		text = "say.passage-too-many"
	}
	t.beside(
		Message{Text: t.say.T(text)}, true,
		append([]Choice{{ID: "ailleurs.entrer", Label: t.say.T("tap.link-again")}}, t.resume()...)...,
	)
}

// joined: the conversation is open in another place, and goes on there. Where it
// was before is told.
func (t *turn) joined(ctx context.Context) error {
	t.notes().Passage.Code = ""
	t.beside(Message{Text: t.say.T("say.passage-opened"), Class: scheduling.Notice, Others: true}, true, t.resume()...)
	t.leads(t.say.T("say.passage-here"))
	if t.stage().rest {
		return appointments(ctx, t)
	}
	return t.stage().ask(ctx, t)
}
