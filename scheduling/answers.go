package scheduling

import (
	"context"
	"fmt"
)

// answers are what the store said of the resources that were asked about in one
// search, or one command.
type answers struct {
	d   *Desk
	got map[Ask][]Claim
	due []Ask // not answered yet
}

func (d *Desk) ask() *answers { return &answers{d: d, got: map[Ask][]Claim{}} }

// on lists the claims on a resource; none, if the answer is still due.
func (a *answers) on(resource string, window Interval) []Claim {
	ask := Ask{resource, window}
	claims, asked := a.got[ask]
	if !asked {
		a.got[ask] = nil
		a.due = append(a.due, ask)
	}
	return claims
}

// read asks the store all that is due, at once.
func (a *answers) read(ctx context.Context) error {
	due := a.due
	a.due = nil
	all, err := a.d.c.Store.Claims(ctx, due, a.d.c.Clocks.Machine())
	if err != nil {
		return fmt.Errorf("claims on %s and others: %w", due[0].Resource, err)
	}
	for n, ask := range due {
		a.got[ask] = all[n]
	}
	return nil
}

// learn asks the store, in one read, about all that the page would show. What
// that brings up (a group's seats, a crowded day) is asked in another.
func (f *finder) learn(ctx context.Context) error {
	for _, l := range f.pending {
		f.guess(l)
	}
	var found []taken
	for {
		found = found[:0]
		for _, l := range f.pending {
			for _, days := range l.asked {
				found = append(found, f.answers.taken(l.terms, days, l.time.Sessions, f.who))
			}
		}
		if len(f.answers.due) == 0 {
			break
		}
		if err := f.answers.read(ctx); err != nil {
			return err
		}
	}
	n := 0
	for _, l := range f.pending {
		for _, days := range l.asked {
			if err := f.d.addStrays(ctx, &found[n]); err != nil {
				return err
			}
			l.add(found[n], days)
			n++
		}
		l.asked, l.guess = nil, nil
		l.reads++
	}
	f.pending = f.pending[:0]
	f.spare = max(2*f.spare, 2*f.q.Limit)
	return nil
}

// guess makes of the days that a look asks for such as are not known, each once,
// and asks for what a slot on them is likely to depend on.
func (f *finder) guess(l *look) {
	var asked []Interval
	for _, days := range tidy(l.asked) {
		asked = append(asked, days.without(l.known)...)
	}
	l.asked = asked
	for _, slot := range l.guess {
		if l.seats > 1 {
			f.answers.on(seatResource(l.id, slot), slot)
		}
		if f.d.caps(f.who) {
			day := l.day(slot.Start)
			f.answers.on(unverifiedResource(l.id, day), dayOf(day, l.Zone))
		}
	}
}
