package scheduling

import (
	"context"
)

// wipe makes the parent's sessions nobody's, and deletes what else is kept of
// her but her key. There may be nothing left to do.
func (d *Desk) wipe(ctx context.Context, e Erasure) error {
	if err := d.cutAll(ctx, e); err != nil {
		return err
	}
	return d.deleteRecords(ctx, e)
}

// endWishes ends the wishes with a tag: what they were offered is the next one's
// at once.
func (d *Desk) endWishes(ctx context.Context, tag string) error {
	for range tries {
		all, err := d.wishes(ctx, tag)
		if err != nil || len(all) == 0 {
			return err
		}
		ch := Change{Command: "wipe/" + newToken()}
		for _, w := range all {
			d.endWish(&ch, w)
		}
		if _, err := d.c.Store.Apply(ctx, ch); !isStale(err) {
			return err
		}
	}
	return ErrStale
}

// dissolve deletes a family's record. The partner's keeps what was used. Its
// version is read before the sessions that others left to it: each that is left to
// it later makes it another.
func (d *Desk) dissolve(ctx context.Context, id string) error {
	for range tries {
		f, r, err := d.family(ctx, id)
		if err != nil {
			return err
		}
		left, err := d.list(ctx, "family:"+id)
		if err != nil {
			return err
		}
		if len(left) > 0 {
			if err := d.leaveToOthers(ctx, left); err != nil {
				return err
			}
			continue
		}
		if r.Version == 0 {
			return nil
		}
		ch := Change{Command: "dissolve/" + newToken(), Expect: []Expect{{r.Key, r.Version}}, Delete: []Key{r.Key}}
		if f.Code != "" {
			ch.Delete = append(ch.Delete, linkKey(f.Code))
		}
		if ch.Put, err = d.without(ctx, id, f); err != nil {
			return err
		}
		if _, err := d.c.Store.Apply(ctx, ch); !isStale(err) {
			return err
		}
	}
	return ErrStale
}

// leaveToOthers gives sessions whose parents are gone to the next family that
// counts them.
func (d *Desk) leaveToOthers(ctx context.Context, left []Booking) error {
	for _, b := range left {
		heir, err := d.heir(ctx, b)
		if err != nil {
			return err
		}
		tr := transition{was: b, is: b}
		tr.is.Family = heir
		if tr.put, err = d.use(ctx, d.termsOf(tr.is), &tr); err == nil {
			_, err = d.commit(ctx, tr)
		}
		if err != nil && !isStale(err) {
			return err
		}
	}
	return nil
}

// hers are the kinds of records that belong to a parent, a conversation or a
// family, and are tagged so. Bookings are cut instead, keys destroyed.
func hers() []string {
	return []string{"address", "webchat", "wish", callbackKind, "link", "passage", "conversation"}
}

// deleteRecords deletes what is tagged as hers.
func (d *Desk) deleteRecords(ctx context.Context, e Erasure) error {
	tags := []string{"parent:" + e.Parent}
	for _, c := range e.Conversations {
		tags = append(tags, "conversation:"+c)
	}
	for _, f := range e.families {
		tags = append(tags, "family:"+f)
	}
	ch := Change{Command: "wipe/" + newToken()}
	for _, kind := range hers() {
		for _, tag := range tags {
			all, err := d.c.Store.List(ctx, Query{Kind: kind, Tag: tag})
			if err != nil {
				return err
			}
			for _, r := range all {
				ch.Delete = append(ch.Delete, r.Key)
			}
		}
	}
	for _, c := range e.Conversations {
		ch.Delete = append(ch.Delete, Key{Kind: "conversation", ID: c})
	}
	if len(ch.Delete) == 0 {
		return nil
	}
	_, err := d.c.Store.Apply(ctx, ch)
	return err
}
