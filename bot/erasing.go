package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"escale/scheduling"
)

// pauseToThink is how long an erasure waits, in machine time: it is a person who
// thinks it over, and her ten minutes pass on the clock on her wall, whatever
// day it is for the programme.
const pauseToThink = 10 * time.Minute

// tellErase is the event with which the pause ends. Its Turn tells one pause from
// another.
const tellErase = "erase"

// Erasing is an erasure that she asked for and can still stop.
type Erasing struct {
	// Number counts the pauses of the conversation: an event of one that was
	// stopped ends no other. The pause is on while Asked.
	Number int  `json:"number,omitempty"`
	Asked  bool `json:"asked,omitempty"`
	Keep   bool `json:"keep,omitempty"` // her sessions ahead stay booked
	// Gone: the farewell was said, and nothing can be stopped any more.
	Gone bool `json:"gone,omitempty"`
}

// Later is an event that a turn owes its conversation, after a while of machine
// time.
type Later struct {
	Event scheduling.Event
	After time.Duration
}

// eraseSoon begins the pause, and says how to stop it or not to wait.
func (t *turn) eraseSoon(keep bool) {
	e := &t.notes().Erasing
	e.Number, e.Asked, e.Keep = e.Number+1, true, keep
	t.out.Later = append(t.out.Later, Later{
		Event: scheduling.Event{Kind: tellErase, Turn: e.Number},
		After: pauseToThink,
	})
	t.sayErasing(t.say.N("say.erase-soon", int(pauseToThink.Minutes())))
}

func (t *turn) sayErasing(text string) {
	t.beside(
		Message{Text: text}, true,
		Choice{ID: "effacer.non", Label: t.say.T("tap.erase-stop")}, Choice{ID: "effacer.maintenant", Label: t.say.T("tap.erase-now")},
	)
}

// eraseNow does not wait for the end of the pause. Without one, it asks first.
func eraseNow(ctx context.Context, t *turn) error {
	e := t.notes().Erasing
	if !e.Asked {
		return askErase(ctx, t)
	}
	t.eraseAll(e.Keep)
	return nil
}

// eraseAll has everything destroyed once the farewell is sent. What is to come is
// cancelled with it, unless it is kept: it leads to nobody from then on.
func (t *turn) eraseAll(keep bool) {
	t.letGo()
	t.notes().Erasing.Gone = true
	t.send(Message{Text: t.say.T("say.erased")})
	t.out.Erase, t.out.Keep = true, keep
}

// stopErasing keeps everything, and goes back to the question.
func stopErasing(ctx context.Context, t *turn) error {
	e := &t.notes().Erasing
	e.Asked, e.Keep = false, false
	t.leads(t.say.T("say.erase-stopped"))
	return resume(ctx, t)
}

// pauseEnds erases, unless she thought better of it meanwhile.
func (t *turn) pauseEnds(ctx context.Context, e scheduling.Event) error {
	if now := t.notes().Erasing; !now.Asked || now.Gone || now.Number != e.Turn {
		return nil
	}
	return eraseNow(ctx, t)
}

// thinking keeps everything from being begun that the erasure would undo: what
// she does in the pause only shows her how to stop it.
func (t *turn) thinking(id string) bool {
	switch e := t.notes().Erasing; {
	case e.Gone:
		t.send(Message{Text: t.say.T("say.erased")})
	case !e.Asked || worksWhileThinking(id):
		return false
	default:
		t.sayErasing(t.say.T("say.erase-waiting"))
	}
	return true
}

func worksWhileThinking(id string) bool {
	family, _, _ := strings.Cut(id, ".")
	switch family {
	case "effacer", "urgence", "humain", "langue", "confidentialite", "mesdonnees":
		return true
	}
	return false
}

// owed are the events that a turn owes its conversation, as due work.
func (r *Reception) owed(o opened, turn string, t Turn) ([]scheduling.Due, error) {
	var due []scheduling.Due
	for i, l := range t.Later {
		e := l.Event
		e.ID, e.Conversation = fmt.Sprintf("tell/%s/%d", turn, i), o.ID
		data, err := json.Marshal(e)
		if err != nil {
			return nil, fmt.Errorf("encode event: %w", err)
		}
		due = append(due, scheduling.Due{
			ID: e.ID, Kind: scheduling.DueTell, Subject: o.ID,
			At: r.clocks.Machine().Add(l.After), Clock: scheduling.MachineTime, Data: data,
		})
	}
	return due, nil
}
