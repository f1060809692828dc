package hosting

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"escale/scheduling"
)

// conflict: another object of the calendar has the UID.
type conflict struct{ calendar, name string }

func (c conflict) Error() string { return "the UID is that of another object" }

// write puts an object in its place if allow, which is shown what stands there
// (nil: nothing), returns no error. It returns the object as stored.
func (s *shelf) write(ctx context.Context, id string, o object, allow func(*object) error) (stored object, created bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	err = again(func() error {
		c, old, err := s.both(ctx, id, o.Name)
		if err != nil {
			return err
		}
		if err := allow(old); err != nil {
			return err
		}
		if old != nil && old.ICS == o.ICS {
			stored = *old
			return nil
		}
		if err := s.soleUID(ctx, id, o, ""); err != nil {
			return err
		}
		stored, created = o, old == nil
		if err := c.admit(&stored, old, s.clock()); err != nil {
			return err
		}
		if old != nil {
			stored.version = old.version
		}
		r, err := objectRecord(id, stored)
		if err != nil {
			return err
		}
		return s.apply(ctx, scheduling.Change{Put: []scheduling.Record{r}}, c)
	})
	return stored, created, err
}

// remove takes an object out if allow returns no error.
func (s *shelf) remove(ctx context.Context, id, name string, allow func(*object) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return again(func() error {
		c, old, err := s.both(ctx, id, name)
		if err == nil {
			err = allow(old)
		}
		if err != nil {
			return err
		}
		if old == nil {
			return scheduling.ErrNotFound
		}
		c.bury(*old, s.clock())
		k := objectKey(id, name)
		return s.apply(ctx, scheduling.Change{
			Expect: []scheduling.Expect{{Key: k, Version: old.version}}, Delete: []scheduling.Key{k},
		}, c)
	})
}

// bury notes that an object is gone.
func (c *calendar) bury(o object, at time.Time) {
	c.Seq++
	c.Objects, c.Bytes = max(0, c.Objects-1), max(0, c.Bytes-len(o.ICS))
	c.Changed = at.UTC().Truncate(time.Second)
	c.Deleted = append(c.Deleted, grave{o.Name, c.Seq})
	if n := len(c.Deleted) - graves; n > 0 {
		c.Floor = c.Deleted[n-1].Seq
		c.Deleted = c.Deleted[n:]
	}
}

// admit gives an object that comes its place in the order of changes, and its
// room in the place of what stands there (nil: nothing).
func (c *calendar) admit(o, there *object, at time.Time) error {
	objects, size := c.Objects+1, c.Bytes+len(o.ICS)
	if there != nil {
		objects, size = c.Objects, max(len(o.ICS), size-len(there.ICS))
	}
	if objects > max(maxObjects, c.Objects) || size > max(maxBytes, c.Bytes) {
		return errFull
	}
	c.Objects, c.Bytes = objects, size
	c.Seq++
	c.Deleted = slices.DeleteFunc(c.Deleted, func(g grave) bool { return g.Name == o.Name })
	o.Seq, o.Modified = c.Seq, at.UTC().Truncate(time.Second)
	c.Changed = o.Modified
	return nil
}

// both reads the calendar and what stands under the name, nil if nothing.
func (s *shelf) both(ctx context.Context, id, name string) (calendar, *object, error) {
	c, err := s.calendar(ctx, id)
	if err != nil {
		return c, nil, err
	}
	o, err := s.object(ctx, id, name)
	if errors.Is(err, scheduling.ErrNotFound) {
		return c, nil, nil
	}
	return c, &o, err
}

// soleUID is a conflict if another object of the calendar, that isn't leaving,
// has the UID.
func (s *shelf) soleUID(ctx context.Context, id string, o object, leaving string) error {
	same, err := s.store.List(ctx, scheduling.Query{Kind: kindObject, Tag: uidTag(id, o.UID)})
	if err != nil {
		return err
	}
	for _, r := range same {
		if name := r.ID[len(id)+1:]; name != o.Name && name != leaving {
			_, calendar, _ := strings.Cut(id, "/")
			return conflict{calendar, name}
		}
	}
	return nil
}

func uidTag(calendar, uid string) string { return "uid:" + calendar + "/" + uid }
