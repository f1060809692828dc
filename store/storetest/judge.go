package storetest

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"escale/scheduling"

	"github.com/anishathalye/porcupine"
)

// judged asks whether the calls could have been made one after another, each
// between its beginning and its end, with these answers from the model.
func judged(h []porcupine.Operation) porcupine.CheckResult {
	return porcupine.CheckOperationsTimeout(porcupine.Model{
		Init: func() any { return newModel(start()) },
		Step: func(state, input, output any) (bool, any) {
			m := *state.(*model) // apply copies what it changes
			return m.hears(input.(call)) == output.(answer), &m
		},
		Equal: func(a, b any) bool {
			x, y := a.(*model), b.(*model)
			return reflect.DeepEqual(x.records, y.records) && reflect.DeepEqual(x.commands, y.commands) && sameClaims(x.claims, y.claims)
		},
	}, h, 60*time.Second)
}

// hears answers a call as a store that does one thing after another would.
func (m *model) hears(c call) answer {
	if c.read != "" {
		r := m.records[noteKey(c.read)]
		return answer{string(r.Data), r.Version}
	}
	return answerOf(m.apply(c.Change))
}

// sameClaims compares them as sets: in which order they were taken is nothing.
func sameClaims(a, b []scheduling.Claim) bool {
	in := map[scheduling.Claim]bool{}
	for _, c := range a {
		in[c] = true
	}
	for _, c := range b {
		if !in[c] {
			return false
		}
	}
	return len(a) == len(b)
}

// told is the history for a person to read.
func told(h []porcupine.Operation) string {
	var b strings.Builder
	for _, op := range h {
		c := op.Input.(call)
		fmt.Fprintf(&b, "worker %d, %d–%d: ", op.ClientId, op.Call, op.Return)
		if c.read != "" {
			fmt.Fprintf(&b, "get %s", c.read)
		} else {
			fmt.Fprintf(&b, "%s release %v", c.Command, c.Release)
			for _, cl := range c.Claims {
				fmt.Fprintf(&b, " claim %s", cl.Start.Format("15:04"))
			}
			for _, r := range c.Put {
				fmt.Fprintf(&b, " put %s over %d", r.ID, r.Version)
			}
		}
		fmt.Fprintf(&b, " → %+v\n", op.Output)
	}
	return b.String()
}

// unmet names the kind of answer that no call had.
func unmet(h []porcupine.Operation) string {
	seen := map[string]bool{}
	for _, op := range h {
		kind, _, _ := strings.Cut(op.Output.(answer).result, " ")
		seen[kind] = true
	}
	for _, kind := range []string{"taken", "stale", "repeated"} {
		if !seen[kind] {
			return kind
		}
	}
	return ""
}
