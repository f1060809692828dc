package scheduling

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"escale/evaluation"
	"escale/programme"
)

// Sessions that staff agreed on by telephone or at the desk are in their
// calendar with a tag. Each counts once, when it is over: nothing is kept of it
// but what the evaluation counts.

const (
	// enteredADay bounds how many such sessions count a day in one agenda.
	enteredADay = 12
	// longestEntered is beyond what a session lasts: a day of training is none.
	longestEntered = 3 * time.Hour
	// remembered is for how long it is known what was counted, in machine time:
	// longer than calendars are looked back into.
	remembered = 30 * 24 * time.Hour
)

// entered is a session that was counted.
type entered struct {
	Key   string `json:"key"`
	State State  `json:"state"`
}

// enter counts the sessions entered by staff that are over.
func (d *Desk) enter(ctx context.Context, s Sighting) error {
	p, now := d.c.Catalogue(), d.c.Clocks.Programme()
	structure, agenda, known := p.Agenda(s.Agenda)
	if !known || len(agenda.Offers) == 0 {
		return nil
	}
	days := map[programme.Date][]Entered{}
	for _, e := range s.Entered {
		long := e.End.Sub(e.Start)
		if e.End.After(now) || long <= 0 || long > longestEntered {
			continue
		}
		t, _ := d.terms(offerOf(e, agenda), s.Agenda)
		days[t.day(e.Start)] = append(days[t.day(e.Start)], e)
	}
	for day, all := range days {
		slices.SortFunc(all, func(a, b Entered) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Key, b.Key)) })
		if err := d.enterDay(ctx, structure, agenda, day, all); err != nil && !isStale(err) {
			return fmt.Errorf("sessions entered on %s: %w", day, err) // stale: another replica counted
		}
	}
	return nil
}

// enterDay counts one day's sessions of an agenda, those that were not counted
// before or whose mark changed.
func (d *Desk) enterDay(ctx context.Context, s programme.Structure, a programme.Agenda, day programme.Date, all []Entered) error {
	r, counted, err := d.entered(ctx, Key{Kind: "entered", ID: s.AgendaID(a) + "/" + day.String()})
	if err != nil {
		return err
	}
	ch := Change{Command: "entered/" + newToken()}
	for _, e := range all {
		now := entered{Key: factOf(s.ID, e.Key), State: cmp.Or(e.Mark, PresumedHeld)}
		i := slices.IndexFunc(counted, func(c entered) bool { return c.Key == now.Key })
		switch {
		case i < 0 && len(counted) >= enteredADay, i >= 0 && counted[i].State == now.State:
			continue
		case i < 0:
			counted = append(counted, now)
		default:
			counted[i] = now
		}
		put, err := d.enteredFact(ctx, s, a, e, now)
		if err != nil {
			return err
		}
		ch.Put = append(ch.Put, put...)
	}
	if len(ch.Put) == 0 {
		return nil
	}
	r.Data, r.Expires = encode(counted), d.c.Clocks.Machine().Add(remembered)
	ch.Put = append(ch.Put, r)
	_, err = d.c.Store.Apply(ctx, ch)
	return err
}

// entered reads what was counted on a day.
func (d *Desk) entered(ctx context.Context, key Key) (Record, []entered, error) {
	r, err := d.c.Store.Get(ctx, key)
	if errors.Is(err, ErrNotFound) {
		return Record{Key: key}, nil, nil
	}
	if err != nil {
		return Record{}, nil, err
	}
	var counted []entered
	if err := json.Unmarshal(r.Data, &counted); err != nil {
		return Record{}, nil, fmt.Errorf("%s: %w", key.ID, err)
	}
	return Record{Key: key, Version: r.Version}, counted, nil
}

// enteredFact is what the evaluation counts of a session; a colleague who shares
// the calendar may have counted it already.
func (d *Desk) enteredFact(ctx context.Context, s programme.Structure, a programme.Agenda, e Entered, now entered) ([]Record, error) {
	key := Key{Kind: "fact", ID: now.Key}
	r, err := d.c.Store.Get(ctx, key)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	t, _ := d.terms(offerOf(e, a), s.AgendaID(a))
	f := evaluation.Fact{
		ID: now.Key, Month: e.Start.In(t.Zone).Format("2006-01"), Departement: t.departement,
		Structure: s.ID, Kind: s.Kind, Offer: t.offer.ID, Mode: t.modes()[0],
		Route: evaluation.RouteEntered, Session: "1", State: string(now.State), Language: "fr",
	}
	data := encode(f)
	if err == nil && string(r.Data) == string(data) {
		return nil, nil
	}
	return []Record{{Key: key, Version: r.Version, Data: data}}, nil
}

// offerOf is the agenda's offer that the tags name, else its first.
func offerOf(e Entered, a programme.Agenda) string {
	for _, o := range e.Offers {
		if slices.Contains(a.Offers, o) {
			return o
		}
	}
	return a.Offers[0]
}

// factOf names the fact of an entered session: the same wherever it is read, and
// telling nothing of the event.
func factOf(structure, key string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{"entered", structure, key}, "\x00")))
	return "e" + hex.EncodeToString(sum[:16])
}
