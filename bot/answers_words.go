package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"escale/evaluation"
	"escale/scheduling"
)

// wordsTag has an answer looked at when its words were kept long enough: with
// the month in which it came, and nothing finer. One without words bears none.
func wordsTag(answer evaluation.Answer, find func(questionnaire, item string) (evaluation.Item, bool)) ([]string, error) {
	if len(wordsOf(answer, find)) == 0 {
		return nil, nil
	}
	month, err := time.Parse("2006-01", answer.Arrived)
	if err != nil {
		return nil, fmt.Errorf("answer of %q: %w", answer.Arrived, err)
	}
	return []string{scheduling.TagUntil(scheduling.KeptWords.Until(month.AddDate(0, 1, 0)))}, nil
}

// wordsOf lists the items of an answer that are words, or may be.
func wordsOf(answer evaluation.Answer, find func(questionnaire, item string) (evaluation.Item, bool)) []string {
	var words []string
	for id := range answer.Items {
		if item, known := find(answer.Questionnaire, id); !known || item.Kind == evaluation.Words {
			words = append(words, id)
		}
	}
	return words
}

// TrimWords is the rule of retention for answers: their words go, the rest leads
// to nobody and stays.
func TrimWords(find func(questionnaire, item string) (evaluation.Item, bool)) func(context.Context, scheduling.Record, time.Time) (scheduling.Verdict, error) {
	return func(_ context.Context, r scheduling.Record, _ time.Time) (scheduling.Verdict, error) {
		var answer evaluation.Answer
		if err := json.Unmarshal(r.Data, &answer); err != nil {
			return scheduling.Verdict{}, fmt.Errorf("read answer: %w", err)
		}
		words := wordsOf(answer, find)
		for _, id := range words {
			delete(answer.Items, id)
		}
		data, err := json.Marshal(answer)
		if err != nil {
			return scheduling.Verdict{}, fmt.Errorf("encode answer: %w", err)
		}
		r.Data, r.Tags = data, nil
		return scheduling.Verdict{Put: &r, Gone: len(words) > 0}, nil
	}
}
