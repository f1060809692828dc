package main

import "context"

// reaches reports whether a notice would still reach a conversation: nobody else
// is offered a slot. The desk is made before the reception that knows.
func (h *house) reaches(ctx context.Context, conversation string) (bool, error) {
	return h.reception.Reaches(ctx, conversation)
}
