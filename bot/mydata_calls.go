package bot

import (
	"context"
	"encoding/json"
	"time"

	"escale/programme"
	"escale/scheduling"
)

// calledFor is a request of hers to be called, open or answered lately.
type calledFor struct {
	Asked     time.Time             `json:"asked"`
	Deadline  time.Time             `json:"deadline"`
	State     scheduling.CallState  `json:"state"`
	Number    programme.PhoneNumber `json:"number,omitempty"` // gone once she was called
	FirstName string                `json:"first_name,omitempty"`
	Language  string                `json:"language"`
	Topic     string                `json:"topic,omitempty"`
	Part      scheduling.Part       `json:"part,omitempty"`
	Tried     []time.Time           `json:"tried,omitempty"`
}

// callsKept are her requests, with what they hold while they are open.
func (t *turn) callsKept(ctx context.Context) ([]calledFor, error) {
	if t.Calls == nil {
		return nil, nil
	}
	kept, err := t.Calls.CallbacksOf(ctx, t.c.ID)
	if err != nil {
		return nil, err
	}
	var all []calledFor
	for _, c := range kept {
		who := t.caller(ctx, c)
		all = append(all, calledFor{
			Asked: c.Created, Deadline: c.Deadline, State: c.State, Number: programme.PhoneNumber(who.Number), FirstName: who.FirstName,
			Language: c.Language, Topic: c.Topic, Part: c.Part, Tried: c.Tried,
		})
	}
	return all, nil
}

// caller is whom a request is about; empty where it is closed.
func (t *turn) caller(ctx context.Context, c scheduling.Callback) (who scheduling.Caller) {
	if t.Open == nil || len(c.Sealed) == 0 {
		return who
	}
	if plain, err := t.Open(ctx, t.c.Parent, c.Sealed); err == nil {
		_ = json.Unmarshal(plain, &who) // what can't be read any more is gone
	}
	return who
}

func (t *turn) readCalls(d dossier) []string {
	lines := []string{t.say.T("data.calls")}
	for _, c := range d.Calls {
		if c.State != scheduling.CallOpen {
			lines = append(lines, "– "+t.say.T("data.call-closed", "Day", t.say.LongDay(c.Asked, t.zone())))
			continue
		}
		line := t.say.T("data.call-open", "Day", t.say.LongDay(c.Asked, t.zone()), "Number", c.Number.String(), "When", t.callWhen(c.Deadline))
		if c.FirstName != "" {
			line += ", " + t.say.T("say.first-name", "Name", c.FirstName)
		}
		if topic := t.topicLabel(c.Topic); topic != "" {
			line += ", " + t.say.T("call.topic", "Topic", topic)
		}
		lines = append(lines, "– "+line)
	}
	return lines
}
