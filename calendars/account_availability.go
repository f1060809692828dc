package calendars

import (
	"context"

	"escale/calendars/caldav"
)

// availabilityName stands for the account's own availability among the calendars
// of an agenda.
const availabilityName = "(disponibilités du compte)"

// readAvailability reads the account's own availability as if it were a calendar
// of one object.
func (p *pull) readAvailability(ctx context.Context) error {
	text, at, err := p.client.Availability(ctx)
	if err != nil {
		return err
	}
	p.full = true
	for href := range p.objects {
		if href != at || len(text) == 0 {
			p.gone = append(p.gone, href)
		}
	}
	if len(text) > 0 {
		p.keep(caldav.Object{Ref: caldav.Ref{Href: at}, Data: text}, digest(text))
	}
	return nil
}
