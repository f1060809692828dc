package scheduling

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"escale/programme"
)

// Two parents whose sessions count together keep a record each: every use is
// written into both, under the versions of both. One of them gives out a code
// (DoCode), the other enters it (DoLink). Either ends it at any time (DoUnlink),
// and nothing tells the other: what was used together stays in both records for
// as long as a quota looks back, and what comes later is counted by whose it is.

// Commands of linking.
const (
	DoCode   = "code"   // give out a code with which another parent links to this one
	DoLink   = "link"   // link with the parent who gave out Command.Link
	DoUnlink = "unlink" // count sessions alone again; the other is not told
)

// TellLinked: the other parent entered the code. It is about no booking.
const TellLinked = "linked"

const (
	// codeLasts is how long a code works, machine time; it works once.
	codeLasts = 48 * time.Hour
	// codeLength in letters: 30⁸ codes, of which few work at a time.
	codeLength = 8
)

// errLinked: this parent's sessions count together with somebody's already.
var errLinked = errors.New("linked already")

// linkOffer is what a code stands for.
type linkOffer struct {
	Family       string    `json:"family"`
	Conversation string    `json:"conversation"`
	Parent       string    `json:"parent"`
	Until        time.Time `json:"until"`
}

func linkKey(code string) Key { return Key{Kind: "link", ID: code} }

// linkCode gives out a code in place of an earlier one.
func (d *Desk) linkCode(ctx context.Context, c Command) (stored, error) {
	f, r, err := d.family(ctx, c.Family)
	if err != nil {
		return stored{}, err
	}
	if f.Partner != "" {
		return stored{}, errLinked
	}
	ch := Change{Command: c.ID, Claims: d.limits(c, "code", codesADay), Expect: unlessErased(c.Parent)}
	if f.Code != "" {
		ch.Delete = []Key{linkKey(f.Code)}
	}
	f.Code = newCode()
	until := d.c.Clocks.Machine().Add(codeLasts)
	ch.Put = []Record{d.familyRecord(f, r), {
		Key: linkKey(f.Code), Expires: until, Tags: []string{"conversation:" + c.Conversation},
		Data: encode(linkOffer{c.Family, c.Conversation, c.Parent, until}),
	}}
	ch.Outcome = stored{Outcome: Outcome{Command: c.ID, Kind: c.Kind, Code: OK, Link: f.Code, Until: until}}.encode()
	return d.linking(ctx, ch)
}

// link makes two parents' sessions count together. Each try is counted, so that
// codes can't be guessed.
func (d *Desk) link(ctx context.Context, c Command) (stored, error) {
	mine, r, err := d.family(ctx, c.Family)
	if err != nil {
		return stored{}, err
	}
	if mine.Partner != "" {
		return stored{}, errLinked
	}
	ch := Change{Command: c.ID, Claims: d.limits(c, "try", triesADay), Expect: unlessErased(c.Parent)}
	offer, code, err := d.offeredLink(ctx, c)
	if err != nil {
		return stored{}, err
	}
	theirs, other, err := d.family(ctx, offer.Family)
	if err != nil {
		return stored{}, err
	}
	if code.ID == "" || offer.Family == c.Family || theirs.Code != code.ID || theirs.Partner != "" {
		ch.Outcome = stored{Outcome: Outcome{Command: c.ID, Kind: c.Kind, Code: NoCode}}.encode()
		return d.linking(ctx, ch)
	}
	mine, theirs = joined(mine, theirs, c.Family, offer.Family)
	ch.Expect = append(ch.Expect, Expect{code.Key, code.Version})
	ch.Expect = append(ch.Expect, unlessErased(offer.Parent)...)
	ch.Delete = []Key{code.Key}
	if mine.Code != "" {
		ch.Delete, mine.Code = append(ch.Delete, linkKey(mine.Code)), ""
	}
	theirs.Code = ""
	ch.Put = []Record{d.familyRecord(mine, r), d.familyRecord(theirs, other)}
	ch.Due = []Due{d.toldLinked(offer.Conversation)}
	ch.Outcome = stored{Outcome: Outcome{Command: c.ID, Kind: c.Kind, Code: OK}}.encode()
	return d.linking(ctx, ch)
}

