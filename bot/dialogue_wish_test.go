package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"escale/programme"
	"escale/scheduling"
)

func (d *paperDesk) Wishes(_ context.Context, conversation string) ([]scheduling.Wish, error) {
	var mine []scheduling.Wish
	for _, w := range d.wishes {
		if w.Conversation == conversation {
			mine = append(mine, *w)
		}
	}
	return mine, nil
}

func (d *paperDesk) Offered(_ context.Context, id string, turn int) (scheduling.Wish, error) {
	w := d.wish(id)
	if w == nil || w.Offered == nil || w.Turn != turn {
		return scheduling.Wish{}, scheduling.ErrNotFound
	}
	return *w, nil
}

func (d *paperDesk) wish(id string) *scheduling.Wish {
	for _, w := range d.wishes {
		if w.ID == id {
			return w
		}
	}
	return nil
}

// await does what commands of the waiting list ask for.
func (d *paperDesk) await(c scheduling.Command, o *scheduling.Outcome) {
	w := d.wish(c.WishID)
	o.WishID = c.WishID
	switch {
	case c.Kind == scheduling.DoWish:
		home, _ := programme.Communes().ByCode(c.Seek.Commune)
		w := &scheduling.Wish{
			ID: "w" + strconv.Itoa(len(d.wishes)+1), Conversation: c.Conversation, Offer: c.Seek.Offer,
			Departement: home.Departement, Parts: c.Seek.Parts, Mode: c.Seek.Mode,
			Created: d.now(), Until: d.now().AddDate(0, 0, 60),
		}
		if b := d.bookings[c.Seek.Moving]; b != nil {
			day := b.Start.In(zoneNamed(b.Zone))
			w.Moving, w.Before = b.ID, time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, day.Location())
			w.Until = w.Before
		}
		if c.Seek.Near {
			w.Area = scheduling.NearArea(d.p, w.Offer, home)
		}
		d.wishes = append(d.wishes, w)
		o.WishID = w.ID
		if page, err := d.Search(context.Background(), scheduling.Search{Offer: w.Offer, Commune: c.Seek.Commune, Limit: 1}); err == nil && len(page.Slots) > 0 {
			o.Slot = page.Slots[0]
		}
	case c.Kind == scheduling.DoUnwish:
		d.wishes = slices.DeleteFunc(d.wishes, func(o *scheduling.Wish) bool { return o == w })
	case w == nil || w.Offered == nil || w.Turn != c.Turn:
		o.Code = scheduling.Gone
	default:
		w.Offered = nil
	}
}

// frees plays "w1 grenoble-tilleuls/fictive 2026-12-01T09:00:00Z 2h": a slot is
// held for a wish, that long from now.
func (s *stageDoor) frees(rest string) {
	words := strings.Fields(rest)
	if len(words) != 4 {
		s.t.Fatalf("frees %q: want wish, agenda, start, how long", rest)
	}
	w := s.desk.wish(words[0])
	structure, a, ok := s.desk.p.Agenda(words[1])
	start, err := time.Parse(time.RFC3339, words[2])
	hours, errHours := time.ParseDuration(words[3])
	if w == nil || !ok || err != nil || errHours != nil {
		s.t.Fatalf("frees %q: %v %v", rest, err, errHours)
	}
	w.Turn++
	w.Offered = &scheduling.Offered{From: s.now, Until: s.now.Add(hours), Slot: scheduling.Slot{
		Offer: w.Offer, Structure: structure.ID, Agenda: words[1], Modes: a.Modes,
		Interval: scheduling.Interval{Start: start, End: start.Add(time.Hour)},
	}}
	s.tell(scheduling.Event{Kind: scheduling.TellPlace, WishID: w.ID, Turn: w.Turn})
}

// lapses: nobody answered, and the slot is the next one's.
func (s *stageDoor) lapses(wish string) { s.desk.wish(wish).Offered = nil }
