package scheduling

import "context"

// Adrift counts the sessions ahead in agendas that the catalogue does not have,
// by agenda: one that was renamed or removed. Parents still come, and nobody
// watches what staff do to these sessions.
func (d *Desk) Adrift(ctx context.Context) (map[string]int, error) {
	rows, err := d.list(ctx, "state:"+string(Booked))
	if err != nil {
		return nil, err
	}
	adrift := map[string]int{}
	for _, b := range rows {
		if _, _, known := d.c.Catalogue().Agenda(b.Agenda); !known && b.Stands().End.After(d.c.Clocks.Programme()) {
			adrift[b.Agenda]++
		}
	}
	return adrift, nil
}