// offeredLink finds what a code stands for; both are empty when it is of no use.
func (d *Desk) offeredLink(ctx context.Context, c Command) (linkOffer, Record, error) {
	code := readCode(c.Link)
	if code == "" {
		return linkOffer{}, Record{}, nil
	}
	r, err := d.c.Store.Get(ctx, linkKey(code))
	if errors.Is(err, ErrNotFound) {
		return linkOffer{}, Record{}, nil
	}
	var o linkOffer
	if err == nil {
		err = json.Unmarshal(r.Data, &o)
	}
	if err != nil {
		return linkOffer{}, Record{}, fmt.Errorf("code: %w", err)
	}
	if !d.c.Clocks.Machine().Before(o.Until) || d.erased(ctx, o.Parent) {
		return linkOffer{}, Record{}, nil
	}
	return o, r, nil
}

// joined is the union of two families' uses, in both.
func joined(a, b family, idA, idB string) (family, family) {
	usesA, usesB := slices.Clone(a.Uses), slices.Clone(b.Uses)
	a.Uses, b.Uses = union(usesA, usesB, idB), union(usesB, usesA, idA)
	a.Partner, b.Partner = idB, idA
	return a, b
}

// union adds to a family's uses those of another, and notes with each that the
// other counts it too.
func union(own, others []use, other string) []use {
	var all []use
	for _, u := range own {
		all = append(all, u.alsoIn(other))
	}
	for _, u := range others {
		if !slices.ContainsFunc(own, func(o use) bool { return o.Booking == u.Booking }) {
			all = append(all, use{Booking: u.Booking, Offer: u.Offer, Day: u.Day, Leaving: u.Leaving, Other: true, Copies: []string{other}})
		}
	}
	return all
}

// unlink ends it. What both have used so far stays with both: nobody gains a
// session, and nobody sees that anything ended.
func (d *Desk) unlink(ctx context.Context, c Command) (stored, error) {
	ch := Change{Command: c.ID, Outcome: stored{Outcome: Outcome{Command: c.ID, Kind: c.Kind, Code: OK}}.encode()}
	f, r, err := d.family(ctx, c.Family)
	if err != nil {
		return stored{}, err
	}
	if f.Partner != "" {
		put, err := d.leave(ctx, c.Family, f.Partner)
		if err != nil {
			return stored{}, err
		}
		f.Partner = ""
		ch.Put = append(put, d.familyRecord(f, r))
	}
	return d.linking(ctx, ch)
}

// leave is the record of a family that loses its partner; none if it is gone.
func (d *Desk) leave(ctx context.Context, id, partner string) ([]Record, error) {
	f, r, err := d.family(ctx, partner)
	if err != nil || r.Version == 0 || f.Partner != id {
		return nil, err
	}
	f.Partner = ""
	return []Record{d.familyRecord(f, r)}, nil
}

// without are the records of the families that share uses with one that goes:
// what counts there stays, and nothing leads to it. Those that shared a session
// through it share it with each other from now on: should that be moved or given
// back, they all hear of it.
func (d *Desk) without(ctx context.Context, id string, gone family) ([]Record, error) {
	others := []string{gone.Partner}
	for _, u := range gone.Uses {
		others = append(others, u.Copies...)
	}
	slices.Sort(others)
	var put []Record
	for _, other := range slices.Compact(others) {
		f, r, err := d.family(ctx, other)
		if err != nil {
			return nil, err
		}
		if other == "" || r.Version == 0 {
			continue
		}
		if f.Partner == id {
			f.Partner = ""
		}
		for i, u := range f.Uses {
			if !slices.Contains(u.Copies, id) {
				continue
			}
			for _, c := range gone.useOf(Booking{ID: u.Booking}).Copies {
				if c != other {
					u = u.alsoIn(c)
				}
			}
			u.Copies = slices.DeleteFunc(slices.Clone(u.Copies), func(c string) bool { return c == id })
			f.Uses[i] = u
		}
		put = append(put, d.familyRecord(f, r))
	}
	return put, nil
}

