package bot_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"escale/bot"
	"escale/evaluation"
	"escale/scheduling"
)

func sampleItem(questionnaire, item string) (evaluation.Item, bool) {
	switch {
	case questionnaire != "apres":
		return evaluation.Item{}, false
	case item == "clear" || item == "useful":
		return evaluation.Item{ID: item, Kind: evaluation.Scale}, true
	case item == "note":
		return evaluation.Item{ID: item, Kind: evaluation.Words}, true
	case item != "held":
		return evaluation.Item{}, false
	}
	return evaluation.Item{ID: "held", Indicator: bot.TookPlace, Options: []evaluation.Option{
		{ID: "yes", Favourable: true}, {ID: "could-not"}, {ID: "nobody"},
	}}, true
}

func (w *world) keepFact(f evaluation.Fact) {
	w.t.Helper()
	data, err := json.Marshal(f)
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = w.store.Apply(w.t.Context(), scheduling.Change{Command: "fact/" + f.ID, Put: []scheduling.Record{{
		Key: scheduling.Key{Kind: "fact", ID: f.ID}, Data: data,
	}}})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) fact(id string) evaluation.Fact {
	w.t.Helper()
	var f evaluation.Fact
	w.read("fact", id, &f)
	return f
}

func (w *world) read(kind, id string, into any) string {
	w.t.Helper()
	record, err := w.store.Get(w.t.Context(), scheduling.Key{Kind: kind, ID: id})
	if err == nil {
		err = json.Unmarshal(record.Data, into)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return string(record.Data)
}

// booklet is an answer book beside a session that took place.
func booklet(t *testing.T) (*world, *bot.AnswerBook) {
	w := newWorld(t)
	w.keepFact(evaluation.Fact{
		ID: "f", Month: "2026-11", Departement: "38", Structure: "maison", Offer: "individuel",
		Session: "2+", Invited: true,
	})
	w.desk.set(scheduling.Booking{ID: "booking-1", Parent: "parent-1", Family: "family-1", Conversation: "conversation-1", Fact: "f", State: scheduling.PresumedHeld})
	return w, bot.NewAnswerBook(bot.AnswerBookConfig{Store: w.store, Desk: w.desk, Item: sampleItem, SealWords: sealedWords, Clocks: w.clocks})
}

// sealedWords stands for the vault's seal.
func sealedWords(words string) ([]byte, error) { return []byte(strings.ToUpper(words)), nil }

func answered(item, value string) bot.Answered {
	return bot.Answered{Answer: "random", Questionnaire: "apres", Booking: "booking-1", Item: item, Value: value, Language: "fr-falc"}
}

func TestAnswersAreKeptItemByItemApartFromThePerson(t *testing.T) {
	w, book := booklet(t)
	steps := []struct {
		id string
		a  bot.Answered
	}{
		{"1", answered("clear", "4")},
		{"2", answered("useful", "3")},
		{"2", answered("useful", "1")}, // the same command again
		{"3", answered("clear", "2")},  // corrected
	}
	for _, s := range steps {
		if err := book.Record(t.Context(), s.id, s.a); err != nil {
			t.Fatal(err)
		}
	}
	var got evaluation.Answer
	data := w.read("answer", "random", &got)
	want := evaluation.Answer{
		ID: "random", Questionnaire: "apres", Month: "2026-11", Arrived: "2026-11", Departement: "38", Structure: "maison",
		Offer: "individuel", Language: "fr", Session: "2+", Items: map[string]string{"clear": "2", "useful": "3"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	for _, id := range []string{"booking-1", "parent-1", "family-1", "conversation-1", `"f"`} {
		if strings.Contains(data, id) {
			t.Errorf("the answer leads to %s: %s", id, data)
		}
	}
	if !w.fact("f").Answered {
		t.Error("the fact does not know that it was answered")
	}
}

func TestWordsAreKeptSealed(t *testing.T) {
	w, book := booklet(t)
	for id, a := range map[string]bot.Answered{
		"1": answered("note", "merci zoé"),
		"2": answered("dropped-from-the-programme", "merci léa"), // what it was can't be told any more
	} {
		if err := book.Record(t.Context(), id, a); err != nil {
			t.Fatal(err)
		}
	}
	var got evaluation.Answer
	w.read("answer", "random", &got)
	want := map[string]string{
		"note":                       base64.StdEncoding.EncodeToString([]byte("MERCI ZOÉ")),
		"dropped-from-the-programme": base64.StdEncoding.EncodeToString([]byte("MERCI LÉA")),
	}
	if diff := cmp.Diff(want, got.Items); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

func TestWhetherTheSessionTookPlaceMarksTheBooking(t *testing.T) {
	for value, want := range map[string]scheduling.State{
		"yes": scheduling.Attended, "could-not": scheduling.Missed, "nobody": scheduling.NotReceived, "forged": "",
	} {
		w, book := booklet(t)
		for range 2 {
			if err := book.Record(t.Context(), "1", answered("held", value)); err != nil {
				t.Fatal(err)
			}
		}
		got := w.desk.done["1/mark"]
		if got.Mark != want || want != "" && (got.Kind != scheduling.DoMark || got.Booking != "booking-1") {
			t.Errorf("%s: command %+v, want mark %q", value, got, want)
		}
	}
}

func TestAnItemBeforeTheSessionIsNoResponse(t *testing.T) {
	w, book := booklet(t)
	w.keepFact(evaluation.Fact{ID: "g", Month: "2026-12"})
	w.desk.set(scheduling.Booking{ID: "booking-2", Fact: "g", State: scheduling.Booked})
	before := answered("confidence", "7")
	before.Booking, before.Pair, before.Language = "booking-2", "pair", "en"
	if err := book.Record(t.Context(), "1", before); err != nil {
		t.Fatal(err)
	}
	var got evaluation.Answer
	w.read("answer", "random", &got)
	if got.Pair != "pair" || got.Language != "other" || got.Month != "2026-12" {
		t.Errorf("answer %+v", got)
	}
	if w.fact("g").Answered {
		t.Error("nobody was invited yet")
	}
}

func TestAnAnswerAboutNoSessionIsAnError(t *testing.T) {
	_, book := booklet(t)
	lost := answered("clear", "1")
	lost.Booking = "unknown"
	if err := book.Record(t.Context(), "1", lost); !errors.Is(err, scheduling.ErrNotFound) {
		t.Errorf("%v, want ErrNotFound", err)
	}
}
