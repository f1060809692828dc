package bot

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"escale/evaluation"
	"escale/scheduling"
)

const (
	answerKind = "answer"
	factKind   = "fact"
)

// AnswerBookConfig is what an AnswerBook needs.
type AnswerBookConfig struct {
	Store scheduling.Store
	Desk  Desk
	// Item finds one item of a questionnaire as the programme in force has it.
	Item func(questionnaire, item string) (evaluation.Item, bool)
	// SealWords encrypts free text for who reviews it; nobody else can read it.
	SealWords func(words string) ([]byte, error)
	Clocks    scheduling.Clocks
}

// AnswerBook keeps what parents answer as records that lead to nobody: a
// random id, the month, place and offer of the session, and no order.
type AnswerBook struct{ AnswerBookConfig }

// NewAnswerBook makes an AnswerBook.
func NewAnswerBook(c AnswerBookConfig) *AnswerBook { return &AnswerBook{c} }

// Record keeps one item, adding it to what was answered before; a repeated id
// changes nothing. The item that says whether the session took place also
// marks the booking.
func (a *AnswerBook) Record(ctx context.Context, id string, answered Answered) error {
	b, err := a.Desk.Booking(ctx, answered.Booking)
	if err != nil {
		return fmt.Errorf("answer about a session: %w", err)
	}
	if err := a.keep(ctx, id, answered, b); err != nil {
		return err
	}
	return a.mark(ctx, id, answered, b)
}

func (a *AnswerBook) keep(ctx context.Context, id string, answered Answered, b scheduling.Booking) error {
	for range tries {
		put, err := a.compose(ctx, answered, b)
		if err != nil {
			return err
		}
		_, err = a.Store.Apply(ctx, scheduling.Change{Command: "answer/" + id, Put: put})
		if !errors.Is(err, scheduling.ErrStale) {
			return err
		}
	}
	return fmt.Errorf("answer: %w", scheduling.ErrStale)
}

// compose merges the item into its answer and notes on the booking's fact that
// the invitation was followed.
func (a *AnswerBook) compose(ctx context.Context, answered Answered, b scheduling.Booking) ([]scheduling.Record, error) {
	var f evaluation.Fact
	fact, err := changeFact(ctx, a.Store, b.Fact, func(stored *evaluation.Fact) bool {
		changed := stored.Invited && !stored.Answered && !answered.Later
		stored.Answered = stored.Answered || changed
		f = *stored
		return changed
	})
	if err != nil {
		return nil, err
	}
	record, err := a.merge(ctx, answered, f)
	if err != nil {
		return nil, err
	}
	return append(fact, record), nil
}

func (a *AnswerBook) merge(ctx context.Context, answered Answered, f evaluation.Fact) (scheduling.Record, error) {
	answer := evaluation.Answer{
		ID: answered.Answer, Questionnaire: answered.Questionnaire,
		Month: f.Month, Departement: f.Departement, Structure: f.Structure, Offer: f.Offer,
		Session: f.Session, Language: languageGroup(answered.Language),
		Arrived: a.Clocks.Programme().Format("2006-01"), // kept from the first item on
	}
	record, err := a.Store.Get(ctx, scheduling.Key{Kind: answerKind, ID: answered.Answer})
	if err == nil {
		err = json.Unmarshal(record.Data, &answer)
	}
	if err != nil && !errors.Is(err, scheduling.ErrNotFound) {
		return record, fmt.Errorf("read answer: %w", err)
	}
	if answer.Items == nil {
		answer.Items = map[string]string{}
	}
	if answer.Items[answered.Item], err = a.value(answered); err != nil {
		return record, err
	}
	answer.Pair = cmp.Or(answered.Pair, answer.Pair)
	if record.Tags, err = wordsTag(answer, a.Item); err != nil {
		return record, err
	}
	record.Key = scheduling.Key{Kind: answerKind, ID: answered.Answer}
	record.Data, err = json.Marshal(answer)
	return record, err
}

// value is the answer as it is kept: an option or a number as it is, and what
// may be words sealed, in base64.
func (a *AnswerBook) value(answered Answered) (string, error) {
	item, known := a.Item(answered.Questionnaire, answered.Item)
	if known && item.Kind != evaluation.Words {
		return answered.Value, nil
	}
	sealed, err := a.SealWords(answered.Value)
	if err != nil {
		return "", fmt.Errorf("answer in words: %w", err)
	}
	return base64.StdEncoding.EncodeToString(sealed), nil
}

// TookPlace is the indicator of the item that says whether the session was
// held.
const TookPlace = "took-place"

// mark tells the Desk what the parent says of the session: a favourable option
// is a session held; "I could not come" one missed. That nobody was there to
// receive her is no absence of hers: it counts for nothing.
func (a *AnswerBook) mark(ctx context.Context, id string, answered Answered, b scheduling.Booking) error {
	item, known := a.Item(answered.Questionnaire, answered.Item)
	if !known || item.Indicator != TookPlace {
		return nil
	}
	mark := markOf(item, answered.Value)
	if mark == "" {
		return nil
	}
	_, err := a.Desk.Do(ctx, scheduling.Command{
		ID: id + "/mark", Kind: scheduling.DoMark, Mark: mark,
		Booking: b.ID, Conversation: b.Conversation, Parent: b.Parent, Family: b.Family,
	})
	if err != nil {
		return fmt.Errorf("mark %s: %w", b.ID, err)
	}
	return nil
}

// markOf reads an option of the took-place item. Among the unfavourable ones
// the first is the parent's own absence, any other that of who was to receive
// her.
func markOf(item evaluation.Item, value string) scheduling.State {
	mark := scheduling.Missed
	for _, option := range item.Options {
		switch {
		case option.ID == value && option.Favourable:
			return scheduling.Attended
		case option.ID == value:
			return mark
		case !option.Favourable:
			mark = scheduling.NotReceived
		}
	}
	return ""
}

// languageGroup is as fine as an answer may say: French or another.
func languageGroup(tag string) string {
	if base, _, _ := strings.Cut(tag, "-"); base == "fr" {
		return "fr"
	}
	return "other"
}

// changeFact reads a fact, lets the function change it, and returns what is to
// be put: nothing if it changed nothing or there is no such fact.
func changeFact(ctx context.Context, store scheduling.Reader, id string, modify func(*evaluation.Fact) bool) ([]scheduling.Record, error) {
	var none []scheduling.Record
	record, err := store.Get(ctx, scheduling.Key{Kind: factKind, ID: id})
	if errors.Is(err, scheduling.ErrNotFound) {
		return none, nil
	}
	if err != nil {
		return none, fmt.Errorf("read fact %s: %w", id, err)
	}
	var f evaluation.Fact
	if err := json.Unmarshal(record.Data, &f); err != nil {
		return none, fmt.Errorf("decode fact %s: %w", id, err)
	}
	if !modify(&f) {
		return none, nil
	}
	if record.Data, err = json.Marshal(f); err != nil {
		return none, fmt.Errorf("encode fact %s: %w", id, err)
	}
	return []scheduling.Record{record}, nil
}
