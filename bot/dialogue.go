package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"escale/evaluation"
	"escale/locales"
	"escale/programme"
	"escale/scheduling"
)

// DialogueConfig is what a conversation needs to read. Only Catalogue, Locales
// and Desk are required.
type DialogueConfig struct {
	Catalogue Catalogue
	Locales   *locales.Catalogue
	Desk      Reader
	Wishes    Wishes // nil: no waiting list
	Calls     Calls  // nil: no requests to be called are taken
	// Questionnaires in force, by the name offers give them.
	Questionnaires func() map[string]*evaluation.Questionnaire
	Links          Links
	Referrals      Referrals    // nil: start links say nothing
	CalendarFile   CalendarFile // nil: no file is handed over
	// Seal encrypts a first name for the parent (Vault.Seal); nil: none is asked.
	Seal func(ctx context.Context, parent string, plain []byte) ([]byte, error)
	// Open decrypts it again (Vault.Open), to show her what is kept; nil: it is not
	// shown.
	Open func(ctx context.Context, parent string, sealed []byte) ([]byte, error)
	// Danger tells which kinds of danger words speak of, the most pressing first;
	// nil: none is recognised.
	Danger func(words string) []string
	// TakesBack: the channel can delete what it showed; nil: none can.
	TakesBack func(channel string) bool
	// WithoutEmail: no mail server, so no reminders by e-mail are offered.
	WithoutEmail bool
	// NewCode draws codes that are said aloud; default scheduling.NewCode.
	NewCode func() string
	// NewID makes random ids for answers; default crypto/rand.
	NewID func() string
}

// Dialogue is the conversation as a table of steps. It remembers nothing: what
// it knows of a parent is in the Conversation it is handed. Safe for concurrent
// use.
type Dialogue struct {
	DialogueConfig
	steps map[string]stage
	words []anywhere
	// ears compare what she writes with what it may mean.
	ears ears
	// vocabulary is what the words are in every language.
	vocabulary vocabulary
}

// stage is one step: how it asks, and how it understands an answer.
type stage struct {
	// ask puts the question; asked twice, it puts it twice.
	ask func(ctx context.Context, t *turn) error
	// take reads an answer; false when it makes nothing of it.
	take func(ctx context.Context, t *turn, r reply) (bool, error)
	// forget drops the answer, when the parent goes back to the step.
	forget func(t *turn, visited string)
	// rest: nothing is being asked here.
	rest bool
}

// reply is what a parent answered to a step: the value of a choice, or words.
type reply struct {
	value string
	words string
}

// NewDialogue makes a dialogue.
func NewDialogue(c DialogueConfig) *Dialogue {
	if c.Questionnaires == nil {
		c.Questionnaires = func() map[string]*evaluation.Questionnaire { return nil }
	}
	if c.NewCode == nil {
		c.NewCode = scheduling.NewCode
	}
	if c.NewID == nil {
		c.NewID = rand.Text
	}
	d := &Dialogue{DialogueConfig: c}
	d.steps = map[string]stage{
		stepReferral: {ask: askReferral, take: takeReferral},
		stepWelcome:  {ask: askWelcome, take: takeQuestion, forget: forgetQuestion},
		stepPostcode: {ask: askPostcode, take: takePostcode, forget: forgetPostcode},
		stepCommune:  {ask: askCommune, take: takeCommune, forget: forgetCommune},
		stepQuestion: {ask: askQuestion, take: takeQuestion, forget: forgetQuestion},
		stepOffer:    {ask: askOffer, take: takeOffer, forget: forgetOffer},
		stepSlots:    {ask: askSlots, take: takeSlot},
		stepSummary:  {ask: askSummary, take: takeSummary},
		stepPlacing:  {ask: askPlacing, take: takeNothing},
		stepBooked:   {ask: askBooked, take: takeBooked, rest: true},
		stepStopped:  {ask: askStopped, take: takeStopped, rest: true},
		stepWish:     {ask: askWish, take: takeWish},
		stepWaiting:  {ask: askWaiting, take: takeWaiting, rest: true},
		stepCall:     {ask: askCall, take: takeCall},

		stepHandedOver: {ask: askHandedOver, take: takeHandedOver, rest: true},
	}
	d.words = slices.Concat(anywheres(), rights(), elsewhere(), intentWords())
	d.vocabulary = vocabularyOf(d.Locales, d.words)
	return d
}

// Names of the steps, as they stand in conversations and in ids of choices.
const (
	stepReferral = "referral" // says whether she may be counted for who sent her
	stepWelcome  = "welcome"
	stepPostcode = "postcode"
	stepCommune  = "commune"
	stepQuestion = "question"
	stepOffer    = "offer"
	stepSlots    = "slots"
	stepSummary  = "summary"
	stepPlacing  = "placing" // a booking was asked for, its outcome is awaited
	stepBooked   = "booked"
	stepStopped  = "stopped" // ended without an appointment
	stepWish     = "wish"    // leaves a wish
	stepWaiting  = "waiting" // has left one
	stepCall     = "call"    // asks to be called, beside another step

	stepHandedOver = "handed-over" // others give what she asked for
)

