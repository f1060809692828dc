package hosting

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"escale/scheduling"
)

// shelf keeps calendars and their objects as records. Every change of an object
// is one of its calendar, whose number it raises: versions of both decide who
// was first, and the number is ctag and sync token.
type shelf struct {
	store scheduling.Store
	clock func() time.Time
	mu    sync.Mutex // one writer at a time here; other replicas lose by version
}

// calendar is a collection as it stands in the store.
type calendar struct {
	Home    string `json:"home"`
	Name    string `json:"name"`
	Display string `json:"display"`
	// Fixed calendars are Escale's own: they can't be deleted. Renamed: people
	// chose the display name.
	Fixed   bool `json:"fixed,omitempty"`
	Renamed bool `json:"renamed,omitempty"`
	// Kept are the properties that clients gave it, by namespace and name.
	Kept  map[string]string `json:"kept,omitempty"`
	Epoch string            `json:"epoch"` // random: tokens of an earlier life are void
	Seq   int64             `json:"seq"`   // counts changes
	// Deleted are the last objects that went, in order; Floor is the number of the
	// last that is not in it any more: what is older must be synced in full.
	Deleted []grave `json:"deleted,omitempty"`
	Floor   int64   `json:"floor,omitempty"`
	Objects int     `json:"objects"` // how many there are
	Bytes   int     `json:"bytes"`   // of their text
	// Changed is when an object last came or went, machine time.
	Changed time.Time `json:"changed,omitzero"`
	version int64
}

type grave struct {
	Name string `json:"name"`
	Seq  int64  `json:"seq"`
}

// graves is how many deletions a calendar remembers.
const graves = 200

func (c calendar) id() string { return CalendarID(c.Home, c.Name) }

// object is one event, with its overridden occurrences, as it was sent.
type object struct {
	Name     string    `json:"name"`
	UID      string    `json:"uid"`
	Seq      int64     `json:"seq"`
	Modified time.Time `json:"modified"`
	ICS      string    `json:"ics"`
	version  int64
}

// etag is strong: it never names other bytes, nor an earlier life of the same.
func (o object) etag() string {
	sum := sha256.Sum256([]byte(o.ICS))
	return fmt.Sprintf("%d-%x", o.Seq, sum[:6])
}

const (
	kindCalendar = "calendar"
	kindObject   = "object"
)

func (s *shelf) ensure(ctx context.Context, home, name, display string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return again(func() error {
		c, err := s.calendar(ctx, CalendarID(home, name))
		switch {
		case errors.Is(err, scheduling.ErrNotFound):
			c = newCalendar(home, name)
		case err != nil:
			return err
		case c.Fixed && (c.Renamed || c.Display == display):
			return nil
		}
		if c.Fixed = true; !c.Renamed {
			c.Display = display
		}
		return s.apply(ctx, scheduling.Change{}, c)
	})
}

func newCalendar(home, name string) calendar {
	return calendar{Home: home, Name: name, Epoch: rand.Text()[:8], Seq: 1}
}

// calendars lists those of a home, by name.
func (s *shelf) calendars(ctx context.Context, home string) ([]calendar, error) {
	return list[calendar](ctx, s.store, kindCalendar, "home:"+home, func(c *calendar, v int64) { c.version = v })
}

// calendar returns one, or scheduling.ErrNotFound.
func (s *shelf) calendar(ctx context.Context, id string) (c calendar, err error) {
	r, err := s.store.Get(ctx, scheduling.Key{Kind: kindCalendar, ID: id})
	if err != nil {
		return c, err
	}
	c.version = r.Version
	return c, json.Unmarshal(r.Data, &c)
}

// objects lists those of a calendar, by name.
func (s *shelf) objects(ctx context.Context, calendar string) ([]object, error) {
	return list[object](ctx, s.store, kindObject, "calendar:"+calendar, func(o *object, v int64) { o.version = v })
}

// object returns one, or scheduling.ErrNotFound.
func (s *shelf) object(ctx context.Context, calendar, name string) (o object, err error) {
	r, err := s.store.Get(ctx, objectKey(calendar, name))
	if err != nil {
		return o, err
	}
	o.version = r.Version
	return o, json.Unmarshal(r.Data, &o)
}

func objectKey(calendar, name string) scheduling.Key {
	return scheduling.Key{Kind: kindObject, ID: calendar + "/" + name}
}

// apply writes calendars, and with them what else the change holds.
func (s *shelf) apply(ctx context.Context, change scheduling.Change, written ...calendar) error {
	for _, c := range written {
		data, err := json.Marshal(c)
		if err != nil {
			return err
		}
		change.Put = append(change.Put, scheduling.Record{
			Key: c.key(), Version: c.version, Tags: []string{"home:" + c.Home}, Data: data,
		})
	}
	change.Command = "calendar/" + rand.Text()
	_, err := s.store.Apply(ctx, change)
	return err
}

func (c calendar) key() scheduling.Key { return scheduling.Key{Kind: kindCalendar, ID: c.id()} }

func objectRecord(calendar string, o object) (scheduling.Record, error) {
	data, err := json.Marshal(o)
	return scheduling.Record{
		Key: objectKey(calendar, o.Name), Version: o.version,
		Tags: []string{"calendar:" + calendar, uidTag(calendar, o.UID)}, Data: data,
	}, err
}

// list reads all records with a tag, page by page.
func list[T any](ctx context.Context, s scheduling.Store, kind, tag string, version func(*T, int64)) ([]T, error) {
	var all []T
	for q := (scheduling.Query{Kind: kind, Tag: tag, Limit: 500}); ; {
		page, err := s.List(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			var v T
			if err := json.Unmarshal(r.Data, &v); err != nil {
				return nil, fmt.Errorf("%s %s: %w", kind, r.ID, err)
			}
			version(&v, r.Version)
			all = append(all, v)
		}
		if len(page) < q.Limit {
			return all, nil
		}
		q.After = page[len(page)-1].ID
	}
}

// again repeats what lost to another replica, a few times.
func again(try func() error) error {
	var err error
	for range 10 {
		if err = try(); !errors.Is(err, scheduling.ErrStale) {
			return err
		}
	}
	return err
}

// since lists what changed after a number, in order; ok is false when that is
// not known any more.
func (s *shelf) since(ctx context.Context, c calendar, seq int64) (changed []object, gone []grave, ok bool, err error) {
	if seq > c.Seq || (seq > 0 && seq < c.Floor) {
		return nil, nil, false, nil
	}
	if seq == c.Seq {
		return nil, nil, true, nil
	}
	all, err := s.objects(ctx, c.id())
	if err != nil {
		return nil, nil, false, err
	}
	changed = slices.DeleteFunc(all, func(o object) bool { return o.Seq <= seq })
	slices.SortFunc(changed, func(a, b object) int { return cmp.Compare(a.Seq, b.Seq) })
	if seq > 0 {
		gone = slices.DeleteFunc(slices.Clone(c.Deleted), func(g grave) bool { return g.Seq <= seq })
	}
	return changed, gone, true, nil
}
