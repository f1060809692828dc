package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// leastToAnswer is the least time to answer that makes a slot worth telling, after
// an outage. What is held up for longer is not told, and the slot is the next
// one's.
const leastToAnswer = 20 * time.Minute

// TellPlace handles due work of kind DuePlace: it tells that a slot is held for a
// wish, once and by day. What can't be told goes to the next at once.
func (r *Reception) TellPlace(ctx context.Context, d scheduling.Due) error {
	var e scheduling.Event
	if err := json.Unmarshal(d.Data, &e); err != nil {
		return fmt.Errorf("read event %s: %w", d.ID, err)
	}
	return r.lanes.Do(ctx, e.Conversation, func(ctx context.Context) error {
		done, err := r.tellPlace(ctx, d, e)
		if err != nil {
			return fmt.Errorf("tell %s: %w", e.ID, err)
		}
		r.carryOut(context.WithoutCancel(ctx), done)
		return nil
	})
}

func (r *Reception) tellPlace(ctx context.Context, d scheduling.Due, e scheduling.Event) (committed, error) {
	if r.wishes == nil {
		return committed{}, r.finish(ctx, d)
	}
	reached, err := r.Reaches(ctx, e.Conversation)
	if err != nil {
		return committed{}, err
	}
	if !reached {
		return committed{}, r.unsaid(ctx, d, e, scheduling.DoUnwish)
	}
	w, err := r.wishes.Offered(ctx, e.WishID, e.Turn)
	if errors.Is(err, scheduling.ErrNotFound) {
		return committed{}, r.unsaid(ctx, d, e, scheduling.DoPass)
	}
	if err != nil {
		return committed{}, err
	}
	now := r.clocks.Programme()
	if w.Offered.Until.Sub(now) < leastToAnswer {
		return committed{}, r.unsaid(ctx, d, e, scheduling.DoPass)
	}
	if at := scheduling.NextDaytime(now, zoneNamed(programme.Zone(w.Departement)), time.Time{}); at.After(now) {
		return committed{}, r.tellLater(ctx, d, at)
	}
	return r.feed(ctx, e.Conversation, Input{Event: &e}, change{command: "tell/" + e.ID, fence: &d})
}

// unsaid lets the slot go, or the wish as well, and finishes the work.
func (r *Reception) unsaid(ctx context.Context, d scheduling.Due, e scheduling.Event, kind string) error {
	_, err := r.desk.Do(ctx, scheduling.Command{
		ID: "unsaid/" + e.ID, Kind: kind, Conversation: e.Conversation, WishID: e.WishID, Turn: e.Turn,
	})
	if err != nil {
		return err
	}
	return r.finish(ctx, d)
}

// Reaches reports whether a notice would still reach a conversation: it was
// neither erased nor left.
func (r *Reception) Reaches(ctx context.Context, conversation string) (bool, error) {
	o, err := r.open(ctx, conversation)
	if errors.Is(err, scheduling.ErrNotFound) || errors.Is(err, scheduling.ErrErased) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return len(r.ways(o, Message{Class: scheduling.Notice, Subject: "-"})) > 0, nil
}

// counted is what a turn adds to the counters: steps reached, and what a search
// did not find.
func (r *Reception) counted(c Conversation, t Turn) map[string]int64 {
	now := r.clocks.Programme()
	n := counts(c, t.Reached, now)
	if n == nil {
		n = map[string]int64{}
	}
	for _, partner := range t.Referred {
		n[Referred(now, partner)]++
	}
	for _, offer := range t.Missed {
		n[scheduling.Unmet(now, c.Departement(), offer, nil)]++
	}
	return n
}