// Step is one turn: what the parent did, what came of a command or what
// happened to a booking leads to messages, commands and the conversation as it
// now stands. It reads, and changes nothing; c itself is left as it was.
func (d *Dialogue) Step(ctx context.Context, c Conversation, in Input) (Turn, error) {
	t := d.begin(c, in.Now)
	var err error
	switch {
	case in.Inbound != nil:
		err = t.hear(ctx, *in.Inbound)
	case in.Outcome != nil:
		err = t.learn(ctx, *in.Outcome)
	case in.Event != nil && in.Event.Kind == scheduling.TellPlace:
		err = t.tellPlace(ctx, *in.Event)
	case in.Event != nil && in.Event.CallID != "":
		err = t.tellCall(ctx, *in.Event)
	case in.Event != nil:
		err = t.tell(ctx, *in.Event)
	default:
		err = errors.New("neither inbound, outcome nor event")
	}
	if err != nil {
		return Turn{}, fmt.Errorf("step %q: %w", c.Step, err)
	}
	return t.end(), nil
}

// Emergency is the numbers alone, for a channel that shows them before anything
// is kept; now is programme time, for what is open.
func (d *Dialogue) Emergency(language string, now time.Time) []Message {
	t := d.begin(Conversation{Language: language}, now)
	t.numbers(t.say.T("say.emergency"))
	return t.end().Messages
}

// Welcome is the first page, for a channel that shows one before anything is
// kept. Its choices fit a new Conversation.
func (d *Dialogue) Welcome(language string) []Message {
	t := d.begin(Conversation{Language: language}, time.Time{})
	t.speak(language)
	// The opening step reads no calendar: it can't fail.
	_ = t.greet(context.Background())
	return t.end().Messages
}

// turn is one Step under way.
type turn struct {
	*Dialogue
	p    *programme.Programme
	say  *locales.Printer
	c    Conversation
	now  time.Time
	lead []string // paragraphs that begin the next message
	out  Turn
	// paging: the list on screen is only shaped anew, and may be edited in place.
	paging bool
	// unsafe: she just said so; sure: that she is not. Only this turn knows.
	unsafe, sure bool
	// misses is how many times in a row nothing was understood before; first are the
	// choices that may be meant, put before those of the present question.
	misses int
	first  []Choice
	// typed is what she wrote on the way to a list of slots, until it was read for
	// what is not asked yet; nothing where it may not be kept.
	typed string
	// arrived is whose link or poster she opened just now.
	arrived Referral
	// welcomed: the first page is on her screen already.
	welcomed bool
}

func (d *Dialogue) begin(c Conversation, now time.Time) *turn {
	t := &turn{Dialogue: d, p: d.Catalogue(), c: c.clone(), now: now}
	t.say = d.Locales.In(c.Language)
	return t
}

func (t *turn) end() Turn {
	t.flush()
	t.out.Conversation = t.c
	return t.out
}

// notes is what the steps keep.
func (t *turn) notes() *Notes { return &t.c.Data }

// stage is the present step; an unknown one (an older version's) begins anew.
func (t *turn) stage() stage {
	if s, ok := t.steps[t.c.Step]; ok {
		return s
	}
	t.c.Step = t.opening()
	return t.steps[t.c.Step]
}

// goTo makes a step the present one and puts its question.
func (t *turn) goTo(ctx context.Context, step string) error {
	t.c.Step = step
	t.notes().View = ""
	return t.stage().ask(ctx, t)
}

// visited puts the present step on the trail, for going back.
func (t *turn) visited(step string) {
	t.c.Trail = append(t.c.Trail, Visited{Step: step})
}

// reach counts a step the first time this flow gets there.
func (t *turn) reach(step string) {
	if n := t.notes(); !slices.Contains(n.Reached, step) {
		n.Reached = append(n.Reached, step)
		t.out.Reached = append(t.out.Reached, step)
	}
}

// desk asks the Desk for a change on the parent's behalf.
func (t *turn) desk(c scheduling.Command) {
	c.Conversation, c.Parent, c.Family = t.c.ID, t.c.Parent, t.c.Family
	c.Verified, c.Origin = t.c.Verified, t.c.Origin
	t.out.Commands = append(t.out.Commands, Command{Desk: &c})
}

// text is a programme's or questionnaire's own text in the parent's language.
func (t *turn) text(words map[string]string) string {
	return programme.Text(words).In(t.say.Tag())
}