// linking applies a change of links.
func (d *Desk) linking(ctx context.Context, ch Change) (stored, error) {
	r, err := d.c.Store.Apply(ctx, ch)
	if errors.Is(err, ErrTaken) { // the claims are limits
		return stored{}, errTooMany
	}
	if err != nil {
		return stored{}, err
	}
	return first(r)
}

// toldLinked owes the parent who gave the code out the word that it was used.
func (d *Desk) toldLinked(conversation string) Due {
	id := "tell/linked/" + newToken()
	return Due{
		ID: id, Kind: DueTell, Subject: conversation, At: d.c.Clocks.Programme(), Clock: ProgrammeTime,
		Data: encode(Event{ID: id, Kind: TellLinked, Conversation: conversation}),
	}
}

// shareUse writes a booking's use into its family's record and into every other
// that counts it: the partner's and, for what was used together before, those of
// earlier partners. A record that is gone stays so.
func (d *Desk) shareUse(ctx context.Context, f family, r Record, b Booking, day programme.Date, counted bool) ([]Record, error) {
	own := f.useOf(b)
	if counted && f.Partner != "" {
		own = own.alsoIn(f.Partner)
	}
	own.Leaving = d.leaving(b)
	put := []Record{d.familyRecord(f.with(own, day, counted), r)}
	seen := map[string]bool{b.Family: true}
	for queue := own.Copies; len(queue) > 0; {
		id := queue[0]
		queue = queue[1:]
		if seen[id] {
			continue
		}
		seen[id] = true
		f, r, err := d.family(ctx, id)
		if err != nil {
			return nil, err
		}
		if r.Version == 0 { // erased
			continue
		}
		copied := f.useOf(b)
		if len(copied.Copies) == 0 {
			copied = copied.alsoIn(b.Family)
		}
		copied.Other, copied.Leaving = true, own.Leaving
		put = append(put, d.familyRecord(f.with(copied, day, counted), r))
		queue = append(queue[:len(queue):len(queue)], copied.Copies...)
	}
	return put, nil
}

// alsoIn notes that another family counts a use, too.
func (u use) alsoIn(family string) use {
	if !slices.Contains(u.Copies, family) {
		u.Copies = append(slices.Clone(u.Copies), family)
	}
	return u
}

// useOf is a booking's use as the record has it, or a new one.
func (f family) useOf(b Booking) use {
	for _, u := range f.Uses {
		if u.Booking == b.ID {
			return u
		}
	}
	return use{Booking: b.ID, Offer: b.Offer}
}

// How often, from one conversation or one network in a day, and from everywhere
// in an hour, a code may be asked for or tried.
const (
	codesADay     = 5
	triesADay     = 5
	fromOneADay   = 20
	overallAnHour = 300
)

// limits are the claims that make a code or a try count.
func (d *Desk) limits(c Command, what string, aDay int) []Claim {
	now := d.c.Clocks.Machine()
	always := Interval{time.Unix(3600, 0).UTC(), time.Unix(7200, 0).UTC()}
	limit := func(resource string, capacity int, lasts time.Duration) Claim {
		return Claim{
			Owner: what + "/" + c.ID, Resource: what + "/" + resource, Interval: always,
			Capacity: capacity, Expires: now.Add(lasts),
		}
	}
	all := []Claim{limit("by/"+c.Conversation, aDay, 24*time.Hour), limit("all", overallAnHour, time.Hour)}
	if c.Origin != "" && !c.Verified {
		all = append(all, limit("from/"+c.Origin, fromOneADay, 24*time.Hour))
	}
	return all
}

// newCode draws a code of letters that are told apart when said aloud.
func newCode() string {
	var s strings.Builder
	for b := make([]byte, 1); s.Len() < codeLength; {
		rand.Read(b)
		if n := int(b[0]); n < 256/len(letters)*len(letters) {
			s.WriteByte(letters[n%len(letters)])
		}
	}
	return s.String()
}

// readCode reads a code as people write it, with blanks and hyphens, in capitals
// or not; "" for what can't be one.
func readCode(said string) string {
	code := strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "\u202f", "", ".", "").Replace(said))
	if len(code) != codeLength || strings.Trim(code, letters) != "" {
		return ""
	}
	return code
}
