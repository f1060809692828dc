package archive

import (
	"errors"

	"escale/scheduling"
)

// errUnkept: no store gives such an entry away. One that was taken in could
// never be changed again, or would make room where there is none.
var errUnkept = errors.New("what no store could keep")

// keepable refuses an entry that no store could have held.
func keepable(e Entry) error {
	change, fine := scheduling.Change{Command: "-"}, true
	switch e := e.(type) {
	case *Record:
		change.Put, fine = []scheduling.Record{scheduling.Record(*e)}, e.Version > 0
	case *Claim:
		change.Claims = []scheduling.Claim{scheduling.Claim(*e)}
	case *Work:
		change.Due, fine = []scheduling.Due{e.Due}, e.Try >= 0
	case *Message:
		change.Outbox, fine = []scheduling.Outgoing{scheduling.Outgoing(*e)}, e.Try >= 0 && e.Seq > 0
	case *Command:
		fine = e.ID != ""
	}
	if !fine || change.Valid() != nil {
		return errUnkept
	}
	return nil
}
