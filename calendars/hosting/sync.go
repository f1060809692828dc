package hosting

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// token names the state of a calendar after a change (RFC 6578: a URI).
func (c calendar) token(seq int64) string {
	return "urn:escale:sync:" + c.Epoch + ":" + strconv.FormatInt(seq, 10)
}

// after reads a token of this calendar; ok is false for any other text.
func (c calendar) after(token string) (seq int64, ok bool) {
	if token == "" {
		return 0, true
	}
	number, ok := strings.CutPrefix(token, "urn:escale:sync:"+c.Epoch+":")
	if !ok {
		return 0, false
	}
	seq, err := strconv.ParseInt(number, 10, 64)
	return seq, err == nil && seq > 0
}

// change is one line of a sync: an object, or the name of one that went.
type change struct {
	object
	gone bool
}

// sync answers a sync-collection report (RFC 6578). A token that is not known,
// or too old, makes the client start anew.
func (s *Server) sync(w http.ResponseWriter, r *http.Request, v visit, c calendar, q question) error {
	seq, ok := c.after(strings.TrimSpace(q.SyncToken))
	var changed []object
	var gone []grave
	if ok {
		var err error
		if changed, gone, ok, err = s.shelf.since(r.Context(), c, seq); err != nil {
			return err
		}
	}
	if !ok {
		davError(w, http.StatusForbidden, "<D:valid-sync-token/>")
		return nil
	}
	return s.sendChanges(w, v, q, c, merged(changed, gone))
}

func merged(changed []object, gone []grave) []change {
	var all []change
	for _, o := range changed {
		all = append(all, change{object: o})
	}
	for _, g := range gone {
		all = append(all, change{object: object{Name: g.Name, Seq: g.Seq}, gone: true})
	}
	slices.SortFunc(all, func(a, b change) int { return cmp.Compare(a.Seq, b.Seq) })
	return all
}

// sendChanges sends the oldest first, so that a client that wants few of them,
// or is given no more at once, goes on from the last it got.
func (s *Server) sendChanges(w http.ResponseWriter, v visit, q question, c calendar, all []change) error {
	m := newMultistatus()
	at, next := s.calendarPath(v.user, c.Name), c.Seq
	for i, ch := range all {
		if q.Limit > 0 && i == q.Limit || m.full() {
			next = all[i-1].Seq
			m.status(at, "507 Insufficient Storage")
			break
		}
		if ch.gone {
			m.status(at+ch.Name, "404 Not Found")
			continue
		}
		if err := s.found(m, v, q, ch.object, c.zone("", v.zone)); err != nil {
			return err
		}
	}
	m.WriteString("<D:sync-token>" + quoted(c.token(next)) + "</D:sync-token>")
	m.send(w)
	return nil
}
