package bot

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"escale/locales"
	"escale/programme"
	"escale/scheduling"
)

func takeCall(ctx context.Context, t *turn, r reply) (bool, error) {
	c := &t.notes().Calling
	part, isPart := strings.CutPrefix(r.value, partPrefix)
	speaks, isLanguage := strings.CutPrefix(r.value, speakPrefix)
	switch {
	case r.value == callLeave:
		return true, t.leaveCall(ctx)
	case r.value == "":
		if r.words == "" || !t.takeCallWords(r.words) {
			return false, nil
		}
	case c.Number == "":
		return false, nil // nothing else before there is a number
	case r.value == callSend && !c.Settled: // she went back to when, and to an earlier summary
		c.Asks = callPart
	case r.value == callSend:
		return true, t.sendCall(ctx)
	case r.value == callNumber, r.value == callName, r.value == callLanguage:
		c.Asks = r.value
	case r.value == callTopic:
		c.Topic = t.c.Answers[aboutWhat]
	case r.value == callNoTopic:
		c.Topic = ""
	case isPart && (r.value == anyPart || slices.Contains(scheduling.Parts(), scheduling.Part(part))):
		c.Part, c.Settled, c.Asks = "", true, ""
		if r.value != anyPart {
			c.Part = scheduling.Part(part)
		}
	case isLanguage && slices.ContainsFunc(t.spokenLanguages(), func(l locales.Language) bool { return l.Tag == speaks }):
		c.Language, c.Asks = speaks, ""
	default:
		return false, nil
	}
	return true, askCall(ctx, t)
}

// takeCallPart reads the part of the day out of "demain matin"; on which day, the
// summary says.
func (t *turn) takeCallPart(words string) bool {
	c := &t.notes().Calling
	w, _, ok := t.hearWhen(words, 0)
	open := slices.ContainsFunc(t.callParts(), func(o Choice) bool { return strings.HasSuffix(o.ID, "."+partPrefix+string(w.Part)) })
	if !ok || w.Part == "" || !open {
		return false
	}
	c.Part, c.Settled, c.Asks = w.Part, true, ""
	return true
}

// takeCallWords reads a number or a first name; false where words mean nothing.
func (t *turn) takeCallWords(words string) bool {
	c := &t.notes().Calling
	switch c.Asks {
	case callNumber:
		number, err := programme.ParsePhone(words)
		switch {
		case errors.Is(err, programme.ErrServicePhone):
			t.leads(t.say.T("say.call-service-number"))
		case err != nil:
			t.leads(t.say.T("say.call-bad-number"))
		default:
			c.Number, c.Asks = number, callPart
			if c.Settled {
				c.Asks = ""
			}
		}
		return true
	case callPart:
		return t.takeCallPart(words)
	case callName:
		name := strings.Join(strings.Fields(words), " ")
		if utf8.RuneCountInString(name) > longestName {
			return false
		}
		c.FirstName, c.Asks = name, ""
		return true
	}
	return false
}

// backInCall goes back by one question, and out of the first to where she was.
func (t *turn) backInCall(ctx context.Context) error {
	c := &t.notes().Calling
	switch {
	case c.Asks == callNumber && c.Number == "":
		return t.leaveCall(ctx)
	case c.Asks != "" && c.Settled:
		c.Asks = ""
	case c.Asks == callPart:
		c.Asks = callNumber
		c.Number = ""
	default:
		c.Asks, c.Settled = callPart, false
	}
	return askCall(ctx, t)
}

// leaveCall drops what was said for the request, and puts the question again that
// waited.
func (t *turn) leaveCall(ctx context.Context) error {
	t.comeBack()
	return t.stage().ask(ctx, t)
}

func (t *turn) comeBack() {
	n := t.notes()
	t.c.Step, n.View = n.Calling.From, n.Calling.View
	n.Calling = Calling{}
}

// sendCall asks the Desk to keep the request. Only its outcome says that it is
// kept.
func (t *turn) sendCall(ctx context.Context) error {
	c := t.notes().Calling
	plain, err := json.Marshal(scheduling.Caller{Number: string(c.Number), FirstName: c.FirstName})
	if err != nil {
		return err
	}
	sealed, err := t.Seal(ctx, t.c.Parent, plain)
	if err != nil {
		return err
	}
	t.desk(scheduling.Command{Kind: scheduling.DoCall, Sealed: sealed, Call: &scheduling.CallFor{
		Departement: t.notes().Place.Departement, Topic: c.Topic, Part: c.Part, Language: c.Language,
	}})
	t.comeBack()
	return nil
}

// callOff takes her request back.
func callOff(ctx context.Context, t *turn) error {
	call, asked, err := t.openCall(ctx)
	if err != nil {
		return err
	}
	if !asked {
		t.learnUncall()
		return nil
	}
	t.desk(scheduling.Command{Kind: scheduling.DoUncall, CallID: call.ID})
	return nil
}
