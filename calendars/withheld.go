package calendars

import (
	"context"

	"escale/calendars/caldav"
)

// withheld reports whether a session that a shared calendar no longer names is
// still there: staff made it private, and SOGo refuses it rather than to say that
// it is gone.
func (p *pull) withheld(ctx context.Context, href string) bool {
	if !p.state.Shared || len(p.objects[href].ours) == 0 {
		return false
	}
	_, err := p.client.Get(ctx, href)
	return caldav.TroubleOf(err) == caldav.NotAllowed
}
