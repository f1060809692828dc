package bot

import (
	"context"
	"slices"
)

// firstWords answers who writes before anything was asked of her. Her words may
// answer the opening question already, or ask one; else that question stands.
// Where the first page is on her screen, it is not said again.
func (t *turn) firstWords(ctx context.Context, in Inbound, words string) error {
	if err := t.greet(ctx); err != nil {
		return err
	}
	page := t.out.Messages
	if in.Welcomed {
		t.out.Messages = nil
		if done, err := t.obey(ctx, t.choiceIn(words)); done || err != nil {
			return err
		}
		return t.listen(ctx, in, words)
	}
	if words == "" || len(words) > Longest {
		return nil
	}
	t.out.Messages = slices.Clone(page[:len(page)-1]) // all but the question
	done, err := t.obey(ctx, t.choiceIn(words))
	if !done && err == nil {
		done, err = t.grasp(ctx, words)
	}
	if done || err != nil {
		return err
	}
	if !t.hearAhead() && !t.suggest(words) {
		t.out.Messages = page
		return nil
	}
	return t.stage().ask(ctx, t)
}

// choiceIn is what words of a bearable length choose.
func (t *turn) choiceIn(words string) string {
	if len(words) > Longest {
		return ""
	}
	return t.understand(words)
}
