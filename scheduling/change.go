package scheduling

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"escale/evaluation"
	"escale/programme"
)

// transition takes a booking from one row to the next, with everything that
// follows from it, in one Apply.
type transition struct {
	command string // default: a random one, for what no command asked for
	outcome stored
	was, is Booking // was.Version 0: a new booking
	fact    *evaluation.Fact
	// replan: the time or the standing changed, so due work, the family's use and
	// the structure's invitation are made anew.
	replan  bool
	quota   bool // refuse beyond the family's quota
	release []string
	claims  []Claim
	put     []Record
	tell    []Due
	met     []Wish // that the booking is the answer to
}

// commit writes the transition. ErrStale if a row changed meanwhile, ErrTaken if
// the time is no longer free, errQuota.
func (d *Desk) commit(ctx context.Context, tr transition) (stored, error) {
	d = d.still()
	var expect []Expect
	if tr.command == "" {
		tr.command = "row/" + rand.Text()
	} else {
		expect = unlessErased(tr.is.Parent)
	}
	owner := bookingOwner(tr.is.ID)
	ch := Change{
		Command: tr.command, Release: append(tr.release, owner), Expect: expect,
		Claims: append(tr.claims, d.claimsOf(tr.was, tr.is)...), Put: tr.put, Due: tr.tell,
	}
	if !tr.is.State.Live() {
		ch.Release = append(ch.Release, visitorOwner(tr.is.ID))
	}
	freed, err := d.frees(ctx, tr)
	if err != nil {
		return stored{}, err
	}
	ch.Due = append(ch.Due, freed...)
	if err := d.overtake(ctx, &tr); err != nil {
		return stored{}, err
	}
	d.meet(&ch, tr)
	if err := d.regroup(ctx, &ch, tr); err != nil {
		return stored{}, err
	}
	tr.is.Seated = d.termsOf(tr.is).seats > 1
	if err := d.follow(ctx, &ch, &tr); err != nil {
		return stored{}, err
	}
	if mail := d.invitation(&tr.is); len(mail) > 0 {
		ch.Drop = append(ch.Drop, inviteSubject(tr.is.ID)) // what was not sent yet is out of date
		ch.Due = append(ch.Due, mail...)
	}
	if err := d.putFact(ctx, &ch, tr); err != nil {
		return stored{}, err
	}
	if tr.is.Conversation == "" { // erased: nobody can be told
		ch.Due = slices.DeleteFunc(ch.Due, func(w Due) bool { return w.Kind == DueTell })
	}
	ch.Put = append(ch.Put, d.record(tr.is))
	ch.Outcome = tr.outcome.encode()
	r, err := d.c.Store.Apply(ctx, ch)
	if err != nil {
		return stored{}, err
	}
	return first(r)
}

// follow adds what follows from the change to the family's use and the due work.
func (d *Desk) follow(ctx context.Context, ch *Change, tr *transition) error {
	if tr.replan {
		return d.replan(ctx, ch, tr)
	}
	if tr.was.Earlier == nil || tr.is.Earlier != nil {
		return nil
	}
	put, err := d.use(ctx, d.termsOf(tr.is), tr) // the move is sure: its earlier day counts no more
	ch.Put = append(ch.Put, put...)
	return err
}

// replan makes anew what follows from a booking's time and standing.
func (d *Desk) replan(ctx context.Context, ch *Change, tr *transition) error {
	t := d.termsOf(tr.is)
	put, err := d.use(ctx, t, tr)
	if err != nil {
		return err
	}
	ch.Put = append(ch.Put, put...)
	tr.is.Sequence++
	ch.Drop = append(ch.Drop, tr.is.ID)
	ch.Due = append(ch.Due, d.plan(t, tr.is)...)
	return nil
}

// use writes the family's record, and that of a co-parent whose sessions count
// together with it: this booking counts on its day, or no more.
// The quota is decided here, under the record's version.
func (d *Desk) use(ctx context.Context, t terms, tr *transition) ([]Record, error) {
	if tr.is.Family == "" {
		return nil, nil
	}
	f, r, err := d.family(ctx, tr.is.Family)
	if err != nil {
		return nil, err
	}
	if r.Version == 0 && tr.is.Parent == "" { // erased, too: a record that is gone stays so
		if tr.is.Family != tr.was.Family { // just now: there may be another heir
			return nil, ErrStale
		}
		return nil, nil
	}
	day, days := t.day(tr.is.Stands().Start), f.days(tr.is.Offer, tr.is.ID)
	if tr.quota {
		if !f.permits(t.offer.Quota, tr.is.Offer, tr.is.ID, day) {
			return nil, f.spent(t, tr.is.Offer, days, day)
		}
		tr.is.Session, tr.is.Quota = ordinal(t.offer.Quota, days, day), t.offer.Quota.Sessions
	}
	return d.shareUse(ctx, f, r, tr.is, day, counts(tr.is.State, t.offer.Quota))
}

