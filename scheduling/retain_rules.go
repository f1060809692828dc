package scheduling

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// rules are the Desk's own, in the order in which they are looked at: a
// conversation before the bookings and wishes that may keep it.
func (d *Desk) rules() []Rule {
	return []Rule{
		{"conversation", KeptConversation, d.retainConversation},
		{"booking", KeptBooking, d.retainBooking},
		{"family", KeptFamily, d.retainFamily},
		{callbackKind, KeptCallback, d.retainCallback},
		{"key", KeptKey, d.retainKey},
	}
}

// retainConversation erases a parent who has not written for long, unless a
// session of hers, ahead or past, or a wish keeps her.
func (d *Desk) retainConversation(ctx context.Context, r Record, now time.Time) (Verdict, error) {
	all, err := d.list(ctx, "conversation:"+r.ID)
	if err != nil {
		return Verdict{}, err
	}
	var until time.Time
	for _, b := range all {
		until = later(until, KeptParent.Until(b.Stands().End))
	}
	wishes, err := d.c.Store.List(ctx, Query{Kind: "wish", Tag: "conversation:" + r.ID, Limit: 1})
	if err != nil {
		return Verdict{}, err
	}
	if len(wishes) > 0 {
		until = later(until, now.AddDate(0, 1, 0))
	}
	if until.After(now) {
		return Verdict{Put: tagged(r, until)}, nil
	}
	parent := tagValue(r, "parent:")
	if parent == "" {
		return Verdict{Delete: true}, nil
	}
	return Verdict{Parent: parent}, nil
}

func (d *Desk) retainBooking(_ context.Context, r Record, now time.Time) (Verdict, error) {
	b, err := readBooking(r)
	if err != nil {
		return Verdict{}, err
	}
	if until := KeptBooking.Until(b.Stands().End); until.After(now) {
		return Verdict{Put: tagged(r, until)}, nil
	}
	return Verdict{Delete: true}, nil
}

// retainFamily forgets the days that no quota looks back to. What is left of a
// family that shares its sessions goes with the parent.
func (d *Desk) retainFamily(_ context.Context, r Record, now time.Time) (Verdict, error) {
	var f family
	if err := json.Unmarshal(r.Data, &f); err != nil {
		return Verdict{}, fmt.Errorf("family: %w", err)
	}
	had := len(f.Uses)
	f.Uses = slices.DeleteFunc(f.Uses, func(u use) bool { return !u.until().After(now) })
	if len(f.Uses) == 0 && f.Partner == "" {
		return Verdict{Delete: true}, nil
	}
	put := d.familyRecord(f, r)
	return Verdict{Put: &put, Gone: len(f.Uses) < had}, nil
}

// retainKey destroys the key of a parent whose conversation never came to be.
func (d *Desk) retainKey(ctx context.Context, r Record, _ time.Time) (Verdict, error) {
	talks, err := d.c.Store.List(ctx, Query{Kind: "conversation", Tag: "parent:" + r.ID, Limit: 1})
	if err != nil {
		return Verdict{}, err
	}
	if len(talks) > 0 { // it goes with her
		r.Tags = nil
		return Verdict{Put: &r}, nil
	}
	return Verdict{Parent: r.ID}, nil
}

// tagged is a record that is to be looked at later.
func tagged(r Record, until time.Time) *Record {
	r.Tags = append(slices.DeleteFunc(slices.Clone(r.Tags), func(t string) bool { return strings.HasPrefix(t, untilPrefix) }), TagUntil(until))
	return &r
}

func tagValue(r Record, prefix string) string {
	for _, t := range r.Tags {
		if v, ok := strings.CutPrefix(t, prefix); ok {
			return v
		}
	}
	return ""
}

// familyRecord is a family as it is to be written over the version that was
// read.
func (d *Desk) familyRecord(f family, r Record) Record {
	until := KeptFamily.Until(d.c.Clocks.Programme())
	for _, u := range f.Uses {
		until = later(until, u.until())
	}
	r.Data, r.Tags = encode(f), []string{TagUntil(until)}
	return r
}

// until is when a use goes that no quota looks back to; one that can't be read
// goes at once.
func (u use) until() time.Time {
	day, err := time.Parse(time.DateOnly, u.Day)
	if err != nil {
		return time.Time{}
	}
	return KeptFamily.Until(day.AddDate(0, 0, 1))
}
