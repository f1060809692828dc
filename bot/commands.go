package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"escale/scheduling"
)

// RunCommand handles due work of kind DueCommand: a command whose turn was
// committed and whose replica did not get to run it, or could not.
func (r *Reception) RunCommand(ctx context.Context, d scheduling.Due) error {
	var w work
	if err := json.Unmarshal(d.Data, &w); err != nil {
		return fmt.Errorf("read command %s: %w", d.ID, err)
	}
	return r.lanes.Do(ctx, w.Conversation, func(ctx context.Context) error {
		done, err := r.runWork(ctx, d)
		if err != nil {
			return err
		}
		r.carryOut(context.WithoutCancel(ctx), done)
		return nil
	})
}

// chain bounds how many commands one inbound may set off, one by another's
// outcome; the rest is left to due work.
const chain = 16

// carryOut sends what a turn says and runs what it asks for, with all that
// follows from that. What fails is tried again by due work.
func (r *Reception) carryOut(ctx context.Context, done committed) {
	if done.repeated || done.ID == "" {
		return
	}
	r.sendTo(ctx, done.Conversation)
	works := done.works
	for n := 0; len(works) > 0 && n < chain; n++ {
		next, err := r.runWork(ctx, works[0])
		if err != nil {
			r.postpone(ctx, works[0], err)
		}
		works = append(works[1:], next.works...)
		if next.ID != "" {
			r.sendTo(ctx, next.Conversation)
		}
	}
}

func (r *Reception) sendTo(ctx context.Context, c Conversation) {
	err := r.deliver.Chat(ctx, chatOf(c.ID, c.Channel))
	for channel := range c.Ways {
		if channel != c.Channel {
			err = errors.Join(err, r.deliver.Chat(ctx, chatOf(c.ID, channel)))
		}
	}
	if err != nil {
		r.log.Info("messages wait", "conversation", c.ID, "error", err)
	}
}

// postpone leaves a command that failed to due work, soon.
func (r *Reception) postpone(ctx context.Context, d scheduling.Due, cause error) {
	r.log.Error("command failed", "command", d.ID, "error", cause)
	err := r.store.FailDue(ctx, scheduling.Fence{ID: d.ID, Try: d.Try}, cause.Error(), r.clocks.Machine().Add(2*time.Second))
	if err != nil && !errors.Is(err, scheduling.ErrFenced) {
		r.log.Error("command not postponed", "command", d.ID, "error", err)
	}
}

// runWork does what a due record asks for and commits what the dialogue makes
// of the outcome. The conversation's lane is held.
func (r *Reception) runWork(ctx context.Context, d scheduling.Due) (committed, error) {
	var w work
	if err := json.Unmarshal(d.Data, &w); err != nil {
		return committed{}, fmt.Errorf("read command %s: %w", d.ID, err)
	}
	commands, err := r.openWork(ctx, w)
	if errors.Is(err, scheduling.ErrErased) && !w.Erase {
		return committed{}, r.finish(ctx, d)
	}
	if err != nil && !errors.Is(err, scheduling.ErrErased) {
		return committed{}, err
	}
	outcomes, err := r.do(ctx, d.ID, w.Conversation, commands)
	if err != nil {
		return committed{}, err
	}
	switch {
	case w.Erase:
		return committed{}, r.erase(ctx, d, w)
	case len(outcomes) == 0:
		return committed{}, r.finish(ctx, d)
	}
	return r.feed(ctx, w.Conversation, Input{Outcome: &outcomes[0]}, change{command: "out/" + d.ID, fence: &d})
}

func (r *Reception) openWork(ctx context.Context, w work) ([]Command, error) {
	plain, err := r.vault.Open(ctx, w.Parent, w.Sealed)
	if err != nil {
		return nil, fmt.Errorf("open command: %w", err)
	}
	var commands []Command
	if err := json.Unmarshal(plain, &commands); err != nil {
		return nil, fmt.Errorf("decode command: %w", err)
	}
	return commands, nil
}

// do runs commands and returns the outcomes of those that have one.
func (r *Reception) do(ctx context.Context, id, conversation string, commands []Command) ([]scheduling.Outcome, error) {
	var outcomes []scheduling.Outcome
	for i, c := range commands {
		if c.Answer != nil {
			if err := r.answered(ctx, fmt.Sprintf("%s/%d", id, i), *c.Answer); err != nil {
				return nil, err
			}
		}
		if c.Join != nil {
			return r.joinFrom(ctx, id, conversation, *c.Join)
		}
		if c.Desk != nil {
			outcome, err := r.desk.Do(ctx, *c.Desk)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.Desk.Kind, err)
			}
			outcomes = append(outcomes, outcome)
		}
	}
	return outcomes, nil
}

// answered keeps an answer. When the session it is about was erased, or
// retention took it, there is nothing left to keep it with.
func (r *Reception) answered(ctx context.Context, id string, a Answered) error {
	err := r.answers.Record(ctx, id, a)
	if errors.Is(err, scheduling.ErrNotFound) {
		r.log.Info("answer dropped: its session is gone", "command", id)
		return nil
	}
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return nil
}

// feed brings an outcome or an event to a conversation. If the conversation is
// gone, the work is done.
func (r *Reception) feed(ctx context.Context, conversation string, in Input, ch change) (committed, error) {
	in.Now = r.clocks.Programme()
	for range tries {
		o, err := r.open(ctx, conversation)
		if errors.Is(err, scheduling.ErrNotFound) || errors.Is(err, scheduling.ErrErased) {
			return committed{}, r.finish(ctx, *ch.fence)
		}
		if err != nil {
			return committed{}, err
		}
		done, err := r.turn(ctx, o, in, ch)
		if !errors.Is(err, scheduling.ErrStale) {
			return done, err
		}
	}
	return committed{}, scheduling.ErrStale
}