// counts reports whether a booking in this state uses the quota.
func counts(s State, q programme.Quota) bool {
	switch s {
	case Cancelled, Released, NotReceived:
		return false
	case Missed:
		return q.MissedCounts
	}
	return true
}

// family reads a family and its record; both are empty when it is new.
func (d *Desk) family(ctx context.Context, id string) (family, Record, error) {
	r, err := d.c.Store.Get(ctx, Key{Kind: "family", ID: id})
	if errors.Is(err, ErrNotFound) {
		return family{}, Record{Key: Key{Kind: "family", ID: id}}, nil
	}
	if err != nil {
		return family{}, Record{}, fmt.Errorf("family: %w", err)
	}
	var f family
	if err := json.Unmarshal(r.Data, &f); err != nil {
		return family{}, Record{}, fmt.Errorf("family: %w", err)
	}
	return f, r, nil
}

// regroup gives and takes seats where the agendas are for groups.
func (d *Desk) regroup(ctx context.Context, ch *Change, tr transition) error {
	left, taken := placesOf(tr.was), placesOf(tr.is)
	agendas := map[string]bool{}
	for agenda := range left {
		agendas[agenda] = true
	}
	for agenda := range taken {
		agendas[agenda] = true
	}
	for agenda := range agendas {
		at := tr.is
		at.Agenda = agenda
		t, seats := d.termsOf(at), taken[agenda]
		if t.seats == 1 && !tr.was.Seated {
			continue
		}
		if t.seats == 1 { // it was for a group when she took her seat: the lock goes
			seats = nil
		}
		given := func(i Interval) bool {
			return agenda != tr.is.Agenda || !same(i, tr.is.Interval) || granted(tr.was, tr.is)
		}
		s := seating{owner: bookingOwner(tr.is.ID), left: left[agenda], taken: seats, given: given}
		if err := d.seats(ctx, ch, t, s); err != nil {
			return err
		}
	}
	return nil
}

// placesOf lists the time that a live booking holds, by agenda.
func placesOf(b Booking) map[string][]Interval {
	if b.Version == 0 && b.ID == "" || !b.State.Live() {
		return nil
	}
	places := map[string][]Interval{}
	if !b.Vacated {
		places[b.Agenda] = []Interval{b.Interval}
	}
	if b.Earlier != nil {
		places[b.Earlier.Agenda] = append(places[b.Earlier.Agenda], b.Earlier.Interval)
	}
	if b.Proposed != nil {
		places[b.Agenda] = append(places[b.Agenda], *b.Proposed)
	}
	if agenda, i, more := b.Unsettled.takes(b.Agenda); more && !b.holds(agenda, i) {
		places[agenda] = append(places[agenda], i)
	}
	return places
}

// watched is how long after a session staff may still say how it went.
const watched = 7 * 24 * time.Hour

// record makes the row's record with the tags that find it again.
func (d *Desk) record(b Booking) Record {
	tags := []string{"agenda:" + b.Agenda, TagUntil(later(KeptBooking.Until(b.Stands().End), d.c.Clocks.Programme()))}
	if b.Conversation != "" {
		tags = append(tags, "conversation:"+b.Conversation)
	}
	if b.Family != "" {
		tags = append(tags, "family:"+b.Family)
	}
	ended := b.Stands().End.Add(watched)
	if b.State.Live() {
		tags = append(tags, "state:"+string(b.State))
	}
	if b.Unsettled != nil {
		tags = append(tags, TagUnsettled)
	}
	if b.State.Live() || b.State != Cancelled && b.State != Released && d.c.Clocks.Programme().Before(ended) {
		tags = append(tags, "watch:"+b.Agenda)
	}
	return Record{Key: Key{Kind: "booking", ID: b.ID}, Version: b.Version, Tags: tags, Data: encode(b)}
}

// putFact keeps the evaluation's fact in step with the booking.
func (d *Desk) putFact(ctx context.Context, ch *Change, tr transition) error {
	r := Record{Key: Key{Kind: "fact", ID: tr.is.Fact}}
	fact := evaluation.Fact{ID: tr.is.Fact}
	if tr.fact != nil {
		fact = *tr.fact
	} else {
		known, err := d.c.Store.Get(ctx, r.Key)
		if errors.Is(err, ErrNotFound) {
			return nil // retention took it
		}
		if err != nil {
			return fmt.Errorf("fact: %w", err)
		}
		if r = known; json.Unmarshal(known.Data, &fact) != nil {
			return fmt.Errorf("fact %s is not readable", known.ID)
		}
	}
	d.describe(&fact, tr.is)
	r.Tags = nil
	r.Data = encode(fact)
	ch.Put = append(ch.Put, r)
	return nil
}
